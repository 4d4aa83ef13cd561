"""Every figure that a page draws names where it comes from, and what is found there is it.

The pages are drawn without a browser; what goes through the doors to the screen (a table through
`table.draw`, a chart through `figure.chart`, and the ladder's component) is looked at cell by cell.
A page that is new goes into VIEWS, a chart that is new into CHARTS.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from rankings import evidence
from rankings.blocks import evidence as evidence_block
from rankings.blocks import figure, table
from rankings.blocks.standing import ladder_component
from rankings.evidence import Evidence
from rankings.loads import access
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.exports import Sheet
from rankings.words.tables import Column, Table
from rankings.words.text import words
from tests import page_runs, uploads
from tests.facts.test_why_counts import EARLY, LATE, counted_twice
from tests.store_clones import clone

W = words("vi")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PSI = "psi-2026-10-10-year_to_date-vn34"
EDITIONS = {
    "psi": [PSI, "psi-2025-Q3-quarter-vn34"],
    "dti": ["dti-2024-year-vn34", "dti-2021-year-vn63"],
    "pii": ["pii-2025-year-vn34", "pii-2024-year-vn63"],
}
OF_EDITIONS = [
    {"index": index, "edition": edition_id}
    for index, of_index in EDITIONS.items()
    for edition_id in of_index
]
# Page -> its file and the choices with which it is drawn.
VIEWS: dict[str, tuple[str, list[dict[str, str]]]] = {
    "overview": ("pages/overview_page.py", [{}, {"lang": "en"}]),
    "standing": (
        "pages/standing_page.py",
        [
            *OF_EDITIONS,
            # Of most units nothing is known here, of some a little.
            {"index": "psi", "edition": "psi-2026-Q3-quarter-vn34"},
            {"index": "psi", "edition": "psi-2026-09-23-year_to_date-vn34", "lang": "en"},
            *(each | {"tab": "map", "figures": "plain"} for each in OF_EDITIONS),
            {"index": "pii", "tab": "map", "colour": "score"},
            # By a sub-indicator, by a component.
            {"indicator": "2.1"},
            {"indicator": "5.2", "tab": "map", "figures": "plain", "lang": "en"},
            {"index": "dti", "indicator": "gov_activity"},
        ],
    ),
    "components": (
        "pages/components_page.py",
        [
            *OF_EDITIONS,
            {"index": "psi", "part": "pair", "peers": "20,19"},
            {"index": "psi", "sub_order": "count", "lang": "en"},
            {"index": "dti", "part": "pair", "peers": "20"},
        ],
    ),
    "data": (
        "pages/data_page.py",
        [
            *(
                {"section": section}
                for section in ("editions", "sources", "missing", "conflicts", "methods")
            ),
            {"section": "findings"},
            *({"section": "definitions", "index": index} for index in EDITIONS),
        ],
    ),
    "history": ("pages/data_page.py", [{"section": "history"}]),
    "targets": ("pages/targets_page.py", [{}, {"edit": "owners"}, {"edit": "remark"}]),
    "merger": (
        "pages/merger_page.py",
        [
            {},
            {"measure": "score", "lang": "en"},
            {"index": "pii"},
            *({"index": "dti", "before": f"dti-{year}-year-vn63"} for year in ("2024", "2020")),
        ],
    ),
    "why": (
        "pages/over_time_page.py",
        [
            {"view": "why"},
            {"view": "why", "part": "gap", "unit": "20", "lang": "en"},
            {"view": "why", "from": "psi-2026-09-17-year_to_date-vn34", "edition": PSI},
            {"view": "why", "index": "dti"},
            {"view": "why", "index": "pii"},
        ],
    ),
    "robustness": (
        "pages/standing_page.py",
        [
            {"view": "robustness", **choices}
            for choices in (
                {"index": "psi", "edition": PSI},
                {"index": "psi", "edition": "psi-2026-09-17-year_to_date-vn34", "lang": "en"},
                {"index": "psi", "edition": "psi-2025-10-11-year_to_date-vn34"},
                {"index": "dti"},
                {"index": "pii"},
            )
        ],
    ),
    "way_up": (
        "pages/way_up_page.py",
        [
            {},
            {
                "plan": "digitisation:1.5,satisfaction:-0.18",
                "others": "trend:2026-10-15",
                "action": "digitised_results",
                "saved": "A~psi~digitisation:1.5~;B~psi~~own:46:2",
                "lang": "en",
            },
            {"index": "dti", "plan": "total:0.0754", "saved": "A~dti~total:0.1~"},
            {"index": "pii", "plan": "total:5", "saved": "A~pii~total:5~;B~pii~total:-3~"},
            {"limit": "3", "by": "2026-10-20", "lang": "en"},
            {"limit": "3", "others": "trend"},
            # Plans in counts, with what comes along, goals, and what an analyst has set to come in.
            {"limit": "6", "goal_of": "2.1", "goal": "122795"},
            {
                "limit": "4",
                "goal_of": "5.2",
                "goal": "100",
                "tocome": "5.2:150;5.3:160",
                "lang": "en",
            },
        ],
    ),
    "upload": ("pages/upload_page.py", [{}, {"lang": "en"}]),
    "units": ("pages/units_page.py", [{}, {"lang": "en"}]),
    "trajectory": (
        "pages/over_time_page.py",
        [
            {},
            {"index": "dti", "shown": "all", "lang": "en"},
            {"index": "pii", "peers": "46,20"},
            {"index": "psi", "edition": "psi-2026-Q3-quarter-vn34"},
        ],
    ),
}
# Chart -> column with a figure -> column with its key. Numbers that are no figures stand in LAYOUT.
CHARTS: dict[str, dict[str, str]] = {
    "ladder": {
        "score": "evidence_key",
        "score_low": "evidence_key",
        "score_high": "evidence_key",
        "cut_low": "cut_key",
        "cut_high": "cut_key",
        "rank_text": "rank_key",
    },
    "tile_map": {"score": "evidence_key", "rank": "rank_key"},
    "component_gaps": {
        "score": "evidence_key",
        "cut_line": "cut_line_key",
        "target_mean": "target_mean_key",
        "median": "median_key",
        "best": "best_key",
        "max_score": "max_score_key",
        "place": "rank_key",
    },
    "component_counts": {
        "score": "evidence_key",
        "cut_line": "cut_line_key",
        "best": "best_key",
        "max_score": "max_score_key",
        "place": "rank_key",
    },
    "component_stack": {
        "score": "evidence_key",
        "total_text": "total_key",
        "rank_text": "rank_key",
    },
    "head_to_head": {"score": "evidence_key"},
    "merger": {"text": "evidence_key"},
    "units_areas": {"share": "evidence_key"},
    "units_shortfalls": {"shortfall": "evidence_key", "cumulated": "cumulated_key"},
    "levers": {
        measure: f"{measure}_key"
        for measure in (
            *("now", "then", "worst", "best"),
            *("cut_line", "target_mean", "max_score"),
        )
    },
    "rank_ranges": {
        "rank": "evidence_key",
        "best": "best_key",
        "worst": "worst_key",
        "p05": "p05_key",
        "p95": "p95_key",
    },
    "waterfall": {"figure": "evidence_key"},
    "bump": {
        "rank": "evidence_key",
        "figure": "evidence_key",
        "text": "evidence_key",
        "score_text": "score_key",
    },
    "score_lines": {
        "score": "evidence_key",
        "figure": "evidence_key",
        "text": "evidence_key",
        "rank_text": "rank_key",
    },
}
LAYOUT = {"row", "part", "slot", "column", "label_lines", "zone_to", "start", "end", "share"}
LAYOUT |= {"place", "at", "from_at", "label_at", "level", "option", "row_0", "row_1", "row_2"}
# Where a line begins: the figure of another row.
LAYOUT |= {"from_rank", "from_score"}
# Rows of a chart that write a date, or why no line is drawn: no figures.
WORDS = {"column", "gap", "date_0", "date_1"}
# Pages with tables that are drawn beside the doors, and why those lead to no evidence.
EXEMPT = {
    "way_up": "a form: what is typed is the reader's own; the scores have it on another page",
    "upload": "what a file says is not published yet: its source and load come with publishing",
}
# Pages that may say all in sentences.
IN_WORDS = {"way_up", "upload"}
# What a page leaves to its files where no row has anything else to say.
USUAL = {"xác định", "exact"}
# Columns of tables with numbers that name something and measure nothing.
NAMES = {
    w(key)
    for w in (W, words("en"))
    for key in (
        *("table.period", "table.issuer_code", "table.place", "table.source"),
        *("history.number", "history.withdraws", "table.unit_code", "table.segment"),
    )
}
# Columns that only files have: codes for machines, and what stands above the table on screen.
IN_FILES = {
    w(key)
    for w in (W, words("en"))
    for key in ("table.unit_code", "table.status", "table.index", "table.note")
}
# Files of which the page has no table of the same form.
ALONE = {
    w(key): why
    for w in (W, words("en"))
    for key, why in {
        "download.file_trajectory": "every point of the period type; on screen it is a figure",
        "scenario.file": "a row for each scenario, on screen a column: compared for itself",
    }.items()
}
A_NUMBER = re.compile(r"[≤≥−-]?\s?\d[\d.,]*( ?[–-] ?\d[\d.,]*)?( ?%)?")
# A rank among so many, or a score, with what it is written beside on a label.
WRITTEN = re.compile(r"(\d+)/\d+|(\d+[.,]\d\d)|(\d+)  \D+|(\d+[.,]\d\d)  .*")
UNKNOWN = {None, "", "–"}


@dataclass
class Walk:
    """What was drawn, and how many of its figures lead to their evidence."""

    tables: list[tuple[str, Table]] = field(default_factory=list)
    charts: list[tuple[str, pa.Table]] = field(default_factory=list)
    ladders: list[dict] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    sheets: list[tuple[str, Sheet]] = field(default_factory=list)
    texts: list[tuple[str, str, str | None]] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what was drawn before."""
        drawn = (self.tables, self.charts, self.ladders, self.buttons, self.sheets, self.texts)
        for seen in drawn:
            seen.clear()

    def figures(self) -> Iterator[tuple[str, Any, str | None]]:
        """Place, what stands there, and the key of it, of each figure drawn."""
        for name, shown in self.tables:
            yield from _of_sheet(name, shown.sheet(name, ()))
        for name, drawn in self.charts:
            yield from _of_chart(name, drawn)
        for data in self.ladders:
            for each in data["editions"]:
                for row in each["rows"]:
                    key = each["figure"].replace("{unit}", row["unit_code"])
                    yield f"live ladder, {each['id']}", row.get("score"), key
        for name, sheet in self.sheets:
            yield from _of_sheet(f"file {name}", sheet)
        for name, key in self.buttons:
            yield f"button: {name}", None, key
        for name, text, key in self.texts:
            for number in _numbers_of(text):
                yield name, number, key


