"""One action, several indices: what the map says, what it rests on, and what is made of it."""

from datetime import date
from pathlib import Path

import pytest

from rankings.facts import overview
from rankings.facts.scenario import drivers
from rankings.sentences import scenario_drivers as said
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import oracles, small_store
from tests.small_store import indicator

PSI, DTI, PII = "psi-2026", "dti-405", "pii-2025"
NOW = (PSI, DTI, PII)
VI = words("vi")


@pytest.fixture(scope="module")
def at(var: Path) -> Snapshot:
    store = Store(var)
    return store.snapshot()


# --- The data ------------------------------------------------------------------------------------


def test_what_has_a_source_has_that_of_the_definition():
    """A row that is no assumption rests on the definition of the node, and on its source."""
    nodes = {
        (row["index_code"], row["method_code"], row["indicator_code"]): row
        for row in oracles.read("indicators")
    }
    rows = oracles.read("drivers")
    assert rows
    for row in rows:
        node = nodes[row["index_code"], row["method_code"], row["indicator_code"]]
        if row["basis"] == "source":
            assert row["source_id"] == node["source_id"], row
            assert node["definition_vi"], row
        else:
            assert (row["basis"], row["source_id"]) == ("assumption", None), row
            assert row["note"].endswith("."), row


def test_an_action_has_one_name():
    names = {
        (row["action_code"], row["action_vi"], row["action_en"]) for row in oracles.read("drivers")
    }
    assert len(names) == len({code for code, *_ in names})


def test_nothing_is_said_of_another_index_as_a_fact():
    """No text that was read says that DTI or PII measure what PSI does."""
    others = {row["basis"] for row in oracles.read("drivers") if row["index_code"] != "psi"}
    assert others == {"assumption"}


# --- Reach ---------------------------------------------------------------------------------------


def test_the_reach_of_digitising(at):
    found = drivers.reach(at, action_code="digitised_results", method_codes=NOW)
    assert [(one.index_code, one.component, one.nodes, one.basis) for one in found] == [
        ("psi", "digitisation", ("4.1", "4.2", "4.4"), "source"),
        ("dti", "gov_activity", (), "assumption"),
        ("pii", "pillar_1", ("1.2.3",), "assumption"),
    ]
    assert found[0].source_id == "s89d3714b"
    assert {one.source_id for one in found[1:]} == {None}


def test_one_index_can_move_in_two_components(at):
    found = drivers.reach(at, action_code="dossier_synchronisation", method_codes=(PSI,))
    assert {one.component: one.nodes for one in found} == {
        "transparency": ("1.4",),
        "online_service": ("3.3",),
    }


def test_every_method_is_told_where_none_is_named(at):
    found = drivers.reach(at, action_code="online_payment")
    assert {one.method_code for one in found} == {PSI, "psi-2022", DTI, "dti-922", PII}
    assert drivers.reach(at, action_code="none such") == ()


def test_the_actions_of_a_component(at):
    found = drivers.of_component(at, index_code="psi", method_code=PSI, component="digitisation")
    assert [action.action_code for action in found] == ["digitised_results", "reuse_of_data"]
    assert drivers.of_component(at, index_code="dti", method_code=DTI, component="awareness") == ()


# --- The action to name first --------------------------------------------------------------------


def rows_of(*moved: tuple[str, str]) -> list[dict]:
    """Rows of `drivers` of the small store: action and node."""
    return [
        {
            "action_code": action,
            "action_vi": f"Việc {action}",
            "action_en": f"Action {action}",
            "index_code": index,
            "method_code": f"{index}-1",
            "indicator_code": node,
            "direction": 1,
            "basis": "assumption",
        }
        for action, node_of in moved
        for index, _, node in [node_of.partition(".")]
    ]


@pytest.fixture
def two(tmp_path: Path):
    """A store of two indices x and y, with a component a and b each, and these drivers."""

    def build(*moved: tuple[str, str]) -> Snapshot:
        tables = small_store.default_tables()
        y = [row | {"index_code": "y", "sort_order": 2} for row in tables["indices"]]
        of_y = {"index_code": "y", "method_code": "y-1"}
        nodes = tables["indicators"]
        return small_store.build(
            tmp_path / "var",
            indices=[*tables["indices"], *y],
            methods=[*tables["methods"], small_store.method("y-1", index_code="y")],
            indicators=[*nodes, *(row | of_y for row in nodes)],
            drivers=rows_of(*moved),
        )

    return build


X, Y = ("x", "x-1"), ("y", "y-1")


def test_an_action_on_both_weakest_components_comes_first(two):
    at = two(("far", "x.a"), ("far", "y.b"), ("both", "x.a"), ("both", "y.a"))
    action, moved = drivers.furthest(at, weakest=[(*X, "a"), (*Y, "a")])
    assert action.action_code == "both"
    assert [(one.index_code, one.component) for one in moved] == [("x", "a"), ("y", "a")]


def test_an_action_on_one_index_alone_is_not_named(two):
    at = two(("one", "x.a"), ("one", "x.b"), ("other", "y.a"))
    assert drivers.furthest(at, weakest=[(*X, "a"), (*Y, None)]) is None


def test_an_index_without_a_weakest_component_can_still_be_served(two):
    at = two(("far", "x.a"), ("far", "y.b"))
    action, moved = drivers.furthest(at, weakest=[(*X, "a"), (*Y, None)])
    assert (action.action_code, len(moved)) == ("far", 2)
    assert drivers.furthest(at, weakest=[(*X, None), (*Y, None)]) is None


def test_a_node_that_is_part_of_no_component_is_left_out(tmp_path):
    nodes = [*small_store.default_tables()["indicators"], indicator("loose", level="definition")]
    nodes[-1]["parent_code"] = None
    at = small_store.build(tmp_path / "var", indicators=nodes, drivers=rows_of(("one", "x.loose")))
    assert drivers.reach(at, action_code="one") == ()


# --- What the overview says ----------------------------------------------------------------------


def test_what_the_overview_adds(at):
    cards = overview.cards(at, language="vi", today=date(2026, 10, 12))
    weakest = [(one.index_code, one.edition.method_code, one.weakest_code) for one in cards]
    assert [code for *_, code in weakest] == ["digitisation", "economy_activity", None]
    action, moved = drivers.furthest(at, weakest=weakest)
    assert said.shared(VI, action, moved, index_code="psi") == (
        "Số hóa hồ sơ và trả kết quả điện tử cùng tác động đến DTI và PII (giả định)."
    )
    assert said.reach(VI, action, moved).startswith(
        "Số hóa hồ sơ và trả kết quả điện tử tác động đến: Chỉ số 766 – Số hóa hồ sơ, "
        "DTI – Hoạt động chính quyền số (giả định), PII – Thể chế (giả định)."
    )
    assert said.shared(VI, action, moved[:1], index_code="psi") is None
