"""The overview in the HTML: it says what the live page says, of the newest figures, and no more."""

import html
import re
from datetime import date

import pytest
from markdown_it import MarkdownIt

from rankings.blocks.delivery.page import Painted
from rankings.blocks.overview import first_paint
from rankings.blocks.overview.first_paint import FirstPaint
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words.text import words
from tests import page_runs, small_store
from tests.page_runs import plain
from tests.small_store import edition, figure
from tests.test_names import of_router

MENU = of_router("MENU")
TODAY = date(2026, 11, 22)
REMARK = {
    "index_code": "x",
    "edition_id": "e1",
    "text_vi": "Giữ vững <b>nhóm 3</b>.",
    "text_en": "",
    "signed_by": "Nguyễn Văn A",
    "dated": date(2026, 1, 9),
}


def of_markdown(text: str) -> str:
    """What Streamlit draws of its Markdown, without colours, badges and icons."""
    text = re.sub(r":material/\w+:", "", text)
    text = re.sub(
        r":[\w-]+\[((?:[^\[\]]|\\.)*)\]", r"\1", re.sub(r":\w+\[(:\w+\[.*\])\]", r"\1", text)
    )
    return plain(MarkdownIt("commonmark").render(text.removeprefix("## ")))


def painted(at, language: str = "vi", today: date = TODAY) -> Painted | None:
    menu = tuple((group, tuple(pages)) for group, pages in MENU.items())
    return first_paint.drawn(at, language, today, menu)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_says_what_the_live_page_says(var, language):
    app = page_runs.sound(page_runs.opened(lang=language))
    drawn = plain(FirstPaint(lambda: Store(var), MENU)(language).html)
    told = [*app.markdown, *app.caption]
    # What opens when it is pressed is not to be seen at first.
    opened = {id(part) for popover in app.get("popover") for part in popover}
    sentences = [of_markdown(part.value) for part in told if id(part) not in opened]
    sentences += page_runs.parts(app)
    assert len(sentences) > 10
    missing = [text for text in sentences if text and text not in drawn]
    assert [text for text in missing if not text.startswith(("Thay đổi", "Changes"))] == []


def test_every_page_can_be_reached_from_it_in_its_language(var):
    drawn = FirstPaint(lambda: Store(var), MENU)("en").html
    links = [html.unescape(href) for href in re.findall(r'href="([^"]*)"', drawn)]
    pages = {name.replace("_", "-") for names in MENU.values() for name in names} - {"overview"}
    assert {re.split(r"\?", href)[0] for href in links} == {"./", *pages}
    assert [href for href in links if "lang=en" not in href] == ["./"]
    assert "standing?index=psi&lang=en" in links


def test_it_is_that_of_the_newest_version(tmp_path):
    at = small_store.build(tmp_path / "var", observations=figure("01", rank=2))
    paint = FirstPaint(lambda: at.store, MENU)
    before = paint("vi")
    assert before == paint("vi")
    assert ">2/" in before.html
    with at.store.next_version(at.store.path(at.version)) as connection:
        connection.execute("update current_observations set value = 3 where measure = 'rank'")
        connection.execute("update standings set rank = 3 where unit_code = '01'")
    after = paint("vi")
    assert f"phiên bản số liệu {at.version + 1}" in plain(after.html)
    assert after != before


def test_what_a_person_typed_is_shown_letter_by_letter(tmp_path):
    at = small_store.build(tmp_path / "var", remarks=[REMARK], observations=figure("01", rank=2))
    page = painted(at).html
    assert "<b>nhóm 3</b>" not in page
    assert "Giữ vững <b>nhóm 3</b>." in plain(page)


def test_without_an_edition_it_says_that_nothing_can_be_judged(tmp_path, serve):
    at = small_store.build(tmp_path / "var", editions=[], observations=[])
    page = painted(at).html
    assert "<article>" not in page
    assert words("vi")("message.nothing") in plain(page)
    serve(tmp_path / "var")
    app = page_runs.sound(page_runs.opened())
    assert words("vi")("message.nothing") in page_runs.texts(app)
    for names in MENU.values():
        for name in names:
            page_runs.shown(app, f"pages/{name}_page.py")


def test_without_a_target_the_live_page_says_what_is_missing(tmp_path):
    at = small_store.build(tmp_path / "var", targets=[], observations=figure("01", rank=2))
    with pytest.raises(Problem, match="no_targets"):
        painted(at)


def test_one_edition_is_compared_with_nothing(tmp_path):
    at = small_store.build(
        tmp_path / "var", editions=[edition()], observations=figure("01", rank=2)
    )
    page = painted(at).html
    assert page.count("<article>") == 1
    assert 'class="button"><span class="icon"></span>Thay đổi' not in page


def test_a_damaged_store_is_left_to_the_live_page(tmp_path):
    at = small_store.build(tmp_path / "var", observations=figure("01", rank=2))
    with at.store.next_version(at.store.path(at.version)) as connection:
        connection.execute("insert into store_info values ('damaged', 'store-1.duckdb')")
    assert painted(at.store.snapshot()) is None
