"""The rules of the house as tests: a failure says what to do. Who imports whom: pyproject.toml."""

import ast
import importlib.metadata
import io
import itertools
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.cases import every

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().relative_to(ROOT).as_posix()
PAGE_LINES = 80
TOP_LEVEL = {
    # fixed
    *("app.py", "pages", "data", "queries", "tests", "requirements.txt", "README.md", "rankings"),
    # of the tools
    *(
        "Makefile",
        "pyproject.toml",
        "requirements-dev.txt",
        "requirements-shared.txt",
        "constraints.txt",
        "benchmarks",
        "docs",
        "deploy",
    ),
    *(".ci", ".streamlit", ".gitignore", ".gitattributes", ".editorconfig"),
    ".pre-commit-config.yaml",
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
}
AMERICAN = re.compile(
    r"\b(colors?|colored|coloring|behaviors?|favorites?|centered|neighbors?|gray|labeled|canceled"
    r"|catalogs?|(normal|summar|organ|recogn|visual|standard|initial|minim|maxim|emphas|prior)i"
    r"z(e|es|ed|er|ing|ation)|analyz\w+)\b",
    re.IGNORECASE,
)
SQL = re.compile(
    r"\s*(select\b.*\bfrom\b|with\b.*\bas\s*\(|insert\s+into\b|update\b.*\bset\b|delete\s+from\b"
    r"|create\s+(or\s+replace\s+)?(temp\w*\s+)?(table|view|macro)\b|drop\s+\w+\b|alter\s+table\b)",
    re.IGNORECASE | re.DOTALL,
)
OUTSIDE = re.compile(
    r"(https?:)?//(?!localhost|127\.0\.0\.1|www\.w3\.org/)[a-z0-9-]+(\.[a-z0-9-]+)+"
)


