"""Every figure of the application: a data function and a specification each; no Streamlit here.

`<name>_table(…)` turns rows of the marts into an Arrow table with exactly the figure's columns.
`spec(name, options)` gives its Vega-Lite specification, without data: it depends on the options
only, is built once and then kept. A page draws them together:

    table = charts.ladder_table(…)
    options = charts.LadderOptions.for_table(table, …)
    st.vega_lite_chart(table, charts.spec("ladder", options))

All words come in through the options; numbers follow `options.language` ('vi' or 'en').
"""

from functools import lru_cache
from typing import Any

from rankings.charts.components_gaps import (
    ComponentGapsOptions,
    ComponentGapsWords,
    component_gaps_chart,
    component_gaps_table,
)
from rankings.charts.components_head_to_head import (
    HeadToHeadOptions,
    HeadToHeadWords,
    head_to_head_chart,
    head_to_head_table,
)
from rankings.charts.components_stack import (
    ComponentStackOptions,
    ComponentStackWords,
    component_stack_chart,
    component_stack_table,
)
from rankings.charts.merger_means import MergerOptions, merger_chart, merger_table
from rankings.charts.over_time_ranks import BumpOptions, BumpWords, bump_chart, bump_table
from rankings.charts.over_time_scores import (
    ScoreLinesOptions,
    ScoreLinesWords,
    score_lines_chart,
    score_lines_table,
)
from rankings.charts.overview_card import CardOptions, card_chart, card_table
from rankings.charts.overview_strip import StripOptions, strip_chart, strip_table
from rankings.charts.robustness_ranges import (
    RankRangesOptions,
    RankRangesWords,
    rank_ranges_chart,
    rank_ranges_table,
)
from rankings.charts.scenario_levers import LeversOptions, LeversWords, levers_chart, levers_table
from rankings.charts.standing_ladder import LadderOptions, LadderWords, ladder_chart
from rankings.charts.standing_ladder_rows import ladder_table
from rankings.charts.standing_map import (
    TileMapOptions,
    TileMapWords,
    tile_map_chart,
    tile_map_table,
)
from rankings.charts.way_up_fan import FanOptions, FanWords, fan_chart, fan_table
from rankings.charts.why_waterfall import (
    WaterfallOptions,
    WaterfallWords,
    waterfall_chart,
    waterfall_table,
)

__all__ = [
    "CHARTS",
    "BumpOptions",
    "BumpWords",
    "CardOptions",
    "ComponentGapsOptions",
    "ComponentGapsWords",
    "ComponentStackOptions",
    "ComponentStackWords",
    "FanOptions",
    "FanWords",
    "HeadToHeadOptions",
    "HeadToHeadWords",
    "LadderOptions",
    "LadderWords",
    "LeversOptions",
    "LeversWords",
    "MergerOptions",
    "RankRangesOptions",
    "RankRangesWords",
    "ScoreLinesOptions",
    "ScoreLinesWords",
    "StripOptions",
    "TileMapOptions",
    "TileMapWords",
    "WaterfallOptions",
    "WaterfallWords",
    "bump_chart",
    "bump_table",
    "card_chart",
    "card_table",
    "component_gaps_chart",
    "component_gaps_table",
    "component_stack_chart",
    "component_stack_table",
    "fan_chart",
    "fan_table",
    "head_to_head_chart",
    "head_to_head_table",
    "ladder_chart",
    "ladder_table",
    "levers_chart",
    "levers_table",
    "merger_chart",
    "merger_table",
    "rank_ranges_chart",
    "rank_ranges_table",
    "score_lines_chart",
    "score_lines_table",
    "spec",
    "strip_chart",
    "strip_table",
    "tile_map_chart",
    "tile_map_table",
    "waterfall_chart",
    "waterfall_table",
]

CHARTS = {
    "bump": bump_chart,
    "card": card_chart,
    "component_gaps": component_gaps_chart,
    "component_stack": component_stack_chart,
    "fan": fan_chart,
    "head_to_head": head_to_head_chart,
    "ladder": ladder_chart,
    "levers": levers_chart,
    "merger": merger_chart,
    "rank_ranges": rank_ranges_chart,
    "score_lines": score_lines_chart,
    "strip": strip_chart,
    "tile_map": tile_map_chart,
    "waterfall": waterfall_chart,
}


@lru_cache(maxsize=512)
def spec(name: str, options: Any) -> dict[str, Any]:
    """The Vega-Lite specification of a figure, without data. The same options give the same object:
    read it, do not change it.

    Raises KeyError for an unknown figure.
    """
    # The tests check every figure against the schema; a reader need not wait for that.
    drawn = CHARTS[name](options).to_dict(validate=False)
    drawn.pop("data")
    return drawn
