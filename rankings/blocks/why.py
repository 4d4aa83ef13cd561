"""Why the rank moved: which two editions, the sentence, the parts as a figure and as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import streamlit as st

from rankings.blocks import edition, evidence, figure, table
from rankings.blocks.controls import segments, select
from rankings.blocks.over_time.chosen import Chosen
from rankings.blocks.view import EditionView, View
from rankings.charts import why_waterfall
from rankings.evidence import RIVALS
from rankings.facts import editions, why
from rankings.facts.editions import EditionFacts
from rankings.facts.why import Movement, unusual
from rankings.facts.why import parts as parts_of
from rankings.facts.why.parts import Part, Split
from rankings.sentences import naming
from rankings.sentences import why as why_sentences
from rankings.store import figure_keys
from rankings.store.versions import memo
from rankings.words.tables import Column, Table

DECIMALS = 2  # of a part of a rank, in figures and tables
WHOLE = "total"  # of the line that adds up the parts


@dataclass(frozen=True)
class Asked:
    """What the reader asks. view: with the later edition and the index; both of one type."""

    view: EditionView
    first: EditionFacts
    unit_code: str

    @property
    def second(self) -> EditionFacts:
        """The later edition."""
        return self.view.edition

    @property
    def limit(self) -> int | None:
        """The rank limit that the gap is measured against; none on another list of units."""
        return self.view.limit if self.second.scheme == self.view.scheme else None


def choose(chosen: Chosen) -> Asked | None:
    """The control for the unit; None, with a sentence, where there are not two editions."""
    view, first = chosen.view, chosen.first
    if first is None:
        st.info(view.words("why.one_edition", index=view.index_name))
        return None
    return Asked(view, first, _unit(view, view.edition))


def answer(asked: Asked) -> Movement | None:
    """Say why, or why it cannot be said; the movement where the two editions can be compared."""
    view = asked.view
    between = why.obstacle(view.at, first=asked.first, second=asked.second)
    if between is not None:
        st.info(why_sentences.not_compared(view.words, between))
        return None
    found = _movement(asked)
    st.markdown(f"**{finding(asked, found)}** {edition.badge(view, asked.unit_code)}")
    names, parts = edition.names(view), _parts(view)
    for sentences in (
        [why_sentences.shares(view.words, found, names, parts)],
        [
            why_sentences.gap(view.words, found, names),
            unusual_scores(view, asked.first, asked.second),
        ],
    ):
        if text := "\n\n".join(filter(None, sentences)):
            st.markdown(text)
    evidence.button(view, _change_key(asked, "rank"), "why")
    if found.split and view.limit is None:
        st.caption(view.words("why.no_target", index=view.index_name))
    return found


def unusual_scores(view: View, first: EditionFacts, second: EditionFacts) -> str | None:
    """What moved far more than usual from one table to the next; None where nothing did, or where
    another table lies between."""
    w = view.words
    leapt = unusual.leaps_between(view.at, first_id=first.edition_id, second_id=second.edition_id)
    parts = naming.node_names(view.at, w, second)
    names = naming.unit_names(view.at, w, scheme=second.scheme)
    return why_sentences.leaps(w, leapt, names, parts, decimals=second.decimals)


def finding(asked: Asked, found: Movement) -> str:
    """The first sentence, as the command line says it."""
    home = editions.home_code(asked.view.at, asked.second.scheme)
    names = edition.names(asked.view)
    return why_sentences.sentence(asked.view.words, found, names, home=asked.unit_code == home)


def waterfall(asked: Asked, found: Movement) -> None:
    """The parts as bars, folded: of the rank or of the gap."""
    if found.split is None:
        return
    w = asked.view.words
    with st.expander(w("why.waterfall")):
        shown = "rank"
        if found.split.change_gap is not None:
            options = {name: w(f"why.shown_{name}") for name in ("rank", "gap")}
            shown = segments("part", w("why.waterfall"), options, "rank", show_label=False)
        _draw(asked, found, shown)


def details(asked: Asked, found: Movement) -> None:
    """The parts as a table, with downloads."""
    if found.split is None:
        return
    view, w, described = asked.view, asked.view.words, _table(asked, found)
    st.subheader(w("why.table_title"))
    table.draw(view, described, key="why", empty=w("why.none"))
    st.caption(f"{w('why.note')}  \n{edition.caption(view)}")
    title = f"{view.index_name}. {finding(asked, found)}"
    table.downloads(
        view, lambda: described.sheet(title, edition.about(view)), file_name=w("why.file")
    )


def _draw(asked: Asked, found: Movement, shown: str) -> None:
    view, w = asked.view, asked.view.words
    drawn, options = _bars(asked, found, shown)
    title = w(f"why.waterfall_{shown}", k=found.limit)
    said = finding(asked, found)
    st.subheader(title)
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
        subtitle=f"{view.index_name}. {said}",
        source=source,
        file_name=w("why.file"),
    )


@memo
def _bars(asked: Asked, found: Movement, shown: str) -> tuple[pa.Table, why_waterfall.Options]:
    view, w, split = asked.view, asked.view.words, found.split
    names, parts = edition.names(view), _parts(view)
    ends = [
        _end(asked, item, rank, gap, shown) | {"evidence_key": _end_key(asked, item, shown)}
        for item, rank, gap in (
            (found.first, split.rank_before, split.gap_before),
            (found.second, split.rank_after, split.gap_after),
        )
    ]
    steps = []
    for name, part in _steps(asked, split, names, parts):
        change = part.rank if shown == "rank" else part.gap
        if round(float(change), 9):
            text = (
                why_sentences.share_of_rank(
                    w, part, asked.second.decimals, _most(part, split, names)
                )
                if shown == "rank"
                else why_sentences.points(w, change, asked.second.decimals)
            )
            steps.append(
                {
                    "name": name,
                    "owner": part.kind,
                    "change": -change,
                    "figure": text,
                    "evidence_key": _part_key(asked, part.factor, None, shown),
                }
            )
    drawn = why_waterfall.table(ends[0], steps, ends[1])
    words = why_waterfall.Words(
        part=w("why.column_part"),
        change=w(f"why.shown_{shown}"),
        own=w("why.legend_own", home=names[asked.unit_code]),
        others=w("why.legend_others"),
        table=w("why.kind_table"),
    )
    options = why_waterfall.Options.for_table(drawn, language=view.language, words=words)
    return drawn, options


def _end(
    asked: Asked, item: EditionFacts, rank: int, gap: Decimal | None, shown: str
) -> dict[str, object]:
    w = asked.view.words
    period = w.period_short(item)
    name = period[:1].upper() + period[1:]
    if shown == "rank":
        return {"name": name, "figure": w.rank(rank, item.units), "value": -rank}
    return {"name": name, "figure": why_sentences.side(w, gap, item.decimals), "value": -gap}


def _steps(
    asked: Asked, split: Split, names: dict[str, str], parts: dict[str, str]
) -> list[tuple[str, Part]]:
    """Name and part of each bar; the rivals are one bar."""
    w = asked.view.words
    rivals = [part for part in split.parts if part.factor == parts_of.RIVAL]
    others = Part(RIVALS, parts_of.OTHERS, None, sum(part.rank for part in rivals), Decimal(0))
    steps = []
    for part in split.parts:
        if part.factor == parts_of.RIVAL:
            continue
        if part.factor == parts_of.CUT_LINE:
            steps.append((w("why.others"), others))
        steps.append((why_sentences.factor(w, part, names, parts), part))
    return steps


def _most(part: Part, split: Split, names: dict[str, str]) -> str | None:
    """The rival that did most of what all of them did to the rank; None for another part."""
    rivals = [each for each in split.parts if each.factor == parts_of.RIVAL]
    if part.factor != RIVALS or not part.rank:
        return None
    same_way = (each for each in rivals if each.rank * part.rank > 0)
    return names[max(same_way, key=lambda each: abs(each.rank)).unit_code]


def _part_key(asked: Asked, factor: str, unit_code: str | None, measure: str) -> str:
    """Names what a factor did to the rank or the gap; unit_code: whose figure it is, None: ours."""
    both = asked.first.edition_id, asked.second.edition_id
    place, whose = (asked.unit_code, asked.limit or 0), unit_code or asked.unit_code
    return str(figure_keys.Part(*both, *place, factor, whose, measure))


def _end_key(asked: Asked, item: EditionFacts, measure: str) -> str:
    """Names the rank, or the gap, that the unit has in one of the two editions."""
    if measure == "gap":
        return str(figure_keys.Gap(item.edition_id, asked.unit_code, asked.limit or 0))
    return figure_keys.figure(item.edition_id, asked.unit_code, "total", "rank")


def _change_key(asked: Asked, measure: str) -> str:
    ends = (_end_key(asked, item, measure) for item in (asked.first, asked.second))
    return str(figure_keys.Change(tuple(ends)))


def _table(asked: Asked, moved: Movement) -> Table[Part]:
    """Every part that did something, the whole last; movements in words."""
    view, split = asked.view, moved.split
    w, names, parts = view.words, edition.names(view), _parts(view)

    def name(part: Part) -> str:
        if part.kind == WHOLE:
            return w("why.column_total")
        return why_sentences.factor(w, part, names, parts)

    def kind(part: Part) -> str:
        return "" if part.kind == WHOLE else w(f"why.kind_{part.kind}")

    def rank(part: Part) -> str:
        return why_sentences.places(w, part.rank, DECIMALS) if part.rank else w("why.none")

    def gap(part: Part) -> str:
        return why_sentences.points(w, part.gap, asked.second.decimals)

    def key(measure: str) -> Callable[[Part], str]:
        return lambda part: (
            _change_key(asked, measure)
            if part.kind == WHOLE
            else _part_key(asked, part.factor, part.unit_code, measure)
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


def _movement(asked: Asked) -> Movement:
    return why.movement(
        asked.view.at,
        first_id=asked.first.edition_id,
        second_id=asked.second.edition_id,
        unit_code=asked.unit_code,
        limit=asked.limit,
    )


def _parts(view: EditionView) -> dict[str, str]:
    parts = editions.parts_of_total(view.at, view.edition)
    return {code: view.words.name(row) for code, row in parts.items()}


def _unit(view: View, second: EditionFacts) -> str:
    """The select box for the unit; home unless another is asked."""
    w = view.words
    names = naming.unit_names(view.at, w, scheme=second.scheme)
    ordered = dict(sorted(names.items(), key=lambda item: w.sort_key(item[1])))
    home = editions.home_code(view.at, second.scheme)
    with st.container(width=220):
        return select("unit", w("control.unit"), ordered, home)