@cache
def files() -> tuple[str, ...]:
    """Every file of the project, as a path from its root; what git ignores is left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = listed.stdout.splitlines()
    except (FileNotFoundError, subprocess.CalledProcessError):
        # An unpacked archive: no repository. Folders that the tools make stay out.
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()]
        made = re.compile(r"(^|/)(\.git|\.venv|var|__pycache__|\.\w+_cache|\.hypothesis)/")
        names = [name for name in names if not made.search(name)]
    return tuple(name for name in names if (ROOT / name).is_file())


def under(*starts: str, suffix: str = ".py") -> list[str]:
    """The files with a suffix in some folders, or with exactly these names."""
    return [name for name in files() if name.startswith(starts) and name.endswith(suffix)]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(read(name), filename=name)


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    """Everything in a file. Many rules go through it: walking it takes longer than parsing."""
    return tuple(ast.walk(tree(name)))


APP = under("app.py", "pages/", "rankings/")
PACKAGE = under("rankings/")
PAGES = under("pages/")
SQL_FILES = under("queries/", suffix=".sql")


def imported(name: str) -> Iterator[str]:
    """Every module that a file imports, by its dotted name."""
    for node in nodes(name):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def docstrings(module: ast.Module) -> Iterator[ast.Constant]:
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(module):
        if isinstance(node, kinds) and ast.get_docstring(node) is not None:
            yield node.body[0].value


def strings(name: str) -> Iterator[tuple[int, str]]:
    """Line and text of every string in a file that is no docstring; f-strings by their pieces."""
    prose = {id(node) for node in docstrings(tree(name))}
    for node in nodes(name):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


# Folders and names


def test_top_level_holds_what_it_always_holds():
    found = {name.split("/")[0] for name in files()}
    assert found <= TOP_LEVEL, f"Move {found - TOP_LEVEL} into one of the folders, or say why here."


def test_the_fixed_names_are_there():
    for name in ("app.py", "pages", "data", "queries", "tests", "requirements.txt", "README.md"):
        assert (ROOT / name).exists(), f"{name} belongs to the fixed layout."


@every("name", under("", suffix=".py"))
def test_modules_are_named_for_what_they_hold(name):
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}
    assert not empty & set(Path(name).with_suffix("").parts), "Name it for what it holds."


# Pages and the router


@every("name", PAGES)
def test_a_page_is_short(name):
    lines = len(read(name).splitlines())
    assert lines <= PAGE_LINES, f"{lines} lines: move code down into rankings/."


@every("name", PAGES)
def test_a_page_imports_only_streamlit_and_rankings(name):
    others = {module.split(".")[0] for module in imported(name)} - {"streamlit", "rankings"}
    assert not others, f"{others}: let a module of rankings/ do that."


@every("name", PAGES)
def test_a_page_takes_its_context_from_the_router_before_anything_else(name):
    """Opened round app.py, a page must stop before it draws or asks (docs/decisions.md)."""
    body = [node for node in tree(name).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert ast.get_docstring(tree(name)), "Open the page with the reader's question, as docstring."
    first = ast.unparse(body[1]) if len(body) > 1 else ""
    assert "rankings.blocks.view.current" in set(imported(name)), "Import it from the view."
    assert first.startswith("view = current("), (
        f"The first statement is `{first[:60]}`; it must be `view = current(...)`."
    )


@every("name", PAGES)
def test_a_page_is_a_script_without_functions(name):
    made = [node.name for node in nodes(name) if isinstance(node, ast.FunctionDef)]
    assert not made, f"{made}: functions live in rankings/."


def of_router(constant: str) -> dict:
    """A constant of app.py, read without importing it."""
    for node in tree("app.py").body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == constant:
            return ast.literal_eval(node.value)
    pytest.fail(f"app.py keeps {constant}: see docs/decisions.md, 6.")


def questions() -> list[str]:
    """The questions of the pages, as the menu has them."""
    return [name for names in of_router("MENU").values() for name in names]


def test_every_page_stands_in_the_menu_once():
    files = [f"pages/{question}_page.py" for question in questions()]
    assert sorted(files) == sorted(PAGES), "MENU in app.py lists every file of pages/, once."


def test_leaders_find_five_words_in_the_menu_and_analysts_one():
    assert of_router("MENU")[""] == ("overview", "standing", "over_time", "way_up", "units")
    assert len(of_router("MENU")) == 2


def test_every_page_has_a_path_that_differs_from_its_file():
    for question in questions():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", question), f"{question}: small letters."
        assert not question.endswith("_page"), (
            f"{question}: its path must differ from the stem of its file, else a fresh server "
            "answers a deep link with the bare file, round the router."
        )


def test_pages_are_made_with_an_explicit_path():
    calls = [
        node
        for name in APP
        for node in nodes(name)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page"
    ]
    assert calls, "app.py makes its pages with st.Page."
    for call in calls:
        assert "url_path" in {keyword.arg for keyword in call.keywords}, "Give st.Page a url_path."


# SQL


@every("name", APP)
def test_sql_lives_in_queries(name):
    found = [f"{name}:{line}" for line, text in strings(name) if SQL.match(text)]
    assert not found, f"{found}: write queries/<what the rows are>.sql and a function for it."


@every("name", SQL_FILES)
def test_a_query_says_first_what_a_row_is(name):
    first = read(name).splitlines()[0]
    if name.startswith("queries/schema/"):
        assert first.startswith("--"), "Open with a comment."
    else:
        assert re.match(r"-- .*\brow\b", first), f"Open with `-- One row per …`, not `{first}`."


def test_every_query_is_used():
    asked = {text for name in PACKAGE for _, text in strings(name)} | {
        node.attr
        for name in PACKAGE
        for node in nodes(name)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "queries"
    }
    queries = [name for name in SQL_FILES if name.count("/") == 1]
    unused = [name for name in queries if Path(name).stem not in asked]
    assert not unused, f"{unused}: nobody asks; delete, or give it its function."


# What is not done here


# HTML of our own is drawn where it says what Streamlit has no element for, from figures and escaped
# words: the strip of ranks, which stands in the page before any script has come.
# The parts of the first screen come from one template, which escapes what is put into it.
OWN_HTML = {
    "st.html(parts.style())",
    "st.html(parts.html('message', told.message(view, cards)))",
    "st.html(parts.html('tile', texts))",
    "st.html(parts.html('foot', texts), width='content')",
    "st.html(parts.html('directions', rows))",
    "st.html(_style())",
    "st.html(_html('slide', **_slide(document, part, first=number == 1)))",
    "st.html(_html('foot', document=document, leave=_leave(view), slides=_links(parts)))",
}


@every("name", APP)
def test_no_raw_html(name):
    own = {
        node.func
        for node in nodes(name)
        if isinstance(node, ast.Call) and ast.unparse(node) in OWN_HTML
    }
    for node in nodes(name):
        if node in own:
            continue
        if isinstance(node, ast.keyword):
            assert node.arg != "unsafe_allow_html", "Use Streamlit's elements and the theme."
        if isinstance(node, ast.Attribute):
            call = ast.unparse(node)
            assert call not in {"st.html", "st.iframe"}, "Use Streamlit's elements and the theme."
            assert "components.v1" not in call, "Use st.components.v2."


@every("name", [name for name in files() if name != HERE])
def test_nothing_unfinished_and_nothing_of_one_machine(name):
    if name.startswith("data/") or Path(name).suffix not in {
        *(".py", ".sql", ".js", ".css", ".md", ".toml", ".txt", ".json", ".yml", ".po", ""),
    }:
        return
    text = read(name)
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text), "Finish it, or open an issue."
    assert not re.search(r"(?<![\w.])/(root|work|home/\w+|Users/\w+)/", text), (
        "A path of one machine: build it from the file's own place, or take it as a setting."
    )
    assert not re.search(r"pypi\.org|pythonhosted|npmjs|playwright\.dev|jsdelivr|unpkg", text), (
        "No registry by name: packages come from where the machine's pip is set to look."
    )


@every("name", [*APP, *under("rankings/", suffix=".js")])
def test_no_address_of_another_host_in_code(name):
    texts = strings(name) if name.endswith(".py") else [(1, read(name))]
    found = [f"{name}:{line}" for line, text in texts if OUTSIDE.search(text)]
    assert not found, f"{found}: no outside host is contacted; addresses of sources are data."


# Words


@every("name", [*APP, *under("benchmarks/")])
def test_public_things_say_what_they_are(name):
    missing = [] if ast.get_docstring(tree(name)) else ["the file"]
    scopes = [tree(name), *(n for n in tree(name).body if isinstance(n, ast.ClassDef))]
    missing += [
        node.name
        for scope in scopes
        for node in scope.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not missing, f"Without docstring: {missing}. Say what goes in and what comes out."


def prose(name: str) -> Iterator[tuple[int, str]]:
    """Line and text of what is written for people: comments, docstrings, documents."""
    if not name.endswith(".py"):
        yield from enumerate(
            re.sub(r"```.*?```|`[^`]*`", "", read(name), flags=re.S).split("\n"), 1
        )
        return
    for node in docstrings(tree(name)):
        yield node.lineno, re.sub(r"`[^`]*`", "", node.value)
    for token in tokenize.generate_tokens(io.StringIO(read(name)).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], re.sub(r"`[^`]*`", "", token.string)


@every("name", [n for n in under("", suffix=".py") + under("", suffix=".md") if n != HERE])
def test_spelling_is_british(name):
    # To tell comments from code takes long: only where there may be something.
    told = prose(name) if AMERICAN.search(read(name)) else ()
    found = [f"{line}: {m.group()}" for line, text in told for m in AMERICAN.finditer(text)]
    assert not found, f"{name} {found}: colour, normalise, centred, neighbour, grey, catalogue …"


@every("name", PACKAGE)
def test_names_are_british(name):
    made = [
        node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else node.arg
        for node in nodes(name)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.arg)
    ]
    found = [word for word in made if AMERICAN.search(word.replace("_", " "))]
    assert not found, f"{found}: colour, normalise, centred … as everywhere."


# Documents


GUIDES = [
    name
    for name in under("README.md", "CONTRIBUTING.md", "benchmarks/", "docs/", suffix=".md")
    if name != "docs/decisions.md"  # tells of what was there when it was decided
]
FOLDERS = "benchmarks|data|docs|pages|queries|rankings|tests"
PATH = re.compile(rf"(?<![\w/.-])((?:{FOLDERS})/[\w./-]++)(?!<)(?::(\w+))?")
MODULE = re.compile(r"(?<![\w./-])(?:benchmarks|rankings|tests)(?:\.\w+)+(?![\w/])")
FILE_NAME = re.compile(r"[\w.-]+\.(?:css|csv|js|md|po|py|sql|toml|txt)")


def with_choices(text: str) -> list[str]:
    """ "locale/{vi,en}/x.po" as the two texts that it stands for."""
    before, mark, rest = text.partition("{")
    choices, _, after = rest.partition("}")
    return [before + choice + after for choice in choices.split(",")] if mark else [text]


def named_in(text: str) -> Iterator[tuple[str, str]]:
    """Folder and name of what stands between backticks. In a table the folder is the one that the
    head of the column names; elsewhere it is empty."""
    heads: list[str] = []
    for line in re.sub(r"```.*?```", "", text, flags=re.DOTALL).splitlines():
        cells = line.split("|") if line.startswith("|") else [line]
        if not line.startswith("|"):
            heads = [""]
        elif heads in ([], [""]):
            found = [re.search(r"`([\w/]+/)`", cell) for cell in cells]
            heads = [head[1] if head else "" for head in found]
            continue
        for folder, cell in zip(heads, cells, strict=False):
            yield from ((folder, code) for code in re.findall(r"`([^`]+)`", cell))


def missing_of(text: str, beside: str = "") -> list[str]:
    """The files, folders, functions and modules that a document names and that are not there.

    beside: the folder of the document, which its links start from.
    """
    every = set(files())
    every |= {parent.as_posix() for name in every for parent in Path(name).parents}
    wrong = []
    for one in (choice for word in text.split() for choice in with_choices(word)):
        for path, function in PATH.findall(one):
            known = path.rstrip("./") in every
            if not known or (function and function not in defined_in(path)):
                wrong.append(f"{path}:{function}" if function else path)
    wrong += [
        link
        for link in re.findall(r"\]\(([^)#:]+)\)", text)
        if (ROOT / beside / link).resolve().relative_to(ROOT).as_posix() not in every
    ]
    for folder, name in named_in(text):
        if folder and re.fullmatch(r"\w+/", name):
            known = f"{folder}{name}".rstrip("/") in every
        elif FILE_NAME.fullmatch(name):
            known = f"{folder}{name}" in every if folder else name in map(base, every)
        else:
            known = all(is_module(module) for module in MODULE.findall(name))
        if not known:
            wrong.append(f"{folder}{name}")
    return wrong


def base(path: str) -> str:
    return path.rpartition("/")[2]


def defined_in(name: str) -> set[str]:
    """The functions, methods and classes of a file."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name for node in nodes(name) if isinstance(node, kinds)}


