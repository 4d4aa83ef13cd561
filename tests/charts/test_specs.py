"""Every figure: valid, cached, without data of its own, and drawn from real figures."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import altair as alt
import pytest
import vl_convert

from rankings.charts import (
    at_once,
    components_gaps,
    palette,
    specs,
    standing_ladder,
    standing_ladder_rows,
)
from tests import effort
from tests.charts import conftest


def drawn(name: str, table, options) -> str:
    """The figure as SVG, 900 px wide, on white."""
    spec = specs.of(name, options) | {
        "data": {"values": table.to_pylist()},
        "width": 900,
        "background": "#ffffff",
    }
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def keys(value):
    """Every key of a specification, at any depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from keys(item)


@pytest.mark.parametrize("name", effort.each(2, conftest.FIGURES))
def test_it_is_a_valid_specification(name):
    _, options = conftest.FIGURES[name]("vi")
    alt.Chart.from_dict(specs.CHARTS[name](options).to_dict(validate=True))


@pytest.mark.parametrize("name", conftest.FIGURES)
def test_in_english_it_is_made_alike(name):
    """So that what is valid in Vietnamese is valid in English too: a text for a text."""
    vietnamese, english = (
        specs.of(name, conftest.FIGURES[name](language)[1]) for language in ("vi", "en")
    )
    assert kinds(english) == kinds(vietnamese)


def kinds(value):
    """A specification with each text and each number replaced by its kind."""
    if isinstance(value, dict):
        return {name: kinds(item) for name, item in value.items()}
    if isinstance(value, list):
        return [kinds(item) for item in value]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str if isinstance(value, str) else float if number else value


def test_it_is_made_once(figure):
    name, _, options = figure
    assert specs.of(name, options) is specs.of(name, options)


def test_it_holds_no_data_and_no_address(figure):
    name, _, options = figure
    spec = specs.of(name, options)
    assert "data" not in spec
    assert not {"values", "datasets", "url"} & set(keys(spec)) - legend_values(spec)
    assert "http" not in json.dumps({k: v for k, v in spec.items() if k != "$schema"})


def legend_values(spec) -> set[str]:
    """Places of a legend are called values too."""
    return {"values"} if '"legend": {' in json.dumps(spec) else set()


def test_it_does_not_depend_on_the_rows(figure):
    name, table, options = figure
    before = json.dumps(specs.of(name, options))
    drawn(name, table.slice(0, 1), options)
    assert json.dumps(specs.of(name, options)) == before


def test_the_table_has_the_columns_that_the_figure_names(figure):
    name, table, options = figure
    made = {"fold", "calculate", "aggregate", "as"}  # what transforms add has another name
    fields = set(named_fields(specs.of(name, options)))
    calculated = set(made_fields(specs.of(name, options), made))
    assert fields - calculated <= {*table.column_names, "place"}


