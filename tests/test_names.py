"""One name for a question wherever something tells of it, and names that say what they hold."""

import ast
import tomllib

from tests.cases import every
from tests.test_architecture import PACKAGE, ROOT, of_router, read, tree

# Questions that are asked within a page of another one.
WITHIN = ("robustness", "why", "scenario", "history", "evidence", "estimate", "due")
QUESTIONS = (*(name for names in of_router("MENU").values() for name in names), *WITHIN)
# What serves several questions, by folder.
SHARED = {
    # counts below components: of components, why, scenario and way_up
    # a briefing tells of five questions at once
    # what is known inside a province: of units, due, estimate, collect and alerts
    "rankings/facts": {"alerts", "brief", "editions", "cadence", "inside", "subindicators"},
    "rankings/sentences": {
        *(
            "brief",
            "brief_frame",
            "brief_lost",
            "brief_message",
            "brief_parts",
            "brief_pictures",
            "brief_ways",
        ),
        *(
            "address",
            "alerts",
            "collect",
            "edits",
            "frame",
            "inbox",
            "naming",
            "problems",
            "report",
        ),
    },
    "rankings/blocks": {
        # round every page, and what the browser is sent
        *("address", "alerts", "collect", "controls", "delivery", "frame", "keyed", "runs", "view"),
        # pieces that every page draws with
        *("chart_tooltip", "edition", "figure", "table"),
        # the forms of changes, on two pages, and who makes them
        *("edits", "person"),
        # briefings, which tell of five questions
        *("brief", "meeting"),
    },
    "rankings/cli": {
        *("backup", "move_store", "dossiers"),
        *("alerts", "brief", "build", "collect", "command", "correct"),
        *("inbox", "output", "user"),
        *("load_files", "load_outcome", "load_source", "loads"),
    },
    "tests/facts": {
        "brief",
        "editions",
        "cadence",
        "subindicators",
        "due",
    },
    "tests/sentences": {"brief", "naming", "report", "sentences"},
    "tests/cli": {"backup", "brief", "cli", "costs", "loads", "user", "dossiers"},
    "tests/blocks": {
        *(
            "badges",
            "collect",
            "brief",
            *("delivery", "delivery_admitted", "delivery_measured", "delivery_proxied"),
            *("delivery_memory", "delivery_traced", "delivery_uploads"),
            *("delivery_signed_in", "delivery_single_sign_on"),
            "meeting",
            "frame_words",
            "keyed",
            "links",
            "moved",
            "runs",
        ),
        # several questions, or an index of every kind on all pages
        *("pages", "index_without_target", "long_history"),
        "remarks",
    },
    "tests/deploy": {"service"},
    "tests/browser": {
        *("address", "busy_server", "deep_links", "delivery", "downloads", "every_page"),
        *("frame_words", "index_without_target", "keyboard", "language", "load_while_serving"),
        *("brief", "delivery_admitted", "delivery_signed_in", "delivery_single_sign_on"),
        *("edits", "on_paper"),
        *("small_screens", "versions"),
    },
}
VAGUE = {"found", "one", "said", "told"}


def modules(folder: str) -> set[str]:
    """The modules and packages of a folder; of tests the tests, by what they are of."""
    path = ROOT / folder
    names = {item.stem for item in path.iterdir() if item.suffix == ".py" or _is_package(item)}
    if folder.startswith("tests/"):
        return {name.removeprefix("test_") for name in names if name.startswith("test_")}
    return names - {"__init__"}


def _is_package(item) -> bool:
    return any(item.glob("*.py")) if item.is_dir() else False


@every("folder", SHARED)
def test_a_module_of_a_question_bears_its_name(folder):
    of_a_question = {
        name
        for name in modules(folder)
        if any(name == question or name.startswith(f"{question}_") for question in QUESTIONS)
    }
    nameless = modules(folder) - of_a_question - SHARED[folder]
    assert not nameless, (
        f"{folder}: {sorted(nameless)}: begin the name with the question that it tells of "
        f"({', '.join(QUESTIONS)}), or list it in SHARED where it serves several."
    )
    assert not SHARED[folder] - modules(folder), "listed in SHARED and not there"


@every("question", QUESTIONS)
def test_a_question_has_its_blocks_by_its_name(question):
    assert question in modules("rankings/blocks")


def vague_names() -> int:
    """How many variables and arguments of the package are called by a word that says nothing."""
    nodes = [node for name in PACKAGE for node in ast.walk(tree(name))]
    stored = [
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    taken = [node.arg for node in nodes if isinstance(node, ast.arg)]
    return sum(name in VAGUE for name in (*stored, *taken))


def test_variables_are_named_for_what_they_hold():
    allowed = tomllib.loads(read("pyproject.toml"))["tool"]["rankings"]["vague_names"]
    there = vague_names()
    assert there <= allowed, (
        f"{there} variables are called {sorted(VAGUE)}, {allowed} are allowed: name what yours "
        "hold. Where you touch a file, mend those that are there."
    )
    assert there == allowed, f"lower vague_names in pyproject.toml to {there}"