def is_module(dotted: str) -> bool:
    """Whether it is a module of this project, or something that a module of it defines."""
    module, _, thing = dotted.rpartition(".")
    for name, within in ((dotted, ""), (module, thing)):
        path = name.replace(".", "/")
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in files() and (not within or within in defined_in(file)):
                return True
    return False


@every("name", GUIDES)
def test_what_a_document_names_is_there(name):
    missing = missing_of(read(name), Path(name).parent.as_posix())
    assert not missing, f"{name} names {missing}: it moved, or was never there."


@every(
    ("text", "missing"),
    [
        ("`rankings/store/versions.py:memo`, `rankings/{store,words}/`, see docs/data.md.", []),
        ("`rankings/store/nothing.py`", ["rankings/store/nothing.py"]),
        ("`rankings/store/versions.py:nothing`", ["rankings/store/versions.py:nothing"]),
        ("`rankings/{store,nowhere}/queries.py`", ["rankings/nowhere/queries.py"]),
        ("`queries/<rule>.sql`, `rankings/charts/components_<view>.py`", []),
        ("`rankings.store.versions.memo` and `python -m rankings.ingest.reading.child`", []),
        ("`rankings.queries.editions`", ["rankings.queries.editions"]),
        ("`units.csv` and `nothing.csv`", ["nothing.csv"]),
        ("[the data](docs/nothing.md)", ["docs/nothing.md", "docs/nothing.md"]),
        ("|a|in `pages/`|\n|-|-|\n|`why.py`|`data_page.py`|", []),
        ("|a|in `pages/`|\n|-|-|\n|`data_page.py`|`why.py`|", ["pages/why.py"]),
        ("```\nmake docs/nothing.md\n```", ["docs/nothing.md"]),
    ],
)
def test_what_is_not_there_is_found(text, missing):
    assert missing_of(text) == missing


