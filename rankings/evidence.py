"""Where a figure comes from: its definition, value, source, file, load, conflicts, earlier values.

A figure is named by its key (`rankings.evidence_key`). Nothing is looked up before it is asked for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from rankings import (
    component_gaps,
    editions,
    evidence_key,
    history,
    movement,
    queries,
    robustness,
    standing,
)
from rankings.analysis import movement as parts_of
from rankings.analysis.movement import Part
from rankings.analysis.position import Position
from rankings.component_gaps import Component
from rankings.editions import EditionFacts
from rankings.evidence_key import Key
from rankings.ingest import data_folder, originals
from rankings.problems import Problem
from rankings.store import Store, memo

STRENGTHS = ("published", "provisional", "self_reported", "derived")
CONFIDENCES = ("high", "medium", "disputed")
RIVALS = "rivals"  # the factor of a part: all rivals' scores together
Units = dict[str, dict]  # rows of edition_standings.sql by code


@dataclass(frozen=True)
class File:
    """A file behind a figure. state: kept | broken (another hash than recorded) | missing.

    changed: of the folder data/ and the rules by which the store is built, which are one hash; they
    are other ones when the application was brought up to date since.
    """

    name: str | None
    sha256: str
    state: str


@dataclass(frozen=True)
class SourceTrail:
    """Where a figure was read: a row of evidence_sources.sql, and its file where there is one."""

    source_id: str
    origin: str
    publisher: str
    kind: str
    title: str | None
    url: str | None
    document_number: str | None
    published_from: date | None
    published_to: date | None
    accessed_on: date | None
    file: File | None


@dataclass(frozen=True)
class LoadTrail:
    """The load that brought a figure, and its file where it has one."""

    load: history.Load
    file: File | None


@dataclass(frozen=True)
class Other:
    """What another source says of the same figure."""

    value: Decimal
    printed: str
    confidence: str
    source: SourceTrail | None


@dataclass(frozen=True)
class Earlier:
    """What another load said of the same figure. state: replaced | withdrawn."""

    value: Decimal
    printed: str
    status: str
    state: str
    load: LoadTrail
    source: SourceTrail | None


@dataclass(frozen=True)
class Evidence:
    """All that is known of one figure; None or empty for what does not apply.

    kind: of `evidence_key`, or what an unknown or counted figure of a table is: computed_rank,
    unknown_score, unknown_rank. value: None where it is not known; low, high: then its bounds.
    decimals: to show it with. printed: as it was published. status, confidence: of a figure made
    of others the weakest of theirs. rests_on: keys of these others. limit: of the target. counted:
    what is counted, the reading of a merger, the factor of a change. other_*: whose score it is.
    """

    key: str
    kind: str
    value: Decimal | None
    decimals: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    printed: str | None = None
    index_code: str | None = None
    edition: EditionFacts | None = None
    method_code: str | None = None
    unit_code: str | None = None
    unit_vi: str | None = None
    unit_en: str | None = None
    other_vi: str | None = None
    other_en: str | None = None
    indicator: dict | None = None
    measure: str | None = None
    limit: int | None = None
    counted: str | None = None
    status: str | None = None
    confidence: str | None = None
    place: str | None = None
    sources: tuple[SourceTrail, ...] = ()
    loads: tuple[LoadTrail, ...] = ()
    conflicts: tuple[Other, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[File, ...]:
        """The files that it rests on."""
        found = [trail.file for trail in (*self.sources, *self.loads)]
        return tuple(dict.fromkeys(file for file in found if file is not None))

    @property
    def broken(self) -> tuple[File, ...]:
        """The files that are not what was recorded, or are gone."""
        return tuple(file for file in self.files if file.state != "kept")


class _Looker:
    """What is asked of one version of the store for one piece of evidence.

    files: the store in whose folder the originals are kept.
    """

    def __init__(self, store: Store, version: int, files: Store) -> None:
        self.store, self.version, self.files = store, version, files
        self._states: dict[str, str] = {}

    def edition(self, key: Key, text: str) -> EditionFacts:
        """The edition of a key. Raises Problem when there is none."""
        try:
            return editions.by_id(self.store, self.version, key.edition_id)
        except Problem:
            raise _unknown(text) from None

    def file(self, name: str | None, sha256: str | None, kind: str | None = None) -> File | None:
        """A file kept by its hash, looked at now; of load 0 the folder that it was read from."""
        if not sha256:
            return None
        if sha256 not in self._states:
            if kind == "data_folder":
                same = data_folder.fingerprint() == sha256
                self._states[sha256] = "kept" if same else "changed"
            else:
                self._states[sha256] = originals.state(self.files, sha256)
        return File(name, sha256, self._states[sha256])

    def source(self, source_id: str | None, load_id: int | None) -> SourceTrail | None:
        """A source as the load gave it, else as the newest load that knows it."""
        rows = _sources(self.store, self.version).get(source_id, ())
        own = [row for row in rows if row["load_id"] == load_id] or rows
        if not own:
            return None
        row = own[0]
        names = [name for name in SourceTrail.__dataclass_fields__ if name != "file"]
        return SourceTrail(
            **{name: row[name] for name in names}, file=self.file(row["file_name"], row["sha256"])
        )

    def load(self, load_id: int) -> LoadTrail | None:
        """A load, with the file that it was read from."""
        for item in history.published(self.store, self.version):
            if item.load_id == load_id:
                return LoadTrail(item, self.file(item.file_name, item.sha256, item.kind))
        return None

    def rows(self, edition_id: str, indicator_code: str, unit_code: str, measure: str) -> list:
        """The rows of evidence_observations.sql of one figure, what counts first."""
        found = _observations(
            self.store, self.version, edition_id=edition_id, indicator_code=indicator_code
        )
        return found.get((unit_code, measure), [])


def evidence(store: Store, version: int, key: str, *, files: Store | None = None) -> Evidence:
    """What is known of the figure that a key names.

    files: the store whose folder keeps the originals, where that is another one than `store` (an
    earlier state). Raises Problem for a text that is no key, and for a figure that is not there.
    """
    parts = evidence_key.read(key)
    looker = _Looker(store, version, files or store)
    if parts.figures:
        return _of_list(looker, parts, key)
    return RESOLVERS[parts.kind](looker, parts, key)


def trail(
    store: Store, version: int, keys: Iterable[str], *, files: Store | None = None
) -> dict[str, Evidence]:
    """The evidence of many figures, by key; each file is looked at once for all of them."""
    looker = _Looker(store, version, files or store)
    found = {}
    for key in dict.fromkeys(keys):
        parts = evidence_key.read(key)
        resolve = _of_list if parts.figures else RESOLVERS[parts.kind]
        found[key] = resolve(looker, parts, key)
    return found


# --- Figures of a table ---------------------------------------------------------------------------


def _figure(looker: _Looker, key: Key, text: str) -> Evidence:
    edition = looker.edition(key, text)
    unit = _unit(looker, edition.scheme, key.unit_code, text)
    found = Evidence(
        key=text,
        kind=evidence_key.FIGURE,
        value=None,
        decimals=edition.decimals if key.measure == "score" else 0,
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        measure=key.measure,
        **_of_edition(looker, edition, key.indicator_code),
    )
    rows = looker.rows(key.edition_id, key.indicator_code, key.unit_code, key.measure)
    shown = _standings(looker, edition, key.indicator_code).get(key.unit_code)
    if shown is None:
        raise _unknown(text)
    given = rows[0] if rows and rows[0]["counts"] else None
    if key.measure == "rank" and shown["rank"] is not None and _is_counted(shown, given):
        return _with_history(looker, _counted_rank(looker, found, shown, edition, key), rows)
    if given is None:
        return _with_history(looker, _not_published(looker, found, edition, key), rows)
    return _with_history(looker, _given(looker, found, given, key), rows)


def _given(looker: _Looker, found: Evidence, row: dict, key: Key) -> Evidence:
    source = looker.source(row["source_id"], row["load_id"])
    load = looker.load(row["load_id"])
    others = _conflicts(
        looker.store,
        looker.version,
        edition_id=key.edition_id,
        indicator_code=key.indicator_code,
    )
    return replace(
        found,
        value=row["value"],
        printed=row["value_printed"],
        status=row["status"],
        confidence=row["confidence"],
        place=row["place"],
        sources=(source,) if source else (),
        loads=(load,) if load else (),
        conflicts=tuple(
            Other(
                other["value"],
                other["value_printed"],
                other["confidence"],
                looker.source(other["source_id"], other["load_id"]),
            )
            for other in others.get((key.unit_code, key.measure), [])
            if other["source_id"] != row["source_id"]
        ),
    )


def _with_history(looker: _Looker, found: Evidence, rows: list[dict]) -> Evidence:
    """The figure with what other loads said of it."""
    earlier = []
    for row in rows:
        load = looker.load(row["load_id"])
        if row["counts"] or load is None:
            continue
        earlier.append(
            Earlier(
                row["value"],
                row["value_printed"],
                row["status"],
                "withdrawn" if row["withdrawn"] else "replaced",
                load,
                looker.source(row["source_id"], row["load_id"]),
            )
        )
    return replace(found, earlier=tuple(earlier))


def _is_counted(shown: dict, given: dict | None) -> bool:
    """True when the rank shown was counted from the scores: the issuer's own goes before it."""
    if shown["rank_basis"] != "computed":
        return False
    # A derived rank is shown only where none can be counted.
    return given is None or shown["rank_computed"] is not None


