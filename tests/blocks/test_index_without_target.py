"""Indices unlike the three that the province has targets for: every page and command works.

One small store holds them all, each under a code that says what is the matter with it:

    plain     a target and everything else, for comparison
    no_goal   no target; two components with their maxima
    bare      no target; a total and no component
    no_max    no target; components whose maxima nobody has published
    some_max  no target; one component with a maximum and one without
    ranks     no target; ranks and no score
    scores    no target; scores of some units and no rank
    older     no target; only the units from before the merger
    old_goal  a target, and only the units from before the merger
    empty     no target and no edition: everything that was loaded has been taken back
    awaited   a target and no edition
    long      no target; a name of eighty letters and a short one of ten
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rankings import cli
from rankings.blocks import overview as card
from rankings.facts import brief, components, editions, overview, standing
from rankings.facts.standing.bounds import NOT_KNOWN
from rankings.forms import briefing
from rankings.loads import effects
from rankings.sentences import brief as brief_sentences
from rankings.store import data_folder
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import effort, page_runs, small_store
from tests.blocks.test_pages import PAGES, SECTIONS
from tests.small_store import figure, indicator, method, target

LONG_NAME = ("Chỉ số hiệu quả quản trị và hành chính công cấp tỉnh " * 2)[:80]
SHORT_NAME = "PAPI-2025X"
WITHOUT_TARGET = (
    "no_goal",
    "bare",
    "no_max",
    "some_max",
    "ranks",
    "scores",
    "older",
    "empty",
    "long",
)
CODES = ("plain", *WITHOUT_TARGET, "old_goal", "awaited")
WITHOUT_EDITION = ("empty", "awaited")
OLDER = ("older", "old_goal")
WITH_COMPONENTS = ("plain", "no_goal", "no_max", "some_max", "long", *OLDER)
TOTALS = ("30", "38", "36", "34", "10", "5")
PARTS = {"a": ("10", "18", "17.5", "14", "6", "1"), "b": ("20", "20", "18.5", "20", "4", "4")}
EVERY_PAGE = PAGES | {"upload": "pages/upload_page.py", "targets": "pages/targets_page.py"}
TO_BEST = "Chênh lệch so với tỉnh cao nhất"
TO_MEAN = "Chênh lệch so với bình quân nhóm 3 dẫn đầu"
TO_MAX = "Điểm chưa đạt so với tối đa"

Open = Callable[..., AppTest]


def names(code: str) -> dict[str, str]:
    if code == "long":
        full, short = LONG_NAME, SHORT_NAME
    else:
        full, short = f"Chỉ số {code}", code
    return {"name_vi": full, "name_en": full, "short_vi": short, "short_en": short}


def index(code: str, number: int) -> dict:
    row = small_store.default_tables()["indices"][0]
    return row | {"index_code": code, "sort_order": number} | names(code)


def tree(code: str) -> list[dict]:
    """The indicators of an index: its total and, where it has them, its components."""
    nodes = [indicator("total", method=f"{code}-1", index_code=code)]
    unpublished = {"max_score": None, "max_basis": "not_published", "adds_up": False}
    for number, part in enumerate(PARTS if code in WITH_COMPONENTS else (), start=1):
        missing = code == "no_max" or (code, part) == ("some_max", "b")
        nodes.append(
            indicator(part, method=f"{code}-1", index_code=code, sort_order=number)
            | (unpublished if missing else {})
        )
    return nodes


def figures(code: str) -> list[dict]:
    rows = []
    for number, unit in enumerate(small_store.UNITS):
        total, rank = TOTALS[number], sum(float(other) >= float(TOTALS[number]) for other in TOTALS)
        if code == "ranks":
            rows += figure(unit, rank=rank, edition=code)
        elif code != "scores" or number % 2 == 0:
            rows += figure(unit, score=total, edition=code)
        for part, scores in PARTS.items() if code in WITH_COMPONENTS else ():
            rows += figure(unit, score=scores[number], edition=code, indicator=part)
    return rows


def tables() -> dict[str, list[dict]]:
    published = [code for code in CODES if code not in WITHOUT_EDITION]
    aims = ("plain", "old_goal", "awaited")
    return {
        "store_info": [{"key": "fingerprint", "value": data_folder.fingerprint(data_folder.DATA)}],
        "indices": [index(code, number) for number, code in enumerate(CODES)],
        "methods": [
            method(
                f"{code}-1",
                index_code=code,
                aggregation="unknown" if code in ("no_max", "some_max") else "sum",
            )
            for code in CODES
        ],
        "indicators": [node for code in CODES for node in tree(code)],
        "units": small_store.units() + small_store.units(scheme="vn63"),
        "targets": [target(3, index_code=code) for code in aims],
        "editions": [
            small_store.edition(
                code,
                index_code=code,
                method_code=f"{code}-1",
                scheme="vn63" if code in OLDER else "vn34",
            )
            for code in published
        ],
        "observations": [row for code in published for row in figures(code)],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unlike") / "var"
    small_store.build(folder, **tables())
    return folder


@pytest.fixture
def at(folder: Path) -> Snapshot:
    return Store(folder).at(1)


@pytest.fixture
def show(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """`show("standing", index="bare", lang="en")`: the page after its run, known to be sound."""
    monkeypatch.setenv("RANKINGS_VAR", str(folder))
    app = page_runs.session()

    def show(name: str, **choices: str) -> AppTest:
        page_runs.shown(app, EVERY_PAGE[name], **choices)
        assert folder.joinpath("current").read_text(encoding="ascii").strip() == "1"
        return app

    return show


def said(app: AppTest) -> str:
    """All that a page says in words, its charts and the ladder among them."""
    texts = [item.value for kind in ("markdown", "caption", "info") for item in app.get(kind)]
    for chart in app.get("vega_lite_chart"):
        texts += [chart.proto.alt, plainly(json.loads(chart.proto.spec))]
    return "\n".join([*map(str, texts), *map(plainly, boards(app))])


def boards(app: AppTest) -> list[dict]:
    """What the ladders of a page are given."""
    return [json.loads(item.proto.json) for item in app.get("bidi_component")]


def orders(app: AppTest) -> list[str]:
    """The orders in which the components of a page can be put; empty where there is one alone."""
    return [
        order
        for item in app.get("button_group")
        if item.key == "control_order"
        for order in item.options
    ]


def plainly(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# Every page, every index, both languages


@pytest.mark.parametrize(("language", "code"), effort.in_turn(["vi", "en"], CODES))
def test_the_ranking_and_the_components_of_every_index(show, code, language):
    for name, choices in (
        ("standing", {}),
        ("standing", {"figures": "plain"}),
        ("standing", {"tab": "map"}),
        ("components", {}),
        ("components", {"part": "pair", "peers": "02,03"}),
        ("components", {"order": "mean"}),
        ("components", {"order": "max"}),
    ):
        app = show(name, index=code, lang=language, **choices)
        text = said(app)
        assert "{" not in "".join(item.value for item in app.markdown)
        assert not any(word in text for word in ("None", "NaN", "nan,")), (name, choices)
        if code in WITHOUT_EDITION:
            assert len(app.info) == 1
            assert code in app.info[0].value


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_other_pages_with_all_of_them(show, language):
    for name in ("overview", "upload", "targets"):
        show(name, lang=language)
    show("data", section="history", lang=language)
    for section in SECTIONS:
        show("data", section=section, lang=language)
    for code in CODES:
        app = show("data", section="definitions", index=code, lang=language)
        assert len(app.dataframe[0].value) == len(tree(code))


# What is said without a target, and what is not


@pytest.mark.parametrize("code", [code for code in WITHOUT_TARGET if code != "empty"])
def test_a_ranking_without_a_target_says_so_and_draws_no_line(show, code):
    for choices in ({}, {"figures": "plain"}):
        text = said(show("standing", index=code, **choices))
        assert "chưa đặt mục tiêu" in text
        for word in ("ngưỡng", "dẫn đầu", "Đạt mục tiêu", "trong nhóm", "ngoài nhóm"):
            assert word not in text, (word, choices)
        english = said(show("standing", index=code, lang="en", **choices))
        assert "no target is set" in english
        for word in ("cut line", "top 3", "inside the", "outside the"):
            assert word not in english, (word, choices)


def test_a_ranking_with_a_target_still_has_its_line(show):
    text = said(show("standing", index="plain"))
    assert "chưa đặt mục tiêu" not in text
    assert "ngưỡng" in text
    assert "nhóm 3 dẫn đầu" in text.lower()


def test_a_target_for_the_units_of_today_is_not_said_to_be_missing(show):
    text = said(show("standing", index="old_goal"))
    assert "kỳ này không có mục tiêu để đối chiếu" in text
    assert "chưa đặt mục tiêu" not in text


def test_nobody_is_marked_as_inside_without_a_target(show):
    for code, expected in (
        ("no_goal", {"home", "others"}),
        ("plain", {"home", "inside", "others"}),
    ):
        (board,) = boards(show("standing", index=code))
        (drawn,) = board["editions"]
        assert {row["meaning"] for row in drawn["rows"]} == expected
        assert (drawn["zone_to"] > 0, drawn["cut"] is not None) == (code == "plain",) * 2
        assert bool(board["labels"]["zone"]) == (code == "plain")


def test_the_score_axis_is_left_out_where_no_score_is_known(show):
    for code, expected in (("ranks", False), ("scores", True)):
        (board,) = boards(show("standing", index=code))
        assert bool(board["ticks"]) == expected


def test_components_without_a_target_leave_the_group_out(show):
    app = show("components", index="no_goal")
    text = said(app)
    assert "so với tỉnh cao nhất" in text
    assert "Chưa đặt mục tiêu cho chỉ số này" in text
    assert "bình quân nhóm 3" not in text.lower()
    columns = list(app.dataframe[0].value.columns)
    assert not [name for name in columns if "nhóm" in name and "bình quân" in name.lower()]
    assert "Điểm tối đa" in columns
    figure = app.get("vega_lite_chart")[0].proto
    for word in ("dẫn đầu", "ngưỡng"):
        assert word not in plainly(json.loads(figure.spec)) + figure.alt
    assert orders(app) == [TO_BEST, TO_MAX]
    with_target = show("components", index="plain")
    assert orders(with_target) == [TO_BEST, TO_MEAN, TO_MAX]
    assert len(with_target.dataframe[0].value.columns) == len(columns) + 3


def test_components_without_maxima_have_no_distance_to_one(show):
    app = show("components", index="no_max")
    assert orders(app) == []
    columns = list(app.dataframe[0].value.columns)
    assert "Điểm tối đa" not in columns
    some = show("components", index="some_max").dataframe[0].value
    assert sorted(some["Điểm tối đa"].dropna()) == [20]


def test_points_without_a_maximum_are_still_called_points(show):
    """They are not shares of one, neither in the sentence nor on the scale of the figure."""
    app = show("components", index="no_max")
    assert "thấp hơn Tỉnh 02 8,00 điểm (đạt 10,00 điểm" in said(app)


def test_a_total_alone_is_said_to_be_that(show):
    app = show("components", index="bare")
    assert "Chưa có điểm thành phần" in app.info[0].value
    assert not app.get("vega_lite_chart")


def test_an_index_without_an_edition_leads_to_where_one_is_brought(show):
    for name in ("standing", "components"):
        app = show(name, index="empty")
        assert app.info[0].value.startswith("empty chưa có kỳ công bố nào")
        assert not app.get("vega_lite_chart")
        # Another index can be chosen on the same page.
        assert len(app.get("button_group")) >= 1


# The overview


def test_the_overview_has_cards_for_targets_and_a_line_for_the_others(show, at):
    app = show("overview")
    message, tile = page_runs.parts(app)[:2]
    assert " 4/6 " in tile
    assert "old_goal và awaited: chưa có bảng số liệu để đối chiếu" in message
    assert [row["index_code"] for row in overview.unjudged(at)] == ["old_goal", "awaited"]
    others = [code for code in CODES if code not in ("plain", *WITHOUT_EDITION)]
    assert [row["index_code"] for row in overview.without_card(at)] == others
    labels = [link.proto.label for link in app.get("page_link")]
    assert set(others) - {"long"} <= set(labels)
    assert SHORT_NAME in labels


def test_the_line_is_left_out_where_every_index_has_a_card(var, monkeypatch):
    monkeypatch.setenv("RANKINGS_VAR", str(var))
    app = page_runs.opened()
    assert not [item for item in app.markdown if "chỉ số khác" in item.value]
    store = Store(var)
    assert overview.without_card(store.snapshot()) == []
    assert overview.unjudged(store.snapshot()) == []


def test_an_overview_of_nothing_but_other_indices(tmp_path, monkeypatch):
    """Home is known by a target of an index whose tables were all taken back."""
    folder = tmp_path / "var"
    small_store.build(
        folder,
        **tables() | {"targets": [target(3, index_code="awaited")]},
    )
    monkeypatch.setenv("RANKINGS_VAR", str(folder))
    app = page_runs.sound(page_runs.opened())
    assert "Chưa có kỳ công bố nào để đối chiếu với mục tiêu" in page_runs.parts(app)[0]
    assert "plain" in [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize(
    ("cards", "expected"),
    [(0, []), (1, [1]), (3, [3]), (4, [4]), (5, [3, 3]), (6, [3, 3]), (9, [3, 3, 3])],
)
def test_many_cards_stand_in_even_rows(cards, expected):
    rows = card.rows(range(1, cards + 1))
    assert [len(row) for row in rows] == expected
    assert [facts for row in rows for facts in row if facts] == list(range(1, cards + 1))


def test_a_target_of_an_index_that_is_gone_stops_no_page(tmp_path, monkeypatch):
    """Where every load of an index is taken back, the target that was set for it is still there."""
    folder = tmp_path / "var"
    gone = target(2, index_code="gone")
    small_store.build(folder, **tables() | {"targets": [gone, *tables()["targets"]]})
    monkeypatch.setenv("RANKINGS_VAR", str(folder))
    app = page_runs.opened()
    for name, file in EVERY_PAGE.items():
        page_runs.shown(app, file)
        if name == "targets":
            assert len(app.dataframe[0].value) == 3


# The facts


def test_a_position_without_a_limit_keeps_what_is_not_measured_against_it(at):
    for code in ("no_goal", "ranks", "scores", "older"):
        given = {"edition_id": code, "unit_code": "01"}
        with_limit = standing.home_position(at, limit=3, **given)
        found = standing.home_position(at, limit=None, **given)
        for name in ("score", "score_range", "rank", "rank_low", "rank_high", "units"):
            assert getattr(found, name) == getattr(with_limit, name), (code, name)
        assert (found.limit, found.status, found.cut_line_unit) == (None, None, None)
        assert (found.cut_line, found.gap) == (NOT_KNOWN, NOT_KNOWN)
        assert (found.to_pass, found.places_short, found.nearest_behind) == (None, None, None)


def test_components_without_a_limit_keep_the_rest(at):
    given = {"edition_id": "no_goal", "unit_code": "01"}
    measured = {part.component: part for part in components.comparison(at, limit=3, **given)}
    for part in components.comparison(at, limit=None, **given):
        against = measured[part.component]
        for name in ("score", "rank", "median", "best", "best_units", "to_best", "to_max"):
            assert getattr(part, name) == getattr(against, name)
        assert (part.target_mean, part.to_target_mean, part.cut_line_score) == (None, None, None)
        assert against.target_mean is not None


def test_no_limit_is_made_up(at):
    assert editions.rank_limit(at, "plain") == 3
    for code in WITHOUT_TARGET:
        assert editions.rank_limit(at, code) is None


def test_the_effect_of_a_load_on_an_index_without_a_target(at):
    found = effects.standpoint(at, index_code="no_goal")
    assert (found.rank, found.status, found.gap) == (4, None, NOT_KNOWN)
    assert effects.standpoint(at, index_code="empty") is None


# The command line


@pytest.fixture
def ask(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command in this process: exit code, JSON value or None, stderr."""
    monkeypatch.setenv("RANKINGS_VAR", str(folder))

    def run(line: str):
        capsys.readouterr()
        code = cli.main([*line.split(), "--json"])
        written = capsys.readouterr()
        return code, json.loads(written.out) if written.out else None, written.err

    return run


