"""The load history: what is known of every load, earlier states, and taking a load back."""

import ast
import json
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from operator import itemgetter
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rankings import cli, loads
from rankings.blocks import address
from rankings.blocks import history as history_block
from rankings.blocks.history import cadence as calendar_block
from rankings.blocks.view import View
from rankings.facts import editions
from rankings.facts.editions import EditionName
from rankings.facts.standing.bounds import NOT_KNOWN, Interval
from rankings.ingest import originals
from rankings.ingest.submission import Submission, table
from rankings.loads import access, bootstrap, history
from rankings.loads.access import Actor, operator
from rankings.loads.accounts import audit, sessions
from rankings.loads.effects import Effect, Standpoint
from rankings.sentences import history as history_sentences
from rankings.sentences import upload
from rankings.store import queries
from rankings.store.versions import Store
from rankings.words import exports
from rankings.words.markdown import literal
from rankings.words.tables import Column, Table
from rankings.words.text import words
from tests import acknowledged, effort, history_loads, page_runs
from tests.history_loads import CONTENT, EARLIER, RIGHT
from tests.page_runs import texts
from tests.store_clones import clone
from tests.test_architecture import under

ROOT = Path(__file__).resolve().parents[2]
NOVEMBER = "psi-2026-11-05-year_to_date-vn34"
WHY = "Nhầm kỳ: số liệu ngày 17/9"


