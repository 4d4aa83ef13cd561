"""Indices that nobody has loaded yet: their rows wait, and find their components by name.

The tables that arrive are made of real columns of PSI under headings of another index; they are in
these tests only.
"""

import re
import shutil
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from rankings import loads
from rankings.facts import editions, robustness
from rankings.facts.scenario import drivers, reach, trial
from rankings.facts.scenario.model import Scenario
from rankings.facts.standing.bounds import Interval
from rankings.facts.way_up import answer
from rankings.ingest.grid import Book
from rankings.ingest.meaning.headings import indices_of
from rankings.ingest.meaning.knowledge import knowledge
from rankings.loads import bootstrap
from rankings.loads.access import operator
from rankings.sentences import scenario_drivers as said
from rankings.store.versions import Snapshot, Store
from rankings.words.text import words
from tests import oracles, page_runs
from tests.data_copy import DataCopy
from tests.ingest import shapes
from tests.ingest.gate import Gate
from tests.ingest.sheets import book, sheet
from tests.store_clones import clone

VI = words("vi")
PAR, SIPAS = "Chỉ số cải cách hành chính (PAR INDEX) năm 2025", "Chỉ số hài lòng (SIPAS) năm 2025"
# Column of PSI -> heading of the index that arrives, with the maximum of that column.
PAR_PARTS = {
    "transparency": "Cải cách thể chế",
    "timeliness": "3. Cải cách TTHC",
    "online_service": "XÂY DỰNG CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ",
    "satisfaction": "Cải cách tài chính công",
}
SIPAS_PARTS = {
    "transparency": "Tiếp cận dịch vụ",
    "timeliness": "Thủ tục hành chính",
    "satisfaction": "Công chức",
    "online_service": "Kết quả dịch vụ",
    "online_payment": "Việc tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị",
}
ROWS = [row for row in oracles.read("drivers_by_name") if row["index_code"] in ("par", "sipas")]


def table(title: str, heads: Mapping[str, str]) -> Book:
    """Some columns of PSI and their sum, as the table of another index."""
    rows: list[list] = [[title], [], ["TT", "Tỉnh", *heads.values(), "Tổng điểm"]]
    tops = [Decimal(shapes.PARTS[part][2]) for part in heads]
    if heads:
        rows.append([None, "Điểm tối đa", *tops, sum(tops)])
    for place, (unit, row) in enumerate(shapes.by_rank(shapes.PSI), start=1):
        scores = [Decimal(row[part, "score"]) for part in heads]
        total = sum(scores) if heads else Decimal(row["total", "score"])
        rows.append([place, shapes.names("vn34")[unit], *scores, total])
    return book(sheet(rows), file_name=f"{title}.xlsx")


