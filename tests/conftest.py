"""What every test stands on: a store built from data/, and a lock on the real one."""

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import hypothesis
import pytest
from _pytest.subtests import SubtestReport
from filelock import FileLock

from tests import effort, soak
from tests.store_clones import clone, is_shared

if TYPE_CHECKING:
    from rankings.store.versions import Store
    from tests.shared_work import BrowserBeside

ROOT = Path(__file__).resolve().parent.parent
REAL_VAR = ROOT / "var"

# A test that fails should see the error itself, not the sentence that readers get.
os.environ["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] = "full"

# For the searches that name no number of examples of their own. What an example takes tells of the
# machine, not of the product. A run that others wait for tries the same examples each time;
# `make soak` looks for new ones.
UNTIMED = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "quick", UNTIMED, max_examples=effort.examples(100), derandomize=True, database=None
)
hypothesis.settings.register_profile("thorough", UNTIMED, max_examples=100)
hypothesis.settings.load_profile("thorough" if effort.THOROUGH else "quick")


# Files that take long come first of their kind, so that at the end no worker waits for another one
# with half a file before it.
LONG_FILES = {"test_every_page.py", "test_upload.py", "test_history.py", "test_scenario_outcome.py"}
# Tests in these folders, with these fixtures, or in modules that know these names write a store or
# run a page.
STORE_FOLDERS = {"browser", "ingest"}
STORE_FIXTURES = {"own_var", "loaded_var", "long_var", "serve", "small_data", "data_copy"}
STORE_FIXTURES |= {"postgres", "lake"}
STORE_OR_PAGE = {"AppTest", "page_runs", "clone", "before_arrival"}
SLOWEST_FILES = 10

# Thousands of tests are objects that stay to the end: to look through them again and again for
# garbage takes half the time of collecting the tests.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    """Let the collector pass over what has been collected: a twentieth of the time of all tests.

    What is garbage by then stays with it: too little to look for in each worker.
    """
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> "BrowserBeside":
    """Several workers share the files out so that none of the processor is idle."""
    from tests.shared_work import BrowserBeside

    return BrowserBeside(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record FILE`: write there how the run ended (docs/soak.md)."""
    parser.addoption("--record", metavar="FILE", help="write to this file how the run ended")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last, and of each kind the files that take long first.

    Where that is asked for, what needs neither a store to write to nor a page is marked `quick`.
    """
    items.sort(key=lambda item: ("/browser/" in item.nodeid, item.path.name not in LONG_FILES))
    if "quick" in config.option.markexpr:
        for item in filter(_is_quick, items):
            item.add_marker("quick")


def _is_quick(item: pytest.Item) -> bool:
    if item.path.parent.name in STORE_FOLDERS or item.get_closest_marker("long"):
        return False
    return not (
        STORE_FIXTURES & set(getattr(item, "fixturenames", ()))
        or STORE_OR_PAGE & vars(item.getparent(pytest.Module).obj).keys()
    )


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Tell which files took longest, and record the run where that was asked for."""
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            # The time of a subtest is part of the time of its test.
            if isinstance(report, pytest.TestReport) and not isinstance(report, SubtestReport):
                seconds[report.nodeid.split("::")[0]] += report.duration
    if slowest := seconds.most_common(SLOWEST_FILES):
        terminalreporter.section(f"the {len(slowest)} slowest files")
        for name, duration in slowest:
            terminalreporter.line(f"{duration:7.1f} s  {name}")
    if name := config.getoption("record"):
        stats = terminalreporter.stats
        counts = {kind: len(stats.get(kind, ())) for kind in ("passed", "failed", "error")}
        took = time.monotonic() - config.stash[BEGAN]
        recorded = soak.record(Path(name), counts, took, exitstatus)
        terminalreporter.line(f"Recorded in {recorded}")


BEGAN = pytest.StashKey[float]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BEGAN] = time.monotonic()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all workers of this run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session", autouse=True)
def _locked_door(shared_folder: Path) -> Iterator[None]:
    """Point RANKINGS_VAR at a temporary store, and make any use of the real var/ an error."""
    patch = pytest.MonkeyPatch()
    patch.setenv("RANKINGS_VAR", str(shared_folder / "var"))
    connect = duckdb.connect

    def connect_elsewhere(database: object = ":memory:", *arguments: object, **named: object):
        _refuse(database)
        if not named.get("read_only"):
            _refuse_shared(database)
        if not effort.THOROUGH:
            # The workers have the cores already; threads of their own cost a quarter more.
            named["config"] = {"threads": 1} | named.get("config", {})
        return connect(database, *arguments, **named)

    patch.setattr(duckdb, "connect", connect_elsewhere)
    if not effort.THOROUGH:
        # No test cuts the power: what a disk was told to keep is there without waiting for it.
        patch.setattr(os, "fsync", lambda descriptor: None)
    sys.addaudithook(_watch)
    yield
    patch.undo()


