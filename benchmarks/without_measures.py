"""The app with the measures against slowness switched off, from outside: for comparison only.

`python -m benchmarks.without_measures run app.py …` takes what `streamlit` takes, prints what it
switched off, and serves. A measure that has another name by now is an error, not a measure passed
over.
"""

import functools
import sys
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import streamlit as st


def without_memo() -> str:
    """Every query runs every time."""
    from rankings.store import versions

    def forgetful(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*arguments: Any, **named: Any) -> Any:
            return function(*arguments, **named)

        wrapper.cache_clear = lambda: None  # type: ignore[attr-defined]
        return wrapper

    # Before rankings.store.queries and its like are loaded: they decorate their functions with it.
    loaded = sorted(name for name in sys.modules if name.startswith("rankings."))
    assert not {"rankings.store.queries", "rankings.facts.editions"} & set(loaded), loaded
    versions.memo = forgetful
    return "queries and what is computed from them are not remembered (versions.memo)"


def without_spec_cache() -> str:
    """Every chart is built and checked every time."""
    from rankings.charts import specs

    specs.of = specs.of.__wrapped__
    return "chart specifications are built anew each time (rankings.charts.specs.of)"


def without_arrow() -> str:
    """Charts get pandas frames instead of Arrow tables."""
    draw = st.vega_lite_chart

    def slow(data: Any = None, *arguments: Any, **named: Any) -> Any:
        return draw(data.to_pandas() if isinstance(data, pa.Table) else data, *arguments, **named)

    st.vega_lite_chart = slow
    return "charts get pandas frames (st.vega_lite_chart)"


def collecting_after_each_run() -> str:
    """A full garbage collection after every run, which is Streamlit's default."""
    sys.argv += ["--runner.postScriptGC", "true"]
    return "full garbage collection after each run (runner.postScriptGC)"


def main() -> None:
    """Switch everything off, then be `streamlit`."""
    measures = (without_memo, without_spec_cache, without_arrow, collecting_after_each_run)
    for switch_off in measures:
        print(f"Off: {switch_off()}", flush=True)
    from streamlit.web import cli

    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
