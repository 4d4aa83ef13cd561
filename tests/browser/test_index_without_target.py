"""Indices without a target, or with little else: readable in a real browser, on desk and phone."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests import small_store
from tests.blocks.test_index_without_target import CODES, SHORT_NAME, WITHOUT_EDITION, tables
from tests.browser.readable import STICKS_OUT
from tests.browser.server import Server, running
from tests.browser.visits import ready

NO_TARGET = {"vi": "chưa đặt mục tiêu", "en": "no target is set"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a store that holds all these indices."""
    folder = tmp_path_factory.mktemp("unlike")
    small_store.build(folder / "var", **tables())
    with running(folder / "var", folder / "server.log") as started:
        yield started


@pytest.mark.long
@pytest.mark.parametrize(("language", "size"), [("vi", "phone"), ("en", "desktop")])
def test_every_one_of_them_fits_and_says_what_is_missing(visit, language, size):
    page = visit("/", size=size, language=language)
    wrong = []
    for path in ("/standing", "/components"):
        for code in CODES:
            page.goto(f"{path}?{urlencode({'index': code, 'lang': language, 'peers': '02'})}")
            ready(page)
            wrong += [f"{path} {code}: {what}" for what in page.evaluate(STICKS_OUT)]
            if path == "/standing" and code not in ("plain", "old_goal", *WITHOUT_EDITION):
                expect(page.get_by_text(NO_TARGET[language])).to_be_visible()
                expect(page.locator(".ladder .row.inside")).to_have_count(0)
                expect(page.locator(".ladder .entry.cut")).to_be_hidden()
    assert wrong == []


@pytest.mark.long
def test_from_the_overview_to_an_index_without_a_card(visit):
    page = visit("/", size="phone")
    page.get_by_role("link", name=SHORT_NAME).click()
    ready(page)
    expect(page).to_have_url(re.compile("index=long"))
    expect(page.locator(".ladder .row.home")).to_be_visible()