def _watch(event: str, arguments: tuple) -> None:
    if event in {"open", "os.mkdir", "os.rename", "os.remove"}:
        _refuse(arguments[0])
    if event == "os.truncate" or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        _refuse_shared(arguments[0])


def _refuse(path: object) -> None:
    # A relative path says too little (it may be relative to an open folder); ours are absolute.
    # No Path is made: this is asked at every opening of a file.
    if not isinstance(path, str | os.PathLike) or not os.path.isabs(path):  # noqa: PTH117
        return
    if f"{os.path.normpath(path)}{os.sep}".startswith(f"{REAL_VAR}{os.sep}"):
        raise RuntimeError(
            f"A test used the real store ({path}). Use the fixture `var` to read a store built "
            "from data/, or `own_var` for a copy to write to."
        )


def _refuse_shared(path: object) -> None:
    if isinstance(path, str | os.PathLike) and is_shared(path):
        raise RuntimeError(
            f"A test wrote into a version that other stores have as well ({path}). Take "
            "`own_file` of tests/store_clones.py first."
        )


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes of passwords that take no time. What real ones cost: tests/loads/test_accounts.py."""
    from argon2 import PasswordHasher

    from rankings.loads.accounts import passwords

    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)
    passwords._of_nobody.cache_clear()
    yield
    passwords._of_nobody.cache_clear()


@pytest.fixture(scope="session")
def var(shared_folder: Path) -> Path:
    """The folder of a store built from data/, shared by all tests: to be read, not written."""
    from rankings.loads import bootstrap
    from rankings.store.versions import Store

    folder = shared_folder / "var"
    with FileLock(shared_folder / "var.lock"):
        bootstrap.ensure(Store(folder))
    return folder


@pytest.fixture(scope="session")
def loaded_var(var: Path, shared_folder: Path) -> Path:
    """That store with a table of 17 September published as that of 10 October (load 1).

    Shared by all tests: to be read, or cloned and published to.
    """
    from rankings.store.versions import Store
    from tests import history_loads

    folder = shared_folder / "loaded"
    with FileLock(shared_folder / "loaded.lock"):
        if not folder.exists():
            store = Store(clone(var, shared_folder / "loading"))
            wrong = history_loads.submission(store, history_loads.EARLIER)
            history_loads.publish(store, wrong)
            store.close()
            store.folder.rename(folder)
    return folder


@pytest.fixture(scope="session")
def long_var(var: Path, shared_folder: Path) -> Path:
    """That store with ten times as many tables, made up day by day. Shared by all tests, as is."""
    from benchmarks.growth_store import MANY, grown

    folder = shared_folder / "long"
    with FileLock(shared_folder / "long.lock"):
        if not folder.exists():
            store = grown(clone(var, shared_folder / "growing"), MANY)
            store.close()
            store.folder.rename(folder)
    return folder


@pytest.fixture(scope="session")
def units_var(var: Path, shared_folder: Path) -> Path:
    """That store with two tables of the units inside Gia Lai. Shared by all tests, as is."""
    from tests.units_store import with_units

    folder = shared_folder / "units"
    with FileLock(shared_folder / "units.lock"):
        if not folder.exists():
            store = with_units(clone(var, shared_folder / "adding_units"))
            store.close()
            store.folder.rename(folder)
    return folder


@pytest.fixture(scope="session")
def home_units_var(var: Path, shared_folder: Path) -> Path:
    """That store with a made-up table of the communes of home. Shared by all tests, as is."""
    from tests.units_store import with_home

    folder = shared_folder / "home_units"
    with FileLock(shared_folder / "home_units.lock"):
        if not folder.exists():
            store = with_home(clone(var, shared_folder / "adding_home_units"))
            store.close()
            store.folder.rename(folder)
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[object]:
    """A PostgreSQL for the tests of the shared store, one for each worker that asks."""
    from tests import shared_lake

    with shared_lake.postgres() as running:
        yield running


@pytest.fixture
def own_var(var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the store for one test, which may write to it; RANKINGS_VAR names it."""
    folder = clone(var, tmp_path / "var")
    monkeypatch.setenv("RANKINGS_VAR", str(folder))
    return folder


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], "Store"]:
    """`serve(folder)`: RANKINGS_VAR names the folder, and its store is read as it stands.

    It is not compared with data/, from which it may well differ.
    """
    from rankings.loads import bootstrap
    from rankings.store.versions import Store

    def serve(folder: Path) -> Store:
        monkeypatch.setenv("RANKINGS_VAR", str(folder))
        monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())
        return Store(folder)

    return serve


@pytest.fixture(autouse=True)
def _fresh_caches(request: pytest.FixtureRequest) -> Iterator[None]:
    """Streamlit's cache belongs to the process: without this, a test would see another's store.

    Tests that change nothing of the process all see the store of `var`, which stays open for them.
    """
    changes = "monkeypatch" in request.fixturenames
    if changes:
        _clear_caches()
    yield
    if changes:
        _clear_caches()


def _clear_caches() -> None:
    if "streamlit" in sys.modules:
        import streamlit as st

        st.cache_resource.clear()
