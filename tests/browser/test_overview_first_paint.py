"""The overview in the HTML: it gives way to the live page without a jump, and needs no scripts."""

import re

import pytest
from playwright.sync_api import Route, expect

from rankings.blocks import brief
from rankings.words.text import words
from tests import effort
from tests.browser.visits import SIZES, Visits, ready

FIRST = "#first"
# The words of the page with their place, size, weight and colour; of the menu on a phone, which is
# folded there, nothing.
TEXTS = """
root => {
    const found = {}
    const walk = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
        const text = walk.currentNode.data.trim()
        const parent = walk.currentNode.parentElement
        if (!text || !parent.checkVisibility({ checkVisibilityCSS: true })) continue
        if (parent.closest('script, style, header, nav')) continue
        const range = document.createRange()
        range.selectNodeContents(walk.currentNode)
        const { x, y, width, height } = range.getBoundingClientRect()
        const style = getComputedStyle(parent)
        found[text] ??= []
        found[text].push({ place: [x, y, width, height],
            ink: [style.fontSize, style.fontWeight, style.color] })
    }
    return found
}
"""
# Icons are a font that comes later, the switch of the pin, the pictures and the briefings want the
# live page.
VI = words("vi")
BRIEFINGS = {brief.label(VI, form, kind) for form, kind, _ in brief.FIRST}
BRIEFINGS |= {VI("brief.button_text"), VI("brief.other_forms"), VI("meeting.open")}
TOOLS = {VI("glossary.open"), VI("print.open")}
ONLY_LIVE = {"Ghim số liệu", "PNG", "Chuyển đến nội dung chính", *TOOLS, *BRIEFINGS}


# What stands there at the moment at which it is taken away.
KEPT = f"""
const remove = Element.prototype.remove
Element.prototype.remove = function () {{
    if (this.id === "first") window.before = ({TEXTS})("#first")
    remove.call(this)
}}
"""


@pytest.mark.parametrize(
    ("size", "scheme", "width"),
    effort.first(
        1,  # On the last one the heading of the live page just does not fit into two lines.
        [("desktop", "light", 1280), ("phone", "dark", 360), ("phone", "light", 390)],
    ),
)
def test_nothing_moves_when_the_live_page_takes_its_place(server, visits, size, scheme, width):
    page = visits(server, size=size, scheme=scheme, wait=False)
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(KEPT)
    page.goto(server.url)
    after = ready(page).evaluate(TEXTS, "#root")
    before = page.evaluate("window.before")
    assert len(before) > 40
    assert {text for text in before if text not in after} <= {"›"}
    icon = re.compile(r"[a-z_]+")
    assert {text for text in after if text not in before and not icon.fullmatch(text)} <= ONLY_LIVE
    for text, drawn in before.items():
        for one, other in zip(drawn, after.get(text, ()), strict=False):
            assert other["place"] == pytest.approx(one["place"], abs=1.5), text
            assert other["ink"] == one["ink"], text


def test_without_scripts_the_ranks_can_be_read_and_the_language_be_changed(browser, server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(server.url)
    expect(page).to_have_title("Tổng quan · Thứ hạng Đắk Lắk")
    for rank in ("7/34", "29/34", "24/34"):
        expect(page.get_by_text(rank, exact=True)).to_be_visible()
    expect(page.locator("#old-browser")).to_be_hidden()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("Index 766 keeps its place, 7th of 34")).to_be_visible()
    page.context.close()


def test_on_a_phone_its_menu_is_folded_where_that_of_the_live_page_is(browser, server, visits):
    first = browser.new_context(java_script_enabled=False, viewport=SIZES["phone"]).new_page()
    first.goto(server.url)
    folded = first.get_by_label("Menu: chọn trang", exact=True)
    place = folded.bounding_box()
    expect(first.get_by_role("link", name="Xếp hạng")).to_be_hidden()
    folded.click()
    first.get_by_role("link", name="Số liệu và nguồn").click()
    expect(first).to_have_url(f"{server.url}/data")
    first.context.close()
    live = visits(server, size="phone").get_by_label("Menu: chọn trang", exact=True)
    # The live one bears a word besides.
    assert live.bounding_box() | {"width": 0} == pytest.approx(place | {"width": 0}, abs=1.5)


def test_it_is_there_while_scripts_are_on_their_way_and_keeps_the_place(visits, server):
    page = visits(server, size="phone", wait=False)
    held: list[Route] = []
    on_their_way = True
    page.goto("about:blank")
    page.route("**/*.js", lambda route: held.append(route) if on_their_way else route.continue_())
    page.goto(server.url, wait_until="commit")
    expect(page.get_by_text("7/34", exact=True)).to_be_visible()
    page.locator(FIRST).evaluate("first => { first.scrollTop = 500 }")
    # What lies under it is out of reach.
    assert page.locator("#root").evaluate("root => root.inert")
    before = page.get_by_text("29/34", exact=True).bounding_box()
    on_their_way = False
    for route in held:
        route.continue_()
    ready(page)
    expect(page.locator(FIRST)).to_have_count(0)
    assert not page.locator("#root").evaluate("root => root.inert")
    # Letters of the font may come in between: what is looked at stays where it is.
    after = page.get_by_text("29/34", exact=True).bounding_box()
    assert 150 < after["y"] == pytest.approx(before["y"], abs=3)


def test_a_lost_server_is_told_and_not_hidden(visits: Visits, server):
    visits.allow(r"_stcore|ERR_CONNECTION|WebSocket|Is Streamlit still running")
    page = visits(server, wait=False)
    page.goto("about:blank")
    page.route("**/_stcore/**", lambda route: route.abort())
    page.goto(server.url)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(FIRST)).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/", True),
        ("/?lang=en", True),
        ("/?lang=fr", False),
        ("/?v=1", False),
        ("/?as_of=0", False),
        ("/?figure=psi", False),
        ("/?since=", False),
        ("/standing", False),
    ],
)
def test_only_the_newest_overview_stands_in_the_page(browser, server, address, there):
    context = browser.new_context()
    body = context.request.get(server.url + address).text()
    context.close()
    assert (f'<div id="{FIRST[1:]}">' in body) == there
    assert ("7/34" in body) == there