def _of_sheet(name: str, sheet: Sheet) -> Iterator[tuple[str, Any, str | None]]:
    """Of a table, or of a workbook: what its second sheet tells the origin of."""
    for number, row in enumerate(sheet.rows):
        keys = sheet.keys[number] if sheet.keys else (None,) * len(row)
        for column, cell, key in zip(sheet.columns, row, keys, strict=True):
            if key or (column not in NAMES and _is_figure(cell)):
                yield f"{name}: {column}, {number}", cell, key


def _numbers_of(text: str) -> list[Decimal]:
    """The number of a text: "5.4 tăng 0,10 điểm" is 0.10, "65.91" and "thứ 6/34" are 65.91 and 6;
    below 0 where points are lost, or more are there than a line asks for. Of an interval, "từ 4,13
    đến 10,12", both ends."""
    without_code = re.sub(r"^\d\.\d[a-z]?:? ", "", text)
    numbers = re.findall(r"\d+[.,]?\d*", without_code.partition("/")[0].partition(" of ")[0])
    assert len(numbers) == 1 or (len(numbers) == 2 and re.search(r" đến | to ", text)), text
    lost = any(word in text for word in ("giảm", "fewer", "less", "Dư ", " above the cut line"))
    return [Decimal(number.replace(",", ".")) * (-1 if lost else 1) for number in numbers]