def _counted_rank(
    looker: _Looker, found: Evidence, shown: dict, edition: EditionFacts, key: Key
) -> Evidence:
    ranked = _standings(looker, edition, key.indicator_code).values()
    own = [shown, *(row for row in ranked if row is not shown)]
    return _made_of(
        looker,
        replace(found, kind="computed_rank", value=Decimal(shown["rank"])),
        [
            _score_key(edition, row["unit_code"], key.indicator_code)
            for row in own
            if row["score"] is not None and not row["disputed"]
        ],
    )


def _not_published(looker: _Looker, found: Evidence, edition: EditionFacts, key: Key) -> Evidence:
    """A figure that nobody has published, with what the others leave it."""
    kind = f"unknown_{key.measure}" if key.measure in ("score", "rank") else "unknown_score"
    found = replace(found, kind=kind)
    if key.indicator_code != "total" or key.measure not in ("score", "rank"):
        return found
    rows = standing.ranking(looker.store, looker.version, edition_id=key.edition_id).rows
    own = next(row for row in rows if row.unit_code == key.unit_code)
    if key.measure == "rank":
        keys = [_score_key(edition, own.unit_code)] if own.score is not None else []
        found = replace(found, low=_decimal(own.rank_low), high=_decimal(own.rank_high))
        return _made_of(looker, found, keys)
    ends = {own.score_low, own.score_high} - {None}
    keys = [_score_key(edition, row.unit_code) for row in rows if row.score in ends]
    if own.rank_published is not None:
        keys.insert(0, evidence_key.figure(edition.edition_id, own.unit_code, "total", "rank"))
    found = replace(found, low=own.score_low, high=own.score_high)
    return _made_of(looker, found, keys)


