"""Every figure of the application: a data function and a specification each; no Streamlit here.

`<name>_table(…)` turns rows of the marts into an Arrow table with exactly the columns of the figure.
`spec(name, options)` gives its Vega-Lite specification, without data: it depends on the options
only, is built and checked once and then kept. A page draws them together:

    st.vega_lite_chart(charts.ladder_table(…), charts.spec("ladder", options))

All words come in through the options; numbers follow `options.language` ('vi' or 'en').
"""

from functools import lru_cache
from typing import Any

from rankings.charts.ladder import LadderOptions, LadderWords, ladder_chart, ladder_table
from rankings.charts.strip import StripOptions, strip_chart, strip_table

CHARTS = {
    "strip": strip_chart,
    "ladder": ladder_chart,
}


@lru_cache(maxsize=512)
def spec(name: str, options: Any) -> dict[str, Any]:
    """The Vega-Lite specification of a figure, without data. The same options give the same object:
    read it, do not change it.

    Raises KeyError for an unknown figure.
    """
    drawn = CHARTS[name](options).to_dict()
    drawn.pop("data")
    return drawn