def _is_figure(cell: object) -> bool:
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float | Decimal):
        return cell == cell
    return isinstance(cell, str) and bool(A_NUMBER.fullmatch(cell))


def _of_chart(name: str, drawn: pa.Table) -> Iterator[tuple[str, Any, str | None]]:
    keys = CHARTS[name]
    numbers = {column.name for column in drawn.schema if _is_number(column.type)}
    assert numbers <= set(keys) | LAYOUT, f"{name}: say where {numbers} come from"
    for row in drawn.to_pylist():
        if row.get("kind") in WORDS:
            continue
        for column, key in keys.items():
            if row[column] not in UNKNOWN:
                yield f"{name}: {column}", row[column], row[key]


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Keeps what goes through the doors to the screen."""
    seen = Walk()
    draw, chart, ladder = table.draw, figure.chart, ladder_component.ladder
    button, downloads = evidence_block.button, table.downloads
    texts = evidence_block.figures

    def draw_and_keep(view: Any, described: Any, **options: Any) -> None:
        if isinstance(described, Table) and described.rows:
            seen.tables.append((options["key"], described.on_screen()))
        draw(view, described, **options)

    def chart_and_keep(name: str, options: Any, drawn: pa.Table, **others: Any) -> None:
        seen.charts.append((name, drawn))
        chart(name, options, drawn, **others)

    def ladder_and_keep(*, data: dict, **others: Any) -> Any:
        seen.ladders.append(data)
        return ladder(data=data, **others)

    def button_and_keep(view: Any, key: str, name: str, text: str | None = None) -> None:
        if text is None:  # else it is one of `figures`
            seen.buttons.append((name, key))
        button(view, key, name, text)

    def figures_and_keep(view: Any, name: str, shown: dict) -> None:
        seen.texts += [(f"{name}: {text}", text, key) for text, key in shown.items()]
        texts(view, name, shown)

    def downloads_and_keep(view: Any, sheet: Any, *, file_name: str) -> None:
        seen.sheets.append((file_name, sheet()))
        downloads(view, sheet, file_name=file_name)

    monkeypatch.setattr(table, "downloads", downloads_and_keep)
    monkeypatch.setattr(evidence_block, "button", button_and_keep)
    monkeypatch.setattr(evidence_block, "figures", figures_and_keep)
    monkeypatch.setattr(table, "draw", draw_and_keep)
    monkeypatch.setattr(figure, "chart", chart_and_keep)
    monkeypatch.setattr(ladder_component, "ladder", ladder_and_keep)
    return seen


def resolved(store: Store, figures: list[tuple[str, Any, str | None]]) -> dict[str, Evidence]:
    """The evidence of each key, only of those that name a figure."""
    keys = dict.fromkeys(key for _, _, key in figures if key)
    try:
        return evidence.trail(store.snapshot(), keys)
    except Problem:
        found = {}
        for key in keys:
            try:
                found[key] = evidence.evidence(store.snapshot(), key)
            except Problem:
                continue
        return found


def is_that(cell: object, found: Evidence) -> bool:
    """True when a figure is what its evidence says: its value, an end of its interval, what another
    source says, or text."""
    if isinstance(cell, str) and (written := WRITTEN.fullmatch(cell)):
        cell = written[written.lastindex].replace(",", ".")
    elif isinstance(cell, str) or cell is None:
        return True
    decimals = 6 if found.decimals is None else found.decimals
    step = Decimal(1).scaleb(-decimals)
    others = [other.value for other in found.conflicts]
    ends = [end for end in (found.value, found.low, found.high, *others) if end is not None]
    shown = Decimal(str(cell)).quantize(step, ROUND_HALF_UP)
    return shown in {end.quantize(step, ROUND_HALF_UP) for end in ends}


@pytest.mark.parametrize("page", VIEWS)
def test_every_figure_of_a_page_leads_to_its_evidence(page, walk, var):
    file, views = VIEWS[page]
    app = page_runs.session()
    for choices in views:
        walk.clear()
        page_runs.shown(app, file, **choices)
        _all_lead_to_their_evidence(app, walk, Store(var), page, choices)


def test_each_gain_of_a_plan_in_counts_and_its_place_have_a_button(walk, var):
    app = page_runs.session()
    walk.clear()
    page_runs.shown(app, VIEWS["way_up"][0], limit="6", goal="115")
    kinds = {name.split(":")[0] for name, _, _ in walk.texts}
    assert kinds == {
        *("count_fewest_things", "count_most_certain", "count_another_way", "count_goal"),
    }
    shown = {text for _, text, _ in walk.texts}
    assert {"5.2 tăng 0,43 điểm", "2.1 tăng 0,32 điểm", "5.4 tăng 0,10 điểm", "thứ 6/34"} <= shown
    assert all(key for *_, key in walk.texts)
    assert shown <= {button.label for button in app.button}


def test_every_figure_of_counts_in_two_editions_leads_to_its_evidence(walk, serve, tmp_path):
    store = counted_twice(tmp_path)
    serve(store.folder)
    app = page_runs.session()
    for language in ("vi", "en"):
        choices = {"view": "why", "from": EARLY, "edition": LATE, "lang": language}
        walk.clear()
        page_runs.shown(app, "pages/over_time_page.py", **choices)
        assert [key for key, _ in walk.tables] == ["why", "why_counts"]
        _all_lead_to_their_evidence(app, walk, store, "why", choices)


UNITS = (
    {},
    {"sub": "5.2", "lang": "en"},
    {"sub": "4.1", "wanted": "cut_line"},
    {"sub": "5.4", "wanted": "100%"},
    {"sub": "4.5a"},
    {"view": "ranking"},
    {"view": "ranking", "level": "department", "sub": "5.2", "lang": "en"},
    {"unit": "H21.24"},
    {"unit": "H21.100", "lang": "en"},
)


def test_every_figure_of_units_in_a_province_leads_to_its_evidence(walk, serve, units_var):
    store = serve(units_var)
    app = page_runs.session()
    for choices in UNITS:
        walk.clear()
        page_runs.shown(app, "pages/units_page.py", **choices)
        assert walk.tables or choices.get("sub") == "4.5a"
        _all_lead_to_their_evidence(app, walk, store, "units", choices)


def test_every_figure_of_units_of_home_leads_to_its_evidence(walk, serve, home_units_var):
    store = serve(home_units_var)
    app = page_runs.session()
    page_runs.shown(app, "pages/units_page.py", view="ranking")
    assert [name for name, _ in walk.charts] == ["units_areas"]
    _all_lead_to_their_evidence(app, walk, store, "units", {})


def _all_lead_to_their_evidence(
    app: AppTest, walk: Walk, store: Store, page: str, choices: dict[str, str]
) -> None:
    """Every figure that was drawn has a key, and the evidence of the key is of that figure."""
    _nothing_beside_the_doors(app, walk, exempt=page in EXEMPT)
    _files_hold_what_the_screen_shows(app, walk)
    figures = list(walk.figures())
    found = resolved(store, figures)
    lost = Counter(place for place, _, key in figures if key not in found)
    assert not lost, f"{page} {choices}: no evidence of {dict(lost)}"
    wrong = [
        (place, cell, found[key].value)
        for place, cell, key in figures
        if not is_that(cell, found[key])
    ]

    assert not wrong, f"{page} {choices}: evidence of another figure: {wrong[:5]}"
    without = choices.get("section") in ("missing", "findings") or app.info
    assert figures or without or page in IN_WORDS, f"{page} {choices}: nothing to see"


def _nothing_beside_the_doors(app: AppTest, walk: Walk, *, exempt: bool = False) -> None:
    """No table and no chart on the page that did not come through table.draw or figure.chart."""
    assert exempt or len(app.dataframe) == len(walk.tables)
    drawn = len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart"))
    assert drawn == len(walk.charts)
    large = [metric for metric in app.metric if metric.value.replace("*", "") not in UNKNOWN]
    assert len(large) <= len(walk.buttons)


def _files_hold_what_the_screen_shows(app: AppTest, walk: Walk) -> None:
    """Each table has in its file the same rows and columns, and nothing that the page hides."""
    shown = [frame.value for frame in app.dataframe]
    for name, sheet in walk.sheets:
        tables = [frame for frame in shown if set(frame.columns) <= set(sheet.columns)]
        assert tables or name in ALONE, f"{name}: a file without a table"
        for frame in tables:
            _file_holds(sheet, frame)
        if name in {w("scenario.file") for w in (W, words("en"))}:
            beside = next(
                frame for frame in shown if not set(frame.iloc[:, 0]).isdisjoint(sheet.columns)
            )
            _turned_file_holds(sheet, beside)


def _file_holds(sheet: Sheet, frame: pd.DataFrame) -> None:
    """Raises AssertionError where a file says less, more or other than the table on screen."""
    headings = list(frame.columns)
    in_file = {
        tuple(map(_plain, (row[sheet.columns.index(heading)] for heading in headings)))
        for row in sheet.rows
    }
    rows = {tuple(map(_plain, row)) for row in frame.itertuples(index=False)}
    assert rows <= in_file, f"{sheet.title}: not in the file: {sorted(map(str, rows - in_file))}"
    beside = set(sheet.columns) - set(headings) - IN_FILES
    hidden = {
        (heading, cell)
        for row in sheet.rows
        for heading, cell in zip(sheet.columns, row, strict=True)
        if heading in beside and cell is not None and cell not in USUAL
    }
    assert not hidden, f"{sheet.title}: the page does not show {sorted(hidden)[:5]}"


def _turned_file_holds(sheet: Sheet, frame: pd.DataFrame) -> None:
    """What is a row of the file is a column on screen: "10,58 (tăng 1,50)" is 10.58 there."""
    lines = frame.set_index(frame.columns[0])
    compared = 0
    for number, row in enumerate(sheet.rows):
        for heading, cell, decimals in zip(sheet.columns, row, sheet.decimals, strict=True):
            if heading in lines.index and decimals is not None:
                shown = lines.loc[heading, sheet.label(number)].split(" (")[0]
                assert shown in {w.number(cell, decimals) for w in (W, words("en"))}
                compared += 1
    assert compared


def _plain(cell: object) -> object:
    """A cell of a file or of the screen, so that both can be compared."""
    if cell is None or cell is pd.NA or cell != cell:
        return None
    return cell if isinstance(cell, str) else float(cell)


def test_what_is_handed_in_leads_nowhere_before_it_is_published(
    walk, var, tmp_path, serve, monkeypatch
):
    """There are tables of it; no chart, card or file has a figure, and nothing has a key."""
    serve(clone(var, tmp_path / "var"))
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)
    app = page_runs.run(page_runs.session(), VIEWS["upload"][0])
    walk.clear()
    app.file_uploader[0].set_value(("bang.xlsx", uploads.workbook(), XLSX)).run()
    assert [error.message for error in app.exception] == []
    assert app.dataframe
    _nothing_beside_the_doors(app, walk, exempt=True)
    assert not walk.charts + walk.ladders + walk.buttons + walk.sheets
    assert not [place for place, _, key in walk.figures() if key]


def test_the_walk_sees_a_figure_without_evidence(walk):
    """A number without a key, a key of nothing, and a figure under another one's key are found."""
    key = f"{PSI}:66:total:score"
    columns = [
        Column("a", itemgetter(0), key=lambda row: key),
        Column("b", itemgetter(1)),
        Column("c", itemgetter(2)),
    ]
    walk.tables = [("t", Table([(1, "76,4%", "text")], columns))]
    assert [(place, named) for place, _, named in walk.figures()] == [
        ("t: a, 0", key),
        ("t: b, 0", None),
    ]
    with pytest.raises(AssertionError, match="say where"):
        list(_of_chart("merger", pa.table({"text": ["1"], "surplus": [1.0]})))


