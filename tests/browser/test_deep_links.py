"""The first request that a server ever gets: a deep link, or a page file asked for by its name."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import effort
from tests.browser.controls import every_page, heading
from tests.browser.server import ROOT, running
from tests.store_clones import clone

STEMS = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def test_the_paths_are_not_the_names_of_files():
    assert len(STEMS) == len(every_page()) == 10
    assert not set(STEMS) & {path.strip("/") for path in every_page().values()}


@pytest.mark.parametrize("first", effort.first(1, ["overview", "components"]))
def test_a_deep_link_is_the_first_request_of_a_server(fresh_server, visits, first):
    """And then the first request of every other reader; the store is built for the first one."""
    others = [item for item in every_page().items() if item[0] != first]
    for name, path in [(first, every_page()[first]), *effort.some(8, others)]:
        page = visits(fresh_server, path)
        expect(heading(page, name)).to_be_visible()
        expect(page.get_by_text("phiên bản số liệu 1").first).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page).to_have_url(fresh_server.url + path)


@pytest.fixture
def server_with_store(var, tmp_path):
    """A server that nobody has visited, on a store that is there already."""
    with running(clone(var, tmp_path / "var"), tmp_path / "server.log") as started:
        yield started


@pytest.mark.parametrize("first", effort.first(1, [STEMS[0], STEMS[-1]]))
def test_the_name_of_a_page_file_leads_to_the_router(server_with_store, visits, first):
    """Also when it is the first request that a server gets."""
    visits.allow("The page that you have requested does not seem to exist")
    for stem in sorted(effort.some(9, STEMS), key=lambda stem: stem != first):
        page = visits(server_with_store, f"/{stem}")
        # app.py has run: it said that there is no such page, and drew its own first one.
        expect(page.get_by_role("dialog")).to_contain_text("Không có trang ở địa chỉ này.")
        expect(page.get_by_text("phiên bản số liệu 1").first).to_be_visible()
        expect(heading(page, "overview")).to_be_attached()
        for name in set(every_page()) - {"overview"}:
            expect(heading(page, name)).to_have_count(0)


@pytest.fixture
def server_without_router(tmp_path, monkeypatch):
    """The pages beside a main file that is not app.py, so that Streamlit finds them by itself."""
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "hollow.py").write_text("")
    for name in ("pages", "rankings", "queries", "data", ".streamlit"):
        (folder / name).symlink_to(ROOT / name)
    command = ("-m", "streamlit", "run", "hollow.py")
    log = tmp_path / "server.log"
    with running(tmp_path / "var", log, command=command, folder=folder) as started:
        yield started


@pytest.mark.long
def test_a_page_without_the_router_draws_and_reads_nothing(server_without_router, visits):
    for stem in effort.some(4, STEMS):
        page = visits(server_without_router, f"/{stem}")
        main = page.get_by_test_id("stMainBlockContainer")
        expect(main).to_be_attached()
        expect(main).to_have_text("")
        expect(main.get_by_role("img")).to_have_count(0)
        # Streamlit did open the file by itself: it knows the page.
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert not Path(server_without_router.var).exists()