# Packages


def pins(*names: str) -> dict[str, str]:
    """Package -> version of every pinned line; an unpinned one has an empty version."""
    lines = [line.split("#")[0].strip() for name in names for line in read(name).splitlines()]
    packages = [line.partition("==") for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(package): version for package, _, version in packages}


PACKAGE_LISTS = (
    *("requirements.txt", "requirements-dev.txt", "requirements-shared.txt"),
    "constraints.txt",
)


@every("name", PACKAGE_LISTS)
def test_packages_are_pinned(name):
    loose = [package for package, version in pins(name).items() if not version]
    assert not loose, f"{loose}: pin with ==."


def test_what_packages_need_is_pinned_too():
    """Every package that the pinned ones need, on this machine, is in one of the lists."""
    wanted = [*pins("requirements.txt", "requirements-dev.txt", "requirements-shared.txt")]
    seen: set[str] = set()
    while wanted:
        package = wanted.pop()
        if package in seen:
            continue
        seen.add(package)
        for line in importlib.metadata.requires(package) or []:
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                wanted.append(canonicalize_name(need.name))
    missing = seen - pins(*PACKAGE_LISTS).keys()
    assert not missing, f"Add {sorted(missing)} to constraints.txt, with the version installed."


def test_every_package_has_its_reason():
    decisions = read("docs/decisions.md").lower()
    optional = pins("requirements.txt", "requirements-shared.txt")
    missing = [package for package in optional if package not in decisions]
    assert not missing, f"Say in docs/decisions.md why the app needs {missing}."