@pytest.fixture(scope="module")
def loaded(loaded_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Real figures: 1 under a wrong date, 2 takes it back, 3 the same slip again, 4 waits."""
    store = Store(clone(loaded_var, tmp_path_factory.mktemp("history") / "var"))
    loads.withdraw(store, 1, why=WHY, by=operator("Trần Thị B"))
    history_loads.publish(store, history_loads.submission(store, EARLIER, "*lần* 2.xlsx"))
    loads.stage(store, history_loads.submission(store, RIGHT, "dung.xlsx"), by=operator("Lê Văn C"))
    return store


@pytest.fixture
def own(loaded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of these loads for one test, which may add to them."""
    folder = clone(loaded.folder, tmp_path / "var")
    monkeypatch.setenv("RANKINGS_VAR", str(folder))
    return Store(folder)


def published(store: Store) -> dict[int, history.Load]:
    return {item.load_id: item for item in history.published(store.snapshot())}


# What is known of a load


def test_every_load_with_its_state(loaded):
    every = published(loaded)
    assert [(number, item.kind, item.state) for number, item in every.items()] == [
        (3, "file", "published"),
        (2, "withdrawal", "published"),
        (1, "file", "withdrawn"),
        (0, "data_folder", "published"),
    ]
    assert every[1].edition_ids == every[2].edition_ids == (RIGHT,)
    assert every[0].edition_ids == ()
    assert (every[1].file_name, every[1].by, every[1].identity) == (
        "bang.xlsx",
        "Nguyễn Văn A",
        access.SELF_DECLARED,
    )
    taken = every[1].withdrawal
    assert (taken.load_id, taken.by, taken.why) == (2, "Trần Thị B", WHY)
    assert [number for number, item in every.items() if item.withdrawable] == [3]
    assert every[3].recognised["sheet"] == "Sheet1"
    assert every[3].layout["tables"][0]["orientation"] == "units_in_rows"
    assert history.last(tuple(every.values())).load_id == 3


def test_a_load_that_waits(loaded):
    (waiting,) = history.staged(loaded)
    assert (waiting.load_id, waiting.state, waiting.by) == (4, "staged", "Lê Văn C")
    assert (waiting.edition_ids, waiting.file_name) == ((RIGHT,), "dung.xlsx")
    assert waiting.figures == len(history_loads.figures(RIGHT, RIGHT))
    assert not waiting.withdrawable


def test_the_effect_of_a_load_as_it_was_recorded(loaded):
    found = history.effects(loaded.snapshot(), 1)
    assert [item.index_code for item in found] == ["psi", "dti", "pii"]
    psi = found[0]
    assert (psi.before.rank, psi.after.rank) == (7, 9)
    assert (float(psi.before.gap.low), float(psi.after.gap.low)) == (-1.52, -1.19)
    assert [history_sentences.moved(item) for item in found] == [True, False, False]
    back = history.effects(loaded.snapshot(), 2)[0]
    assert (back.before.rank, back.after.rank) == (9, 7)


def test_sources_documents_and_acknowledgements(loaded):
    (source,) = history.sources(loaded.snapshot(), 1)
    assert (source.document_number, source.abstract) == ("766/QĐ-TTg", "Bộ chỉ số")
    assert source.published_to == date(2026, 10, 10)
    assert history.sources(loaded.snapshot(), 2) == ()
    given = history.acknowledgements(loaded.snapshot(), 1)
    assert {by for _, by in given} == {"Nguyễn Văn A"}
    assert {item.rule for item, _ in given} >= {"restated_value"}
    assert {item.reason for item, _ in given} == {"checked_original"}


@pytest.mark.parametrize(
    ("edition_id", "name"),
    [
        (RIGHT, EditionName("psi", "2026-10-10", "year_to_date", "vn34")),
        ("psi-2025-Q3-quarter-vn34", EditionName("psi", "2025-Q3", "quarter", "vn34")),
        ("dti-2024-year-vn63", EditionName("dti", "2024", "year", "vn63")),
        ("psi-2025-11-month-vn34", EditionName("psi", "2025-11", "month", "vn34")),
    ],
)
def test_what_the_id_of_an_edition_says(edition_id, name):
    assert editions.name_of(edition_id) == name
    assert editions.id_of(**vars(name)) == edition_id


# Sentences


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of the machine is set by tzset")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def test_a_moment_is_told_in_the_time_of_viet_nam_wherever_the_machine_stands(monkeypatch, zone):
    stored = datetime(2026, 11, 21, 17, 5)
    try:
        with monkeypatch.context() as set_for_now:
            set_for_now.setenv("TZ", zone)
            time.tzset()
            for moment in (stored, stored.replace(tzinfo=UTC)):
                assert history_sentences.moment(words("vi"), moment) == "22/11/2026 00:05"
                assert words("vi").time(moment) == "00:05 ngày 22/11/2026"
    finally:
        time.tzset()


class Names:
    """Names of one index."""

    home = "Đắk Lắk"

    def index(self, index_code: str) -> str:
        return {"psi": "Chỉ số 766"}[index_code]

    def decimals(self, index_code: str) -> int:
        return 2

    def edition(self, edition_id: str) -> EditionName:
        return editions.name_of(edition_id)


def at(rank, low=None, high=None, status="inside", edition_id=RIGHT) -> Standpoint:
    ends = [None if end is None else Interval(end, end).low for end in (low, high)]
    return Standpoint("psi", edition_id, rank, None, Interval(*ends), NOT_KNOWN, status)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            at(7, -1.52, -1.52),
            at(9, -1.19, -1.19),
            "**Chỉ số 766 (10/10/2026)**: thứ hạng từ thứ 7 xuống thứ 9 (giảm 2 bậc); cao hơn điểm "
            "ngưỡng 1,52 điểm → cao hơn điểm ngưỡng 1,19 điểm; vẫn đạt mục tiêu.",
        ),
        (
            at(12, 4.13, 10.12, "outside"),
            at(10, 0, 0, "inside"),
            "**Chỉ số 766 (10/10/2026)**: thứ hạng từ thứ 12 lên thứ 10 (tăng 2 bậc); thiếu từ "
            "4,13 đến 10,12 điểm → bằng đúng điểm ngưỡng; chưa đạt mục tiêu → đạt mục tiêu.",
        ),
        (
            at(12, 4.13, 4.13, "outside"),
            at(11, 0, 0, "outside"),
            "**Chỉ số 766 (10/10/2026)**: thứ hạng từ thứ 12 lên thứ 11 (tăng 1 bậc); thiếu 4,13 "
            "điểm → bằng điểm ngưỡng nhưng được công bố xếp sau, còn thiếu 0,01 điểm; vẫn chưa đạt "
            "mục tiêu.",
        ),
        (
            None,
            at(7, -1.52, -1.52),
            "**Chỉ số 766 (10/10/2026)**: thứ hạng nay có: thứ 7; chưa xác định → cao hơn điểm "
            "ngưỡng 1,52 điểm; chưa xác định → đạt mục tiêu.",
        ),
        (
            at(8, None, 0, edition_id=EARLIER),
            at(None, -2, 3, "unknown"),
            "**Chỉ số 766 (17/09/2026 → 10/10/2026)**: thứ hạng không còn (trước là thứ 8); chưa "
            "xác định → có thể cao hơn điểm ngưỡng nhiều nhất 2,00 điểm, cũng có thể thiếu nhiều "
            "nhất 3,00 điểm; đạt mục tiêu → chưa đủ số liệu để kết luận.",
        ),
    ],
)
def test_an_effect_in_words(before, after, said):
    assert history_sentences.effect(words("vi"), Effect("psi", before, after), Names()) == said


