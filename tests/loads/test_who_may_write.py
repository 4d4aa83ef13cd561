"""Nothing is written, and nothing that is restricted is told, for who has not the right to it.

The functions are found by what they call, not by a list: a new one that asks nobody fails here.
"""

import ast
import importlib
import inspect

import pytest

from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store.problems import Problem
from rankings.store.versions import Store
from tests.test_architecture import tree, under

# What changes a folder, whoever calls it.
WRITES = {
    *("write_text", "write_bytes", "mkdir", "rename", "unlink", "touch", "fsync"),
    *("rmtree", "copyfile", "next_version"),
}
# What writes for nobody in particular, and why it may. A module stands for all of its functions.
FOR_NOBODY = {
    "rankings.loads.bootstrap": "builds the store from data/, as the application starts",
    "rankings.loads.journal": "beneath: what calls it has asked",
    "rankings.loads.check": "tries on a copy that goes again",
    "rankings.loads.try_on": "tries on a copy that goes again",
    "rankings.loads.batch.check_in_turn": "tries on copies that go again",
    "rankings.loads.as_of": "makes again what the loads say, to be looked at",
    "rankings.loads.newest": "beneath: what calls it has asked; makes here what others published",
    "rankings.loads.follower": "makes here what other servers have published",
    "rankings.loads.handed_in.make_room": "removes what no load names, and says so in the audit",
    "rankings.loads.handed_in.read_path": "for who works at this machine",
    "rankings.loads.handed_in.attach_path": "for who works at this machine",
    "rankings.loads.collect.kept": "beneath: what calls it has asked",
    "rankings.loads.inbox.make": "makes the folder, which changes nothing that is shown",
    "rankings.loads.inbox_follower": "the program itself, under its own name",
    "rankings.loads.unattended.alone": "beneath: what calls it has asked",
    "rankings.loads.accounts.lines": "beneath: what calls it has asked",
    "rankings.loads.accounts.attempts": "counts what has no account yet",
    "rankings.loads.accounts.sessions": "the signing in itself",
    "rankings.loads.accounts.register.of_subject": "the signing in itself",
    "rankings.loads.accounts.register.with_own_password": "beneath: sessions ask for the old one",
    "rankings.loads.accounts.audit.add": "keeps what was done or refused, whoever it was",
    "rankings.loads.accounts.audit.note": "keeps what was done or refused, whoever it was",
    "rankings.loads.accounts.audit.note_done": "keeps what was done or refused, whoever it was",
    "rankings.loads.accounts.audit.demand": "keeps what was done or refused, whoever it was",
}
# Pages call these beneath only as their permission says (`keep`).
AS_PERMITTED = {"rankings/blocks/upload/typed.py", "rankings/blocks/upload/batch_files.py"}
BENEATH = {
    "journal": {"keep", "cancel", "record", "keep_taken"},
    "originals": {"keep", "remove"},
    "layouts": {"save"},
}
FILES = under("rankings/loads/", "rankings/ingest/")


def module_of(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def functions() -> dict[str, ast.FunctionDef]:
    """Dotted name -> function, of those that stand in a module itself."""
    return {
        f"{module_of(file)}.{node.name}": node
        for file in FILES
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef)
    }


def calls(node: ast.AST):
    """(module or object, name) of what a function calls, or hands on to be called."""
    for item in ast.walk(node):
        if isinstance(item, ast.Attribute):
            yield ast.unparse(item.value).split(".")[-1], item.attr
        elif isinstance(item, ast.Name):
            yield None, item.id


def writing() -> set[str]:
    """The functions that change a folder, themselves or by what they call."""
    there = functions()
    by_name = {(name.rsplit(".", 2)[-2], name.rsplit(".", 1)[-1]): name for name in there}
    found: set[str] = set()
    while True:
        more = set()
        for name, node in there.items():
            module = name.rsplit(".", 1)[0].split(".")[-1]
            called = {by_name.get((of or module, what)) for of, what in calls(node)}
            if called & found or any(_writes(of, what) for of, what in calls(node)):
                more.add(name)
        if more == found:
            return found
        found = more


def _writes(of: str | None, what: str) -> bool:
    return of is not None and (what in WRITES or (of, what) == ("whole_files", "write"))


def is_exempt(name: str) -> bool:
    return any(name == exempt or name.startswith(f"{exempt}.") for exempt in FOR_NOBODY)


def asks() -> dict[str, object]:
    """Name -> function, of the public ones of rankings.loads that are told who acts."""
    asked = {}
    for name, node in functions().items():
        module, function = name.rsplit(".", 1)
        told = {item.arg for item in (*node.args.args, *node.args.kwonlyargs)}
        public = module.startswith("rankings.loads") and not function.startswith("_")
        if public and "by" in told and module != "rankings.loads.access" and not is_exempt(name):
            asked[name] = getattr(importlib.import_module(module), function)
    return asked


def test_every_function_that_writes_is_told_who_acts():
    public = {
        name
        for name in writing()
        if name.startswith("rankings.loads") and not name.rsplit(".", 1)[-1].startswith("_")
    }
    forgot = {name for name in public if not is_exempt(name)} - set(asks())
    assert not forgot, f"{forgot}: take `by: Actor` and begin with audit.demand(store, by, …)"
    # The search finds what is known to write, and no reason stands for nothing.
    assert {"rankings.loads.stage", "rankings.loads.withdraw"} < public
    assert {"rankings.loads.backup.restore", "rankings.loads.accounts.register.add"} < public
    for exempt in FOR_NOBODY:
        assert any(name == exempt or name.startswith(f"{exempt}.") for name in public), exempt


class _Untouched:
    """Whatever is asked of it before the right is, was asked too early."""

    def __getattribute__(self, name):
        if name == "__class__":
            return _Untouched
        raise AssertionError(f".{name} was asked for before the right")

    def __iter__(self):
        raise AssertionError("was gone through before the right was asked for")


def _call(function, store: Store, by: Actor):
    asked = inspect.signature(function).parameters.values()
    given = {item.name: _Untouched() for item in asked if item.default is item.empty}
    # The store comes first, whatever it is called.
    result = function(**(given | {next(iter(given)): store, "by": by}))
    return list(result) if inspect.isgenerator(result) else result


@pytest.mark.parametrize("name", sorted(asks()))
def test_nothing_is_done_or_told_without_the_right(name, tmp_path):
    store, function = Store(tmp_path / "var"), asks()[name]
    with pytest.raises(Problem) as refused:
        _call(function, store, Actor("", frozenset()))
    assert refused.value.key == "error.sign_in_needed"
    assert not store.folder.exists()
    reader = Actor("Lan", frozenset({access.SEE_PERSONS}), "lan", access.LOCAL)
    with pytest.raises(Problem) as refused:
        _call(function, store, reader)
    assert refused.value.key.startswith("error.no_right.")
    left = {path.name for path in store.folder.rglob("*") if path.is_file()}
    assert left <= {"audit.jsonl", ".accounts.lock"}
    boss = access.operator("An")
    assert [row["event"] for row in audit.records(store, by=boss)] in ([], ["refused"])
    with pytest.raises(TypeError):
        _call(function, store, "An")


def test_pages_and_commands_write_through_what_asks():
    for file in under("rankings/blocks/", "rankings/cli/", "rankings/forms/", "pages/", "app.py"):
        if file in AS_PERMITTED:
            continue
        past = {(of, what) for of, what in calls(tree(file)) if what in BENEATH.get(of or "", ())}
        assert not past, f"{file}: {past}: call the function of rankings.loads that asks"
