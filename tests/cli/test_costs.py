"""What a command costs, counted: what it asks of the store, today and with ten times as many
tables, what it keeps and what it imports."""

import ast
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rankings import cli
from rankings.store import versions
from rankings.store.versions import Store
from tests import effort, statements
from tests.cases import every
from tests.cli.test_cli import COMMANDS
from tests.cli.test_loads import workbook
from tests.store_clones import clone
from tests.test_architecture import ROOT, tree

# Command -> how it is asked, its statements, the rows it fetches today, those with the tables more,
# and how many times it reads as many rows as the store has figures. A change that raises one of
# these says so in its commit. DuckDB reads whole blocks; the list of the editions is fetched whole.
BUDGETS = {
    "standing": ("psi", 6, 100, 400, 3),
    "gap": ("psi", 6, 100, 400, 3),
    "components": ("psi", 7, 340, 640, 6),
    "evidence": ("psi", 17, 1330, 1350, 13),
    "editions": ("", 4, 60, 360, 0.1),
    "build": ("", 3, 10, 10, 0.1),
    "loads": ("", 6, 204, 500, 2.1),  # the sources of data/ among them
    "trajectory": ("psi", 6, 1700, 12200, 3),  # prints them all
    "why": ("psi --from 2026-10-05 --to 2026-10-10", 15, 1300, 1600, 11.5),
    "events": ("psi --since 2026-10-05", 12, 660, 1260, 14),
    "merger": ("dti", 9, 260, 560, 6),
    "simulate": ("psi --gain digitisation=0.5", 13, 480, 1060, 9),
    "robustness": ("psi", 8, 380, 680, 6),
    "plan": ("psi --limit 6", 14, 2100, 21500, 14),  # what the newest hundred have gained
    "pace": ("psi", 9, 170, 470, 9),
    "brief": ("", 37, 2240, 2300, 32),
    "forecast": ("psi --by 2027-12-31", 7, 340, 2400, 3),  # from the newest sixty
    # Most of it are rules that hold a table against those before.
    "load": ("{file} --acknowledge x", 83, 2500, 3700, 47.1),
    "publish": ("1 --acknowledge x", 98, 1500, 3600, 77),
    # What it tells the source of is checked anew by seven rules, as long as it is there.
    "source": ("1 --document 1/BC --acknowledge x", 106, 1700, 3800, 72),
    "correct": (
        "psi --period 2026-10-10 --set 66:digitisation=10.4 --recompute totals ranks "
        "--why x --document 1/BC",
        *(89, 2300, 3600, 59),
    ),
    "withdraw": ("1 --why x", 47, 750, 2250, 42),
    "remark": ("psi --period 2026-10-05 --text x --signed-by A", 76, 750, 2250, 34),
}
# What reads all of data/, or all of a store, or asks somebody else.
WHOLE = {"alerts", "collect", "inbox", "check", "backup", "restore", "move-store", "user", "audit"}
# What answers from tables of units inside a province, or from dossiers: data/ holds none.
WHOLE |= {"ledger", "units", "dossiers", "due"}
# Where the tables more are newer than the one that is corrected, home's place is asked in two.
OF_ANOTHER = {"correct": 2}
# What the journal keeps of a load that only adds figures: handed in, published, withdrawn.
LOADED = {
    *(".accounts.lock", "accounts/audit.jsonl"),  # who did it
    "loads/000001/load.json",
    *(
        f"loads/000001/{table}.arrow"
        for table in (
            *("editions", "load_scopes", "observations", "source_documents", "sources"),
            "unsourced_editions",
        )
    ),
}
PUBLISHED = {
    f"loads/000001/published/{table}.arrow"
    for table in ("acknowledgements", "findings", "load_effects", "loads")
}
WITHDRAWN = {
    f"loads/000002/{name}"
    for name in ("load.json", "published/loads.arrow", "published/load_effects.arrow")
}
WRITING = ("load", "publish", "source", "withdraw")  # one after the other, on the same store
READING = [command for command in BUDGETS if command not in WRITING]
# What few commands need, and takes longer to import than most take to answer.
HEAVY = {
    "altair",
    "docx",
    "jinja2",
    "pandas",
    "pptx",
    "pypdfium2",
    "rapidfuzz",
    "scipy",
    "segno",
    "streamlit",
    "xlsxwriter",
}
# Module of commands -> how many modules of ours are loaded before it answers, and which of those.
MODULES = {
    "move_store": (60, set()),
    "user": (62, set()),
    "build": (58, set()),
    "backup": (60, set()),
    "data": (30, set()),
    "standing": (33, set()),
    "components": (34, set()),
    "evidence": (105, {"scipy"}),
    "over_time": (32, set()),
    "merger": (31, set()),
    "scenario": (83, set()),
    "robustness": (32, {"scipy"}),
    "why": (62, set()),
    "way_up": (90, {"scipy"}),
    "brief": (113, {"altair"}),  # charts stand in the document
    "loads": (116, {"rapidfuzz", "xlsxwriter"}),
    "history": (113, {"rapidfuzz", "xlsxwriter"}),
    "collect": (133, {"rapidfuzz", "xlsxwriter"}),
    "units": (37, set()),
    "inbox": (135, {"rapidfuzz", "xlsxwriter"}),
    "alerts": (138, {"rapidfuzz", "xlsxwriter"}),
    "dossiers": (124, {"rapidfuzz", "xlsxwriter"}),
    "correct": (120, {"rapidfuzz", "xlsxwriter"}),
}