def test_who_is_level_with_the_line_has_kept_it_unless_published_behind():
    effect = Effect("psi", at(10, 0, 0), at(11, 0, 0, "outside"))
    rows = {name: sides for name, *sides in upload.effect_rows(words("vi"), effect, 34, 2)}
    w = words("vi")
    kept, needed = w("standpoint.kept", x="0,00"), w("standpoint.needed", x="0,01")
    assert rows[w("standpoint.gap")] == [kept, needed]


def test_what_people_typed_is_text(loaded):
    w = words("vi")
    newest = history.last(history.published(loaded.snapshot()))
    text = history_sentences.last_load(w, newest, history.effects(loaded.snapshot(), 3), Names())
    assert r"\*lần\* 2\.xlsx" in text
    assert "Chỉ số 766 từ thứ 7 xuống thứ 9 (giảm 2 bậc)" in text
    assert literal("<b>[x](y)</b>\n:red[z]") == r"\<b\>\[x\]\(y\)\<\/b\> \:red\[z\]"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_state_and_reason_has_words(language):
    from rankings.facts.cadence import STATES
    from rankings.ingest.submission import KINDS
    from rankings.loads import REASONS

    w = words(language)
    assert all(history_sentences.what(w, kind, None) for kind in (*KINDS, "data_folder"))
    assert all(history_sentences.load_state(w, state) for state in history_sentences.STATE_MARKS)
    assert all(w(f"ack_reason.{reason}") for reason in REASONS)
    assert set(history_sentences.PERIOD_MARKS) == set(STATES)
    said = [history_sentences.period_state(w, state, 2) for state in STATES]
    # A shape of its own and a word, never colour alone.
    assert len({text.split()[0] for text in said}) == len({text[2:] for text in said}) == len(said)


# The page


@pytest.fixture
def show(own: Store):
    """`show(load="1")`: the load history, or another page, after its run."""
    app = page_runs.session()

    def show(page: str = "pages/data_page.py", **choices: str) -> AppTest:
        page_runs.run(app, page, **{"section": "history"} | choices)
        assert [error.message for error in app.exception] == []
        return app

    return show


@pytest.mark.parametrize(
    ("language", "load"), effort.in_turn(["vi", "en"], ["0", "1", "2", "3", "4"])
)
def test_every_load_can_be_looked_at(show, load, language):
    app = show(load=load, lang=language)
    assert not app.error
    assert app.selectbox(key="control_load").value == load
    numbers = app.dataframe[0].value.iloc[:, 0].tolist()
    assert numbers == [4, 3, 2, 1, 0]


