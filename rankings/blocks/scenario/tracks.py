"""The figure of a scenario: each lever's track with what it is now, would be, and the others."""

import pyarrow as pa

from rankings.blocks import edition
from rankings.blocks.view import EditionView
from rankings.charts import scenario_levers
from rankings.facts.scenario import gains, texts
from rankings.facts.scenario.model import TOTAL, Base, Lever, Scenario
from rankings.sentences import naming
from rankings.store import figure_keys
from rankings.store.versions import memo


@memo
def drawn(
    view: EditionView, base: Base, levers: tuple[Lever, ...], tried: Scenario, home: str
) -> tuple[pa.Table, scenario_levers.Options]:
    """Table and options of the figure of some levers; home: the name of the home unit."""
    rows = [_track(base, lever, tried) for lever in levers]
    table = scenario_levers.table(rows, decimals=base.edition.decimals, language=view.language)
    words = _words(view, base, levers, home)
    return table, scenario_levers.Options.for_table(table, language=view.language, words=words)


def _track(base: Base, lever: Lever, tried: Scenario) -> dict[str, object]:
    gain = gains.gain_of(base, tried.gains, lever.component) or None
    then = texts.figure_key(base, tried, "score", lever.component)
    # The names of sub-indicators are too long for a figure on a phone, and stand beside it in full.
    short = getattr(lever, "issuer_code", None)
    return {
        "indicator_code": lever.component,
        "name_vi": short or lever.name_vi,
        "name_en": short or lever.name_en,
        "max_score": lever.max_score,
        "worst": lever.worst,
        "best": lever.best,
        "now": lever.score,
        "then": None if gain is None else lever.score + gain,
        "cut_line": lever.cut_line_score,
        "target_mean": lever.target_mean,
        "then_key": None if gain is None else then,
        **_track_keys(base, lever),
    }


def _track_keys(base: Base, lever: Lever) -> dict[str, str | None]:
    """The keys of a track's figures of now."""
    item, unit, code = base.edition.edition_id, base.unit_code, lever.component
    line = base.position.cut_line_unit
    method = base.edition.index_code, base.edition.method_code

    def score(owner: str | None) -> str | None:
        return None if owner is None else figure_keys.figure(item, owner, code, "score")

    keys = {
        "now_key": score(unit),
        "worst_key": score(lever.worst_unit),
        "cut_line_key": score(line),
    }
    if code == TOTAL:
        group = [score(owner) for owner in lever.group]
        return keys | {
            "best_key": score(lever.best_unit),
            "max_score_key": str(figure_keys.Method(*method, "scale_max")),
            "target_mean_key": str(figure_keys.Mean(tuple(group))) if group else None,
        }
    mean = str(figure_keys.TargetMean(item, unit, base.limit, code)) if base.limit else None
    return keys | {
        "best_key": str(figure_keys.Best(item, code)),
        "max_score_key": str(figure_keys.Maximum(*method, code, "max_score")),
        "target_mean_key": mean,
    }


def _words(
    view: EditionView, base: Base, levers: tuple[Lever, ...], home: str
) -> scenario_levers.Words:
    """What the figure says; a mark that no lever has is not in its legend."""
    w = view.words
    target = any(lever.cut_line_score is not None for lever in levers)
    mean = any(lever.target_mean is not None for lever in levers)
    line = edition.names(view).get(base.position.cut_line_unit or "") if target else None
    at_line = w("table.cut_line_score_named", u=line) if line else w("table.cut_line_score")
    return scenario_levers.Words(
        component=w(f"table.{view.index['component_term']}"),
        now=w("scenario.mark_now", home=home, now=naming.now(w, later=base.later)),
        then=w("scenario.mark_then", home=home),
        cut_line=at_line if target else "",
        target_mean=w("chart.target_mean", k=base.limit) if mean else "",
        worst=w("scenario.mark_worst"),
        best=w("scenario.mark_best"),
        max_score=w("table.max_score"),
    )