# --- Figures made of others -----------------------------------------------------------------------


def _made_of(looker: _Looker, found: Evidence, keys: Iterable[str]) -> Evidence:
    """A figure with those it rests on: their sources and loads, the weakest status of all."""
    keys = tuple(dict.fromkeys(keys))
    rows = [row for row in (_counting_row(looker, key) for key in keys) if row is not None]
    sources = dict.fromkeys((row["source_id"], row["load_id"]) for row in rows)
    loads = dict.fromkeys(row["load_id"] for row in rows)
    return replace(
        found,
        status=found.status or _weakest(STRENGTHS, [row["status"] for row in rows]),
        confidence=found.confidence or _weakest(CONFIDENCES, [row["confidence"] for row in rows]),
        sources=found.sources or tuple(filter(None, (looker.source(*one) for one in sources))),
        loads=found.loads or tuple(filter(None, map(looker.load, loads))),
        rests_on=keys,
    )


def _counting_row(looker: _Looker, text: str) -> dict | None:
    key = evidence_key.read(text)
    if key.kind != evidence_key.FIGURE:
        return None
    rows = looker.rows(key.edition_id, key.indicator_code, key.unit_code, key.measure)
    return rows[0] if rows and rows[0]["counts"] else None


def _weakest(order: tuple[str, ...], values: list[str]) -> str | None:
    return max(values, key=order.index, default=None)


def _cut_line(looker: _Looker, key: Key, text: str) -> Evidence:
    edition, position = _position(looker, key, text)
    line = position.cut_line
    rows = standing.ranking(looker.store, looker.version, edition_id=key.edition_id).rows
    units = [
        row.unit_code
        for row in rows
        if row.unit_code != key.unit_code
        and row.score is not None
        and row.score.quantize(Decimal(1).scaleb(-edition.decimals), ROUND_HALF_UP)
        in (line.low, line.high)
    ]
    first = [position.cut_line_unit] if position.cut_line_unit else []
    keys = [_score_key(edition, code) for code in [*first, *units]]
    found = _against_limit(looker, key, text, edition)
    return _made_of(looker, _between(found, line.low, line.high), keys)


def _gap(looker: _Looker, key: Key, text: str) -> Evidence:
    edition, position = _position(looker, key, text)
    line = evidence_key.of("cut_line", key.edition_id, key.unit_code, key.limit)
    own = _score_key(edition, key.unit_code)
    found = _between(
        _against_limit(looker, key, text, edition), position.gap.low, position.gap.high
    )
    below = _cut_line(looker, evidence_key.read(line), line).rests_on
    whole = _made_of(looker, found, [own, *below])
    return replace(whole, rests_on=(own, line))


def _position(looker: _Looker, key: Key, text: str) -> tuple[EditionFacts, Position]:
    edition = looker.edition(key, text)
    _unit(looker, edition.scheme, key.unit_code, text)
    limit = int(key.limit)
    if not 1 <= limit <= edition.units:
        raise _unknown(text)
    found = standing.home_position(
        looker.store,
        looker.version,
        edition_id=key.edition_id,
        unit_code=key.unit_code,
        limit=limit,
    )
    return edition, found


def _against_limit(looker: _Looker, key: Key, text: str, edition: EditionFacts) -> Evidence:
    unit = _unit(looker, edition.scheme, key.unit_code, text)
    return Evidence(
        key=text,
        kind=key.kind,
        value=None,
        decimals=edition.decimals,
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        measure="score",
        limit=int(key.limit),
        **_of_edition(looker, edition, "total"),
    )


