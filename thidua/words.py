"""Words on the screen for the codes of the engine, in the chosen language."""

from __future__ import annotations

from scoring.errors import _
from thidua.i18n import _ as translate

WORDS = {
    "value": _("scored"),
    "missing": _("no data yet"),
    "not_applicable": _("not applicable"),
    "excluded": _("excluded"),
    "pending": _("pending"),
    "selected": _("selected"),
    "not_selected": _("not selected"),
    "undecided": _("undecided"),
    "not_eligible": _("not eligible"),
    "within_places": _("within the number of places"),
    "tie_on_line": _("equal to others at the last place"),
    "tie_included": _("equal at the last place, taken in as the rule says"),
    "others_pending": _("others have no result yet"),
    "beyond_places": _("beyond the number of places"),
    "condition": _("does not meet the condition"),
    "no_total": _("has no total yet"),
    "decided": _("as decided by those in charge"),
    "capped_high": _("above the maximum, the maximum counts"),
    "capped_low": _("below the minimum, the minimum counts"),
    "held_at_end": _("beyond the end of the scale, its end counts"),
    "rounded": _("rounded as the scheme says"),
    "gate": _("a condition is not met"),
    "gate_score": _("set because a condition is not met"),
    "gate_not_proven": _("a condition cannot be judged yet"),
    "cluster_pending": _("waits for a value of another unit in the cluster"),
    "parts_pending": _("waits for its parts"),
    "missing_fact": _("no data reported"),
    "no_target": _("no target in force on this day"),
    "not_applicable_rescaled": _("something does not apply, the other points are scaled up"),
    "not_applicable_shared": _("points of what does not apply are shared equally"),
    "not_applicable_full": _("does not apply, full points as the rule says"),
    "not_applicable_left_out": _("does not apply, left out"),
    "missing_as_zero": _("no data, counts as zero as the scheme says"),
    "missing_reweighted": _("no data, the other points are scaled up"),
    "zero_denominator_full": _("the denominator is zero, full points as the rule says"),
    "zero_denominator_zero": _("the denominator is zero, no points as the rule says"),
    "zero_denominator_not_applicable": _("the denominator is zero, does not apply"),
    "zero_target_full": _("the target is zero, full points as the rule says"),
    "zero_target_zero": _("the target is zero, no points as the rule says"),
    "irrational": _("irrational number, worked to 50 digits"),
    "winsorised": _("outlier brought to the bound of the group"),
    "imputed": _("no data, a statistic of the group stands in as the scheme says"),
    "counts_as_leader": _("as near to the leader as the scheme allows, counts as leader"),
    "rank_of": _("place in the group"),
    "constant_full": _("all of the group have the same number, full points as the rule says"),
    "constant_zero": _("all of the group have the same number, no points as the rule says"),
    "quota_unknown": _("the number of places is not known yet"),
    "exclude": _("not considered"),
    "class_at_most": _("class at most"),
    "score": _("total set to"),
    "self": _("self-scored"),
    "peer": _("scored by peers"),
    "appraisal": _("appraised"),
    "council": _("set by the council"),
}


def word(code: str) -> str:
    """Give the words for a code; a code nobody knows is shown as it is."""
    return translate(WORDS[code]) if code in WORDS else code
