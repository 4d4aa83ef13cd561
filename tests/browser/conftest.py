"""Fixtures of the browser tests: a server of one's own, a Chromium, and watched visits."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from rankings import cli
from tests.browser import chromium
from tests.browser.server import Server, running
from tests.browser.visits import Visits
from tests.store_clones import clone

FAILED = pytest.StashKey[bool]()
OWN_SERVERS = {"fresh_server", "own_server", "server_below"}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of this folder that follow one another in a worker.

    Its driver keeps an event loop running, which other tests stumble over: it ends with the last of
    them. Without a Chromium the test fails, it is not skipped.
    """
    with sync_playwright() as playwright:
        try:
            started = chromium.launch(playwright)
        except chromium.NoChromium as problem:
            pytest.fail(str(problem), pytrace=False)
        yield started
        started.close()


@pytest.fixture(scope="package")
def server(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests of a worker that publish nothing, on a copy of the built store."""
    folder = tmp_path_factory.mktemp("server")
    clone(var, folder / "var")
    with running(folder / "var", folder / "server.log") as started:
        yield started


@pytest.fixture
def own_server(var: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, on the built store: other tests do not want what this one loads."""
    with running(clone(var, tmp_path / "var"), tmp_path / "server.log") as started:
        yield started


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has visited, on an empty folder: the first visit builds the store."""
    with running(tmp_path / "var", tmp_path / "server.log") as started:
        yield started


@pytest.fixture
def server_below(var: Path, tmp_path: Path) -> Iterator[Server]:
    """A server below a path, as `server.baseUrlPath` asks for."""
    store = clone(var, tmp_path / "var")
    with running(store, tmp_path / "server.log", below="/rankings") as started:
        yield started


@pytest.fixture
def told(var: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Any]:
    """`told("gap psi")`: what a command of the command line answers, beside the page."""

    def run(line: str) -> Any:
        capsys.readouterr()
        assert cli.main([*line.split(), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def visits(
    browser: Browser, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visits]:
    """Visits of any server: `visits(fresh_server, "/standing", size="phone")`.

    At the end nothing may have gone wrong in the background: no error in the console or the page,
    no failed request, no request to another host. After a failure there are pictures.
    """
    for name in OWN_SERVERS & set(request.fixturenames):
        # First, so that it is stopped last: a page that loses its server complains.
        request.getfixturevalue(name)
    made = Visits(browser)
    yield made
    complaints = made.complaints()
    if complaints or request.node.stash.get(FAILED, False):
        name = re.sub(r"\W+", "-", request.node.name)
        try:
            pictures = made.photograph(tmp_path_factory.getbasetemp() / "pictures", name)
            print("Pictures:", *pictures, sep="\n")
        except Error as error:
            print(f"No pictures: {error}")
    made.close()
    assert not complaints, "In the background of the visit:\n" + "\n".join(complaints)


@pytest.fixture
def visit(visits: Visits, server: Server) -> Callable[..., Page]:
    """A visit of that server: `visit("/standing", scheme="dark", language="en")`."""
    return partial(visits, server)


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The overview on a desktop, in Vietnamese, light."""
    return visit("/")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember a failure for the pictures, and show what the servers wrote."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for name in ("server", *sorted(OWN_SERVERS)):
            if isinstance(started := getattr(item, "funcargs", {}).get(name), Server):
                report.sections.append((f"log of {name}", started.log_tail()))
    return report
