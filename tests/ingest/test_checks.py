"""Each data rule finds the error that was planted, where it stands, and nothing else."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from babel.messages import pofile

from rankings.loads import bootstrap, checks
from rankings.loads.checks import Finding
from rankings.sentences import problems
from rankings.store import data_folder
from rankings.store.problems import Problem
from rankings.store.versions import QUERIES
from rankings.words.text import LOCALE, words
from tests import small_store
from tests.data_copy import DataCopy
from tests.ingest.conftest import EDITION
from tests.small_store import edition, figure, load

PACKAGE = json.loads((data_folder.DATA / "datapackage.json").read_text(encoding="utf-8"))
RULES = sorted(path.stem for path in (QUERIES / "checks").glob("*.sql"))
SEVERITY = {
    "no_figures": "blocker",
    "no_source": "warning",
    "part_above_whole": "blocker",
    "points_of_nothing": "warning",
    "count_fell": "warning",
    "maximum_contradicted": "warning",
    "points_off_rule": "warning",
    "component_rank_order": "warning",
    "mixed_scale": "warning",
    "columns_swapped": "warning",
    "figures_of_another_edition": "warning",
    "names_reordered": "warning",
    "names_shifted": "warning",
    "outdated_scheme": "warning",
    "part_of_the_field": "warning",
    "unfinished_period": "warning",
    "zero_score": "warning",
    "formula_without_value": "blocker",
    "not_recognised": "blocker",
    "unmatched_name": "blocker",
    "component_jump": "warning",
    "many_jumps": "warning",
    "given_contradicts_file": "warning",
    "method_carried_over": "warning",
    "rank_jump": "warning",
    "restated_value": "warning",
    "score_jump": "warning",
    "dossier_rows": "warning",
    "dossiers_disagree": "warning",
    "dossiers_unplaced": "warning",
    "struck_row": "warning",
    "struck_text": "warning",
    "structure_disagrees": "warning",
    "tables_disagree": "blocker",
    "unconfirmed_reading": "warning",
    "unsure_column": "warning",
    "unsure_field": "warning",
    "same_file_again": "note",
    "new_scale": "note",
    "commune_table": "blocker",
    "same_name_again": "note",
    "unreadable_number": "blocker",
    "unknown_unit": "blocker",
    "wrong_scheme_unit": "blocker",
    "unknown_reference": "blocker",
    "broken_reference": "blocker",
    "correction_left_alone": "blocker",
    "duplicate_unit": "blocker",
    "duplicate_key": "blocker",
    "above_maximum": "blocker",
    "wrong_scale": "blocker",
    "adding_up": "blocker",
    "rank_order": "blocker",
    "rank_out_of_range": "blocker",
    "units_missing": "warning",
    "tie_broken_by_publisher": "warning",
    "identical_edition": "warning",
    "older_edition": "warning",
    "partial_edition": "note",
    "disputed_figure": "note",
    "derived_edition": "note",
    "conflicting_source": "note",
    "inside_above_maximum": "blocker",
    "inside_adding_up": "warning",
    "inside_code_disagrees": "warning",
    "inside_former_unit": "warning",
    "inside_other_province": "warning",
    "inside_part_above_whole": "warning",
    "inside_restated": "warning",
    "inside_sum": "warning",
    "inside_units_missing": "warning",
}
PSI_GROUPS = (
    "transparency",
    "timeliness",
    "online_service",
    "online_payment",
    "digitisation",
    "satisfaction",
)
EDITION_BEFORE = "psi-2026-10-05-year_to_date-vn34"
DTI_34 = "dti-2024-year-vn34"
DTI_2022 = "dti-2022-year-vn63"
PII = "pii-2025-year-vn34"
HOME, HUE = "66", "46"

# What a planting expects: the place of each finding, and some of its details.
Expected = list[tuple[str, dict[str, str]]]
PLANTINGS: list[tuple[str, Callable[[DataCopy], Expected]]] = []


def plants(rule: str) -> Callable:
    """Register a function that plants errors for a rule and returns what it should find."""

    def register(function: Callable[[DataCopy], Expected]) -> Callable[[DataCopy], Expected]:
        PLANTINGS.append((rule, function))
        return function

    return register


def cell(
    unit_code: str = HOME,
    *,
    edition_id: str = EDITION,
    indicator: str = "total",
    measure: str = "score",
) -> dict[str, str]:
    """What names one figure of the observations."""
    return {
        "edition_id": edition_id,
        "unit_code": unit_code,
        "indicator_code": indicator,
        "measure": measure,
    }


def totals(data: DataCopy, edition_id: str, measure: str = "score") -> dict[str, str]:
    """Unit -> total of one edition, as text."""
    wanted = {"edition_id": edition_id, "indicator_code": "total", "measure": measure}
    return {
        row["unit_code"]: row["value"]
        for row in data.rows("observations")
        if wanted.items() <= row.items()
    }


def set_totals(data: DataCopy, edition_id: str, values: dict[str, str]) -> str:
    """Change the total scores of an edition; the first row of the edition."""
    rows = data.rows("observations")
    for row in rows:
        if cell(row["unit_code"], edition_id=edition_id).items() <= row.items():
            row["value"] = values.get(row["unit_code"], row["value"])
    data.write("observations", rows)
    return data.places("observations", edition_id=edition_id)[0]


def first_total(data: DataCopy, edition_id: str, measure: str = "score") -> str:
    """The first row of an edition with a total."""
    wanted = {"edition_id": edition_id, "indicator_code": "total", "measure": measure}
    return data.places("observations", **wanted)[0]


@pytest.fixture(scope="module", autouse=True)
def _each_table_is_read_once() -> Iterator[None]:
    """A planting changes one table of eighteen: the others are not read anew for each of them."""
    read = data_folder._read
    known: dict[tuple[str, bytes], data_folder.Reading] = {}

    def remembered(path: Path, types: dict[str, str], required: set[str]) -> data_folder.Reading:
        key = path.name, path.read_bytes()
        if key not in known:
            known[key] = read(path, types, required)
        return known[key]

    patch = pytest.MonkeyPatch()
    patch.setattr(data_folder, "_read", remembered)
    yield
    patch.undo()


# --- the data as they are ----------------------------------------------------------------------


@cache
def found_in_data() -> tuple[Finding, ...]:
    """What the rules find in data/ as it is."""
    return tuple(bootstrap.findings_of())


def rules_named(name: str) -> list[checks.Rule]:
    return [rule for rule in checks.rules() if rule.name == name]


def of_rule(rule: str) -> list[Finding]:
    return [finding for finding in found_in_data() if finding.rule == rule]


def test_the_data_have_no_blocker():
    assert [finding for finding in found_in_data() if finding.severity == "blocker"] == []


def test_what_the_rules_find_in_the_data():
    assert Counter(finding.rule for finding in found_in_data()) == {
        "tie_broken_by_publisher": 3,
        "units_missing": 1,
        "partial_edition": 34,
        "conflicting_source": 5,
        "disputed_figure": 6,
        "derived_edition": 1,
    }


def test_the_tie_of_11_october_2025_is_found(data_copy):
    tie, *later = of_rule("tie_broken_by_publisher")
    assert [(found.details["unit_code"], found.details["rank_published"]) for found in later] == [
        ("51", "31"),
        ("12", "12"),
    ]
    edition_id = "psi-2025-10-11-year_to_date-vn34"
    assert tie.details == {
        "edition_id": edition_id,
        "unit_code": "04",
        "score": "84.700000",
        "rank_published": "26",
        "rank_computed": "25",
        "decimals": "2",
    }
    assert "(84,70)" in problems.finding(words("vi"), tie)
    assert "tied on 84.70 but" in problems.finding(words("en"), tie)
    wanted = cell("04", edition_id=edition_id, measure="rank")
    assert [tie.place] == data_copy.places("observations", **wanted)


def test_the_components_that_khanh_hoa_lacks_are_found():
    (finding,) = of_rule("units_missing")
    also = [row["indicator_code"] for row in json.loads(finding.details["also"])]
    assert {finding.details["indicator_code"], *also} == {
        "transparency",
        "timeliness",
        "online_service",
        "online_payment",
        "digitisation",
        "satisfaction",
    }
    assert finding.details["edition_id"] == "psi-2026-09-17-year_to_date-vn34"
    assert (finding.details["scores"], finding.details["units"]) == ("33", "34")
    assert problems.finding(words("vi"), finding).count(", ") == 5
    assert problems.finding(words("vi"), finding).endswith(" cũng vậy")


def test_the_six_disputed_units_are_found():
    found = [(f.details["edition_id"], f.details["unit_code"]) for f in of_rule("disputed_figure")]
    assert found == [("pii-2024-year-vn63", unit) for unit in ("04", "12", "40", "46", "52", "64")]


def test_the_conflicts_and_the_derived_table_are_found():
    conflicts = [found.details for found in of_rule("conflicting_source")]
    assert {found["unit_code"] for found in conflicts} == {"40", "64", "25"}
    (derived,) = of_rule("derived_edition")
    assert derived.details == {"edition_id": DTI_34, "units": "34"}


def test_the_partial_tables_are_found():
    found = {
        finding.details["edition_id"]: finding.details for finding in of_rule("partial_edition")
    }
    assert found[PII] == {"edition_id": PII, "ranks": "12", "scores": "10", "units": "34"}
    assert found[DTI_34] == {"edition_id": DTI_34, "ranks": "13", "scores": "8", "units": "34"}
    assert EDITION not in found


# --- planted errors ------------------------------------------------------------------------------


@plants("above_maximum")
def a_component_above_its_maximum(data: DataCopy) -> Expected:
    (place,) = data.change("observations", cell(indicator="digitisation"), value="22.000001")
    return [
        (place, {"unit_code": HOME, "indicator_code": "digitisation", "max_score": "22.000000"})
    ]


@plants("above_maximum")
def a_component_at_its_maximum(data: DataCopy) -> Expected:
    data.change("observations", cell(indicator="digitisation"), value="22")
    return []


@plants("above_maximum")
def a_score_below_zero(data: DataCopy) -> Expected:
    (place,) = data.change("observations", cell(edition_id=PII), value="-0.01")
    return [(place, {"unit_code": HOME, "max_score": "100.000000"})]


@plants("above_maximum")
def a_score_above_the_scale_where_no_maximum_is_known(data: DataCopy) -> Expected:
    data.change("indicators", {"method_code": "pii-2025", "indicator_code": "total"}, max_score="")
    (place,) = data.change("observations", cell(edition_id=PII), value="100.01")
    return [(place, {"max_score": "100.000000"})]


@plants("above_maximum")
def a_share_written_in_per_cent(data: DataCopy) -> Expected:
    wanted = cell("24", edition_id=DTI_2022)
    (place,) = data.change("observations", wanted, value="76.4", value_printed="76,4")
    return [(place, {"value_printed": "76,4", "max_score": "1.000000"})]


@plants("above_maximum")
def a_large_rank_is_no_score(data: DataCopy) -> Expected:
    data.change("observations", cell(measure="rank"), value="900")
    return []


@plants("adding_up")
def a_total_that_is_not_the_sum(data: DataCopy) -> Expected:
    parts = sum(
        Decimal(row["value"])
        for row in data.rows("observations")
        if row["edition_id"] == EDITION
        and row["unit_code"] == HOME
        and row["measure"] == "score"
        and row["indicator_code"] in PSI_GROUPS
    )
    (place,) = data.change("observations", cell(), value=str(parts + Decimal("0.031")))
    return [(place, {"unit_code": HOME, "edition_id": EDITION, "tolerance": "0.030000"})]


@plants("adding_up")
def a_total_within_the_tolerance(data: DataCopy) -> Expected:
    a_total_that_is_not_the_sum(data)
    value = Decimal(totals(data, EDITION)[HOME]) - Decimal("0.001")
    data.change("observations", cell(), value=str(value))
    return []


@plants("adding_up")
def a_total_that_is_not_the_weighted_sum(data: DataCopy) -> Expected:
    """DTI 2022: eight parts, by weight; PII 2025: the mean of input and output."""
    expected = []
    for edition_id, unit_code, much in ((DTI_2022, "79", "0.001"), (PII, "24", "0.05")):
        value = Decimal(totals(data, edition_id)[unit_code]) + Decimal(much)
        wanted = cell(unit_code, edition_id=edition_id)
        (place,) = data.change("observations", wanted, value=str(value))
        expected.append((place, {"unit_code": unit_code, "edition_id": edition_id}))
    return expected


@plants("adding_up")
def parts_of_which_one_is_missing_or_disputed(data: DataCopy) -> Expected:
    a_total_that_is_not_the_sum(data)
    data.remove("observations", **cell(indicator="digitisation"))
    value = Decimal(totals(data, EDITION)[HUE]) - 1
    data.change("observations", cell(HUE), value=str(value), confidence="disputed")
    return []


@plants("broken_reference")
def a_target_of_a_unit_of_another_scheme(data: DataCopy) -> Expected:
    data.change("targets", {"index_code": "psi"}, unit_code="54")
    return [("targets.csv", {"key_kind": "unit", "key_value": "vn34 54"})]


@plants("broken_reference")
def an_indicator_without_its_parent(data: DataCopy) -> Expected:
    wanted = {"method_code": "psi-2026", "indicator_code": "digitisation"}
    data.change("indicators", wanted, parent_code="totl")
    expected = {"row_key": "psi-2026 digitisation", "key_kind": "parent"}
    return [("indicators.csv", expected | {"key_value": "psi psi-2026 totl"})]


@plants("broken_reference")
def a_conflict_about_an_unknown_indicator_and_unit(data: DataCopy) -> Expected:
    data.add("conflicts", {}, unit_code="99", indicator_code="totl")
    return [
        ("conflicts.csv", {"key_kind": "indicator", "key_value": "pii pii-2024 totl"}),
        ("conflicts.csv", {"key_kind": "unit", "key_value": "vn63 99"}),
    ]


def printed(data: DataCopy, indicator: str, value: str, unit_code: str = HOME) -> str:
    """Add printed points of a sub-indicator; their place."""
    like = cell(unit_code, indicator=indicator, measure="denominator")
    return data.add("observations", like, measure="score", value=value, value_printed=value)


@plants("part_above_whole")
def more_petitions_on_time_than_there_are(data: DataCopy) -> Expected:
    wanted = cell(indicator="5.2", measure="numerator")
    (place,) = data.change("observations", wanted, value="486")
    expected = {"unit_code": HOME, "indicator_code": "5.2", "numerator": "486.000000"}
    return [(place, expected | {"denominator": "485.000000"})]


@plants("part_above_whole")
def all_petitions_on_time(data: DataCopy) -> Expected:
    data.change("observations", cell(indicator="5.2", measure="numerator"), value="485")
    return []


@plants("points_of_nothing")
def points_where_no_procedure_was_to_be_published(data: DataCopy) -> Expected:
    """Sơn La, whose denominator of 1.1 is 0: the rule gives nothing."""
    place = printed(data, "1.1", "6.00", "14")
    return [(place, {"unit_code": "14", "points": "6.000000", "points_by_rule": "0.000000"})]


@plants("points_of_nothing")
def too_few_points_where_there_was_no_petition(data: DataCopy) -> Expected:
    for measure in ("numerator", "denominator"):
        data.change("observations", cell(indicator="5.2", measure=measure), value="0")
    place = printed(data, "5.2", "5.00")
    return [(place, {"indicator_code": "5.2", "points_by_rule": "6.000000"})]


@plants("points_of_nothing")
def what_the_rules_say_of_nothing(data: DataCopy) -> Expected:
    for measure in ("numerator", "denominator"):
        data.change("observations", cell(indicator="5.2", measure=measure), value="0")
    printed(data, "5.2", "6.00")
    printed(data, "1.1", "0.00", "14")
    return []


@plants("count_fell")
def fewer_petitions_than_five_days_before(data: DataCopy) -> Expected:
    like = cell(indicator="5.2", measure="denominator")
    data.add("observations", like, edition_id=EDITION_BEFORE, value="486", value_printed="486")
    expected = {"edition_id": EDITION, "edition_before": EDITION_BEFORE, "measure": "denominator"}
    (place,) = data.places("observations", **like)
    return [(place, expected | {"count_before": "486.000000", "count": "485.000000"})]


@plants("count_fell")
def counts_that_grow_and_days_that_fall(data: DataCopy) -> Expected:
    """Nor is a count of one series held against another: months begin anew."""
    like = cell(indicator="5.2", measure="denominator")
    data.add("observations", like, edition_id=EDITION_BEFORE, value="484", value_printed="484")
    days = cell(indicator="2.2", measure="numerator")
    data.add("observations", days, edition_id=EDITION_BEFORE, value="9.5", value_printed="9.5")
    data.add("observations", like, edition_id="psi-2026-08-month-vn34", value="999")
    return []


@plants("maximum_contradicted")
def a_maximum_that_is_too_large_for_its_group(data: DataCopy) -> Expected:
    data.change("indicators", {"method_code": "psi-2026", "indicator_code": "4.2"}, max_score="5")
    expected = {"indicator_code": "digitisation", "parts_sum": "23.00", "max_score": "22.00"}
    return [("indicators.csv", expected | {"method_code": "psi-2026"})]


@plants("maximum_contradicted")
def a_maximum_that_leaves_points_of_its_group_over(data: DataCopy) -> Expected:
    data.change("indicators", {"method_code": "psi-2026", "indicator_code": "5.4"}, max_score="5")
    return [("indicators.csv", {"indicator_code": "satisfaction", "parts_sum": "17.00"})]


@plants("maximum_contradicted")
def a_maximum_beside_others_that_are_not_known(data: DataCopy) -> Expected:
    data.change("indicators", {"method_code": "psi-2026", "indicator_code": "3.1"}, max_score="4")
    return []


@plants("points_off_rule")
def a_printed_group_that_its_counts_do_not_give(data: DataCopy) -> Expected:
    (place,) = data.change("observations", cell(indicator="satisfaction"), value="11.20")
    expected = {"unit_code": HOME, "indicator_code": "satisfaction", "points": "11.200000"}
    return [(place, expected | {"points_by_rule": "11.180000"})]


@plants("points_off_rule")
def a_rule_that_has_changed(data: DataCopy) -> Expected:
    """Were 5.4 full at 100 %, the group of no unit with less than that would be given back."""
    wanted = {"method_code": "psi-2026", "indicator_code": "5.4"}
    data.change("subindicators", wanted, full_at_percent="100")
    expected = []
    for row in data.rows("observations"):
        if (row["edition_id"], row["indicator_code"], row["measure"]) == (
            EDITION,
            "5.4",
            "numerator",
        ):
            unit = row["unit_code"]
            (place,) = data.places("observations", **cell(unit, indicator="satisfaction"))
            expected.append((place, {"unit_code": unit, "indicator_code": "satisfaction"}))
    return expected


@plants("points_off_rule")
def a_group_with_fewer_points_than_the_parts_that_are_known(data: DataCopy) -> Expected:
    """Online payment: 3.5b and 3.6 make 6.32, what 3.5 gives is not known."""
    parts = data.change("observations", cell(indicator="online_payment"), value="6.30")
    expected = {"indicator_code": "online_payment", "points_by_rule": "6.320000"}
    return [(parts[0], expected | {"points": "6.300000"})]


@plants("points_off_rule")
def printed_points_of_one_sub_indicator(data: DataCopy) -> Expected:
    place = printed(data, "5.2", "2.96")
    (group,) = data.places("observations", **cell(indicator="satisfaction"))
    return [
        (place, {"indicator_code": "5.2", "points": "2.960000", "points_by_rule": "2.980000"}),
        (group, {"indicator_code": "satisfaction", "points_by_rule": "11.160000"}),
    ]


@plants("points_off_rule")
def a_group_one_hundredth_off(data: DataCopy) -> Expected:
    data.change("observations", cell(indicator="satisfaction"), value="11.19")
    data.change(
        "observations", cell(HUE, indicator="satisfaction"), value="1", confidence="disputed"
    )
    return []


@plants("conflicting_source")
def a_figure_that_another_source_gives_differently(data: DataCopy) -> Expected:
    data.add("conflicts", {}, edition_id=EDITION, unit_code=HOME, value_printed="8")
    return [("conflicts.csv", {"edition_id": EDITION, "unit_code": HOME, "value_printed": "8"})]


@plants("conflicting_source")
def the_side_of_a_conflict_that_is_used(data: DataCopy) -> Expected:
    used = next(row for row in data.rows("observations") if cell().items() <= row.items())
    data.add("conflicts", {}, **used)
    return []


@plants("derived_edition")
def a_derived_figure(data: DataCopy) -> Expected:
    (place,) = data.change("observations", cell(edition_id=PII), status="derived")
    return [(place, {"edition_id": PII, "units": "1"})]


@plants("disputed_figure")
def a_disputed_figure(data: DataCopy) -> Expected:
    (place,) = data.change("observations", cell(HUE), confidence="disputed")
    data.change("observations", cell(HUE, measure="rank"), confidence="disputed")
    ranks = data.places("observations", **cell(HUE, measure="rank"))
    return [(min(place, *ranks, key=line_of), {"edition_id": EDITION, "unit_code": HUE})]


@plants("duplicate_key")
def a_unit_given_twice(data: DataCopy) -> Expected:
    data.add("units", {"scheme": "vn34", "unit_code": HOME}, name_vi="Đăk Lăk")
    return [("units.csv", {"row_key": "vn34 66", "times": "2"})]


@plants("duplicate_unit")
def a_figure_given_twice(data: DataCopy) -> Expected:
    place = data.add("observations", cell(), value="65.50", source_id="doc-766-qd-ttg")
    return [(place, {"unit_code": HOME, "edition_id": EDITION, "measure": "score"})]


@plants("duplicate_unit")
def a_derived_figure_beside_the_published_one(data: DataCopy) -> Expected:
    data.add("observations", cell(), value="65.50", status="derived")
    return []


@plants("identical_edition")
def a_table_that_repeats_the_one_before(data: DataCopy) -> Expected:
    place = set_totals(data, EDITION, totals(data, EDITION_BEFORE))
    return [(place, {"edition_id": EDITION, "edition_before": EDITION_BEFORE})]


@plants("identical_edition")
def a_table_that_repeats_all_but_one_figure(data: DataCopy) -> Expected:
    repeated = totals(data, EDITION_BEFORE)
    set_totals(data, EDITION, repeated | {HOME: str(Decimal(repeated[HOME]) + 1)})
    return []


@plants("partial_edition")
def a_table_of_less_than_half_the_units(data: DataCopy) -> Expected:
    for unit_code in sorted(totals(data, EDITION))[:18]:
        data.remove("observations", **cell(unit_code))
    place = data.places("observations", edition_id=EDITION)[0]
    return [(place, {"edition_id": EDITION, "scores": "16", "ranks": "34", "units": "34"})]


@plants("partial_edition")
def a_table_of_just_half_the_units(data: DataCopy) -> Expected:
    for unit_code in sorted(totals(data, EDITION))[:17]:
        data.remove("observations", **cell(unit_code))
    return []


@plants("rank_order")
def two_ranks_that_were_exchanged(data: DataCopy) -> Expected:
    ranks = totals(data, EDITION, "rank")
    assert (ranks[HOME], ranks[HUE]) == ("7", "10")
    (home,) = data.change("observations", cell(measure="rank"), value="10")
    (hue,) = data.change("observations", cell(HUE, measure="rank"), value="7")
    return [
        (hue, {"unit_code": HUE, "rank_published": "7", "rank_computed": "10"}),
        (home, {"unit_code": HOME, "rank_published": "10", "rank_computed": "7"}),
    ]


@plants("rank_order")
def two_ranks_exchanged_beside_a_disputed_figure(data: DataCopy) -> Expected:
    """A disputed figure may stand above any other: it excuses one place, not two."""
    data.change("observations", cell("01"), confidence="disputed")
    (home,) = data.change("observations", cell(measure="rank"), value="10")
    return [(home, {"unit_code": HOME, "rank_published": "10"})]


@plants("rank_order")
def a_disputed_figure_alone(data: DataCopy) -> Expected:
    best = next(unit for unit, rank in totals(data, EDITION, "rank").items() if rank == "1")
    data.change("observations", cell(best), value="1", confidence="disputed")
    return []


@plants("rank_order")
def a_tie_with_ranks_in_a_row(data: DataCopy) -> Expected:
    """Units with one score may share a rank or stand in a row: neither contradicts the scores."""
    ranks = {rank: unit for unit, rank in totals(data, EDITION, "rank").items()}
    score = totals(data, EDITION)[HOME]
    set_totals(data, EDITION, {ranks["8"]: score})
    return []


@plants("rank_order")
def ranks_beside_scores_that_were_derived(data: DataCopy) -> Expected:
    """DTI 2024: 13 published ranks beside 26 derived scores, which never overrule them."""
    data.change("observations", cell("79", edition_id=DTI_34, measure="rank"), value="9")
    return []


@plants("rank_out_of_range")
def ranks_that_cannot_be(data: DataCopy) -> Expected:
    expected = []
    for unit_code, value in ((HOME, "35"), (HUE, "0"), ("01", "7.5"), ("04", "-1")):
        wanted = cell(unit_code, measure="rank")
        (place,) = data.change("observations", wanted, value=value, value_printed=value)
        expected.append((place, {"unit_code": unit_code, "value_printed": value, "units": "34"}))
    data.change("observations", cell("08", measure="rank"), value="34")
    return sorted(expected, key=lambda item: line_of(item[0]))


@plants("tie_broken_by_publisher")
def a_tie_with_two_ranks(data: DataCopy) -> Expected:
    ranks = {rank: unit for unit, rank in totals(data, EDITION, "rank").items()}
    set_totals(data, EDITION, {ranks["8"]: totals(data, EDITION)[HOME]})
    (place,) = data.places("observations", **cell(ranks["8"], measure="rank"))
    expected = {"unit_code": ranks["8"], "rank_published": "8", "rank_computed": "7"}
    return [(place, expected)]


@plants("tie_broken_by_publisher")
def a_tie_that_shares_a_rank(data: DataCopy) -> Expected:
    ranks = {rank: unit for unit, rank in totals(data, EDITION, "rank").items()}
    set_totals(data, EDITION, {ranks["8"]: totals(data, EDITION)[HOME]})
    data.change("observations", cell(ranks["8"], measure="rank"), value="7")
    return []


@plants("tie_broken_by_publisher")
def ranks_that_are_wrong_without_a_tie(data: DataCopy) -> Expected:
    two_ranks_that_were_exchanged(data)
    return []


@plants("tie_broken_by_publisher")
def a_tie_with_a_score_that_was_derived(data: DataCopy) -> Expected:
    """DTI 2024 ranks 38 fifth and 11 sixth; their scores are derived, so no tie was broken."""
    set_totals(data, DTI_34, {"11": totals(data, DTI_34)["38"]})
    return []


@plants("units_missing")
def a_table_without_one_unit(data: DataCopy) -> Expected:
    data.remove("observations", **cell())
    expected = {"edition_id": EDITION, "indicator_code": "total", "scores": "33", "units": "34"}
    wanted = {"edition_id": EDITION, "indicator_code": "total"}
    return [(data.places("observations", **wanted)[0], expected)]


@plants("units_missing")
def a_table_of_half_the_units(data: DataCopy) -> Expected:
    for unit_code in sorted(totals(data, EDITION))[:17]:
        data.remove("observations", **cell(unit_code))
    wanted = {"edition_id": EDITION, "indicator_code": "total"}
    return [(data.places("observations", **wanted)[0], {"scores": "17"})]


@plants("unknown_reference")
def figures_of_what_is_not_known(data: DataCopy) -> Expected:
    return [
        (data.change("observations", cell(indicator=name), **{column: value})[0], expected)
        for name, column, value, expected in (
            ("digitisation", "source_id", "s0", {"key_kind": "source", "key_value": "s0"}),
            ("satisfaction", "edition_id", "psi-2027", {"key_kind": "edition"}),
            ("timeliness", "indicator_code", "speed", {"key_kind": "indicator"}),
        )
    ]


@plants("unknown_unit")
def a_unit_that_nobody_knows(data: DataCopy) -> Expected:
    (place,) = data.change("observations", cell(), unit_code="99")
    return [(place, {"unit_code": "99", "scheme": "vn34"})]


@plants("wrong_scheme_unit")
def a_unit_of_the_time_before(data: DataCopy) -> Expected:
    """Phú Yên (54) is in the scheme of 63 and not in that of 34."""
    (place,) = data.change("observations", cell(), unit_code="54")
    return [(place, {"unit_code": "54", "scheme": "vn34"})]


@plants("unreadable_number")
def numbers_that_cannot_be_read(data: DataCopy) -> Expected:
    expected = []
    for unit_code, value in ((HOME, "65,49"), (HUE, "1e5"), ("01", "")):
        (place,) = data.change("observations", cell(unit_code), value=value)
        reason = "unreadable" if value else "missing"
        row = {"column_name": "value", "value_printed": value, "reason": reason}
        expected.append((place, row))
    return sorted(expected, key=lambda item: line_of(item[0]))


@plants("unreadable_number")
def codes_that_no_query_knows(data: DataCopy) -> Expected:
    expected = []
    for unit_code, column in ((HOME, "measure"), (HUE, "status"), ("01", "confidence")):
        (place,) = data.change("observations", cell(unit_code), **{column: "Scores"})
        expected.append((place, {"column_name": column, "value_printed": "Scores"}))
    return sorted(expected, key=lambda item: line_of(item[0]))


@plants("unreadable_number")
def methods_that_no_query_can_follow(data: DataCopy) -> Expected:
    data.change("methods", {"method_code": "psi-2026"}, aggregation="Sum")
    data.change("methods", {"method_code": "dti-405"}, decimals="7")
    return [
        ("methods.csv", {"column_name": "aggregation", "value_printed": "Sum"}),
        ("methods.csv", {"column_name": "decimals", "value_printed": "7"}),
    ]


@plants("unreadable_number")
def codes_that_are_known(data: DataCopy) -> Expected:
    fields = {
        field["name"]: field["constraints"]["enum"]
        for field in resource("observations")["schema"]["fields"]
        if "enum" in field.get("constraints", {})
    }
    assert set(fields) == {"measure", "status", "confidence"}
    for column, values in fields.items():
        for value in values:
            data.add("observations", cell(), **{column: value})
    return []


@plants("wrong_scale")
def a_table_in_hundredths(data: DataCopy) -> Expected:
    scaled = {unit: str(Decimal(value) / 100) for unit, value in totals(data, EDITION).items()}
    set_totals(data, EDITION, scaled)
    largest = str(round(max(map(Decimal, scaled.values())), 6))
    expected = {"edition_id": EDITION, "largest": f"{largest:0<8}", "scale_max": "100.000000"}
    return [(first_total(data, EDITION), expected)]


@plants("wrong_scale")
def one_small_score_in_a_table(data: DataCopy) -> Expected:
    data.change("observations", cell(), value="0.65")
    return []


def line_of(place: str) -> int:
    return int(place.split(":")[1])


@pytest.mark.parametrize(
    ("rule", "plant"), [pytest.param(*planting, id=planting[1].__name__) for planting in PLANTINGS]
)
def test_a_rule_finds_what_was_planted_and_nothing_else(data_copy, rule, plant):
    expected = plant(data_copy)
    usual = [finding.details for finding in of_rule(rule)]
    found = [
        finding
        for finding in bootstrap.findings_of(data_copy.folder, rules_named(rule))
        if finding.details not in usual
    ]
    assert [finding.place for finding in found] == [place for place, _ in expected]
    for finding, (_, details) in zip(found, expected, strict=True):
        assert finding.severity == SEVERITY[rule]
        assert finding.details == finding.details | details


# --- loads after the first -----------------------------------------------------------------------


def later_load(**tables: list[dict]) -> list[Finding]:
    """What the rules find in load 1 of a small store whose load 0 is sound."""
    whole = [
        *figure("01", score="30", rank=1),
        *figure("02", score="20", rank=2),
        *figure("03", score="10", rank=3),
    ]
    tables["observations"] = whole + tables.get("observations", [])
    small = {"units": small_store.units(["01", "02", "03"]), "loads": [load(0), load(1)]}
    connection = small_store.connect(**(small | tables))
    return checks.findings(connection, 1)


def next_year(edition_id: str = "e2", **columns: object) -> dict:
    return edition(
        edition_id,
        period="2026",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
        **columns,
    )


def test_an_edition_older_than_what_is_there_is_a_warning():
    earlier = edition("e0", period="2024", period_end=date(2024, 12, 31))
    rows = figure("01", score="29", rank=1, edition="e0", load=1)
    rows[0]["place"] = "Sheet1!C9"
    found = [
        finding
        for finding in later_load(editions=[edition(), earlier], observations=rows)
        if finding.rule == "older_edition"
    ]
    details = {"edition_id": "e0", "newest_edition": "e1"}
    assert found == [Finding("older_edition", "warning", "Sheet1!C9", details)]


def test_an_edition_newer_than_what_is_there_is_none():
    rows = figure("01", score="29", edition="e2", load=1)
    found = later_load(editions=[edition(), next_year()], observations=rows)
    assert "older_edition" not in {finding.rule for finding in found}


def test_the_first_load_is_never_late():
    assert of_rule("older_edition") == []


def test_rules_look_at_one_load_only():
    """Load 0 has errors of many kinds; load 1, a target that brings no figure, has none."""
    wrong = [
        *figure("01", score="50", rank=9),
        *figure("99", score="-1"),
        *figure("02", score="20", edition="nowhere"),
        *figure("03", score="10", indicator="nothing"),
    ]
    connection = small_store.connect(
        observations=wrong,
        editions=[edition(), edition()],
        conflicts=[figure("01", score="31")[0] | {"source_id": "another"}],
        loads=[load(0), load(1) | {"kind": "target"}],
    )
    assert len({finding.rule for finding in checks.findings(connection, 0)}) > 6
    assert checks.findings(connection, 1) == []


def test_a_rank_that_a_later_score_contradicts_is_told_at_the_new_row():
    """Load 1 changes a score; the ranks of load 0 no longer fit."""
    rows = figure("01", score="15", load=1)
    rows[0]["place"] = "Sheet1!C9"
    found = [
        (finding.place, finding.details["unit_code"])
        for finding in later_load(observations=rows)
        if finding.rule == "rank_order"
    ]
    assert found == [("Sheet1!C9", "01"), ("Sheet1!C9", "02")]


def test_the_first_place_is_the_first_row_and_not_the_first_word():
    """ "observations.csv:10" stands after "observations.csv:9"."""
    rows = [
        row | {"place": f"observations.csv:{line}"}
        for line, unit in enumerate(["01", "02", "99", "98"], start=7)
        for row in figure(unit, score="0.1", edition="e2", load=1)
    ]
    found = later_load(editions=[edition(), next_year()], observations=rows)
    places = [(finding.rule, finding.place) for finding in found]
    assert ("wrong_scale", "observations.csv:7") in places
    assert ("units_missing", "observations.csv:7") in places
    assert [place for rule, place in places if rule == "unknown_unit"] == [
        "observations.csv:9",
        "observations.csv:10",
    ]


# --- keys ----------------------------------------------------------------------------------------


def resource(table: str) -> dict:
    return next(item for item in PACKAGE["resources"] if item["path"].endswith(f"/{table}.csv"))


def tables() -> list[str]:
    return [name for names in data_folder.TABLES.values() for name in names]


def test_every_reference_that_the_data_package_declares_is_kept_by_a_rule(data_copy):
    planted = []
    for table in tables():
        for key in resource(table)["schema"].get("foreignKeys", []):
            unknown = f"unknown{len(planted)}"
            data_copy.add(table, {}, **{key["fields"][-1]: unknown})
            planted.append((f"{table}.csv", unknown))
    named = [
        (finding.place.split(":")[0], finding.details["key_value"])
        for finding in bootstrap.findings_of(data_copy.folder)
        if finding.severity == "blocker" and "key_value" in finding.details
    ]
    assert len(planted) > 20
    for file, unknown in planted:
        assert [place for place, value in named if value.split()[-1] == unknown] == [file]


def test_every_primary_key_that_the_data_package_declares_is_kept_by_a_rule(data_copy):
    for table in tables():
        assert resource(table)["schema"]["primaryKey"]
        data_copy.add(table, {})
    found = bootstrap.findings_of(data_copy.folder)
    rules = {"duplicate_key", "duplicate_unit"}
    places = [finding.place.split(":")[0] for finding in found if finding.rule in rules]
    assert sorted(places) == sorted(f"{table}.csv" for table in tables())


# --- the rules themselves ------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_planted_error(rule):
    # What only a load after load 0 can show is planted below, in test_jumps and in test_planted.
    later = {"older_edition", "rank_jump", "score_jump", "component_jump", "many_jumps"}
    later |= {"restated_value"}
    later |= {"formula_without_value", "not_recognised", "unmatched_name", "same_file_again"}
    later |= {"same_name_again"}
    later |= {"given_contradicts_file", "method_carried_over", "unconfirmed_reading"}
    later |= {"unsure_column", "unsure_field", "structure_disagrees", "new_scale"}
    later |= {"commune_table", "struck_row", "struck_text"}
    # Planted in loads/test_dossiers.
    later |= {"dossier_rows", "dossiers_disagree", "dossiers_unplaced"}
    # Planted in test_edits.
    later |= {"correction_left_alone"}
    # Planted in test_same_edition.
    later |= {"tables_disagree"}
    # Planted in loads/test_unsourced.
    later |= {"no_source"}
    # Planted in test_later_checks.
    later |= {"no_figures", "component_rank_order", "mixed_scale", "outdated_scheme"}
    later |= {"part_of_the_field", "unfinished_period", "zero_score"}
    # Planted in test_slips.
    later |= {"columns_swapped", "figures_of_another_edition"}
    later |= {"names_reordered", "names_shifted"}
    # Planted in test_inside_checks.
    later |= {rule.name for rule in checks.rules() if rule.needs == "inside"}
    assert rule in {name for name, _ in PLANTINGS} | later


# Maxima are told as the rules of an index have them; a jump of ranks tells ranks alone.
WITHOUT_SCORES = {"maximum_contradicted", "rank_jump"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_rule_that_tells_a_score_gives_its_decimals(language):
    scores = problems.PUBLISHED_SCORES | problems.COUNTED_SCORES
    with (LOCALE / language / "LC_MESSAGES" / "rankings.po").open("rb") as file:
        sentences = {message.id: message.string for message in pofile.read_po(file)}
    telling = [
        rule
        for rule in checks.rules()
        if scores & set(re.findall(r"{(\w+)}", sentences[f"rule.{rule.name}"]))
        and rule.name not in WITHOUT_SCORES
    ]
    assert {"tie_broken_by_publisher", "rank_order", "score_jump"} <= {
        rule.name for rule in telling
    }
    for rule in telling:
        columns = re.split(r"^select$", rule.sql, flags=re.MULTILINE)[-1].partition("\nfrom ")[0]
        assert re.search(r"\bdecimals,$", columns, re.MULTILINE), rule.name


def test_a_published_score_is_never_cut_in_a_warning():
    details = {"value_before": "84.700000", "value": "84.704000", "decimals": "2"}
    details |= {"unit_code": "04", "edition_id": EDITION, "indicator_code": "total"}
    details |= {"measure": "score"}
    warned = problems.finding(words("vi"), Finding("restated_value", "warning", None, details))
    assert set(re.findall(r"84,\d+", warned)) == {"84,70", "84,704"}


def test_rules_are_as_grave_as_was_decided():
    assert {rule.name: rule.severity for rule in checks.rules()} == SEVERITY


def test_rules_come_gravest_first_and_what_cannot_be_read_before_all():
    order = [checks.SEVERITIES.index(rule.severity) for rule in checks.rules()]
    assert order == sorted(order)
    assert checks.rules()[0].name == "unreadable_number"


@pytest.mark.parametrize("text", ["select 1", "-- Severity: fatal\nselect 1"])
def test_a_rule_that_does_not_say_how_grave_it_is_is_refused(tmp_path: Path, text):
    (tmp_path / "new_rule.sql").write_text(text)
    with pytest.raises(ValueError, match="new_rule"):
        checks.rules(tmp_path)


def test_a_blocker_is_told_with_file_row_and_rule(data_copy):
    """The cause goes first: the row that could not be read, not what follows from its absence."""
    (place,) = data_copy.change("methods", {"method_code": "psi-2026"}, decimals="two")
    found = bootstrap.findings_of(data_copy.folder)
    with pytest.raises(Problem) as problem:
        checks.stop_on_blocker(found)
    values = problem.value.values
    assert problem.value.key == "error.blocked"
    assert (values["finding"].rule, values["place"]) == ("unreadable_number", place)
    assert values["others"] == sum(finding.severity == "blocker" for finding in found) - 1 > 0


def test_warnings_and_notes_stop_nothing():
    assert {finding.severity for finding in found_in_data()} == {"warning", "note"}
    checks.stop_on_blocker(list(found_in_data()))


def test_findings_are_stored_and_read_back(data_copy):
    columns = checks.as_columns(list(found_in_data()), load_id=0)
    rows = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    assert tuple(Finding.from_row(row) for row in rows) == found_in_data()