def test_the_page_says_who_what_and_to_what_effect(show):
    app = show(load="1")
    said = texts(app).replace("\\", "")
    assert "Nguyễn Văn A (tự khai, chưa xác thực)" in said
    assert "✕ đã thu hồi" in said
    assert WHY in said
    assert "766/QĐ-TTg" in said
    assert "thứ hạng từ thứ 7 xuống thứ 9 (giảm 2 bậc)" in said
    assert app.markdown[0].value.startswith("Lần cập nhật gần nhất là số 3")
    states = app.dataframe[0].value["Trạng thái"].tolist()
    assert states[:4] == ["○ chờ phát hành", "● đã phát hành", "● đã phát hành", "✕ đã thu hồi"]


@pytest.mark.parametrize("index", ["psi", "dti", "pii"])
def test_the_calendar_of_every_index(show, index):
    app = show(index=index)
    rows = app.dataframe[-1].value
    assert {"Kỳ số liệu", "Tình trạng", "Đến hạn"} <= set(rows.columns)
    assert len(rows) <= 4 * calendar_block.RECENT
    every = show(index=index, span="all").dataframe[-1].value
    assert len(every) >= len(rows)
    assert any(state.startswith("▲ quá hạn") for state in rows["Tình trạng"])


def of_november(store: Store) -> Submission:
    """The figures of 10 October handed in as a new table of 5 November."""
    given = history_loads.submission(store, RIGHT)
    scopes = [row | {"edition_id": NOVEMBER} for row in given.rows["load_scopes"].to_pylist()]
    edition = {
        "edition_id": NOVEMBER,
        "index_code": "psi",
        "period": "2026-11-05",
        "period_type": "year_to_date",
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 11, 5),
        "scheme": "vn34",
        "method_code": "psi-2026",
        "published_from": date(2026, 11, 5),
        "published_to": date(2026, 11, 5),
    }
    rows = {
        "observations": table(history_loads.figures(RIGHT, NOVEMBER)),
        "load_scopes": table(scopes),
        "editions": table([edition]),
    }
    return replace(given, rows={**given.rows, **rows})


def test_a_table_that_a_load_brought_is_in_the_calendar_with_its_number(show, own):
    done = history_loads.publish(own, of_november(own))
    found = show(index="psi").dataframe[-1].value.set_index("Kỳ số liệu")
    week = found.loc["Từ 02/11/2026 đến 08/11/2026"]
    # Four weeks after 10 October: due on 7 November.
    assert (week["Tình trạng"], week["Đến hạn"]) == ("● đã nhận", "07/11/2026")
    assert week["Bản đã nhận"] == week["Công bố"] == "05/11/2026"
    assert week["Cập nhật"].endswith(f"lần số {done.load_id}")
    assert found.loc["Từ 26/10/2026 đến 01/11/2026", "Tình trạng"] == "◇ chưa có số liệu"
    loads.withdraw(own, done.load_id, why="Nhầm", by=operator("An"))
    found = show(index="psi").dataframe[-1].value.set_index("Kỳ số liệu")
    assert found.loc["Từ 02/11/2026 đến 08/11/2026", "Tình trạng"].startswith("▲ quá hạn")
    # An edition that does not count any more still has its name.
    said = texts(show(load=str(done.load_id))).replace("\\", "")
    assert "Chỉ số 766, 05/11/2026" in said


# Earlier states


def rank(app: AppTest) -> str:
    """The first rank that the page draws: that of Chỉ số 766."""
    return re.search(r"\d+/34", page_runs.parts(app)[1])[0]


def test_every_page_as_of_an_earlier_load(show):
    assert rank(show("pages/overview_page.py")) == "9/34"
    app = show("pages/overview_page.py", as_of="2")
    assert rank(app) == "7/34"
    assert "Đang xem số liệu theo lần cập nhật số 2" in app.info[0].value
    assert rank(show("pages/overview_page.py", as_of="1")) == "9/34"
    # Before all loads, load 0, is a state as well.
    assert rank(show("pages/overview_page.py", as_of="0")) == "7/34"
    for page in ("standing", "components", "data", "over_time"):
        app = show(f"pages/{page}_page.py", as_of="1")
        assert "Đang xem số liệu theo lần cập nhật số 1" in app.info[0].value
        assert "về sau đã bị thu hồi" in app.info[0].value
        assert not app.error
        assert "theo lần cập nhật số 1" in app.caption[0].value


