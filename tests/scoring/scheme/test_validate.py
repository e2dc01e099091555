"""What a file says that the rest of it does not agree with: one fault a case."""
# ruff: noqa: E501  # one fault a line reads as a table

from __future__ import annotations

import pytest

from scoring import Source, load_scheme
from scoring.scheme.reading import read
from scoring.scheme.validate import remarks_on_scheme
from tests.scoring.samples import no_plan
from tests.scoring.scheme.broken import SOUND, first_problem

# What is written instead of what; the code, the words, and what stands at the place that is named.
# fmt: off
FAULTS = [
    # Words that came later: choices of scales, statistics, ranks, outliers, own targets, quotas.
    ("scale: {per: 2}", "scale: {decide: {slot: gi, options: {mot: {per: 1}, hai: {per: 2}}}}", "E_SLOT", "the slot “gi” is not declared under decide", "scale: {decide"),
    ("scale: {per: 2}", "scale: {decide: {slot: hieu, options: {mot: {per: 1}}}}", "E_SLOT", "the options must be exactly those of the slot “hieu”: hai, mot", "scale: {decide"),
    ("scale: {per: 2}", "scale: {decide: {slot: hieu, options: {mot: {per: 1}, hai: {knots: [[0, 0], [1, 11]]}}}}", "E_MAXIMUM", "11 points are more than the maximum 10 of “y.2”: the text contradicts itself", "[1, 11"),
    ("scale: {per: 2}", "scale: {per: 2, outside: extend}", "E_SCALE", "“outside” goes together with knots", "scale: {per"),
    ("[target, max_points]]}", "[target, max_points]], between: step, outside: extend}", "E_SCALE", "steps have no slope to extend beyond the outer knots", "scale"),
    ("[target, max_points]]}", "[target, max_points]], leader_by: [a, b]}", "E_SCALE", "leader_by and leader_within go together with cluster.leader in a knot", "scale"),
    ("[target, max_points]]}", "[cluster.leader, max_points]], leader_by: [a, kl]}", "E_MEASURE", "the fact “kl” is a choice and has no number", "leader_by"),
    ("[target, max_points]]}", "[1/2 * best, max_points]]}", "E_SCALE", "“best” cannot stand in a knot here", "[1/2"),
    ("[target, max_points]]}", "[target, max_points + 1]]}", "E_MAXIMUM", "11 points are more than the maximum 10 of “x”: the text contradicts itself", "[target"),
    ("on_zero_denominator: full", "on_constant: zero", "E_NODE", "on_constant of “x” needs a scale that uses a statistic such as cluster.min", "on_constant"),
    ("measure: {fact: a}", "measure: {rank_of: {node: z}}", "E_NAME", "there is no node “z” to take the rank of", "rank_of"),
    ("measure: {fact: a}", "measure: {rank_of: {node: y}}", "E_NODE", "the rank that “y.2” measures depends on itself", "{id: y.2"),
    ("measure: {fact: a}", "measure: {fact: a, winsorise: {low: 1, low_share: 1/10}}", "E_MEASURE", "winsorise needs low and high, or low_share and high_share, not both kinds", "winsorise"),
    ("measure: {fact: a}", "measure: {fact: a, winsorise: {low: 9, high: 1}}", "E_MEASURE", "winsorise: low lies above high", "winsorise"),
    ("measure: {fact: a}", "measure: {fact: a, winsorise: {low_share: 1/2, high_share: 1/2}}", "E_MEASURE", "winsorise: the two shares leave nothing in between", "winsorise"),
    ("measure: {fact: a}", "measure: {panel: {fact: a, low: 1}}", "E_MEASURE", "low and high go together with take: trimmed", "panel"),
    ("{fact: kl}", "{fact: kl, transform: percent}", "E_MEASURE", "the fact “kl” is a choice and has no number", "measure: {fact: kl"),
    ("measure: {fact: a}", "measure: {transform: percent, decide: {slot: hieu, options: {mot: {fact: a, transform: percent}, hai: {fact: b}}}}", "E_MEASURE", "transform stands on the options or outside of decide, not on both", "mot: {fact"),
    ("{at_least: 60, to: 2024-06-30}", "{at_least: fact.c, to: 2024-06-30}", "E_FACT", "the fact “c” is not declared under facts", "{at_least: fact.c"),
    ("{at_least: 60, to: 2024-06-30}", "{at_least: fact.kl, to: 2024-06-30}", "E_MEASURE", "the fact “kl” is a choice and has no number", "{at_least: fact.kl"),
    ("measure: {fact: kl}", "on_missing: {impute: cluster.min}, measure: {fact: kl}", "E_NODE", "“y.1” measures a label, which no statistic can stand in for", "on_missing"),
    ("    combine: sum\n", "    combine: sum\n    on_missing: {impute: cluster.min}\n", "E_NODE", "only a node with a measure can impute; “y” has children", "on_missing"),
    ("    combine: sum\n", "    combine: sum\n    scale: {per: 1}\n", "E_NODE", "“y” has children, so the key “scale” has nothing to work on", "scale: {per"),
    ("    combine: sum\n", "    combine: best\n    best: 3\n", "E_NODE", "best: 3 of only 2 children", "id: y"),
    ("    combine: sum\n", "    combine: trimmed\n    trim: [1, 1]\n", "E_NODE", "trim leaves none of 2 children", "id: y"),
    ("    combine: sum\n", "    combine: max\n    weights: normalise\n", "E_WEIGHTS", "combine: max takes no weights", "id: y"),
    ("    combine: sum\n", "    combine: sum\n    weights: normalise\n", "E_WEIGHTS", "weights: normalise needs a weight on every base child", "id: y"),
    ("    combine: sum\n    children:\n      - {id: y.1,", "    combine: mean\n    children:\n      - {id: y.1, weight: 0,", "E_WEIGHTS", "combine: mean needs weights above zero", "id: y"),
    ("rank: {by: [{key: total}", "rank: {by: [{order: low}", "E_RANK", "a key of the order needs exactly one of key and count_back", "{order"),
    ("rank: {by: [{key: total}", "rank: {by: [{count_back: [x, z]}", "E_NAME", "count_back takes criteria; there is no “z”", "{count_back"),
    ("rank: {by", "rank: {who: Hội đồng, by", "E_RANK", "who goes together with ties: decide", "who"),
    ("share: 15/100, of: eligible", "share: 15/100, of: fact.c", "E_FACT", "the fact “c” is not declared under facts", "of: fact.c"),
    ("places: 1, of: chon", "places: 1, rounding: ceil", "E_SELECT", "a selection with places has no share to round or to take of something", "{id: cao"),
    ("share: 15/100, of", "share_by: {fact: kl, shares: {khong: 1/2}}, of", "E_SELECT", "share_by must give a share for exactly these labels: khong, co", "share_by"),
    ("places: 1, of: chon", "places: 1, of: chon, require: selected.khac == 1", "E_NAME", "“selected.khac” is neither a criterion, a fact.… nor total, lowest, rank, class, selected.chon", "require"),
    ("id: x\n", "id: selected.x\n", "E_ID", "the id “selected.x” means something else in a condition", "id: selected.x"),
    ("{label: Khá, above: 60", "{label: Khá, above: 80", "E_CLASS", "classes must be written from the highest down", "{label: Khá"),
    # Sums, references, contradictions.
    ("must_sum_to: 30", "must_sum_to: 100", "E_WEIGHTS", "the children's max_points come to 30, not 100", "weights"),
    ("measure: {fact: a}", "measure: {fact: c}", "E_FACT", "the fact “c” is not declared under facts", "measure: {fact: c"),
    ("ratio: [a, b]", "ratio: [a, b + c]", "E_FACT", "the fact “c” is not declared under facts", "measure"),
    ("ratio: [a, b]", "ratio: [a, b * a]", "E_RATIO", "“b * a” is not a sum of facts, such as a + b - c", "b * a]"),
    ("ratio: [a, b]", "ratio: [a +, b]", "E_RATIO", "“a +” is not a sum of facts, such as a + b - c", "a +, b"),
    ("ratio: [a, b]", 'ratio: [a, ""]', "E_RATIO", "“” is not a sum of facts, such as a + b - c", '""], transform'),
    ("ratio: [a, b]", "ratio: [a, kl]", "E_MEASURE", "the fact “kl” is a choice and has no number", "measure"),
    ("measure: {fact: a}", "measure: {count: [a]}", "E_MEASURE", "count needs facts of kind choice that have the labels co; “a” has not", "measure: {count"),
    ("measure: {fact: a}", "measure: {count: [kl], counted: [dat]}", "E_MEASURE", "count needs facts of kind choice that have the labels dat; “kl” has not", "measure: {count"),
    ("measure: {fact: a}", "measure: {fact: a, count: [kl]}", "E_MEASURE", "a measure needs exactly one of fact, constant, ratio, count, change, panel, rank_of, decide", "measure: {fact: a"),
    ("measure: {fact: a}", "measure: {transform: percent}", "E_MEASURE", "a measure needs exactly one of fact, constant, ratio, count, change, panel, rank_of, decide", "measure: {transform"),
    ("transform: percent", "transform: pow", "E_MEASURE", "transform: pow and the key exponent go together", "measure"),
    ("measure: {fact: a}", "measure: {decide: {slot: gi, options: {mot: {fact: a}, hai: {fact: b}}}}", "E_SLOT", "the slot “gi” is not declared under decide", "measure: {decide"),
    ("measure: {fact: a}", "measure: {decide: {slot: hieu, options: {mot: {fact: a}, ba: {fact: b}}}}", "E_SLOT", "the options must be exactly those of the slot “hieu”: hai, mot", "measure: {decide"),
    ("measure: {fact: a}", "measure: {decide: {slot: hieu, options: {mot: {fact: a}, hai: {fact: c}}}}", "E_FACT", "the fact “c” is not declared under facts", "hai: {fact"),
    ("    target: [{at_least: 60, to: 2024-06-30}, {at_least: 70, from: 2024-07-01}]\n", "", "E_SCALE", "the scale uses the target, but “x” has none", "[target"),
    ("at_least: 70, from", "at_least: 70, at_most: 90, from", "E_TARGET", "a target needs exactly one of at_least, at_most, equals", "{at_least: 70"),
    ("at_least: 70, from: 2024-07-01", "at_least: 70, from: 2024-06-30", "E_TARGET", "two targets are in force on the same day", "{at_least: 70"),
    ("at_least: 70, from: 2024-07-01", "at_least: 70", "E_TARGET", "two targets are in force on the same day", "{at_least: 70"),
    ("[[0, 0], [target, max", "[[0, 0], [50, 5], [40, 6], [target, max", "E_SCALE", "the first numbers of the knots must rise", "[40, 6"),
    ("[[0, 0], [target, max", "[[0, 0], [50, 5], [50, 6], [target, max", "E_SCALE", "the first numbers of the knots must rise", "[50, 6"),
    ("[[0, 0], [target, max", "[[0, 0], [65, 5], [target, max", "E_SCALE", "the first numbers of the knots must rise; with the target 60 they do not", "[target"),
    ("[[0, 0], [target, max", "[[0, 0], [best, 5], [target, max", "E_SCALE", "“best” cannot stand in a knot here; allowed: a number, target, max_points, cluster.min", "[best, 5"),
    ("[[0, 0], [target, max_points", "[[0, 0], [target, 2 best", "E_SCALE", "“best” is not a sum of numbers and words, such as cluster.mean + 2 * cluster.sd", "[target"),
    ("[[0, 0], [target, max_points", "[[0, 0], [target, 12", "E_MAXIMUM", "12 points are more than the maximum 10 of “x”: the text contradicts itself", "[target"),
    ("{khong: 10, co: 0}}", "{khong: 11, co: 0}}", "E_MAXIMUM", "11 points are more than the maximum 10 of “y.1”: the text contradicts itself", "khong: 11"),
    ("{khong: 10, co: 0}}", "{khong: 10}}", "E_SCALE", "the table must give points for exactly these labels: co, khong", "table: {khong"),
    ("scale: {per: 2}", "scale: {table: {}}", "E_SCALE", "a table of points needs a measure of one fact of kind choice", "table: {}"),
    ("scale: {per: 2}", "scale: {per: 2, knots: [[0, 0], [1, 1]]}", "E_SCALE", "a scale needs exactly one of table, per, knots, decide", "scale: {per"),
    ("    max_points: 20\n    combine: sum\n", "    max_points: 20\n", "E_NODE", "“y” has children but does not say how to combine them", "id: y"),
    ("combine: sum\n", "combine: best\n", "E_NODE", "combine: best and the key best go together", "id: y"),
    ("combine: sum\n", "combine: sum\n    trim: [1, 1]\n", "E_NODE", "combine: trimmed and the key trim go together", "id: y"),
    ("combine: sum\n", "combine: trimmed\n    trim: [-1, 1]\n", "E_VALUE", "“0”: Input should be greater than or equal to 0 (found: -1)", "-1, 1]"),
    ("    combine: sum\n", "    combine: sum\n    measure: {fact: a}\n", "E_NODE", "“y” needs either a measure or children, one of the two", "id: y"),
    ("    cite: {clause: \"1\"}\n", "", "E_CITE", "“x” does not say which clause it rests on (cite)", "id: x"),
    ("    max_points: 10\n    measure: {ratio: [a, b], transform: percent}\n", "    measure: {ratio: [a, b]}\n    max_points: 10\n    on_not_applicable: full_points\n    clamp: {low: 5, high: 3}\n", "E_NODE", "the floor 5 of “x” lies above its ceiling 3", "clamp: {low"),
    ("max_points: 10, measure: {fact: a}", "on_zero_denominator: full, measure: {fact: a}", "E_NODE", "“y.2” gives full points somewhere, but has no max_points", "{id: y.2"),
    ("id: y.2", "id: y.1", "E_ID_TWICE", "the id “y.1” is used more than once", "children"),
    ("{id: b,", "{id: a,", "E_ID_TWICE", "the id “a” is used more than once", "facts:"),
    ("  - {id: hieu,", "  - {id: hieu, question: Q, who: W, options: {mot: M}}\n  - {id: hieu,", "E_ID_TWICE", "the id “hieu” is used more than once", "decide:"),
    ("  - {id: g, title: G,", "  - {id: g, title: G, require: x > 0, else: exclude}\n  - {id: g, title: G,", "E_ID_TWICE", "the id “g” is used more than once", "gates:"),
    ("unit: mức, labels: {khong: Không, co: Có}}", "unit: mức}", "E_FACT", "the fact “kl”: labels go together with kind: choice", "facts:"),
    ("{id: a, title: A,", "{id: a, title: A, labels: {co: Có},", "E_FACT", "the fact “a”: labels go together with kind: choice", "facts:"),
    ("{id: cao,", "{id: chon,", "E_ID_TWICE", "the id “chon” is used more than once", "select"),
    ("id: x\n", "id: total\n", "E_ID", "the id “total” means something else in a condition", "id: total"),
    ("id: x\n", "id: fact.x\n", "E_ID", "the id “fact.x” means something else in a condition", "id: fact.x"),
    ("id: x\n", "id: not\n", "E_ID", "the id “not” means something else in a condition", "id: not"),
    # What follows from the total.
    ("require: fact.kl == 'khong'", "require: fact.kl = 'khong'", "E_CONDITION", "the condition cannot be read: “= 'khong'” is not understood (column 8 of it)", "require: fact.kl = 'khong'"),
    ("require: fact.kl == 'khong'", "require: fact.kh == 'khong'", "E_FACT", "the fact “kh” is not declared under facts", "require: fact.kh == 'khong'"),
    ("require: fact.kl == 'khong'", "require: z > 1", "E_NAME", "“z” is neither a criterion, a fact.… nor total, lowest", "require: z > 1"),
    ("require: fact.kl == 'khong'", "require: fact.kl == 'khogn'", "E_CONDITION", "“fact.kl” has the labels khong, co, not “khogn”", "require: fact.kl == 'khogn'"),
    ("require: fact.kl == 'khong'", "require: fact.kl >= 1", "E_CONDITION", "“fact.kl” is a label and can only be compared with a label", "require: fact.kl >= 1"),
    ("require: fact.kl == 'khong'", "require: fact.a == 'khong'", "E_CONDITION", "“fact.a” is a number and can only be compared with a number", "require: fact.a == 'khong'"),
    ("class == 'Tốt'", "class == 'Giỏi'", "E_CONDITION", "“class” has the labels Tốt, Khá, Kém, not “Giỏi”", "require: class == 'Giỏi' and rank <= 3"),
    ("require: lowest > 0", "require: rank > 0", "E_NAME", "“rank” is neither a criterion, a fact.… nor total, lowest", "require: rank > 0"),
    ("require: y.1 > 0, else: {score: 0}", "require: total > 0, else: {score: 0}", "E_NAME", "“total” is neither a criterion, a fact.… nor -", "require"),
    ("require: y.1 > 0, else: {score: 0}", "require: y > 0, else: {score: 0}", "E_NAME", "“y” is not scored yet when this is asked", "require"),
    ("require: y.1 > 0, else: {score: 0}", "require: y.2 > 0, else: {score: 0}", "E_NAME", "“y.2” is not scored yet when this is asked", "require"),
    ("require: y.1 > 0, else: {score: 0}", "require: y.1 > 0, else: {class_at_most: Giỏi}", "E_CLASS", "there is no class “Giỏi”", "{id: g2"),
    ("class_at_most: Khá", "class_at_most: Giỏi", "E_CLASS", "there is no class “Giỏi”", "{id: g, title"),
    ("{label: Tốt, at_least: 80}", "{label: Tốt, at_least: 80, above: 80}", "E_CLASS", "a class takes at_least or above, not both", "{label"),
    ("{label: Tốt, at_least: 80}", "{label: Tốt, at_least: 50}", "E_CLASS", "classes must be written from the highest down", "{label: Khá"),
    ("{label: Tốt, at_least: 80}", "{label: Tốt}", "E_CLASS", "classes must be written from the highest down", "{label: Khá"),
    ("{key: y.1,", "{key: y.9,", "E_NAME", "“y.9” is neither a criterion, a fact.… nor total, lowest", "{key: y.9"),
    ("{key: y.1,", "{key: fact.kl,", "E_NAME", "“fact.kl” is a label and has no order", "{key: fact.kl"),
    ("of: chon", "of: cao", "E_SELECT", "“of” must be one of eligible, headcount, chon", "of: cao"),
    ("of: eligible", "of: cao", "E_SELECT", "“of” must be one of eligible, headcount", "of: cao"),
    ("places: 1,", "places: 1, share: 1/2,", "E_SELECT", "a selection needs exactly one of share, share_by and places", "{id: cao"),
    ("places: 1,", "", "E_SELECT", "a selection needs exactly one of share, share_by and places", "{id: cao"),
    ("of: eligible,", "of: eligible, at_least: 3, at_most: 2,", "E_SELECT", "at_least 3 is more than at_most 2", "{id: chon"),
    ("scheme: mau\n", "scheme: mau\nbuilds_on: {plan: kg-999, version: 2022-11-16}\n", "E_PLAN", "there is no plan kg-999 in version 2022-11-16 in the criteria library", "builds_on"),
    ("    title: X\n", "    title: X\n    objective: cqs23.01\n", "E_OBJECTIVE", "the plan has no objective “cqs23.01”", "objective"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "code", "words", "at"), FAULTS)