def test_another_figure_than_its_evidence_is_seen(var):
    found = evidence.evidence(Store(var).snapshot(), f"{PSI}:66:total:score")
    assert is_that(Decimal("65.490000"), found)
    assert is_that(65.49, found)
    assert not is_that(65.5, found)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        # What bounds an unknown figure is what a reader asks for next: it is listed once.
        ("pii-2025-year-vn34:25:total:score", "từ 38,93 đến 44,92"),
        ("psi-2026-09-18-year_to_date-vn34:66:total:rank", "từ 1 đến 34"),
        (f"{PSI}:66:total:rank", "7/34"),
        (f"gap:{PSI}:66:10", "cao hơn 1,52 điểm"),
        (f"mean:{PSI}:66:total:score~{PSI}:66:total:score", "65,49"),
        (f"median:{PSI}:digitisation", "9,64"),
        ("merged:dti-2024-year-vn63:66:total:mean_rank", "29"),
        ("pii-2024-year-vn63:40:total:rank", "37/63"),
        (f"room:{PSI}:66:digitisation:2026-12-31:flagged", "0"),
    ],
)
def test_the_panel_of_a_figure_is_drawn(key, value, var):
    app = page_runs.sound(page_runs.opened(figure=key))
    drawn = [html.unescape(text.value) for text in app.markdown]
    assert f"# {value}" in drawn or value in [metric.value for metric in app.metric]
    steps = [button.key for button in app.button if str(button.key).startswith("evidence_step_")]
    assert len(steps) == len(set(steps))


@pytest.mark.parametrize("page", ["standing", "trajectory", "merger", "components"])
def test_a_rerun_in_which_nothing_changed_writes_no_number_anew(page):
    table._written.cache_clear()
    app = page_runs.run(page_runs.session(), VIEWS[page][0])
    written = table._written.cache_info()
    app.run()
    again = table._written.cache_info()
    assert again.misses == written.misses > 0
    assert again.hits > written.hits