def test_the_history_as_of_a_load_ends_with_it(show):
    app = show(as_of="1")
    assert app.dataframe[0].value.iloc[:, 0].tolist() == [1, 0]
    assert app.dataframe[0].value["Trạng thái"].iloc[0] == "● đã phát hành"


def test_the_button_leads_back_to_the_newest_figures(show):
    app = show("pages/overview_page.py", as_of="2")
    back = next(item for item in app.button if item.label == "Xem số liệu mới nhất")
    back.click().run()
    assert rank(app) == "9/34"
    assert "as_of" not in app.query_params


@pytest.mark.parametrize("number", ["99", "4", "-1", "x", "9" * 40])
def test_a_load_that_is_not_there_is_told_in_a_sentence(show, number):
    app = show("pages/overview_page.py", as_of=number)
    (error,) = app.error
    assert f"Không có lần cập nhật số {number}" in error.value
    back = next(item for item in app.button if item.label == "Xem số liệu mới nhất")
    back.click().run()
    assert not app.error
    assert rank(app) == "9/34"


def test_links_keep_the_earlier_state():
    assert "as_of" in address.KEYS_IN_EVERY_LINK


def test_earlier_states_are_pruned(own):
    for number in range(30):
        (own.folder / "as-of" / f"000001-{number:06d}").mkdir(parents=True)
    version = loads.as_of(own.snapshot(), 1).version
    kept = list((own.folder / "as-of").iterdir())
    assert len(kept) == loads.KEPT_EARLIER
    made = own.folder / "as-of" / f"{own.version():06d}-000001"
    assert made in kept
    assert Store(made).version() == version


def test_the_command_line_as_of_a_load(own, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())

    def ask(line: str):
        code = cli.main(line.split())
        return code, capsys.readouterr()

    ranks = []
    for options in ("", "--as-of 1", "--as-of 2", "--as-of 0"):
        code, written = ask(f"gap psi --json {options}")
        ranks.append(json.loads(written.out)["rank"])
        assert code == 0
    assert ranks == [9, 9, 7, 7]
    for command in ("standing psi", "components psi", "editions"):
        assert ask(f"{command} --as-of 1 --json")[0] == 0
    code, written = ask("gap psi --as-of 99")
    assert (code, written.out) == (2, "")
    assert "99" in written.err


# Taking a load back


@pytest.fixture
def at_the_server(monkeypatch):
    """The visitor sits at the machine that serves."""
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)


def button(app: AppTest, label: str):
    return next(item for item in app.button if item.label == label)


def test_a_withdrawal_shows_what_it_does_before_it_is_confirmed(show, own, at_the_server):
    app = show(load="3")
    before = own.version()
    button(app, "Thu hồi lần cập nhật").click().run()
    assert own.version() == before
    assert "từ thứ 9 lên thứ 7 (tăng 2 bậc)" in texts(app)
    app.text_area(key="history_why").input("Nhầm kỳ")
    app.text_input(key="history_by").input("Trần Thị B")
    button(app, "Xác nhận thu hồi").click().run()
    assert not app.exception
    assert "Đã thu hồi lần cập nhật số 3" in app.success[0].value
    assert own.version() == before + 1
    row = queries.loads(own.snapshot()).to_pylist()[0]
    assert (row["withdraws"], row["why"], row["loaded_by"]) == (3, "Nhầm kỳ", "Trần Thị B")
    assert "từ thứ 9 lên thứ 7" in app.markdown[0].value
    # Said once.
    assert not app.run().success


