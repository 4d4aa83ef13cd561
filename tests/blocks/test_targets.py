"""Targets, agencies and remarks on their page: what stands is shown to all, changed by some."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rankings.loads import access
from rankings.loads.edits.targets import TargetGiven
from rankings.sentences import edits, naming
from rankings.store.versions import Store
from rankings.words.text import words
from tests import oracles, page_runs
from tests.page_runs import asked, sound, texts

Show = Callable[..., AppTest]


@pytest.fixture(scope="module")
def show(var) -> Show:
    """`show(edit="owners", lang="en")`: the page after its run, known to be sound."""
    return page_runs.of_page("pages/targets_page.py")


def test_every_target_stands_with_who_set_it(show):
    rows = show().dataframe[0].value
    assert list(rows.iloc[:, 0]) == ["Chỉ số 766", "DTI", "PII"]
    limits = [row["rank_limit"] for row in oracles.read("targets")]
    assert [text.split()[2] for text in rows["Mục tiêu"]] == limits
    assert set(rows["Cơ quan giao mục tiêu"]) == {"Ban Chỉ đạo tỉnh"}
    # No day is made up where the source names none.
    assert set(rows["Thời hạn"]) == {"nguồn không nêu thời hạn"}


def test_in_english_who_set_a_target_is_named_in_english(var):
    at, w = Store(var).snapshot(), words("en")
    names = naming.agency_names(at, w)
    given = TargetGiven(10, "Ban Chỉ đạo tỉnh")
    assert edits.target(w, given, names) == (
        "top 10, no deadline stated (Provincial Steering Committee)"
    )
    assert edits.target(w, replace(given, set_by="Sở A"), names).endswith("(Sở A)")
    assert names["Ban Chỉ đạo tỉnh Đắk Lắk"] == "Provincial Steering Committee, Dak Lak"


def test_on_a_narrow_screen_a_row_is_a_paragraph(show):
    drawn = [item.value for item in show().markdown if "Cơ quan giao mục tiêu: " in item.value]
    (first, *others) = drawn[0].split("\n\n")
    assert (len(drawn), len(others)) == (1, 2)
    assert first.splitlines()[:2] == ["**Chỉ số 766**  ", "Mục tiêu: Vào nhóm 10 dẫn đầu  "]
    assert "Đường dẫn: [nhandan\\.vn](<https://nhandan.vn/" in first


def test_every_component_stands_with_who_answers_for_it(show):
    rows = show(edit="owners").dataframe[0].value
    newest = {"psi": "psi-2026", "dti": "dti-405", "pii": "pii-2025"}
    wanted = [
        row["name_vi"]
        for row in oracles.read("indicators")
        if row["method_code"] == newest[row["index_code"]]
        and row["level"] in ("component", "pillar")
    ]
    assert sorted(rows.iloc[:, 1]) == sorted(wanted)
    assert set(rows["Cơ quan chủ trì"]) == {"Chưa phân công"}


def test_without_a_remark_there_is_a_sentence_and_no_table(show):
    app = show(edit="remark")
    assert not app.dataframe
    assert "Chưa có nhận xét nào." in texts(app)


@pytest.mark.parametrize("part", ["targets", "owners", "remark"])
def test_in_english_too(show, part):
    app = show(edit=part, lang="en")
    assert [header.value for header in app.header] == ["Targets and owners"]
    assert len(app.subheader) == 1


@pytest.fixture
def changing(show, monkeypatch) -> Show:
    """The same on the machine that may change something."""
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)
    return show


def test_the_edition_of_a_remark_is_chosen_as_on_every_page(changing):
    app = changing(edit="remark", index="pii", edition="pii-2024-year-vn63")
    assert app.selectbox(key="control_edition").value == "pii-2024-year-vn63"
    sound(app.selectbox(key="control_edition").set_value("pii-2025-year-vn34").run())
    # That of the card leaves the address.
    assert asked(app, "edition") is None
    assert app.text_area[0].label == "Nhận xét (một hoặc hai câu)"


def test_each_part_has_its_form(changing):
    assert changing(edit="targets").number_input[0].value == 10
    names = {field.label for field in changing(edit="owners").text_input}
    assert {"Số hóa hồ sơ", "Tiến độ giải quyết"} <= names


def test_what_was_set_stays_while_another_form_is_looked_at(var, monkeypatch):
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)
    show = page_runs.of_page("pages/targets_page.py")
    app = show(edit="targets")
    app.number_input[0].set_value(7)
    app.checkbox[0].set_value(True)
    sound(app.run())
    app = show(edit="remark")
    app.text_area[0].set_value("Cổng chấm lại")
    sound(app.run())
    app = show(edit="targets")
    assert (app.number_input[0].value, app.checkbox[0].value) == (7, True)
    assert show(edit="remark").text_area[0].value == "Cổng chấm lại"


@pytest.mark.parametrize("field", ["Giải trình", "Số, ký hiệu văn bản"])
def test_what_is_published_is_what_was_seen(own_var, monkeypatch, field):
    """Whatever is typed after the preview, the reason and the basis too, is to be seen anew."""
    monkeypatch.setattr(access, "from_this_machine", lambda address, headers: True)
    app = page_runs.of_page("pages/targets_page.py")(edit="targets")
    app.number_input[0].set_value(9)
    for label in ("Giải trình", "Số, ký hiệu văn bản"):
        next(one for one in app.text_input if one.label.startswith(label)).set_value("1/QĐ-UBND")
    look = next(button for button in app.button if button.label == "Xem trước tác động")
    sound(look.click().run())
    assert "Phát hành" in [button.label for button in app.button]
    changed = next(one for one in app.text_input if one.label.startswith(field))
    sound(changed.set_value("2/QĐ-UBND").run())
    assert "Phát hành" not in [button.label for button in app.button]
