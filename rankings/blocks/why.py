"""Why the rank moved: which two editions, the sentence, the parts as a figure and as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import pyarrow as pa
import streamlit as st

from rankings import charts, sentences
from rankings.blocks import address, edition, evidence, figure, table
from rankings.blocks.controls import segments, select
from rankings.blocks.view import EditionView, IndexView, View, index_choice
from rankings.evidence import RIVALS
from rankings.facts import editions, why
from rankings.facts.editions import PERIOD_TYPES, EditionFacts
from rankings.facts.why import Movement
from rankings.facts.why import parts as parts_of
from rankings.facts.why.parts import Part, Split
from rankings.sentences import naming
from rankings.store import figure_keys
from rankings.words.tables import Column, Table
from rankings.words.text import sentence_case

DECIMALS = 2  # of a part of a rank, in figures and tables
WHOLE = "total"  # of the line that adds up the parts


@dataclass(frozen=True)
class Chosen:
    """What the reader compares. view: with the later edition and the index; both of one type."""

    view: EditionView
    first: EditionFacts
    second: EditionFacts
    unit_code: str

    @property
    def limit(self) -> int | None:
        """The rank limit that the gap is measured against; none on another list of units."""
        return self.view.limit if self.second.scheme == self.view.scheme else None


def choose(view: View) -> Chosen | None:
    """The controls: index, period type, two editions and a unit; None where there are not two."""
    w = view.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="content"):
            index_code = index_choice(view)
        types = _period_types(view, index_code)
        with st.container(width=220):
            period_type = select(
                "type",
                w("control.period_type"),
                {code: sentence_case(w(f"period_type.{code}")) for code in types},
                _default_type(view, index_code, types),
            )
    pair = why.default_pair(view.at, index_code=index_code, period_type=period_type)
    if pair is None:
        index = naming.index_name(view.at, w, index_code)
        st.info(w("why.one_edition", index=index))
        return None
    asked = address.choice("from", None, "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first, second = _pair(view, index_code, period_type, pair)
        unit_code = _unit(view, second)
    _say_what_was_not_earlier(view, asked, first, second)
    return Chosen(view.of_edition(second), first, second, unit_code)


def answer(chosen: Chosen) -> Movement | None:
    """Say why, or why it cannot be said; the movement where the two editions can be compared."""
    view = chosen.view
    between = why.obstacle(view.at, first=chosen.first, second=chosen.second)
    if between is not None:
        st.info(sentences.why_not(view.words, between))
        return None
    found = _movement(chosen)
    st.markdown(f"**{finding(chosen, found)}** {edition.badge(view, chosen.unit_code)}")
    names, parts = _names(view), _parts(view)
    for said in (
        sentences.why_shares(view.words, found, names, parts),
        sentences.why_gap(view.words, found, names),
    ):
        if said:
            st.markdown(said)
    evidence.button(view, _change_key(chosen, "rank"), "why")
    if found.split and view.limit is None:
        st.caption(view.words("why.no_target", index=_index(view)))
    return found


def finding(chosen: Chosen, found: Movement) -> str:
    """The first sentence, as the command line says it."""
    home = editions.home_code(chosen.view.at, chosen.second.scheme)
    names = _names(chosen.view)
    return sentences.why(chosen.view.words, found, names, home=chosen.unit_code == home)


def waterfall(chosen: Chosen, found: Movement) -> None:
    """The parts as bars, folded: of the rank or of the gap."""
    if found.split is None:
        return
    w = chosen.view.words
    with st.expander(w("why.waterfall")):
        shown = "rank"
        if found.split.change_gap is not None:
            options = {name: w(f"why.shown_{name}") for name in ("rank", "gap")}
            shown = segments("part", w("why.waterfall"), options, "rank", show_label=False)
        _draw(chosen, found, shown)


def details(chosen: Chosen, found: Movement) -> None:
    """The parts as a table, with downloads."""
    if found.split is None:
        return
    view, w, described = chosen.view, chosen.view.words, _table(chosen, found)
    st.markdown(f"**{w('why.table_title')}**")
    table.draw(view, described, key="why", empty=w("why.none"))
    st.caption(f"{w('why.note')}  \n{edition.caption(view)}")
    title = f"{_index(view)}. {finding(chosen, found)}"
    table.downloads(
        view, lambda: described.sheet(title, edition.about(view)), file_name=w("why.file")
    )


def _draw(chosen: Chosen, found: Movement, shown: str) -> None:
    view, w = chosen.view, chosen.view.words
    drawn, options = _bars(chosen, found, shown)
    title = w(f"why.waterfall_{shown}", k=found.limit)
    said = finding(chosen, found)
    st.markdown(f"**{title}**")
    figure.chart(
        "waterfall", options, drawn, alt=w("why.alt", finding=said), key="figure_waterfall"
    )
    source = edition.caption(view)
    st.caption(f"{w('evidence.hint_chart')}  \n{source}")
    figure.picture_button(
        view,
        "waterfall",
        options,
        drawn,
        title=title,
        subtitle=f"{_index(view)}. {said}",
        source=source,
        file_name=w("why.file"),
    )


@lru_cache(maxsize=128)
def _bars(chosen: Chosen, found: Movement, shown: str) -> tuple[pa.Table, charts.WaterfallOptions]:
    view, w, split = chosen.view, chosen.view.words, found.split
    names, parts = _names(view), _parts(view)
    ends = [
        _end(chosen, item, rank, gap, shown) | {"evidence_key": _end_key(chosen, item, shown)}
        for item, rank, gap in (
            (found.first, split.rank_before, split.gap_before),
            (found.second, split.rank_after, split.gap_after),
        )
    ]
    steps = []
    for name, factor, owner, rank, gap in _steps(chosen, split, names, parts):
        change = rank if shown == "rank" else gap
        if round(float(change), 9):
            text = (
                sentences.places(w, change, DECIMALS)
                if shown == "rank"
                else sentences.points(w, change, chosen.second.decimals)
            )
            steps.append(
                {
                    "name": name,
                    "owner": owner,
                    "change": -change,
                    "figure": text,
                    "evidence_key": _part_key(chosen, factor, None, shown),
                }
            )
    drawn = charts.waterfall_table(ends[0], steps, ends[1])
    words = charts.WaterfallWords(
        part=w("why.column_part"),
        change=w(f"why.shown_{shown}"),
        own=w("why.legend_own", home=names[chosen.unit_code]),
        others=w("why.legend_others"),
        table=w("why.kind_table"),
    )
    options = charts.WaterfallOptions.for_table(drawn, language=view.language, words=words)
    return drawn, options


def _end(
    chosen: Chosen, item: EditionFacts, rank: int, gap: Decimal | None, shown: str
) -> dict[str, object]:
    w = chosen.view.words
    period = w.period_short(item)
    name = period[:1].upper() + period[1:]
    if shown == "rank":
        return {"name": name, "figure": w.rank(rank, item.units), "value": -rank}
    return {"name": name, "figure": sentences.side(w, gap, item.decimals), "value": -gap}


def _steps(
    chosen: Chosen, split: Split, names: dict[str, str], parts: dict[str, str]
) -> list[tuple[str, str, str, float, Decimal | None]]:
    """Name, factor, owner, rank and gap of each bar; the rivals are one bar."""
    w = chosen.view.words
    rivals = [part for part in split.parts if part.factor == parts_of.RIVAL]
    others = sum(part.rank for part in rivals)
    found = []
    for part in split.parts:
        if part.factor == parts_of.RIVAL:
            continue
        if part.factor == parts_of.CUT_LINE:
            found.append((w("why.others"), RIVALS, part.kind, others, Decimal(0)))
        name = sentences.factor(w, part, names, parts)
        found.append((name, part.factor, part.kind, part.rank, part.gap))
    return found


def _part_key(chosen: Chosen, factor: str, unit_code: str | None, measure: str) -> str:
    """Names what a factor did to the rank or the gap; unit_code: whose figure it is, None: ours."""
    return figure_keys.of(
        "part",
        chosen.first.edition_id,
        chosen.second.edition_id,
        chosen.unit_code,
        chosen.limit or 0,
        factor,
        unit_code or chosen.unit_code,
        measure,
    )


def _end_key(chosen: Chosen, item: EditionFacts, measure: str) -> str:
    """Names the rank, or the gap, that the unit has in one of the two editions."""
    if measure == "gap":
        return figure_keys.of("gap", item.edition_id, chosen.unit_code, chosen.limit)
    return figure_keys.figure(item.edition_id, chosen.unit_code, "total", "rank")


def _change_key(chosen: Chosen, measure: str) -> str:
    ends = (_end_key(chosen, item, measure) for item in (chosen.first, chosen.second))
    return figure_keys.made_of("change", *ends)


def _table(chosen: Chosen, moved: Movement) -> Table[Part]:
    """Every part that did something, the whole last; movements in words."""
    view, split = chosen.view, moved.split
    w, names, parts = view.words, _names(view), _parts(view)

    def name(part: Part) -> str:
        if part.kind == WHOLE:
            return w("why.column_total")
        return sentences.factor(w, part, names, parts)

    def kind(part: Part) -> str:
        return "" if part.kind == WHOLE else w(f"why.kind_{part.kind}")

    def rank(part: Part) -> str:
        return sentences.places(w, part.rank, DECIMALS) if part.rank else w("why.none")

    def gap(part: Part) -> str:
        return sentences.points(w, part.gap, chosen.second.decimals)

    def key(measure: str) -> Callable[[Part], str]:
        return lambda part: (
            _change_key(chosen, measure)
            if part.kind == WHOLE
            else _part_key(chosen, part.factor, part.unit_code, measure)
        )

    columns = [
        Column(w("why.column_part"), name),
        Column(w("why.column_kind"), kind),
        Column(w("why.column_rank"), rank, key=key("rank")),
    ]
    if split.change_gap is not None:
        columns.append(Column(w("why.column_gap"), gap, key=key("gap")))
    shown = [part for part in split.parts if part.rank or part.gap or part.factor in parts]
    whole = Part(WHOLE, WHOLE, None, float(split.change_rank), split.change_gap)
    return Table([*shown, whole], columns)


def _movement(chosen: Chosen) -> Movement:
    return why.movement(
        chosen.view.at,
        first_id=chosen.first.edition_id,
        second_id=chosen.second.edition_id,
        unit_code=chosen.unit_code,
        limit=chosen.limit,
    )


def _index(view: IndexView) -> str:
    return naming.index_name(view.at, view.words, view.index_code)


def _names(view: EditionView) -> dict[str, str]:
    scheme = view.edition.scheme
    return naming.unit_names(view.at, view.words, scheme=scheme)


def _parts(view: EditionView) -> dict[str, str]:
    parts = editions.parts_of_total(view.at, view.edition)
    return {code: view.words.name(row) for code, row in parts.items()}


# --- What is chosen -----------------------------------------------------------------------------


def _period_types(view: View, index_code: str) -> list[str]:
    """The period types that the index has editions of, as they are named everywhere."""
    there = {item.period_type for item in editions.of_index(view.at, index_code)}
    return [code for code in PERIOD_TYPES if code in there]


def _default_type(view: View, index_code: str, types: list[str]) -> str:
    """The type of the newest two complete tables; else the first there is."""
    for code in types:
        pair = why.default_pair(view.at, index_code=index_code, period_type=code)
        if pair and all(item.scores_complete for item in pair):
            return code
    return types[0] if types else ""


def _pair(
    view: View, index_code: str, period_type: str, default: tuple[EditionFacts, EditionFacts]
) -> tuple[EditionFacts, EditionFacts]:
    """The two select boxes. From: every edition before the other, also across a break."""
    w = view.words
    found = why.of_period_type(view.at, index_code=index_code, period_type=period_type)
    labels = {item.edition_id: naming.edition_label(w, item) for item in found}
    by_id = {item.edition_id: item for item in found}
    second = by_id[address.choice("to", labels, default[1].edition_id)]
    earlier = {
        code: text for code, text in labels.items() if by_id[code].period_end < second.period_end
    }
    first_ids = earlier or {
        code: text for code, text in labels.items() if code != second.edition_id
    }
    preferred = default[0].edition_id if default[1] == second else _before(view, second, first_ids)
    with st.container(width=400):
        first_id = select("from", w("control.from"), first_ids, preferred)
    with st.container(width=400):
        select("to", w("control.to"), labels, default[1].edition_id)
    return by_id[first_id], second


def _say_what_was_not_earlier(
    view: View, asked: str, first: EditionFacts, second: EditionFacts
) -> None:
    """Where the edition asked for as the earlier one is not earlier, another was taken: say so."""
    w = view.words
    found = why.of_period_type(
        view.at, index_code=second.index_code, period_type=second.period_type
    )
    wanted = next((item for item in found if item.edition_id == asked), first)
    if wanted != first:
        names = {"asked": w.period(wanted), "to": w.period(second), "shown": w.period(first)}
        st.caption(w("why.from_not_earlier", **names))


def _before(view: View, second: EditionFacts, first_ids: dict[str, str]) -> str:
    """The newest edition that can be compared with one, complete ones first."""
    items = [editions.by_id(view.at, code) for code in first_ids]
    comparable = [
        item for item in items if why.obstacle(view.at, first=item, second=second) is None
    ]
    complete = [item for item in comparable if item.scores_complete]
    return next(iter(complete or comparable or items)).edition_id


def _unit(view: View, second: EditionFacts) -> str:
    """The select box for the unit; home unless another is chosen."""
    w = view.words
    names = naming.unit_names(view.at, w, scheme=second.scheme)
    ordered = dict(sorted(names.items(), key=lambda item: w.sort_key(item[1])))
    home = editions.home_code(view.at, second.scheme)
    with st.container(width=220):
        return select("unit", w("control.unit"), ordered, home)
