"""The cards of the overview: one for each index that has a target and an edition to judge it by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rankings.facts import components, editions, standing
from rankings.facts.editions import Edition, EditionFacts
from rankings.facts.overview.model import (
    Card,
    Earlier,
    HomeStanding,
    Predecessor,
    Remark,
    Source,
    TargetSet,
)
from rankings.facts.standing.position import Position
from rankings.facts.why import unusual
from rankings.store import queries
from rankings.store.rows import first, made
from rankings.store.versions import Snapshot, memo

# "The same time last year": the nearest table of the year before within this many days.
YEAR_AGO_WINDOW_DAYS = 31
# So many tables have room in the line of a tile.
RANKS_SHOWN = 12


@memo
def cards(at: Snapshot, *, language: str, today: date) -> tuple[Card, ...]:
    """One card for each index with a target for the home unit, in display order.

    An index that has no edition in the home unit's scheme has no card: see `without_card`.
    """
    scheme, unit_code = editions.home(at)
    return tuple(
        card(
            at,
            index_code=index["index_code"],
            scheme=scheme,
            unit_code=unit_code,
            language=language,
            today=today,
        )
        for index in editions.index_rows(at)
        if index["index_code"] in _judged(at)
    )


def unjudged(at: Snapshot) -> list[dict[str, Any]]:
    """The indices with a target for the home unit and no edition to judge it by (indices.sql)."""
    judged = _judged(at)
    return [
        index
        for index in editions.index_rows(at)
        if index["index_code"] not in judged
        and editions.rank_limit(at, index["index_code"]) is not None
    ]


def without_card(at: Snapshot) -> list[dict[str, Any]]:
    """The indices that have editions and yet no card, as rows of indices.sql in display order."""
    judged = _judged(at)
    return [
        index
        for index in editions.index_rows(at)
        if index["index_code"] not in judged and editions.of_index(at, index["index_code"])
    ]


@memo
def _judged(at: Snapshot) -> frozenset[str]:
    """The indices with a target for the home unit and an edition in its scheme."""
    scheme, _ = editions.home(at)
    there = {item.index_code for item in editions.all_editions(at) if item.scheme == scheme}
    return frozenset(code for code in there if editions.rank_limit(at, code) is not None)


def card(
    at: Snapshot, *, index_code: str, scheme: str, unit_code: str, language: str, today: date
) -> Card:
    """The facts of one card, on the edition that a card shows."""
    return edition_card(
        at,
        edition_id=card_edition(at, index_code=index_code, scheme=scheme, unit_code=unit_code),
        unit_code=unit_code,
        language=language,
        today=today,
    )


def card_edition(at: Snapshot, *, index_code: str, scheme: str, unit_code: str) -> str:
    """The edition a card shows: the newest in which the unit has a rank, else a score.

    A score alone, reported between two tables, does not push a ranked edition off the card. Raises
    Problem when the index has no edition.
    """
    history = queries.unit_history(
        at, index_code=index_code, unit_code=unit_code, scheme=scheme
    ).to_pylist()
    ranked = [row for row in history if row["rank"] is not None]
    if history:
        edition_id: str = (ranked or history)[0]["edition_id"]
        return edition_id
    return editions.choose(at, index_code, scheme=scheme).edition_id


@memo
def home_standing(at: Snapshot, *, edition_id: str, unit_code: str, language: str) -> HomeStanding:
    """Where one unit stands in one edition, by itself."""
    edition = editions.by_id(at, edition_id)
    limit = editions.rank_limit(at, edition.index_code)
    ranking = standing.ranking(at, edition_id=edition_id)
    row = ranking.row(unit_code)
    position = standing.home_position(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    return HomeStanding(
        index_code=edition.index_code,
        index_short=editions.index_row(at, edition.index_code)[f"short_{language}"],
        decimals=edition.decimals,
        home_name=_name(row, language),
        edition=made(Edition, edition),
        position=position,
        status=row.status or "published",
        cut_line_unit_name=_name_of(ranking, position.cut_line_unit, language),
    )


@memo
def edition_card(
    at: Snapshot, *, edition_id: str, unit_code: str, language: str, today: date
) -> Card:
    """The facts of one unit in one edition, beside its earlier ones."""
    edition = editions.by_id(at, edition_id)
    limit = editions.rank_limit(at, edition.index_code)
    ranking = standing.ranking(at, edition_id=edition_id)
    row = ranking.row(unit_code)
    home = home_standing(at, edition_id=edition_id, unit_code=unit_code, language=language)
    position = home.position
    earlier = _earlier(at, edition, unit_code)
    previous = _previous(edition, earlier)
    parts = components.comparison(at, edition_id=edition_id, unit_code=unit_code, limit=limit)
    return Card(
        **vars(home),
        index_name=editions.index_row(at, edition.index_code)[f"name_{language}"],
        confidence=row.confidence,
        single_source=row.confidence == "medium" and row.status != "derived",
        nearest_behind_name=_name_of(ranking, position.nearest_behind, language),
        previous=previous,
        no_previous=None if previous else _why_no_previous(at, edition, earlier),
        year_ago=_year_ago(edition, earlier),
        band_label=_band(at, edition.index_code, position, language),
        predecessors=_predecessors(at, edition, unit_code, language),
        age_days=(today - (edition.published_to or edition.period_end)).days,
        cadence_days=edition.cadence_days,
        source=_source(at, row),
        remark=_remark(at, edition_id, language),
        weakest_code=_weakest(parts),
        tied=bool(row.tied_with),
        repeated=_repeats(at, edition_id, previous),
        unsourced=editions.unsourced(at, edition_id),
        tied_ahead=tuple(_name(ranking.row(code), language) for code in position.tied_ahead),
        target=_target(at, edition.index_code, language),
        ranks=_ranks(edition, position, earlier),
    )


def _target(at: Snapshot, index_code: str, language: str) -> TargetSet | None:
    target = editions.target(at, index_code)
    if target is None:
        return None
    set_by = target.set_by_vi if language == "vi" else target.set_by_en
    return TargetSet(set_by, target.by_date, sources(at).get(target.source_id))


def _ranks(
    edition: EditionFacts, position: Position, earlier: list[dict[str, Any]]
) -> tuple[tuple[date, int], ...]:
    """The last ranks that stand on one line with that of this edition, oldest first."""
    before = [
        (row["period_end"], row["rank"])
        for row in earlier
        if row["rank"] is not None and row["method_code"] == edition.method_code
    ]
    now = [] if position.rank is None else [(edition.period_end, position.rank)]
    return tuple(reversed([*now, *before][:RANKS_SHOWN]))


def _earlier(at: Snapshot, edition: EditionFacts, unit_code: str) -> list[dict[str, Any]]:
    """The unit in the editions before this one, newest first, of the same scheme and period type:
    rows of unit_history.sql.

    A rank is never compared with one of another period type.
    """
    rows = queries.unit_history(
        at, index_code=edition.index_code, unit_code=unit_code, scheme=edition.scheme
    ).to_pylist()
    return [
        row
        for row in rows
        if row["period_type"] == edition.period_type and row["period_end"] < edition.period_end
    ]


def _compared(edition: EditionFacts, row: dict[str, Any]) -> Earlier:
    return Earlier(
        edition=made(Edition, row),
        rank=row["rank"],
        score=row["score"],
        units=row["units"],
        same_method=row["method_code"] == edition.method_code,
        same_scheme=True,
    )


def _repeats(at: Snapshot, edition_id: str, previous: Earlier | None) -> bool:
    """Whether a table repeats the one that it is compared with."""
    if previous is None:
        return False
    before = unusual.repeated(at, edition_ids=(edition_id,)).get(edition_id)
    return before == previous.edition.edition_id


def _previous(edition: EditionFacts, earlier: list[dict[str, Any]]) -> Earlier | None:
    """The newest earlier edition of the same method and period type that gives a rank."""
    for row in earlier:
        if row["method_code"] == edition.method_code and row["rank"] is not None:
            return _compared(edition, row)
    return None


def _why_no_previous(at: Snapshot, edition: EditionFacts, earlier: list[dict[str, Any]]) -> str:
    """method: the rules changed since; scheme: the units were merged; none: nothing earlier."""
    if any(row["method_code"] != edition.method_code for row in earlier):
        return "method"
    others = editions.of_index(at, edition.index_code)
    before = [
        item
        for item in others
        if item.period_type == edition.period_type and item.period_end <= edition.period_end
    ]
    if any(item.scheme != edition.scheme for item in before):
        return "scheme"
    return "none"


def _year_ago(edition: EditionFacts, earlier: list[dict[str, Any]]) -> Earlier | None:
    if edition.period_type == "year":
        return None
    day = _year_before(edition.period_end)
    apart = [
        (abs((row["period_end"] - day).days), row) for row in earlier if row["rank"] is not None
    ]
    days, nearest = min(apart, key=lambda each: each[0], default=(None, {}))
    if days is None or days > YEAR_AGO_WINDOW_DAYS:
        return None
    return _compared(edition, nearest)


def _year_before(day: date) -> date:
    # 29 February has no twin in the year before.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _weakest(parts: tuple[components.Component, ...]) -> str | None:
    """The code of the component in which the unit ranks lowest for its field."""
    ranked = [
        (part.rank / part.ranked_units, part.component)
        for part in parts
        if part.rank is not None and part.score is not None
    ]
    return max(ranked)[1] if ranked else None


def _band(at: Snapshot, index_code: str, position: Position, language: str) -> str | None:
    if position.score is None:
        return None
    for band in queries.bands(at).to_pylist():
        if band["index_code"] == index_code and position.score >= band["score_from"]:
            label: str | None = band[f"label_{language}"]
            return label
    return None


def _predecessors(
    at: Snapshot, edition: EditionFacts, unit_code: str, language: str
) -> tuple[Predecessor, ...]:
    rows = queries.predecessor_standings(
        at, edition_id=edition.edition_id, unit_code=unit_code
    ).to_pylist()
    return tuple(
        Predecessor(row[f"name_{language}"], row["rank"], row["score"], row["units"])
        for row in rows
    )


@memo
def sources(at: Snapshot) -> Mapping[str, Source]:
    """Every source by its code."""
    return {row["source_id"]: made(Source, row) for row in queries.sources(at).to_pylist()}


def _source(at: Snapshot, row: standing.Row) -> Source | None:
    return sources(at).get(row.score_source_id or row.rank_source_id or "")


def _remark(at: Snapshot, edition_id: str, language: str) -> Remark | None:
    found = first(queries.remarks(at), edition_id=edition_id)
    if found is None:
        return None
    return made(Remark, found, text=found[f"text_{language}"] or found["text_vi"])


def _name(row: standing.Row, language: str) -> str:
    return row.name_vi if language == "vi" else row.name_en


def _name_of(ranking: standing.Ranking, unit_code: str | None, language: str) -> str | None:
    return None if unit_code is None else _name(ranking.row(unit_code), language)
