"""The charts of a briefing: the app's own, with the words that stand on them."""

from dataclasses import asdict

from rankings.charts import components_gaps
from rankings.facts import components
from rankings.facts.brief import Brief, Lost
from rankings.facts.components import Component
from rankings.words.document import Picture
from rankings.words.text import Words


def gaps(w: Words, facts: Brief) -> tuple[Picture, ...]:
    """Home's components beside the others, of each index of which more than one is known."""
    return tuple(_gaps(w, lost) for lost in facts.lost if len(lost.parts) > 1)


def _keys(lost: Lost, part: Component) -> dict[str, str]:
    position = lost.card.position
    return components.keys(
        part,
        edition=lost.card.edition,
        unit_code=position.unit_code,
        limit=position.limit,
        line=position.cut_line_unit,
    )


def _gaps(w: Words, lost: Lost) -> Picture:
    card = lost.card
    rows = [
        asdict(part)
        | {"indicator_code": part.component}
        | components_gaps.key_columns(_keys(lost, part))
        | ({"max_score": None} if part.value_kind == "share" else {})
        for part in lost.parts
    ]
    table = components_gaps.table(rows, decimals=card.decimals, language=w.language)
    line = card.cut_line_unit_name
    words = components_gaps.Words(
        component=w("table.component"),
        home=card.home_name,
        cut_line=w("table.cut_line_score_named", u=line) if line else "",
        target_mean=w("chart.target_mean", k=card.position.limit),
        median=w("chart.median"),
        best=w("chart.best"),
        rank=w("table.rank"),
    )
    options = components_gaps.Options.for_table(table, language=w.language, words=words)
    title = w("brief.grid_components", index=card.index_short)
    return Picture("component_gaps", options, table, title, title)