def named_fields(value):
    if isinstance(value, dict):
        if isinstance(value.get("field"), str):
            yield value["field"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from named_fields(item)


def made_fields(value, made):
    if isinstance(value, dict):
        names = value.get("as", [])
        yield from [names] if isinstance(names, str) else names
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from made_fields(item, made)


def test_it_can_be_drawn(figure):
    svg = drawn(*figure)
    assert svg.startswith("<svg")
    # Clipped or lost geometry would show as such.
    assert "NaN" not in svg
    assert "Infinity" not in svg


@pytest.mark.parametrize(("language", "text"), [("vi", "65,49"), ("en", "65.49")], indirect=False)
def test_numbers_follow_the_language(language, text):
    assert f">{text}<" in drawn("ladder", *conftest.ladder(language))


@pytest.mark.parametrize(("language", "text"), [("vi", ">0,6<"), ("en", ">0.6<")])
def test_axes_follow_the_language(language, text):
    table, options = conftest.ladder(
        language, "dti-2024-year-vn34", limit=15, cut=("0.7164", "0.7164")
    )
    assert text in drawn("ladder", table, options)


def test_home_stands_out_in_its_colour():
    for name in ("card", "ladder", "tile_map", "component_gaps", "head_to_head"):
        svg = drawn(name, *conftest.FIGURES[name]("vi"))
        assert palette.HOME in svg, name


def test_names_are_whole():
    svg = drawn("ladder", *conftest.ladder("vi"))
    for row in conftest.standings_of("psi-2026-10-10-year_to_date-vn34"):
        assert f">{row['name_vi']}<" in svg
    assert "…" not in svg


def test_all_units_of_the_old_scheme_are_drawn():
    table, options = conftest.ladder("vi", "dti-2024-year-vn63", limit=15, cut=("0.7523", "0.7523"))
    svg = drawn("ladder", table, options)
    assert len(table) == 63
    assert ">Bà Rịa - Vũng Tàu<" in svg


def test_unknown_scores_are_drawn_as_unknown():
    table, options = conftest.ladder("vi", "pii-2025-year-vn34", limit=15, cut=("38.93", "44.92"))
    rows = {row["unit_code"]: row for row in table.to_pylist()}
    assert (rows["25"]["mark"], rows["25"]["range_text"]) == ("unknown", "38,93 – 44,92")
    svg = drawn("ladder", table, options)
    assert palette.UNKNOWN in svg
    assert "word unknown" in svg
    assert "word cut_line: 38,93 – 44,92" in svg


def test_disputed_figures_are_marked_and_rank_nothing():
    table, options = conftest.ladder("vi", "pii-2024-year-vn63", limit=15, cut=("42", "42"))
    disputed = [row for row in table.to_pylist() if row["mark"] == "disputed"]
    assert len(disputed) == 6
    assert all(row["apart"] and row["meaning"] == "others" for row in disputed)
    assert "word disputed" in drawn("ladder", table, options)


def test_without_a_target_components_have_no_mark_of_the_target_group():
    table, options = conftest.component_gaps("vi")
    words = replace(options.words, cut_line="", target_mean="")
    with_target, without = (
        drawn("component_gaps", table, each) for each in (options, replace(options, words=words))
    )
    for word, colour in (("cut_line", palette.CUT_LINE), ("target_mean", palette.INSIDE)):
        assert (f"word {word}" in with_target, f"word {word}" in without) == (True, False)
        assert (colour in with_target, colour in without) == (True, False)
    for word in ("home", "median", "best"):
        assert f">word {word}<" in without


def test_tracks_follow_the_order_pressed_until_the_server_has_answered():
    rows = [
        {"indicator_code": code, "name_vi": code.upper(), "score": Decimal(1), "rank": 3}
        for code in ("b", "a")
    ]
    orders = (("a", "b"), ("b", "a"))

    def first_line(option: int, pressed: str) -> str:
        """The component on the first track. option: the order that the server knows."""
        given = sorted(rows, key=lambda row: orders[option].index(row["indicator_code"]))
        table = components_gaps.table(
            given, decimals=2, language="vi", orders=at_once.Orders(orders, option)
        )
        words = conftest.words_of(components_gaps.Words)
        options = components_gaps.Options.for_table(table, language="vi", words=words)
        spec = components_gaps.chart(options).to_dict(validate=False)
        [field] = [each for each in spec["params"] if each["name"] == "order_pressed"]
        field["value"] = pressed
        spec |= {"data": {"values": table.to_pylist()}, "width": 700}
        drawing = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
        at = {
            name: float(re.search(rf"translate\([\d.]+,([\d.]+)\)[^>]*>{name}<", drawing)[1])
            for name in ("A", "B")
        }
        return min(at, key=at.get)

    assert (first_line(0, ""), first_line(1, "")) == ("A", "B")
    assert first_line(0, "0>1") == "B"  # not answered yet
    assert first_line(1, "0>1") == "B"  # answered
    assert first_line(0, "2>1") == "A"  # another answer than the one waited for
    assert first_line(1, "0,1>0") == "A"  # pressed twice, the first answered


def test_ranks_alone_are_drawn_without_a_score_axis():
    ranks = [
        {"unit_code": code, "name_vi": code, "rank": rank, "rank_low": rank, "rank_high": rank}
        for rank, code in enumerate("ABC", start=1)
    ]
    table = standing_ladder_rows.table(ranks, home="A", limit=None, decimals=2, language="vi")
    words = conftest.words_of(standing_ladder.Words)
    options = standing_ladder.Options.for_table(table, decimals=2, language="vi", words=words)
    svg = drawn("ladder", table, options)
    assert ">B<" in svg
    assert "role-axis" not in svg
    assert "role-axis" in drawn("ladder", *conftest.ladder("vi"))


def test_both_archipelagos_are_on_the_map():
    table, options = conftest.tile_map("vi")
    svg = drawn("tile_map", table, options)
    for name in ("Hoàng Sa", "Trường Sa"):
        assert f">{name}<" in svg
    rows = {row["tile_code"]: row for row in table.to_pylist()}
    for archipelago, province in (("20333", "48"), ("22736", "56")):
        assert rows[archipelago]["rank"] == rows[province]["rank"]
        assert rows[archipelago]["figure"] == ""


def test_every_tile_prints_its_rank():
    table, options = conftest.tile_map("vi", measure="score")
    svg = drawn("tile_map", table, options)
    for rank in range(1, 35):
        assert f">{rank}<" in svg


def test_tiles_without_figures_say_so():
    table, options = conftest.tile_map("vi", "pii-2025-year-vn34")
    figures = [row["figure"] for row in table.to_pylist() if not row["archipelago"]]
    assert figures.count("–") == 22
    assert palette.UNKNOWN in drawn("tile_map", table, options)


def test_a_stack_has_a_colour_for_each_component():
    svg = drawn("component_stack", *conftest.component_stack("vi"))
    for colour in palette.COMPONENTS[:6]:
        assert colour in svg
