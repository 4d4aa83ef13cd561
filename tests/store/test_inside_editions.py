"""Tables of the units inside a province are kept apart from those of provinces, and asked apart."""

from decimal import Decimal

import pytest

from rankings.facts import inside
from rankings.ingest.meaning.periods import read
from rankings.store import queries
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from tests import small_store
from tests.cases import every

EDITION = "x-2026-10-10T04-year_to_date-h21"


def unit(code: str, name: str, kind: str, scheme: str = "h21") -> dict:
    return {
        "scheme": scheme,
        "unit_code": code,
        "name_vi": name,
        "full_name_vi": name,
        "name_en": name,
        "kind": kind,
        "source_id": "published-0",
    }


def count(unit_code: str, measure: str, value: int, load: int = 0) -> dict:
    return {
        "load_id": load,
        "edition_id": EDITION,
        "unit_code": unit_code,
        "indicator_code": "a",
        "measure": measure,
        "value": Decimal(value),
        "value_printed": str(value),
        "status": "published",
        "confidence": "high",
        "source_id": "published-0",
        "place": f"t.csv:{unit_code}",
    }


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A province of its own, 02, with a department, a commune and the province's own row; and the
    list of home without a figure."""
    scheme = {
        "scheme": "h21",
        "province_code": "02",
        "portal_code": "H21",
        "name_vi": "Các đơn vị của tỉnh 02",
        "name_en": "Units of province 02",
        "demonstration": False,
        "source_id": "published-0",
    }
    home = {"alias": "H15.101", "scheme": "daklak102", "unit_code": "22015"}
    return small_store.build(
        tmp_path_factory.mktemp("inside") / "var",
        schemes=[*small_store.schemes(), scheme],
        units=[
            *small_store.units(),
            unit("22015", "Tuy Hòa", "ward", "daklak102"),
            unit("H21", "Tỉnh 02", "province"),
            unit("H21.24", "Sở Một", "department"),
            unit("H21.100", "Xã Hai", "commune"),
            unit("H21.101", "Xã Ba", "commune"),
        ],
        unit_aliases=[home | {"alias_type": "portal_code", "confidence": "attested"}],
        editions=[
            small_store.edition(),
            small_store.edition(
                EDITION, scheme="h21", period="2026-10-10T04", period_type="year_to_date"
            ),
        ],
        observations=[
            *small_store.figure("01", score="50"),
            count("H21", "numerator", 7),
            count("H21", "denominator", 10),
            count("H21.24", "numerator", 2),
            count("H21.24", "denominator", 5),
            count("H21.100", "denominator", 0),
            # Given again by a later load.
            count("H21.24", "numerator", 3, load=1),
        ],
        loads=[small_store.load(0), small_store.load(1)],
        quality_flags=[
            {
                "edition_id": EDITION,
                "unit_code": "H21.24",
                "indicator_code": "a",
                "flag": "TEMP_NATIONAL_REPORT_DENOMINATOR",
            }
        ],
    )


def test_a_table_inside_a_province_is_none_of_provinces(at):
    assert queries.editions(at)["edition_id"].to_pylist() == ["e1"]
    shown = at.fetch(
        "select distinct edition_id from current_observations union all "
        "select distinct edition_id from standings"
    )
    assert set(shown["edition_id"].to_pylist()) == {"e1"}
    (edition,) = inside.all_editions(at)
    assert (edition.edition_id, edition.scheme, edition.period) == (
        EDITION,
        "h21",
        "2026-10-10T04",
    )
    assert (edition.departments, edition.communes, edition.with_province) == (1, 1, True)


def test_counts_are_of_every_unit_that_the_table_has_and_null_where_none_is_given(at):
    rows = {row["unit_code"]: row for row in inside.counts(at, EDITION, "a").to_pylist()}
    assert rows.keys() == {"H21", "H21.24", "H21.100"}
    department, commune = rows["H21.24"], rows["H21.100"]
    assert (department["level"], department["numerator"], department["denominator"]) == (
        *("department", 3, 5),
    )
    assert department["flag"] == "TEMP_NATIONAL_REPORT_DENOMINATOR"
    assert (commune["level"], commune["numerator"], commune["denominator"]) == ("commune", None, 0)
    assert (commune["score"], commune["flag"], rows["H21"]["level"]) == (None, None, "province")
    other = {row["numerator"] for row in inside.counts(at, EDITION, "b").to_pylist()}
    assert other == {None}


def test_units_know_their_code_on_the_portal_where_it_was_told(at):
    codes = {row["unit_code"]: row["portal_code"] for row in inside.units(at, "h21")}
    assert codes["H21.24"] == "H21.24"
    (home,) = inside.units(at, "daklak102")
    assert home["portal_code"] == "H15.101"


def test_without_a_list_the_only_one_with_figures_is_meant_and_codes_are_asked_in_any_case(at):
    assert inside.scheme_of(at).scheme == "h21"
    assert inside.scheme_of(at, " H21").province_code == "02"
    with pytest.raises(Problem) as raised:
        inside.scheme_of(at, "h99")
    assert raised.value.key == "error.not_inside_scheme"


@every("text", ("2026-10-10T04", "2026-10-10T23", "2026-10-10"))
def test_a_year_to_date_may_say_its_hour(text):
    period = read(text, "year_to_date")
    assert period is not None
    assert (period.period, period.end.isoformat()) == (text, "2026-10-10")


@every("text", ("2026-10-10T24", "2026-10T04", "2026-10-10T4", "2026-02-30T04"))
def test_what_is_no_hour_is_no_period(text):
    assert read(text) is None