def _between(found: Evidence, low: Decimal | None, high: Decimal | None) -> Evidence:
    value = low if low is not None and low == high else None
    return replace(found, value=value, low=low, high=high)


def _component(looker: _Looker, key: Key, text: str) -> Evidence:
    """One of the figures that a component is compared with; value as the component page has it."""
    edition = looker.edition(key, text)
    parts = {"unit_code": None, "limit": None} | key.parts
    units = _standings(looker, edition, key.indicator_code)
    unit_code = parts["unit_code"] or next(iter(units), None)
    limit = None if parts["limit"] is None else int(parts["limit"])
    if unit_code not in units:
        raise _unknown(text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=None,
        decimals=0 if key.kind == "ranked_units" else edition.decimals,
        measure="score",
        limit=limit,
        **_of_edition(looker, edition, key.indicator_code),
    )
    if parts["unit_code"]:
        unit = _unit(looker, edition.scheme, unit_code, text)
        found = replace(
            found, unit_code=unit_code, unit_vi=unit["name_vi"], unit_en=unit["name_en"]
        )
    part = next(
        (
            part
            for part in component_gaps.comparison(
                looker.store,
                looker.version,
                edition_id=key.edition_id,
                unit_code=unit_code,
                limit=limit,
            )
            if part.component == key.indicator_code
        ),
        None,
    )
    if part is None:
        raise _unknown(text)
    return COMPONENT_FIGURES[key.kind](looker, found, part, edition, units)


def _known_scores(edition: EditionFacts, units: dict[str, dict]) -> dict[str, Decimal]:
    step = Decimal(1).scaleb(-edition.decimals)
    return {
        code: row["score"].quantize(step, ROUND_HALF_UP)
        for code, row in units.items()
        if row["score"] is not None and not row["disputed"]
    }