@pytest.mark.parametrize("code", [code for code in CODES if code not in WITHOUT_EDITION])
def test_standing_and_components_on_the_command_line(ask, code):
    exit_code, rows, err = ask(f"standing {code}")
    assert (exit_code, len(rows), err) == (0, 6, "")
    exit_code, parts, err = ask(f"components {code}")
    assert (exit_code, err) == (0, "")
    assert {row["component"] for row in parts} == (set(PARTS) if code in WITH_COMPONENTS else set())
    if code in WITHOUT_TARGET:
        assert all(row["cut_line_score"] is row["target_mean"] is None for row in parts)


def test_gap_asks_for_a_limit_where_no_target_gives_one(ask):
    for code in ("no_goal", "bare", "ranks", "scores", "older", "long"):
        exit_code, found, err = ask(f"gap {code}")
        assert (exit_code, found) == (2, None)
        assert "--limit" in err
        exit_code, found, _ = ask(f"gap {code} --limit 3")
        assert (exit_code, found["limit"]) == (0, 3)
    assert ask("gap plain")[1]["limit"] == 3


def test_an_index_without_an_edition_on_the_command_line(ask):
    for command in ("standing", "gap", "components"):
        for code in WITHOUT_EDITION:
            exit_code, _, err = ask(f"{command} {code}")
            assert exit_code == 2
            assert code in err
    assert ask("editions empty")[:2] == (0, [])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_briefing_names_what_has_no_target_or_no_table_in_every_form(at, language):
    facts = brief.brief(at, language=language, today=date(2026, 3, 1), state=brief.State(1))
    document = brief_sentences.tell(at, words(language), facts)
    assert [place.card.index_code for place in facts.places] == ["plain"]
    notes = " ".join(document.notes)
    for code in ("awaited", "old_goal", "no_goal"):
        assert words(language).field(editions.index_row(at, code), "short") in notes, code
    for form, kinds in briefing.FORMS.items():
        assert briefing.content(document, form, kinds[0] if kinds else None)