def test_extensions_of_the_shared_store_are_of_the_version_of_duckdb():
    versions = set(pins("requirements-shared.txt").values())
    assert versions == {pins("requirements.txt")["duckdb"]}


@every(
    ("names", "lists"),
    [
        (APP, ["requirements.txt"]),
        (under("tests/", "benchmarks/"), PACKAGE_LISTS),
    ],
)
def test_only_required_packages_are_imported(names, lists):
    """No package that is there only because another one needs it, or by chance."""
    by_module = importlib.metadata.packages_distributions()
    own = {"app", "pages", "rankings", "tests", "benchmarks", *sys.stdlib_module_names}
    used = {module.split(".")[0] for name in names for module in imported(name)} - own
    required = pins(*lists).keys()
    missing = {
        module
        for module in used
        if not {canonicalize_name(package) for package in by_module.get(module, [])} & required
    }
    assert not missing, f"Name the packages of {missing} in requirements(-dev).txt."


def _drawn_after(path: Path) -> list[str]:
    """The bold texts of a block that stand above a figure or a table, as headings would."""
    calls = [
        node.value
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in function.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    return [
        ast.unparse(first)
        for first, second in itertools.pairwise(calls)
        if ast.unparse(first.func) == "st.markdown"
        and isinstance(first.args[0], ast.JoinedStr)
        and re.fullmatch(r"f['\"]+\*\*\{.*\}\*\*['\"]+", ast.unparse(first.args[0]))
        and ast.unparse(second.func) in ("figure.chart", "chart", "table.draw")
    ]


def test_what_stands_above_a_figure_or_a_table_is_a_heading():
    """A reader who listens goes from heading to heading; bold letters are none."""
    blocks = (ROOT / "rankings/blocks").rglob("*.py")
    drawn = {path.name: _drawn_after(path) for path in blocks}
    assert {name: titles for name, titles in drawn.items() if titles} == {}