def _best(
    looker: _Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    keys = [_score_key(edition, code, part.component) for code in part.best_units]
    return _made_of(looker, replace(found, value=part.best), keys)


def _median(
    looker: _Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    scores = _known_scores(edition, units)
    value = median(scores.values()) if len(scores) > 1 else None
    middle = _nearest(scores, value)
    keys = [_score_key(edition, code, part.component) for code in [*middle, *scores]]
    return _made_of(looker, replace(found, value=part.median), keys)


def _nearest(scores: dict[str, Decimal], value: Decimal | None) -> list[str]:
    """The units whose score is the median, or the two round it."""
    if value is None:
        return []
    order = sorted(scores, key=lambda code: (abs(scores[code] - value), code))
    closest = abs(scores[order[0]] - value)
    return [code for code in order if abs(scores[code] - value) == closest]


def _target_mean(
    looker: _Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    rows = standing.ranking(looker.store, looker.version, edition_id=edition.edition_id).rows
    group = standing.best_others(rows, found.unit_code, found.limit) or []
    keys = [_score_key(edition, code, part.component) for code in group]
    return _made_of(looker, replace(found, value=part.target_mean), keys)


def _to_best(
    looker: _Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    best = evidence_key.of("best", edition.edition_id, part.component)
    return _distance(looker, found, part, edition, part.to_best, best)


def _to_target_mean(
    looker: _Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    mean = evidence_key.of(
        "target_mean", edition.edition_id, found.unit_code, found.limit, part.component
    )
    return _distance(looker, found, part, edition, part.to_target_mean, mean)


def _to_max(
    looker: _Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    top = evidence_key.of(
        "maximum", edition.index_code, edition.method_code, part.component, "max_score"
    )
    return _distance(looker, found, part, edition, part.to_max, top)


def _distance(
    looker: _Looker,
    found: Evidence,
    part: Component,
    edition: EditionFacts,
    value: Decimal | None,
    upper: str,
) -> Evidence:
    own = _score_key(edition, found.unit_code, part.component)
    parts = evidence_key.read(upper)
    below = RESOLVERS[parts.kind](looker, parts, upper).rests_on
    whole = _made_of(looker, replace(found, value=value), [own, *below])
    return replace(whole, rests_on=(own, upper))


def _ranked_units(
    looker: _Looker, found: Evidence, part: Component, edition: EditionFacts, units: Units
) -> Evidence:
    value = Decimal(part.ranked_units)
    if part.rank_basis == "published":
        # The issuer ranked all units of the list.
        rank = evidence_key.figure(edition.edition_id, found.unit_code, part.component, "rank")
        return _made_of(looker, replace(found, value=value), [rank])
    keys = [_score_key(edition, code, part.component) for code in _known_scores(edition, units)]
    return _made_of(looker, replace(found, value=value), keys)


def _count(looker: _Looker, key: Key, text: str) -> Evidence:
    """How many figures of an indicator are known: units, scores, ranks, known_scores …"""
    edition = looker.edition(key, text)
    if key.indicator_code != "total" or key.counted not in ("units", "scores", "ranks"):
        raise _unknown(text)
    rows = _standings(looker, edition, "total")
    keys = []
    if key.counted == "scores":
        keys = [
            _score_key(edition, code)
            for code, row in rows.items()
            if row["score"] is not None and row["score_status"] != "derived"
        ]
    if key.counted == "ranks":
        keys = [
            evidence_key.figure(edition.edition_id, code, "total", "rank")
            for code, row in rows.items()
            if row["rank_published"] is not None
        ]
    found = Evidence(
        key=text,
        kind=key.kind,
        value=Decimal(getattr(edition, key.counted)),
        decimals=0,
        counted=key.counted,
        **_of_edition(looker, edition, "total"),
    )
    return _made_of(looker, found, keys)


# --- Readings of the merger, parts of a change ----------------------------------------------------


def _merged(looker: _Looker, key: Key, text: str) -> Evidence:
    """The mean of the predecessors of a unit, or the rank that the means give it."""
    edition = looker.edition(key, text)
    scheme, _ = editions.home(looker.store, looker.version)
    place = {"edition_id": key.edition_id, "indicator_code": key.indicator_code}
    means = queries.merger_means(
        looker.store, looker.version, **place, to_scheme=scheme
    ).to_pylist()
    own = next((row for row in means if row["unit_code"] == key.unit_code), None)
    predecessors = _predecessor_scores(looker, edition, key.indicator_code, scheme)
    if own is None or key.unit_code not in predecessors:
        raise _unknown(text)
    ranked = key.reading.endswith("rank")
    value = own[key.reading]
    bounded = key.reading == "mean_rank" and value is None
    found = Evidence(
        key=text,
        kind=key.kind,
        value=_decimal(value) if ranked else value,
        decimals=0 if ranked else edition.decimals,
        low=_decimal(own["rank_low"]) if bounded else None,
        high=_decimal(own["rank_high"]) if bounded else None,
        unit_code=key.unit_code,
        unit_vi=own["name_vi"],
        unit_en=own["name_en"],
        measure="rank" if ranked else "score",
        counted=key.reading,
        status="derived",
        **_of_edition(looker, edition, key.indicator_code),
    )
    if not ranked:
        return _made_of(looker, found, predecessors[key.unit_code])
    whole = _made_of(looker, found, [one for keys in predecessors.values() for one in keys])
    reading = "mean_score" if key.reading == "mean_rank" else "weighted_mean"
    codes = dict.fromkeys([key.unit_code, *(row["unit_code"] for row in means)])
    rest = (
        evidence_key.of(key.kind, key.edition_id, code, key.indicator_code, reading)
        for code in codes
    )
    return replace(whole, rests_on=tuple(rest))


def _predecessor_scores(
    looker: _Looker, edition: EditionFacts, indicator_code: str, scheme: str
) -> dict[str, list[str]]:
    """Unit after the merger -> keys of the scores of those it was made of."""
    rows = queries.merger_predecessors(
        looker.store,
        looker.version,
        edition_id=edition.edition_id,
        indicator_code=indicator_code,
        to_scheme=scheme,
    )
    found: dict[str, list[str]] = {}
    for row in rows.to_pylist():
        score = _score_key(edition, row["from_code"], indicator_code)
        found.setdefault(row["to_code"], []).append(score)
    return found


def _part(looker: _Looker, key: Key, text: str) -> Evidence:
    """What one factor did to a unit's rank, or to its gap, between two editions."""
    first = looker.edition(key, text)
    to_key = replace(key, parts=key.parts | {"edition_id": key.to_id})
    second = looker.edition(to_key, text)
    unit = _unit(looker, second.scheme, key.unit_code, text)
    limit = int(key.limit) or None
    facts = looker.store, looker.version
    if movement.obstacle(*facts, first=first, second=second) or (limit or 1) > second.units:
        raise _unknown(text)
    split = movement.movement(
        *facts,
        first_id=first.edition_id,
        second_id=second.edition_id,
        unit_code=key.unit_code,
        limit=limit,
    ).split
    parts = [part for part in split.parts if _is_meant(part, key)] if split else []
    gaps = [part.gap for part in parts]
    if not parts or (key.measure == "gap" and None in gaps):
        raise _unknown(text)
    # As floats the parts of a rank are exact to the ninth digit only.
    rank = Decimal(str(round(sum(part.rank for part in parts), 9)))
    other = _unit(looker, second.scheme, key.whose, text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=rank if key.measure == "rank" else sum(gaps, Decimal(0)),
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        other_vi=other["name_vi"],
        other_en=other["name_en"],
        measure=key.measure,
        limit=limit,
        counted=key.factor,
        status="derived",
        **_of_edition(looker, second, key.factor),
    )
    return _made_of_both(looker, found, key, (first, second), split)


def _is_meant(part: Part, key: Key) -> bool:
    if key.factor == RIVALS:
        return part.factor == parts_of.RIVAL
    return (part.factor, part.unit_code or key.unit_code) == (key.factor, key.whose)


def _made_of_both(
    looker: _Looker,
    found: Evidence,
    key: Key,
    both: tuple[EditionFacts, EditionFacts],
    split: parts_of.Split,
) -> Evidence:
    """A part with the figures of both editions that it rests on, what moved first."""
    totals = [
        [
            code
            for code, row in _standings(looker, item, "total").items()
            if row["score"] is not None and code != key.unit_code
        ]
        for item in both
    ]
    rivals = [
        _score_key(item, code) for item, codes in zip(both, totals, strict=True) for code in codes
    ]
    own = [_score_key(item, key.unit_code) for item in both]
    ranks = [evidence_key.figure(item.edition_id, key.unit_code, "total", "rank") for item in both]
    if key.factor == parts_of.CUT_LINE:
        lines = [
            evidence_key.of("cut_line", item.edition_id, key.unit_code, key.limit) for item in both
        ]
        if key.limit == "0":
            return _made_of(looker, found, rivals)
        return replace(_made_of(looker, found, rivals), rests_on=tuple(lines))
    if key.factor == RIVALS:
        moved = rivals + own
    elif key.factor == parts_of.RIVAL:
        moved = [_score_key(item, key.whose) for item in both] + own
    elif key.factor == parts_of.ENTRY_EXIT:
        came = [_score_key(both[1], code) for code in split.entered]
        moved = [*(_score_key(both[0], code) for code in split.left), *came, *own]
    elif key.factor == parts_of.TIE_BREAK:
        moved = [*ranks, *own]
    else:
        moved = [*_component_keys(looker, key, both), *own]
        moved += rivals if key.measure == "rank" else []
    return _made_of(looker, found, moved)


def _component_keys(
    looker: _Looker, key: Key, both: tuple[EditionFacts, EditionFacts]
) -> list[str]:
    """The unit's scores in the component in both editions; of what is no component, in all."""
    every = queries.indicators(
        looker.store, looker.version, index_code=both[1].index_code
    ).to_pylist()
    codes = [
        row["indicator_code"]
        for row in every
        if row["method_code"] == both[1].method_code and row["adds_up"]
    ]
    if key.factor in codes:
        codes = [key.factor]
    return [_score_key(item, key.unit_code, code) for code in codes for item in both]


# --- Definitions, rules, targets, sources, loads --------------------------------------------------


def _maximum(looker: _Looker, key: Key, text: str) -> Evidence:
    indicator = _indicator(looker, key.index_code, key.method_code, key.indicator_code)
    if indicator is None or key.counted not in ("max_score", "max_points"):
        raise _unknown(text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=indicator[key.counted],
        counted=key.counted,
        index_code=key.index_code,
        method_code=key.method_code,
        indicator=indicator,
        status="derived" if indicator["max_basis"] == "derived" else "published",
    )
    return _defined(looker, found, ("maximum", key.index_code, key.method_code, key.indicator_code))


def _method(looker: _Looker, key: Key, text: str) -> Evidence:
    for row in queries.methods(looker.store, looker.version).to_pylist():
        if (row["index_code"], row["method_code"]) != (key.index_code, key.method_code):
            continue
        if key.rule not in ("scale_max", "decimals", "cadence_days"):
            break
        found = Evidence(
            key=text,
            kind=key.kind,
            value=Decimal(row[key.rule]),
            index_code=key.index_code,
            method_code=key.method_code,
            counted=key.rule,
        )
        return _defined(looker, found, ("method", key.index_code, key.method_code, "total"))
    raise _unknown(text)


def _target(looker: _Looker, key: Key, text: str) -> Evidence:
    for item in editions.targets(looker.store, looker.version):
        if (item.index_code, item.scheme, item.unit_code) != (
            key.index_code,
            key.scheme,
            key.unit_code,
        ):
            continue
        unit = _unit(looker, key.scheme, key.unit_code, text)
        found = Evidence(
            key=text,
            kind=key.kind,
            value=Decimal(item.rank_limit),
            decimals=0,
            index_code=key.index_code,
            unit_code=key.unit_code,
            unit_vi=unit["name_vi"],
            unit_en=unit["name_en"],
        )
        return _defined(looker, found, ("target", key.index_code, key.scheme, key.unit_code))
    raise _unknown(text)


def _defined(looker: _Looker, found: Evidence, place: tuple) -> Evidence:
    """With the source and the load of a definition, a method or a target."""
    row = _definitions(looker.store, looker.version).get(place)
    if row is None:
        return found
    source, load = looker.source(row["source_id"], row["load_id"]), looker.load(row["load_id"])
    return replace(found, sources=(source,) if source else (), loads=(load,) if load else ())


def _source(looker: _Looker, key: Key, text: str) -> Evidence:
    for row in queries.sources(looker.store, looker.version).to_pylist():
        if row["source_id"] == key.source_id and key.counted == "figures":
            trail_of = looker.source(key.source_id, None)
            found = Evidence(
                key=text,
                kind=key.kind,
                value=Decimal(row["figures"]),
                decimals=0,
                counted="figures",
            )
            of_loads = _sources(looker.store, looker.version).get(key.source_id, ())
            loads = [looker.load(one) for one in dict.fromkeys(r["load_id"] for r in of_loads)]
            return replace(
                found,
                sources=(trail_of,) if trail_of else (),
                loads=tuple(filter(None, loads)),
            )
    raise _unknown(text)


def _load(looker: _Looker, key: Key, text: str) -> Evidence:
    if key.load_id.isdecimal() and key.counted in ("figures", "warnings"):
        found = looker.load(int(key.load_id))
        if found is not None:
            return Evidence(
                key=text,
                kind=key.kind,
                value=Decimal(getattr(found.load, key.counted)),
                decimals=0,
                counted=key.counted,
                loads=(found,),
            )
    raise _unknown(text)


def _of_list(looker: _Looker, key: Key, text: str) -> Evidence:
    """A change, difference, mean or sum of figures that have keys of their own."""
    members = []
    for each in key.figures:
        parts = evidence_key.read(each)
        members.append(RESOLVERS[parts.kind](looker, parts, each))
    values = [member.value for member in members]
    decimals = [member.decimals for member in members if member.decimals is not None]
    # A change is of the later one, a difference of the first over the second.
    first = members[0 if key.kind == "difference" else -1]
    found = replace(
        first,
        key=text,
        kind=key.kind,
        value=None if None in values else _combined(key.kind, values),
        decimals=max(decimals, default=None),
        low=None,
        high=None,
        printed=None,
        place=None,
        conflicts=(),
        earlier=(),
        status=_weakest(STRENGTHS, [m.status for m in members if m.status]),
        confidence=_weakest(CONFIDENCES, [m.confidence for m in members if m.confidence]),
        sources=tuple(dict.fromkeys(one for member in members for one in member.sources)),
        loads=_once(one for member in members for one in member.loads),
    )
    return replace(found, rests_on=key.figures)


def _once(loads: Iterable[LoadTrail]) -> tuple[LoadTrail, ...]:
    return tuple({trail_of.load.load_id: trail_of for trail_of in loads}.values())


def _combined(kind: str, values: list[Decimal]) -> Decimal:
    if kind == "change":
        return values[1] - values[0]
    if kind == "difference":
        return values[0] - values[1]
    total = sum(values, Decimal(0))
    return total / len(values) if kind == "mean" else total


# --- Ranks under other weights --------------------------------------------------------------------


def _reweighted(looker: _Looker, key: Key, text: str) -> Evidence:
    """The rank of a unit from its components, or one of those that other weights give it."""
    edition = looker.edition(key, text)
    asked = {"edition_id": key.edition_id}
    if robustness.basis(looker.store, looker.version, **asked).reason:
        raise _unknown(text)
    rows = robustness.ranges(looker.store, looker.version, **asked)
    own = next((row for row in rows if row.unit_code == key.unit_code), None)
    if own is None:
        raise _unknown(text)
    return _of_weights(looker, key, text, edition, value=getattr(own, key.end), counted=key.end)


def _reduced(looker: _Looker, key: Key, text: str) -> Evidence:
    """The rank of a unit when one component is left out."""
    edition = looker.edition(key, text)
    try:
        found = robustness.without_each(
            looker.store, looker.version, edition_id=key.edition_id, unit_code=key.unit_code
        )
    except Problem:
        raise _unknown(text) from None
    ranks = {one.part.component: one.rank for one in found}
    if key.indicator_code not in ranks:
        raise _unknown(text)
    value = ranks[key.indicator_code]
    return _of_weights(looker, key, text, edition, value=value, indicator_code=key.indicator_code)


def _of_weights(
    looker: _Looker,
    key: Key,
    text: str,
    edition: EditionFacts,
    *,
    value: int,
    counted: str | None = None,
    indicator_code: str = "total",
) -> Evidence:
    """A rank computed from the components, which rests on those of every unit compared."""
    basis = robustness.basis(looker.store, looker.version, edition_id=key.edition_id)
    unit = _unit(looker, edition.scheme, key.unit_code, text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=Decimal(value),
        decimals=0,
        unit_code=key.unit_code,
        unit_vi=unit["name_vi"],
        unit_en=unit["name_en"],
        measure="rank",
        counted=counted,
        status="derived",
        **_of_edition(looker, edition, indicator_code),
    )
    others = [code for code in basis.field.unit_codes if code != key.unit_code]
    rest = (
        evidence_key.figure(key.edition_id, code, part.component, "score")
        for code in (key.unit_code, *others)
        for part in basis.parts
        if part.component != (indicator_code if key.kind == "reduced" else None)
    )
    return _made_of(looker, found, rest)


def _stability(looker: _Looker, key: Key, text: str) -> Evidence:
    """How alike the rankings of two editions are."""
    edition = looker.edition(key, text)
    pairs = robustness.stability(looker.store, looker.version, edition_id=key.edition_id)
    own = next(
        (one for one in pairs if one.after == edition and one.before.edition_id == key.to_id), None
    )
    if own is None or getattr(own, key.counted) is None:
        raise _unknown(text)
    found = Evidence(
        key=text,
        kind=key.kind,
        value=Decimal(str(getattr(own, key.counted))),
        decimals=2 if key.counted == "tau" else 0,
        counted=key.counted,
        status="derived",
        **_of_edition(looker, edition, "total"),
    )
    rest = (
        evidence_key.figure(item.edition_id, row.unit_code, "total", "rank")
        for item in (own.before, own.after)
        for row in standing.ranking(looker.store, looker.version, edition_id=item.edition_id).rows
        if row.rank is not None
    )
    return _made_of(looker, found, rest)


RESOLVERS: dict[str, Callable[[_Looker, Key, str], Evidence]] = {
    evidence_key.FIGURE: _figure,
    "cut_line": _cut_line,
    "gap": _gap,
    "target_mean": _component,
    "to_target_mean": _component,
    "to_best": _component,
    "to_max": _component,
    "best": _component,
    "median": _component,
    "ranked_units": _component,
    "count": _count,
    "maximum": _maximum,
    "method": _method,
    "target": _target,
    "source": _source,
    "load": _load,
    "merged": _merged,
    "part": _part,
    "reweighted": _reweighted,
    "reduced": _reduced,
    "stability": _stability,
}
COMPONENT_FIGURES = {
    "best": _best,
    "median": _median,
    "target_mean": _target_mean,
    "to_best": _to_best,
    "to_target_mean": _to_target_mean,
    "to_max": _to_max,
    "ranked_units": _ranked_units,
}


# --- What the store says --------------------------------------------------------------------------


def _score_key(edition: EditionFacts, unit_code: str, indicator_code: str = "total") -> str:
    return evidence_key.figure(edition.edition_id, unit_code, indicator_code, "score")


def _of_edition(looker: _Looker, edition: EditionFacts, indicator_code: str) -> dict:
    """What every figure of an edition has in common."""
    return {
        "edition": edition,
        "index_code": edition.index_code,
        "method_code": edition.method_code,
        "indicator": _indicator(looker, edition.index_code, edition.method_code, indicator_code),
    }


def _indicator(
    looker: _Looker, index_code: str, method_code: str, indicator_code: str
) -> dict | None:
    for row in queries.indicators(looker.store, looker.version, index_code=index_code).to_pylist():
        if (row["method_code"], row["indicator_code"]) == (method_code, indicator_code):
            return row
    return None


def _unit(looker: _Looker, scheme: str, unit_code: str, text: str) -> dict:
    for row in queries.units(looker.store, looker.version, scheme=scheme).to_pylist():
        if row["unit_code"] == unit_code:
            return row
    raise _unknown(text)


def _standings(looker: _Looker, edition: EditionFacts, indicator_code: str) -> dict[str, dict]:
    return _standings_by_unit(
        looker.store,
        looker.version,
        edition_id=edition.edition_id,
        indicator_code=indicator_code,
    )


@memo
def _standings_by_unit(
    store: Store, version: int, *, edition_id: str, indicator_code: str
) -> dict[str, dict]:
    rows = queries.edition_standings(
        store, version, edition_id=edition_id, indicator_code=indicator_code
    )
    return {row["unit_code"]: row for row in rows.to_pylist()}


@memo
def _observations(
    store: Store, version: int, *, edition_id: str, indicator_code: str
) -> dict[tuple, list[dict]]:
    found: dict[tuple, list[dict]] = {}
    rows = queries.evidence_observations(
        store, version, edition_id=edition_id, indicator_code=indicator_code
    )
    for row in rows.to_pylist():
        found.setdefault((row["unit_code"], row["measure"]), []).append(row)
    return found


@memo
def _conflicts(
    store: Store, version: int, *, edition_id: str, indicator_code: str
) -> dict[tuple, list[dict]]:
    found: dict[tuple, list[dict]] = {}
    rows = queries.evidence_conflicts(
        store, version, edition_id=edition_id, indicator_code=indicator_code
    )
    for row in rows.to_pylist():
        found.setdefault((row["unit_code"], row["measure"]), []).append(row)
    return found


@memo
def _sources(store: Store, version: int) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for row in queries.evidence_sources(store, version).to_pylist():
        found.setdefault(row["source_id"], []).append(row)
    return found


@memo
def _definitions(store: Store, version: int) -> dict[tuple, dict]:
    """By kind and codes; of two targets of a unit in an index the later one."""
    found = {}
    for row in queries.evidence_definitions(store, version).to_pylist():
        if row["kind"] == "target":
            place = "target", row["index_code"], row["scheme"], row["unit_code"]
        else:
            place = row["kind"], row["index_code"], row["method_code"], row["indicator_code"]
        found[place] = row
    return found


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _unknown(text: str) -> Problem:
    return Problem("error.evidence_key", value=text)
