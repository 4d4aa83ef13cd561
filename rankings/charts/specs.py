"""The specification of every figure, by the figure's name: built once, then kept."""

from functools import lru_cache
from typing import Any

from altair.utils import schemapi

from rankings.charts import (
    components_counts,
    components_gaps,
    components_head_to_head,
    components_stack,
    merger_means,
    over_time_ranks,
    over_time_scores,
    overview_card,
    robustness_ranges,
    scenario_levers,
    standing_ladder,
    standing_map,
    units_areas,
    units_shortfalls,
    way_up_fan,
    why_waterfall,
)

# Altair would hold every part of a figure against the schema as it is put together, which
# doubles the time of building it. The tests hold each whole figure against it.
schemapi.disable_debug_mode()

CHARTS = {
    "bump": over_time_ranks.chart,
    "card": overview_card.chart,
    "component_counts": components_counts.chart,
    "component_gaps": components_gaps.chart,
    "component_stack": components_stack.chart,
    "fan": way_up_fan.chart,
    "head_to_head": components_head_to_head.chart,
    "ladder": standing_ladder.chart,
    "levers": scenario_levers.chart,
    "merger": merger_means.chart,
    "rank_ranges": robustness_ranges.chart,
    "score_lines": over_time_scores.chart,
    "tile_map": standing_map.chart,
    "units_areas": units_areas.chart,
    "units_shortfalls": units_shortfalls.chart,
    "waterfall": why_waterfall.chart,
}


@lru_cache(maxsize=512)
def of(name: str, options: Any) -> dict[str, Any]:
    """The Vega-Lite specification of a figure, without data. The same options give the same object:
    read it, do not change it.

    Raises KeyError for an unknown figure.
    """
    # The tests check every figure against the schema; a reader need not wait for that.
    drawn = CHARTS[name](options).to_dict(validate=False)
    drawn.pop("data")
    return drawn