@pytest.mark.parametrize(
    ("why", "by", "said"),
    [
        ("", "Trần Thị B", "Chưa ghi lý do"),
        ("Nhầm", "", "Chưa có tên"),
        ("Nhầm" * 126, "Trần Thị B", "dài 504 ký tự; tối đa 500"),
    ],
)
def test_a_withdrawal_needs_a_reason_and_a_name(show, own, at_the_server, why, by, said):
    app = show(load="3")
    before = own.version()
    button(app, "Thu hồi lần cập nhật").click().run()
    app.text_area(key="history_why").input(why)
    app.text_input(key="history_by").input(by)
    button(app, "Xác nhận thu hồi").click().run()
    assert said in app.error[0].value
    assert own.version() == before
    assert app.text_area(key="history_why").value == why


def test_enter_in_a_box_carries_out_nothing_that_all_readers_see():
    """A form that publishes or withdraws is sent by its button alone."""
    forms = 0
    for path in (ROOT / "rankings" / "blocks").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"^from rankings import .*\bloads\b", text, re.MULTILINE):
            continue
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "st.form":
                forms += 1
                given = {item.arg: ast.unparse(item.value) for item in call.keywords}
                assert given.get("enter_to_submit") == "False", (path.name, call.lineno)
    assert forms


def test_the_source_of_a_load_is_told_in_one_step(show, own, at_the_server):
    given = history_loads.without_source(own)
    number = acknowledged.publish(own, given).load_id
    app = show(load=str(number))
    assert ":orange-badge[chưa ghi nguồn]" in texts(app)
    labelled = {item.label: item for item in app.text_input}
    labelled["Họ và tên người thực hiện"].input("Trần Thị B")
    button(app, "Ghi nguồn").click().run()
    assert "Chưa có nguồn để ghi" in app.error[0].value
    labelled = {item.label: item for item in app.text_input}
    labelled["Số, ký hiệu văn bản"].input("45/BC-VPCP")
    button(app, "Ghi nguồn").click().run()
    assert not app.exception
    assert f"Đã ghi nguồn cho lần cập nhật số {number}" in app.success[0].value
    assert ":orange-badge[chưa ghi nguồn]" not in texts(app)
    row = queries.loads(own.snapshot()).to_pylist()[0]
    assert (row["kind"], row["loaded_by"]) == ("source", "Trần Thị B")


@pytest.mark.parametrize("load", ["0", "1", "2", "4"])
def test_what_cannot_be_taken_back_has_no_button(show, at_the_server, load):
    labels = [item.label for item in show(load=load).button]
    assert "Thu hồi lần cập nhật" not in labels


def test_nobody_takes_back_from_elsewhere_or_when_it_is_off(show, monkeypatch):
    app = show(load="3")
    assert "Thu hồi lần cập nhật" not in [item.label for item in app.button]
    assert "Chỉ thu hồi được trên chính máy chạy ứng dụng" in texts(app)
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)
    monkeypatch.setenv("RANKINGS_PUBLISHING", "off")
    app = show(load="3")
    assert "Thu hồi lần cập nhật" not in [item.label for item in app.button]
    assert "RANKINGS_PUBLISHING=off" in texts(app)


@pytest.mark.parametrize("choices", [{"as_of": "3"}, {"v": "4"}])
def test_nobody_takes_back_while_looking_at_earlier_figures(show, at_the_server, choices):
    app = show(load="3", **choices)
    assert "Thu hồi lần cập nhật" not in [item.label for item in app.button]
    assert "Đang xem số liệu cũ" in texts(app)


def test_the_original_can_be_had_as_of_a_load_too(show, own):
    labels = [item.label for item in show(load="1").get("download_button")]
    assert "Tải tệp gốc" in labels
    labels = [item.label for item in show(load="1", as_of="1").get("download_button")]
    assert "Tải tệp gốc" in labels
    sha256 = history.published(own.snapshot())[0].sha256
    path = originals.path_of(own, sha256)
    assert path.read_bytes() == CONTENT
    path.unlink()
    assert "Tệp gốc không còn trong kho." in texts(show(load="1"))


