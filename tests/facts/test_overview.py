"""The facts of the cards: on the real figures, on several days, and on small stores."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rankings.facts import editions, overview
from rankings.facts.overview.model import Card
from rankings.facts.standing.bounds import Interval
from rankings.store.versions import Snapshot, Store
from tests import oracles, small_store
from tests.small_store import edition, figure

TODAY = date(2026, 11, 21)
HOME = "66"


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


def cards_on(at: Snapshot, today: date = TODAY, language: str = "vi") -> dict[str, Card]:
    found = overview.cards(at, language=language, today=today)
    return {card.index_code: card for card in found}


def exactly(text: str) -> Interval:
    return Interval(Decimal(text), Decimal(text))


# The three cards on 21 November 2026


def test_there_is_a_card_for_each_target_in_display_order(at):
    assert list(cards_on(at)) == ["psi", "dti", "pii"]


def test_the_card_of_the_public_service_index(at):
    card = cards_on(at)["psi"]
    assert (card.index_short, card.home_name, card.decimals) == ("Chỉ số 766", "Đắk Lắk", 2)
    assert (card.edition.period, card.edition.period_type) == ("2026-10-10", "year_to_date")
    assert (card.position.rank, card.position.units, card.position.limit) == (7, 34, 10)
    assert (card.position.score, card.position.status) == (Decimal("65.49"), "inside")
    assert card.position.gap == exactly("-1.52")
    assert card.cut_line_unit_name == "Thái Nguyên"
    assert (card.position.to_pass, card.nearest_behind_name) == (4, "Lạng Sơn")
    assert card.position.nearest_behind_by == Decimal("0.44")
    assert (card.status, card.single_source) == ("published", False)
    assert (card.age_days, card.cadence_days, card.stale) == (42, 7, True)
    assert card.band_label == "Trung bình"
    assert card.source.origin == "Cổng Dịch vụ công quốc gia"
    assert card.source.kind == "unofficial_copy"
    assert card.weakest_code == "digitisation"
    assert card.predecessors == ()


def test_the_public_service_index_against_5_days_and_a_year_before(at):
    card = cards_on(at)["psi"]
    assert card.previous.edition.period == "2026-10-05"
    assert (card.previous.rank, card.previous.score) == (7, Decimal("65.13"))
    assert card.no_previous is None
    # The year before had other rules: ranks only. 10 October 2025 gave no rank, the 11th did.
    assert card.year_ago.edition.period == "2025-10-11"
    assert (card.year_ago.rank, card.year_ago.same_method) == (19, False)


def test_the_card_of_digital_transformation(at):
    card = cards_on(at)["dti"]
    assert (card.edition.period, card.edition.scheme) == ("2024", "vn34")
    assert (card.position.rank, card.position.limit) == (29, 15)
    assert (card.position.status, card.position.places_short) == ("outside", 14)
    assert card.position.score == Decimal("0.6410")
    assert card.position.gap == exactly("0.0754")
    assert (card.status, card.single_source) == ("derived", False)
    assert card.cut_line_unit_name == "Đồng Nai"
    assert (card.age_days, card.stale) == (396, True)
    assert [(p.name, p.rank, p.score, p.units) for p in card.predecessors] == [
        ("Đắk Lắk", 39, Decimal("0.6807"), 63),
        ("Phú Yên", 56, Decimal("0.6013"), 63),
    ]
    assert (card.previous, card.no_previous, card.year_ago) == (None, "scheme", None)
    assert card.source.kind == "derived"
    assert card.weakest_code == "economy_activity"


def test_the_card_of_innovation(at):
    card = cards_on(at)["pii"]
    assert (card.edition.period, card.position.rank, card.position.limit) == ("2025", 24, 15)
    assert card.position.gap == Interval(Decimal("4.13"), Decimal("10.12"))
    assert card.position.cut_line == Interval(Decimal("38.93"), Decimal("44.92"))
    assert card.cut_line_unit_name == "Phú Thọ"
    assert card.position.places_short == 9
    assert (card.previous, card.no_previous, card.year_ago) == (None, "scheme", None)
    assert (card.weakest_code, card.band_label, card.predecessors) == (None, None, ())
    assert (card.age_days, card.stale) == (417, True)


def test_cards_speak_both_languages(at):
    vietnamese, english = cards_on(at)["psi"], cards_on(at, language="en")["psi"]
    assert english.index_short == "Index 766"
    assert english.index_name != vietnamese.index_name
    assert english.position == vietnamese.position


# Other days


@pytest.mark.parametrize(
    ("index_code", "last_fresh_day", "first_stale_day"),
    [
        ("psi", date(2026, 10, 17), date(2026, 10, 18)),
        ("dti", date(2026, 10, 21), date(2026, 10, 22)),
        ("pii", date(2026, 9, 30), date(2026, 10, 1)),
    ],
)
def test_a_card_goes_stale_after_the_cadence_of_its_index(
    at, index_code, last_fresh_day, first_stale_day
):
    assert not cards_on(at, last_fresh_day)[index_code].stale
    assert cards_on(at, first_stale_day)[index_code].stale


def test_nothing_but_the_age_depends_on_the_day(at):
    for index_code, card in cards_on(at, date(2027, 1, 1)).items():
        other = cards_on(at)[index_code]
        differing = [
            name
            for name in Card.__dataclass_fields__
            if getattr(card, name) != getattr(other, name)
        ]
        assert differing == ["age_days"]
        assert card.age_days - other.age_days == 41


# Every edition in which a unit has a figure, against the CSV files


def history(index_code: str, scheme: str, unit: str) -> list[dict]:
    """A unit in every edition of an index and scheme, oldest first: the edition, rank, score."""
    rows = []
    for item in oracles.read("editions"):
        if (item["index_code"], item["scheme"]) != (index_code, scheme):
            continue
        own = oracles.real_standings(item["edition_id"])[unit]
        if not own["disputed"] and (own["rank"] or own["score"] is not None):
            rows.append(item | {"rank": own["rank"], "score": own["score"]})
    return sorted(rows, key=lambda row: row["period_end"])


@pytest.mark.parametrize(
    ("index_code", "scheme", "unit"),
    [
        ("psi", "vn34", HOME),
        ("psi", "vn34", "79"),
        ("psi", "vn63", "54"),
        ("dti", "vn63", HOME),
        ("pii", "vn63", "01"),
    ],
)
def test_previous_and_year_ago_of_every_edition(at, index_code, scheme, unit):
    rows = history(index_code, scheme, unit)
    assert len(rows) > 1
    for row in rows:
        card = overview.edition_card(
            at, edition_id=row["edition_id"], unit_code=unit, language="vi", today=TODAY
        )
        alike = [
            other
            for other in rows
            if other["period_type"] == row["period_type"]
            and other["period_end"] < row["period_end"]
            and other["rank"]
        ]
        comparable = [other for other in alike if other["method_code"] == row["method_code"]]
        wanted = comparable[-1] if comparable else None
        assert identity(card.previous) == (wanted and (wanted["edition_id"], wanted["rank"]))
        assert (card.no_previous is None) == (card.previous is not None)
        wanted = nearest_a_year_before(row, alike)
        assert identity(card.year_ago) == (wanted and (wanted["edition_id"], wanted["rank"]))


def identity(earlier) -> tuple[str, int] | None:
    return earlier and (earlier.edition.edition_id, earlier.rank)


def nearest_a_year_before(row: dict, alike: list[dict]) -> dict | None:
    if row["period_type"] == "year":
        return None
    end = date.fromisoformat(row["period_end"])
    day = date(end.year - 1, end.month, end.day)
    away = {
        other["edition_id"]: abs((date.fromisoformat(other["period_end"]) - day).days)
        for other in alike
    }
    near = [other for other in alike if away[other["edition_id"]] <= 31]
    return min(near, key=lambda other: away[other["edition_id"]], default=None)


def test_period_types_are_never_mixed(at):
    for item in editions.all_editions(at):
        card = overview.edition_card(
            at, edition_id=item.edition_id, unit_code=HOME, language="vi", today=TODAY
        )
        for earlier in filter(None, (card.previous, card.year_ago)):
            assert earlier.edition.period_type == item.period_type
            assert earlier.edition.scheme == item.scheme
            assert earlier.edition.period_end < item.period_end
        if card.previous:
            assert card.previous.edition.method_code == item.method_code


def test_the_weakest_component_is_the_one_of_the_lowest_rank_in_its_field(at):
    seen = 0
    for item in editions.all_editions(at):
        card = overview.edition_card(
            at, edition_id=item.edition_id, unit_code=HOME, language="vi", today=TODAY
        )
        places = {}
        for code in set(oracles.real_indicators(item.edition_id)) - {"total"}:
            own = oracles.component(item.edition_id, code, HOME, group=None, line=None)
            if own["rank"] and own["score"] is not None:
                places[code] = own["rank"] / own["ranked_units"]
        assert (card.weakest_code is None) == (not places)
        if places:
            assert places[card.weakest_code] == max(places.values())
            seen += 1
    assert seen >= 9


def test_bands_only_where_the_issuer_has_them(at):
    for item in editions.all_editions(at):
        card = overview.edition_card(
            at, edition_id=item.edition_id, unit_code=HOME, language="vi", today=TODAY
        )
        bands = [row for row in oracles.read("bands") if row["index_code"] == item.index_code]
        score = card.position.score
        fitting = [
            row["label_vi"]
            for row in bands
            if score is not None
            and Decimal(row["score_from"]) <= score
            and (row["score_below"] is None or score < Decimal(row["score_below"]))
        ]
        assert card.band_label == (fitting[0] if fitting else None)


# Small stores


def small_card(tmp_path: Path, items: list[dict], observations: list[dict], **tables) -> Card:
    at = small_store.build(tmp_path / "var", editions=items, observations=observations, **tables)
    return cards_on(at)["x"]


def year(number: int, **columns: object) -> dict:
    return edition(
        f"y{number}",
        period=str(number),
        period_start=date(number, 1, 1),
        period_end=date(number, 12, 31),
        **columns,
    )


def ranked(edition_id: str, rank: int, **columns: object) -> list[dict]:
    return figure("01", rank=rank, edition=edition_id, **columns)


def test_without_anything_earlier_nothing_is_compared(tmp_path):
    card = small_card(tmp_path, [year(2025)], ranked("y2025", 2))
    assert (card.previous, card.no_previous, card.year_ago) == (None, "none", None)


def test_a_change_of_rules_is_the_reason(tmp_path):
    card = small_card(
        tmp_path,
        [year(2025, method_code="x-2"), year(2024)],
        ranked("y2025", 2) + ranked("y2024", 4),
        methods=[small_store.method(), small_store.method("x-2")],
    )
    assert (card.previous, card.no_previous) == (None, "method")


def test_a_merger_is_the_reason_only_for_what_came_before(tmp_path):
    units = small_store.units() + small_store.units(["01", "91"], scheme="vn63")
    old = year(2024, scheme="vn63")
    later = year(2026, scheme="vn63")
    figures = ranked("y2025", 2)
    before = small_card(
        tmp_path / "a", [year(2025), old], figures + ranked("y2024", 1), units=units
    )
    after = small_card(
        tmp_path / "b", [year(2025), later], figures + ranked("y2026", 1), units=units
    )
    assert before.no_previous == "scheme"
    assert after.no_previous == "none"


def test_another_period_type_is_no_reason_and_no_comparison(tmp_path):
    units = small_store.units() + small_store.units(["01"], scheme="vn63")
    month = edition("m", period="2025-11", period_type="month", period_end=date(2025, 11, 30))
    old = edition(
        "o", period="2024-11", period_type="month", period_end=date(2024, 11, 30), scheme="vn63"
    )
    figures = ranked("y2025", 2) + ranked("m", 1) + ranked("o", 1)
    card = small_card(tmp_path, [year(2025), month, old], figures, units=units)
    assert (card.edition.edition_id, card.previous, card.no_previous) == ("y2025", None, "none")


def test_the_card_is_on_the_newest_edition_that_names_home(tmp_path):
    figures = ranked("y2024", 2) + figure("05", rank=1, edition="y2025")
    card = small_card(tmp_path, [year(2025), year(2024)], figures)
    assert card.edition.edition_id == "y2024"
    assert card.position.rank == 2


def test_a_disputed_figure_of_home_is_no_figure(tmp_path):
    figures = ranked("y2024", 2) + ranked("y2025", 1, confidence="disputed")
    card = small_card(tmp_path, [year(2025), year(2024)], figures)
    assert card.edition.edition_id == "y2024"


def test_an_earlier_edition_without_a_rank_is_passed_over(tmp_path):
    figures = ranked("y2025", 2) + ranked("y2023", 5)
    figures += figure("01", score="20", edition="y2024")
    card = small_card(tmp_path, [year(2025), year(2024), year(2023)], figures)
    assert card.previous.edition.edition_id == "y2023"


def test_a_home_without_any_figure_has_a_card_that_says_so(tmp_path):
    card = small_card(tmp_path, [year(2025)], figure("05", rank=1, edition="y2025"))
    assert (card.position.rank, card.position.score, card.position.status) == (
        None,
        None,
        "unknown",
    )
    assert card.source is None
    assert card.confidence is None


def test_one_source_is_said_for_what_was_published_only(tmp_path):
    published = small_card(tmp_path / "a", [year(2025)], ranked("y2025", 2, confidence="medium"))
    derived = small_card(
        tmp_path / "b", [year(2025)], ranked("y2025", 2, confidence="medium", status="derived")
    )
    assert (published.single_source, derived.single_source) == (True, False)
    assert derived.status == "derived"


def test_29_february_has_the_28th_as_its_year_ago(tmp_path):
    leap, before = (
        edition(name, period=str(day), period_type="year_to_date", period_end=day)
        for name, day in (("leap", date(2028, 2, 29)), ("before", date(2027, 2, 28)))
    )
    card = small_card(tmp_path, [leap, before], ranked("leap", 2) + ranked("before", 5))
    assert card.year_ago.edition.edition_id == "before"


def test_a_target_of_another_unit_makes_no_card_for_home(tmp_path):
    targets = [small_store.target(3), small_store.target(1, "02", index_code="z")]
    index = small_store.default_tables()["indices"][0]
    at = small_store.build(
        tmp_path / "var",
        targets=targets,
        indices=[index, index | {"index_code": "z", "sort_order": 2}],
        observations=ranked("e1", 2),
    )
    assert list(cards_on(at)) == ["x"]