@pytest.fixture
def gate(var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The store of data/, to be published to."""
    store = Store(clone(var, tmp_path / "var"))
    monkeypatch.setenv("RANKINGS_VAR", str(store.folder))
    return Gate(store)


@pytest.fixture(scope="module")
def par(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A store, and the version in which a table of PAR with its components counts."""
    store = Store(clone(var, tmp_path_factory.mktemp("par") / "var"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RANKINGS_VAR", str(store.folder))
        return store.at(Gate(store).publish(table(PAR, PAR_PARTS)).version)


def moved(at: Snapshot, index_code: str) -> dict[str, set[str]]:
    """Action -> names of the components of an index that move with it."""
    return {
        action.action_code: names
        for action in drivers.actions(at)
        if (
            names := {
                one.name_vi
                for one in drivers.reach(at, action_code=action.action_code)
                if one.index_code == index_code
            }
        )
    }


def plain(text: str) -> str:
    """Small letters without marks, apart by single spaces; written for these tests alone."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return f" {' '.join(re.findall('[a-z0-9]+', re.sub('[̀-ͯ]', '', bare)))} "


def expected(index_code: str, names: list[str]) -> dict[str, set[str]]:
    """What the rows say of components of these names."""
    found = {}
    for row in ROWS:
        if row["index_code"] == index_code:
            wanted = [plain(one) for one in row["component_words"].split("|")]
            those = {name for name in names if any(one in plain(name) for one in wanted)}
            found[row["action_code"]] = those or {"Tổng điểm"}
    return found


# --- The data ------------------------------------------------------------------------------------


def test_every_row_is_of_an_index_that_a_title_can_name(var: Path):
    """The gate gives an index the code under which its rows wait."""
    store = Store(var)
    known = knowledge(store.snapshot())
    titles = {"par": PAR, "sipas": SIPAS}
    assert {row["index_code"] for row in ROWS} == set(titles)
    assert len(ROWS) == len(oracles.read("drivers_by_name"))
    for code, title in titles.items():
        assert indices_of([title], known)[0].index_code == code


def test_what_nobody_has_read_is_an_assumption():
    for row in ROWS:
        assert (row["basis"], row["source_id"]) == ("assumption", None), row
        assert row["note"].endswith("were not read."), row
        assert all(plain(one).strip() for one in row["component_words"].split("|")), row


def test_a_row_names_an_action_of_the_map_and_an_index_that_may_still_come(tmp_path: Path):
    copy = DataCopy(shutil.copytree(bootstrap.DATA, tmp_path / "data"))
    copy.change("drivers_by_name", {"action_code": "online_payment"}, action_code="no_such_action")
    found = [one for one in bootstrap.findings_of(copy.folder) if one.severity == "blocker"]
    assert [(one.rule, one.place) for one in found] == [("broken_reference", "drivers_by_name.csv")]
    assert found[0].details["key_value"] == "no_such_action"


# --- What waits, and what it finds ---------------------------------------------------------------


def test_what_is_not_loaded_moves_nothing(var: Path):
    store = Store(var)
    found = {
        one.index_code
        for action in drivers.actions(store.snapshot())
        for one in drivers.reach(store.snapshot(), action_code=action.action_code)
    }
    assert found == {"psi", "dti", "pii"}


def test_components_are_found_by_words_of_their_names(par):
    found = moved(par, "par")
    assert found == expected("par", list(PAR_PARTS.values()))
    assert found["on_time_dossiers"] == {"3. Cải cách TTHC"}
    assert found["online_payment"] == {"XÂY DỰNG CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ"}
    assert "Cải cách thể chế" not in set().union(*found.values())


@pytest.mark.long
def test_headings_in_english_and_in_short(gate):
    parts = {
        "transparency": "Institutions",
        "timeliness": "Administrative Procedures",
        "online_service": "CQĐT, CQS",
    }
    version = gate.publish(table(PAR, parts)).version
    found = moved(gate.store.at(version), "par")
    assert found["on_time_dossiers"] == {"Administrative Procedures"}
    assert found["online_payment"] == {"CQĐT, CQS"}


def test_the_factors_of_satisfaction(gate):
    version = gate.publish(table(SIPAS, SIPAS_PARTS)).version
    found = moved(gate.store.at(version), "sipas")
    assert found == expected("sipas", list(SIPAS_PARTS.values()))
    assert found == {
        "on_time_dossiers": {"Kết quả dịch vụ"},
        "procedures_published": {"Thủ tục hành chính"},
        "petitions_on_time": {"Việc tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị"},
    }


def test_a_table_of_totals_moves_as_a_whole(gate):
    """No component is known: an action on a part of the index moves its total."""
    version = gate.publish(table(PAR, {})).version
    assert moved(gate.store.at(version), "par") == {
        row["action_code"]: {"Tổng điểm"} for row in ROWS if row["index_code"] == "par"
    }
    par = effects(gate.store.at(version))["par"]
    assert (par.why, par.outcome, par.gains) == ("no_components", None, ())
    text = said.not_calculated(VI, par, index="PAR INDEX", issuer="Bộ Nội vụ")[0].text
    assert text == "Tác động đến: PAR INDEX – Tổng điểm (giả định)."


def test_components_of_other_names_leave_the_total(gate):
    parts = {"transparency": "Cải cách thể chế", "satisfaction": "Cải cách tài chính công"}
    version = gate.publish(table(PAR, parts)).version
    assert set().union(*moved(gate.store.at(version), "par").values()) == {"Tổng điểm"}
    par = effects(gate.store.at(version))["par"]
    assert (par.why, par.outcome) == ("not_known_which", None)
    lines = said.not_calculated(VI, par, index="PAR INDEX", issuer="Bộ Nội vụ")
    assert "chưa biết nhóm nào của PAR INDEX" in lines[1].text


@pytest.mark.long
def test_a_withdrawn_table_waits_again(gate):
    published = gate.publish(table(PAR, PAR_PARTS))
    taken = loads.withdraw(gate.store, published.load_id, by=operator("An"), why="Nhầm tệp")
    assert moved(gate.store.at(taken.version), "par") == {}


# --- What an action brings on it -----------------------------------------------------------------


def effects(at: Snapshot) -> dict[str, reach.Effect]:
    """What a tenth of all that online payment leaves open would bring, by index."""
    found = reach.effects(
        at,
        action_code="online_payment",
        share=10,
        edition_ids=reach.current_editions(at),
    )
    return {one.base.edition.index_code: one for one in found}


def test_an_action_is_tried_on_all_of_them_at_once(par):
    """Digital government has 8.97 of 12; a tenth of 3.03 is 0.303: 0.30 in two decimals."""
    found = effects(par)
    assert set(found) == {"psi", "dti", "pii", "par"}
    own = found["par"]
    scores = {key[0]: Decimal(text) for key, text in own_row().items() if key[1] == "score"}
    before = sum(scores[part] for part in PAR_PARTS)
    assert [points for _, points in own.gains] == [Decimal("0.30")]
    assert own.outcome.score == Interval(before + Decimal("0.30"), before + Decimal("0.30"))
    assert own.outcome == trial.simulate(
        par,
        edition_id="par-2025-year-vn34",
        unit_code="66",
        limit=None,
        tried=Scenario(own.gains),
    )
    totals = [
        sum(Decimal(row[part, "score"]) for part in PAR_PARTS)
        for unit, row in shapes.by_rank(shapes.PSI)
        if unit != "66"
    ]
    assert own.outcome.rank == 1 + sum(total > own.outcome.score.low for total in totals)


def test_the_pages_agree_whether_its_components_make_the_total(par):
    """An index from a file with the maxima: what can be tried can be planned and compared."""
    place = {"edition_id": "par-2025-year-vn34", "unit_code": "66", "limit": 1}
    assert trial.base(par, **place).total_only is None
    assert answer.way_up(par, **place).why_not is None
    assert robustness.basis(par, edition_id=place["edition_id"]).reason is None


def own_row() -> shapes.Row:
    return dict(shapes.by_rank(shapes.PSI))["66"]


def test_the_page_shows_it_beside_the_others(gate):
    gate.publish(table(PAR, PAR_PARTS))
    gate.publish(table(SIPAS, {}))
    show = page_runs.of_page("pages/way_up_page.py")
    page = show(index="psi", action="on_time_dossiers", share="10")
    text = "\n".join(one.value for one in page.markdown)
    assert "**PAR INDEX**, năm 2025" in text
    assert "Cải cách TTHC" in text
    assert "SIPAS – Tổng điểm (giả định)" in text
    at = gate.store.snapshot()
    assert editions.rank_limit(at, "par") is None
    # The overview names it among what the action moves, though it has no card.
    assert "cùng tác động đến DTI, PII và PAR INDEX (giả định)" in page_runs.texts(
        page_runs.opened()
    )