def asked_of(command: str, store: Store, file: Path, ask, counted) -> dict[str, float]:
    """What one command asks of a store that no process has read before."""
    arguments = [command, *BUDGETS[command][0].format(file=file).split(), "--json"]
    # With room for all of it: else what is asked twice rests on what other tests have asked for.
    versions.MEMORY.forget()
    counted.clear()
    ask(arguments)
    passes = counted["rows"] / figures(store)
    return {"statements": counted["statements"], "fetched": counted["fetched"], "passes": passes}


def figures(store: Store) -> int:
    """How many figures a store holds."""
    (row,) = store.snapshot().fetch("select count(*) as figures from observations").to_pylist()
    return row["figures"]


@pytest.fixture
def ask(capsys):
    """Run a command in this process: it succeeds, and says nothing beside its answer."""

    def run(arguments: list[str]) -> None:
        capsys.readouterr()
        code = cli.main(arguments)
        assert (code, capsys.readouterr().err) == (0, ""), arguments

    return run


def test_a_command_asks_no_more_with_ten_times_as_many_tables(
    var, long_var, tmp_path, monkeypatch, ask, subtests
):
    assert {*BUDGETS, *WHOLE} == set(COMMANDS)
    counted = statements.counting(monkeypatch)
    # That a load asks no more with years of tables is shown in blocks/test_long_history.py too.
    left_out = () if effort.THOROUGH else (*WRITING, *effort.some(2, READING))
    file = workbook(tmp_path / "bang.xlsx", "09/10/2026")
    for command, (_, most, few, many, passes) in BUDGETS.items():
        with subtests.test(command):
            taken = []
            for size, folder in (("today", var), ("long", long_var)):
                if size == "long" and command in left_out:
                    continue
                own = tmp_path / size / (WRITING[0] if command in WRITING else command)
                if not own.exists():
                    clone(folder, own)
                monkeypatch.setenv("RANKINGS_VAR", str(own))
                taken.append(asked_of(command, Store(own), file, ask, counted))
            today, *longer = taken
            assert today["statements"] == most, taken
            assert today["fetched"] <= few, today
            assert today["passes"] <= passes, today
            if not longer:
                continue
            (long,) = longer
            assert long["statements"] == most + OF_ANOTHER.get(command, 0), taken
            assert long["fetched"] <= many, long
            # What is read grows as what is stored does, in whole blocks, and no faster.
            assert long["passes"] <= today["passes"] + 0.1, taken


def kept(folder: Path) -> set[str]:
    """The files of a store, as paths within it, but for the lock and the note of what is sound."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name not in (".lock", ".sound")
    }


def test_a_load_keeps_its_file_once_and_a_version_for_each_change(own_var, tmp_path, ask):
    file = workbook(tmp_path / "bang.xlsx", "09/10/2026")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    before = kept(own_var)
    for command, made in (
        (["load", str(file), "--acknowledge", "x"], {f"files/{digest[:2]}/{digest}"} | LOADED),
        (["publish", "1", "--acknowledge", "x"], {"store-000002.duckdb"} | PUBLISHED),
        (["withdraw", "1", "--why", "x"], {"store-000003.duckdb"} | WITHDRAWN),
    ):
        ask(command)
        assert kept(own_var) - before == made, command
        before = kept(own_var)
    first, second, third = (path.stat().st_size for path in sorted(own_var.glob("store-*")))
    # Parts that are made anew lie beside those of before until the next version takes their room.
    assert second <= 1.5 * first
    assert third <= 1.1 * second


def imported(name: str, seen: dict[str, set[str]]) -> None:
    """Add to `seen` a module of ours and all that it imports as it is loaded: name -> packages."""
    file = next(
        path
        for path in (f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__init__.py")
        if (ROOT / path).exists()
    )
    seen[name] = set()
    for node in tree(file).body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [node.module, *inner] if node.module.startswith("rankings") else [node.module]
        else:
            continue
        for each in names:
            if not each.startswith("rankings"):
                seen[name].add(each.split(".")[0])
                continue
            for part in parents(each):
                if part not in seen and is_module(part):
                    imported(part, seen)


def parents(name: str) -> list[str]:
    """`a`, `a.b`, `a.b.c` of `a.b.c`: all of them are loaded."""
    parts = name.split(".")
    return [".".join(parts[:number]) for number in range(1, len(parts) + 1)]


def is_module(name: str) -> bool:
    """Whether a name is that of a module of ours, not of what stands in one."""
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@every("module", cli.COMMANDS)
def test_a_command_imports_what_it_answers_with(module):
    seen: dict[str, set[str]] = {}
    for name in ("rankings.__main__", f"rankings.cli.{module}"):
        imported(name, seen)
    heavy = {package for packages in seen.values() for package in packages} & HEAVY
    assert (len(seen), heavy) == MODULES[module]


def test_a_command_leaves_pandas_where_it_is(var):
    """DuckDB and Arrow import it where they find it: most of the time of a small answer."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rankings", "gap", "psi", "--json"],
        env=os.environ | {"RANKINGS_VAR": str(var)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["rank"] == 7
    assert "pyarrow" in done.stderr
    assert "pandas.core" not in done.stderr