def test_a_contradiction_is_told_with_its_words_at_its_place(
    old: str, new: str, code: str, words: str, at: str
) -> None:
    found, said, there = first_problem(old, new)

    assert (found, said[: len(words)], there[: len(at)]) == (code, words, at)


def test_above_an_edge_lies_higher_than_at_least_that_edge() -> None:
    text = SOUND.replace("{label: Tốt, at_least: 80}", "{label: Tốt, above: 60}")
    text = text.replace("{label: Khá, above: 60", "{label: Khá, at_least: 60")

    scheme = load_scheme(Source("mau.yaml", text), no_plan)

    assert [band.label for band in scheme.classify] == ["Tốt", "Khá", "Kém"]


def test_what_is_allowed_but_should_be_seen_is_remarked_at_its_place() -> None:
    text = SOUND.replace("[target, max_points]]", "[cluster.max, 8]]")
    source = Source("mau.yaml", text)

    remarks = remarks_on_scheme(load_scheme(source, no_plan), read(source))

    assert [(remark.code, remark.text(), remark.warning) for remark in remarks] == [
        (
            "W_RELATIVE",
            "“x” scores relative to its group (cluster.max): "
            "when one unit joins or leaves, others may change places",
            True,
        ),
        ("W_MAXIMUM", "the scale of “x” gives at most 8, less than its max_points 10", True),
    ]
    assert {remark.place for remark in remarks} == {"mau.yaml:16:5"}
