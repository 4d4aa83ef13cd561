"""Everything recognition needs to know of a version of the store, in one immutable object."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from rankings.ingest.meaning.periods import span
from rankings.store import queries
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo


@dataclass(frozen=True)
class Index:
    """An index as it is called; legal_basis: "766/QĐ-TTg (23/06/2022)"."""

    index_code: str
    name_vi: str
    name_en: str
    short_vi: str
    short_en: str
    legal_basis: str | None = None


@dataclass(frozen=True)
class Method:
    """A version of an index's rules; editions_from and editions_to are days or years, as text."""

    index_code: str
    method_code: str
    editions_from: str
    editions_to: str | None
    scale_max: Decimal
    decimals: int
    legal_basis: str | None = None


@dataclass(frozen=True)
class Indicator:
    """A node of an index's tree under a method; max_score is None where it is not known."""

    index_code: str
    method_code: str
    indicator_code: str
    parent_code: str | None
    level: str
    issuer_code: str | None
    name_vi: str | None
    name_en: str | None
    max_score: Decimal | None
    adds_up: bool


@dataclass(frozen=True)
class Unit:
    """A unit in a scheme."""

    scheme: str
    unit_code: str
    name_vi: str
    full_name_vi: str | None
    name_en: str | None
    kind: str


@dataclass(frozen=True)
class Alias:
    """A spelling of a unit; alias_type is `name` or `full_name` for its own names."""

    scheme: str
    alias: str
    unit_code: str
    alias_type: str


@dataclass(frozen=True)
class KnownEdition:
    """An edition the store has; period_end is a date."""

    edition_id: str
    index_code: str
    period: str
    period_type: str
    scheme: str
    method_code: str
    period_end: Any


@dataclass(frozen=True)
class Within:
    """The province inside which a table is, and what the table itself teaches of its units.

    scheme: the list of its units ("daklak102", "h21"); portal_code: "H21"; province_code, province:
    its code and name in the list of provinces. index_code, metrics: the index that the portal
    prints, and (its key of a sub-indicator or a group, our code). units: those that the list does
    not have yet; aliases: (code of the portal, unit code) not known before. disagreeing: (code,
    name beside it, name of the unit that bore the code).
    """

    scheme: str
    portal_code: str | None
    province_code: str
    province: str
    index_code: str | None = None
    metrics: tuple[tuple[str, str], ...] = ()
    units: tuple[Unit, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    disagreeing: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Knowledge:
    """What is known; compared and hashed by identity, so that what is built from it can be kept.

    home: (scheme, unit_code) of the unit that most targets are set for, None without targets.
    within: the province inside which a table is; its units then are those that are looked for, as
    provinces are elsewhere.
    """

    indices: tuple[Index, ...]
    methods: tuple[Method, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    aliases: tuple[Alias, ...]
    editions: tuple[KnownEdition, ...] = ()
    home: tuple[str, str] | None = None
    within: Within | None = None

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The schemes that have units, in order of their code."""
        return tuple(sorted({unit.scheme for unit in self.units}))

    @cached_property
    def province_schemes(self) -> tuple[str, ...]:
        """The schemes of provinces: those without communes, wards and departments."""
        if self.within is not None:
            return (self.within.scheme,)
        local = {unit.scheme for unit in self.units if unit.kind in LOCAL_KINDS}
        return tuple(scheme for scheme in self.schemes if scheme not in local)

    @cached_property
    def period_types(self) -> dict[str, Counter]:
        """index_code -> how many editions of each period type are known; read only."""
        found: dict[str, Counter] = {}
        for edition in self.editions:
            found.setdefault(edition.index_code, Counter())[edition.period_type] += 1
        return found

    @cached_property
    def metrics(self) -> dict[str, str]:
        """The portal's keys, inside a province -> codes of indicators; read only."""
        return dict(self.within.metrics) if self.within else {}

    def units_of(self, scheme: str) -> tuple[Unit, ...]:
        """The units of a scheme."""
        return tuple(unit for unit in self.units if unit.scheme == scheme)

    def tree(self, index_code: str, method_code: str) -> tuple[Indicator, ...]:
        """The nodes of an index under a method."""
        return tuple(
            node
            for node in self.indicators
            if node.index_code == index_code and node.method_code == method_code
        )

    def methods_of(self, index_code: str) -> tuple[Method, ...]:
        """The methods of an index, newest first."""
        found = [method for method in self.methods if method.index_code == index_code]
        return tuple(sorted(found, key=lambda method: method.editions_from, reverse=True))

    def method_for(
        self, index_code: str, period: str | None, period_type: str | None = None
    ) -> Method | None:
        """The method under which a period of an index is published; None when there is none.

        The last day of the period decides: PSI 2022 ran from August and is the year 2022. Without
        a period the newest method is meant.
        """
        methods = self.methods_of(index_code)
        if period is None:
            return methods[0] if methods else None
        days = span(period, period_type)
        if days is None:
            return None
        for method in methods:
            # Days and years alike as ISO text: a year is before any day in it.
            ends = (method.editions_to or "9999") + "-12-31"
            if method.editions_from <= days[1].isoformat() <= ends:
                return method
        return None


LOCAL_KINDS = {"commune", "ward", "special_zone", "township", "department"}


@memo
def knowledge(at: Snapshot) -> Knowledge:
    """What a version of the store knows."""
    aliases = queries.unit_aliases(at).to_pylist()
    schemes = sorted({row["scheme"] for row in aliases})
    indices = queries.indices(at).to_pylist()
    return from_rows(
        indices=indices,
        methods=queries.methods(at).to_pylist(),
        indicators=[
            row
            for index in indices
            for row in queries.indicators(at, index_code=index["index_code"]).to_pylist()
        ],
        units=[row for scheme in schemes for row in queries.units(at, scheme=scheme).to_pylist()],
        aliases=aliases,
        editions=queries.editions(at).to_pylist(),
        targets=queries.targets(at).to_pylist(),
    )


def from_rows(
    *,
    indices: Iterable[Mapping],
    methods: Iterable[Mapping],
    indicators: Iterable[Mapping],
    units: Iterable[Mapping],
    aliases: Iterable[Mapping],
    editions: Iterable[Mapping] = (),
    targets: Iterable[Mapping] = (),
) -> Knowledge:
    """What rows of the tables of these names say; columns that recognition does not need may stand.

    scale_max, max_score: Decimal; decimals: int; adds_up: bool; a missing value is None.
    """
    homes = Counter((row["scheme"], row["unit_code"]) for row in targets)
    return Knowledge(
        indices=_made(Index, indices),
        methods=_made(Method, methods),
        indicators=_made(Indicator, indicators),
        units=_made(Unit, units),
        aliases=_made(Alias, aliases),
        editions=_made(KnownEdition, editions),
        home=homes.most_common(1)[0][0] if homes else None,
    )


def _made(kind: type, rows: Iterable[Mapping]) -> tuple:
    return tuple(made(kind, row) for row in rows)
