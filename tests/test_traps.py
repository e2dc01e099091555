"""Every trap that rules, spreadsheets and other systems have set, with the test that springs it."""
# ruff: noqa: E501  # a trap and its test read as a table

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent

# What goes wrong elsewhere, and where the right thing is tested.
# fmt: off
TRAPS = {
    "89.995 at a band edge": "scoring/evaluate/test_evaluate.py::test_the_published_number_is_classed_and_not_the_exact_one",
    "ranking what is not published": "scoring/test_ranking.py::test_the_published_number_is_ranked_and_not_the_exact_one",
    "ties broken by the order of the list": "scoring/test_selecting.py::test_equal_vectors_stay_equal_whatever_the_order_of_the_list",
    "a tie on the quota line settled by nobody": "scoring/test_ranking.py::test_a_tie_is_a_question_to_a_person_with_its_options_in_no_order_of_merit",
    "15 % of 13 rounded up, 29 % of 100 as a float": "scoring/test_ranking.py::test_the_places_of_a_quota",
    "missing printed as 0": "thidua/test_exports.py::test_csv_keeps_every_state_apart_and_disarms_formulas",
    "missing printed as 0 on paper": "thidua/dossier/test_dossier.py::test_a_missing_value_is_named_and_never_printed_as_zero",
    "not applicable without its factor": "scoring/evaluate/test_policies.py::test_what_does_not_apply_is_dropped_and_the_rest_rescaled_with_the_factor_shown",
    "three kinds of not applicable in one text": "scoring/evaluate/test_policies.py::test_the_three_kinds_of_haiphong_stand_in_one_block",
    "a target of zero": "scoring/evaluate/test_policies.py::test_a_zero_target_is_an_error_by_default",
    "a denominator of zero": "scoring/evaluate/test_policies.py::test_a_zero_denominator_is_an_error_by_default_that_names_the_cell",
    "lower is better by inversion": "scoring/evaluate/test_scaling.py::test_lower_is_better_is_a_falling_line_and_not_an_inversion",
    "more than 100 %": "scoring/evaluate/test_scaling.py::test_over_achievement_may_earn_more_up_to_a_ceiling",
    "negative growth": "scoring/evaluate/test_scaling.py::test_negative_growth_has_its_place_on_the_line",
    "one unit in a cluster": "scoring/evaluate/test_cluster.py::test_a_unit_alone_in_its_cluster_is_its_own_leader",
    "a constant column": "scoring/evaluate/test_groups.py::test_what_a_constant_column_earns_is_declared",
    "a change to one unit moves others": "scoring/evaluate/test_cluster.py::test_a_change_to_one_unit_moves_the_others_and_the_trace_keeps_the_leader_it_used",
    "who leaves reorders who stays": "scoring/evaluate/test_reversal.py::test_relative_scales_reorder_those_who_stay_in_a_third_or_more_of_random_cases",
    "fixed targets reorder nobody": "scoring/evaluate/test_reversal.py::test_fixed_targets_never_reorder_those_who_stay",
    "meeting the target exactly earns half": "scoring/evaluate/test_cluster.py::test_meeting_the_target_exactly_earns_half_and_the_leader_all",
    "97 + 10 = 107": "scoring/evaluate/test_combining.py::test_the_unit_with_97_and_the_flag_of_the_city_has_107",
    "a text that contradicts itself": "scoring/evaluate/test_published.py::test_a_scale_with_two_meanings_waits_for_the_board",
    "a maximum of 2 in the row and 1 in the rule": "scoring/scheme/test_validate.py::test_what_is_allowed_but_should_be_seen_is_remarked_at_its_place",
    "«trên 100 %», «so với hiện nay», three levels in a bullet": "scoring/scheme/test_shipped.py::test_the_defects_of_plan_243_are_flagged_where_they_stand",
    "a rule that changes mid-period": "thidua/test_versions.py::test_the_version_in_force_on_the_day_counts",
    "a target that changes mid-period": "scoring/evaluate/test_tree.py::test_the_target_in_force_on_the_day_is_the_one_that_counts",
    "percentages of merged units averaged": "scoring/test_lineage.py::test_the_rate_of_a_merged_unit_is_taken_of_the_pooled_numbers",
    "NFC and NFD are two names": "thidua/intake/test_text.py::test_text_is_composed_and_spaces_are_folded",
    "Vietnamese order by code": "thidua/test_collation.py::test_the_order_is_that_of_icu",
    "people by family name": "thidua/test_collation.py::test_people_stand_by_given_name_then_family_and_middle_names",
    "decimal comma, thousands dot": "thidua/intake/test_numbers.py::test_thousands_or_decimals_names_both_readings",
    "a total of tenths that misses its band": "scoring/evaluate/test_evaluate.py::test_a_total_made_of_tenths_falls_on_the_edge_it_should",
    "halves that round in two ways": "scoring/test_numbers.py::test_a_number_is_brought_to_hundredths",
    "false ties and false differences of floats": "scoring/test_results.py::test_no_binary_float_stands_in_the_data",
}
# fmt: on


@cache
def names(path: str) -> frozenset[str]:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_its_test(trap: str) -> None:
    path, _colons, name = TRAPS[trap].partition("::")

    assert name in names(path)