def test_an_exported_table_says_as_of_which_load_it_is(own):
    version = own.version()
    view = View(
        at=own.at(1),
        live=own.snapshot(),
        pinned=False,
        language="vi",
        words=words("vi"),
        today=date(2026, 11, 22),
        pages={},
        scheme="vn34",
        home="66",
        as_of=1,
    )
    columns = [Column("Số", itemgetter(0)), Column("Lý do", itemgetter(1))]
    described = Table([(1, "=cmd|x"), (0, None)], columns)
    made = described.sheet("Nhật ký", history_block.about(view))
    assert made.notes == (("Phiên bản số liệu", f"{version}, theo lần cập nhật số 1"),)
    assert (made.columns, made.rows) == (("Số", "Lý do"), ((1, "=cmd|x"), (0, None)))
    text = exports.csv_text(made, decimal_comma=True).decode("utf-8-sig")
    assert ";'=cmd|x;" in text
    assert exports.workbook(made, "Số liệu")


def test_a_version_says_which_load_made_it_and_when(show, own):
    """Not when the store was first built, which every later version says of its figures."""
    built, nothing = history.made_by(own.at(1))
    assert nothing is None
    moment, load_id = history.made_by(own.snapshot())
    assert load_id == max(load.load_id for load in history.published(own.snapshot()))
    assert moment > built
    said = texts(show(section="editions"))
    assert f"lần cập nhật số {load_id}." in said


# --- The audit ------------------------------------------------------------------------------------


def test_every_event_of_the_audit_has_its_words():
    noted = re.compile(r'(?:note|note_done|add)\(\s*(?:self\.)?\w+,\s*"([a-z_]+)"')
    written = re.compile(r'_(?:write|keep)\(store, "([a-z_]+)"')
    files = [ROOT / name for name in under("rankings/")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    events = {event for text in texts if "audit" in text for event in noted.findall(text)}
    events |= {f"account_{event}" for text in texts for event in written.findall(text)}
    events.add("account_changed")  # or the password, by what is changed
    known = {"handed_in", "published", "signed_in", "exported", "refused", "account_bound"}
    assert events > known
    for language in ("vi", "en"):
        for event in events:
            assert history_sentences.audit_event(words(language), event)


def test_a_line_of_the_audit_names_the_load_and_where_it_came_from():
    w = words("vi")
    details = {"load": 3, "withdraws": 2, "version": 9}
    assert history_sentences.audit_details(w, details) == "Lần cập nhật số 3; Lần cập nhật số 2"
    refused = {"name": "lan", "address": "10.0.0.7", "why": "error.sign_in_wrong"}
    assert history_sentences.audit_details(w, refused) == "lan; 10.0.0.7"
    assert history_sentences.audit_details(w, {}) is None


AUDIT = "Nhật ký hệ thống"


def headings(app: AppTest) -> list[str]:
    return [item.value for item in app.subheader]


def test_an_administrator_sees_the_audit_and_that_a_line_was_touched(own, show, monkeypatch):
    boss = Actor("Bà Ba", access.ROLES["administrator"], "ba", access.LOCAL)
    for number in (1, 2):
        audit.note(own, "cancelled", by=boss, load=number)
    assert AUDIT not in headings(show())
    monkeypatch.setenv("RANKINGS_ACCOUNTS", "on")
    monkeypatch.setattr(sessions, "actor", lambda *_, **__: boss)
    app = show()
    assert AUDIT in headings(app)
    assert not any("không còn nguyên vẹn" in item.value for item in app.error)
    file = own.folder / "accounts" / "audit.jsonl"
    *_, touched, last = lines = file.read_text(encoding="utf-8").splitlines()
    lines[-2:] = touched.replace("cancelled", "published"), last
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (error,) = show().error
    assert f"dòng {len(lines) - 1} đã bị sửa" in error.value
    reader = Actor("Ông Tư", access.ROLES["reader"], "tu", access.LOCAL)
    monkeypatch.setattr(sessions, "actor", lambda *_, **__: reader)
    assert AUDIT not in headings(show())
