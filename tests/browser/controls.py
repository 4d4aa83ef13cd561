"""The pages and controls of the app as a reader finds them: by what is written on them."""

import ast
import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.visits import PATIENCE, ready

expect.set_options(timeout=PATIENCE)

EDITOR = "textarea.gdg-input"  # of the cell of a grid that is typed into
PRESS = 100  # milliseconds: a grid overlooks a button that is down for less than a frame
PRESSES, PRESS_PATIENCE = 10, 2_000  # how often to press a grid that was just drawn; milliseconds
ROUTER = Path(__file__).resolve().parent.parent.parent / "app.py"

MENU = {
    "vi": {
        "overview": "Tổng quan",
        "standing": "Xếp hạng",
        "over_time": "Diễn biến",
        "way_up": "Nâng hạng",
        "units": "Các đơn vị trong tỉnh",
        "components": "Điểm thành phần",
        "data": "Số liệu và nguồn",
        "upload": "Cập nhật số liệu",
        "targets": "Mục tiêu và cơ quan chủ trì",
        "merger": "Trước và sau sáp nhập",
    },
    "en": {
        "overview": "Overview",
        "standing": "Standing",
        "over_time": "Over time",
        "way_up": "Moving up",
        "units": "Units in the province",
        "components": "Components",
        "data": "Data and sources",
        "upload": "Upload data",
        "targets": "Targets and owners",
        "merger": "Merger lens",
    },
}
# A part of each page's heading.
HEADINGS = {
    "vi": {
        "overview": "mục tiêu",
        "standing": "Bảng xếp hạng",
        "components": "Điểm thành phần",
        "over_time": "Diễn biến thứ hạng",
        "way_up": "bao nhiêu điểm",
        "units": "Các đơn vị trong tỉnh",
        "data": "Số liệu và nguồn",
        "upload": "Cập nhật số liệu",
        "targets": "Mục tiêu và cơ quan chủ trì",
        "merger": "trước và sau sáp nhập",
    },
    "en": {
        "overview": "target",
        "standing": "Standing",
        "components": "Components",
        "over_time": "Ranks over time",
        "way_up": "how many points",
        "units": "Units in the province",
        "data": "Data and sources",
        "upload": "Upload data",
        "targets": "Targets and owners",
        "merger": "before and after",
    },
}
GROUPS = {"vi": {"analysts": "Phân tích và số liệu"}, "en": {"analysts": "Analysis and data"}}
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
PIN = {"vi": "Ghim số liệu", "en": "Pin figures"}


def _of_router(name: str) -> dict:
    """A constant of app.py, which cannot be imported without a server."""
    (found,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(ROUTER.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    )
    return found


def every_page() -> dict[str, str]:
    """Name -> path of every page in the menu, read from MENU in app.py; the overview is at "/"."""
    names = [name for group in _of_router("MENU").values() for name in group]
    return {name: "/" if name == "overview" else f"/{name.replace('_', '-')}" for name in names}


def group_of(name: str) -> str:
    """The group of the menu that a page is in, read from MENU in app.py; "" where in none."""
    return next(group for group, names in _of_router("MENU").items() if name in names)


def heading(page: Page, name: str, language: str = "vi") -> Locator:
    """The heading of a page."""
    level = 1 if name == "overview" else 2
    return page.get_by_role("heading", name=HEADINGS[language][name], level=level)


def query(page: Page) -> dict[str, str]:
    """The choices that the URL holds."""
    return dict(parse_qsl(urlsplit(page.url).query))


def expect_query(page: Page, wanted: dict[str, str]) -> None:
    """Wait until the URL holds these choices and no others."""
    with contextlib.suppress(TookTooLong):
        page.wait_for_url(lambda url: dict(parse_qsl(urlsplit(url).query)) == wanted)
    assert query(page) == wanted


@contextlib.contextmanager
def new_choice(page: Page) -> Iterator[None]:
    """Do something that changes a choice; wait until the URL tells it and the page shows it."""
    before = page.url
    yield
    page.wait_for_url(lambda url: url != before)
    ready(page)


def press(page: Page, group: str, option: str) -> None:
    """Press another button of a row of them."""
    with new_choice(page):
        options(page, group).get_by_role("radio", name=option, exact=True).click()


def options(page: Page, group: str) -> Locator:
    """A row of buttons by its label."""
    return page.get_by_role("radiogroup", name=group, exact=True)


def pick(page: Page, label: str, option: str) -> None:
    """Type into a list and take what it then offers."""
    field = page.get_by_role("combobox", name=label, exact=True)
    field.click()
    field.fill(option)
    with new_choice(page):
        page.get_by_role("option", name=option).first.click()


def pin(page: Page, language: str = "vi") -> None:
    """Turn the switch "pin" over."""
    with new_choice(page):
        page.get_by_text(PIN[language], exact=True).click()


def speak(page: Page, language: str) -> None:
    """Press the switch of the language, which is another one now."""
    with new_choice(page):
        page.get_by_role("radio", name=LANGUAGES[language], exact=True).click()


def go(page: Page, name: str, language: str = "vi") -> None:
    """Go to a page by the menu."""
    menu = page.get_by_role("navigation")
    if group := group_of(name):
        menu.get_by_role("button", name=GROUPS[language][group], exact=True).click()
        page.get_by_role("menuitem", name=MENU[language][name], exact=True).click()
    else:
        menu.get_by_role("link", name=MENU[language][name], exact=True).click()
    expect(heading(page, name, language)).to_be_visible()
    ready(page)


def press_at(page: Page, x: float, y: float) -> None:
    """Press on a place of a painted grid, as a hand with a mouse does."""
    page.mouse.move(x, y)
    page.mouse.click(x, y, delay=PRESS)
    ready(page)


def cell_of_grid(grid: Locator, position: dict[str, float], name: str) -> None:
    """Choose a cell of a grid, which is painted, as a hand with a mouse does.

    name: that of the cell among those which the grid keeps for reading aloud.
    """
    cell = grid.get_by_test_id(name).last
    for _ in range(PRESSES):
        grid.hover(position=position)
        grid.click(position=position, delay=PRESS)
        with contextlib.suppress(AssertionError):
            return expect(cell).to_be_focused(timeout=PRESS_PATIENCE)
    raise AssertionError(f"The grid does not let {name} be chosen.")
