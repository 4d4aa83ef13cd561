"""The record of a checkout's answers: what is asked, and that what differs is found."""

import copy
import datetime
import gzip
import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import answers, answers_commands, answers_pages
from benchmarks.answers_data import LANGUAGES, Data
from benchmarks.answers_pages import Place, Reader, View

ROOT = Path(__file__).resolve().parent.parent
PII = ("standing", "pii", "--json")
REFUSED = ("gap", "psi", "--limit", "99", "--json")
TARGETS = View("data", {"section": "targets", "lang": "vi"})
DTI = View("standing", {"index": "dti", "lang": "en", "tab": "map"})
TABLE = View("standing", {"index": "dti", "lang": "vi", "figures": "plain"}, clicked=True)
OF_PII, OF_REFUSED = " ".join(PII), " ".join(REFUSED)
CLICK = f"{TABLE.name} click table 0"
Answers = dict[str, dict]


@pytest.fixture(scope="module")
def given(var: Path) -> Answers:
    """A few real answers, by name."""
    found = {" ".join(command): answers_commands.ask(command) for command in (PII, REFUSED)}
    places = answers_pages.places(ROOT, {})
    with Reader(ROOT, places, wanted=lambda _: True, keep=found.__setitem__) as reader:
        reader.look([TARGETS, DTI, TABLE])
    return json.loads(json.dumps(found, default=str))


@pytest.fixture
def beside(given: Answers, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """`beside(change, rows=True)`: exit code and text of a comparison of the answers with the same
    after change(answers) has altered them."""

    def run(change: Callable[[Answers], object], **how: object) -> tuple[int, str]:
        changed = copy.deepcopy(given)
        change(changed)
        write(tmp_path / "before", given)
        write(tmp_path / "after", changed)
        code = answers.compare(tmp_path / "before", tmp_path / "after", **how)
        return code, capsys.readouterr().out

    return run


def write(folder: Path, found: Answers, **facts: object) -> None:
    folder.mkdir(exist_ok=True)
    kept = answers.Recording(folder / "commands.jsonl.gz", {})
    for name, answer in found.items():
        kept.keep(name, answer)
    kept.close()
    record = {"commit": "x", "parts": ["commands"], "sample": 1, "matching": "*"} | facts
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")


def items(found: Answers, view: View, kind: str) -> list[dict]:
    return [item for item in found[view.name]["items"] if item["is"] == kind]


def test_the_same_answers_have_no_difference(beside):
    for how in ({}, {"rows": True}, {"anywhere": True}):
        code, text = beside(lambda _: None, **how)
        assert (code, text.splitlines()[-1]) == (0, "0 differences in 0 answers"), how
        counts = next(line for line in text.splitlines() if line.startswith("compared: "))
        assert {"2 commands", "3 views", "2 charts", "2 tables"} <= set(counts[10:].split(", "))


def score_changed(found: Answers) -> None:
    found[OF_PII]["out"][4]["score"] += 0.01


def row_lost(found: Answers) -> None:
    del items(found, TARGETS, "table")[0]["rows"][1]


def mark_moved(found: Answers) -> None:
    items(found, DTI, "chart")[0]["rows"][0][3]["unit_code"] = "99"


def rows_swapped(found: Answers) -> None:
    items(found, TARGETS, "table")[0]["rows"].reverse()


def ladder_changed(found: Answers) -> None:
    items(found, DTI, "component")[0]["data"]["editions"][0]["rows"].pop()


def code_changed(found: Answers) -> None:
    found[OF_REFUSED]["exit"] = 0


def null_for_zero(found: Answers) -> None:
    found[OF_PII]["out"][0]["score"] = None


def key_lost(found: Answers) -> None:
    del found[OF_PII]["out"][0]["status"]


def question_lost(found: Answers) -> None:
    del found[TARGETS.name]


def figure_leads_elsewhere(found: Answers) -> None:
    found[CLICK]["leads_to"]["0 Điểm"] = "another"


@pytest.mark.parametrize("how", [{}, {"rows": True}], ids=["all", "rows"])
@pytest.mark.parametrize(
    ("change", "name", "told"),
    [
        (score_changed, OF_PII, r"out\[4\]\.score: [\d.]+  →"),
        (null_for_zero, OF_PII, r"out\[0\]\.score: [\d.]+  →  null"),
        (key_lost, OF_PII, r'out\[0\]\.status: "published"  →  \(nothing\)'),
        (code_changed, OF_REFUSED, r"exit: 2  →  0"),
        (row_lost, TARGETS.name, r"\[1\]: \{.*  →  \(nothing\)"),
        (rows_swapped, TARGETS.name, r"→"),
        (mark_moved, DTI.name, r'\[3\]\.unit_code: "\d\d"  →  "99"'),
        (ladder_changed, DTI.name, r"rows\[\d+\]|editions"),
        (figure_leads_elsewhere, CLICK, r'leads_to\.0 Điểm: "dti-.*:total:score"  →  "another"'),
        (question_lost, TARGETS.name, r'the question: "?asked"?  →  \(nothing\)'),
    ],
)
def test_what_was_changed_is_found(beside, change, name, told, how):
    code, text = beside(change, **how)
    assert code == 1
    after = text.split(f"\n{name}\n", 1)
    assert len(after) == 2, text
    assert re.search(told, after[1]), text
    others = {OF_PII, OF_REFUSED, TARGETS.name, DTI.name, TABLE.name, CLICK} - {name}
    assert not [other for other in others if f"\n{other}\n" in text], text


def test_sentences_and_places_on_the_page_are_told_apart_from_rows(beside):
    def said_otherwise(found: Answers) -> None:
        items(found, DTI, "header")[0]["text"] = "Bảng xếp hạng khác"
        found[DTI.name]["items"].reverse()
        found[OF_REFUSED]["told"] = ["another sentence"]

    assert beside(said_otherwise)[0] == 1
    assert beside(said_otherwise, rows=True)[0] == 0


def test_a_number_written_by_the_table_is_the_same_as_its_text(beside):
    """The reader sees "0,6807" whether the table writes the number or is given the text."""

    def texts(found: Answers) -> None:
        for row in items(found, TABLE, "table")[0]["rows"]:
            row |= {name: cell[1] for name, cell in row.items() if isinstance(cell, list)}

    def written_otherwise(found: Answers) -> None:
        cell = items(found, TABLE, "table")[0]["rows"][2]["Điểm"]
        assert cell[1] == f"{cell[0]:.4f}".replace(".", ",")
        cell[1] = cell[1].replace(",", ".")

    assert beside(texts)[0] == 1
    assert beside(texts, rows=True)[0] == 0
    assert beside(written_otherwise, rows=True)[0] == 1


def test_rows_may_stand_on_another_tab_of_the_page_where_that_is_allowed(beside):
    def moved(found: Answers) -> None:
        every = found[TARGETS.name]["items"]
        table = next(item for item in every if item["is"] == "table")
        every.remove(table)
        other = View("data", {"section": "methods", "lang": "vi"})
        found[other.name] = copy.deepcopy(found[TARGETS.name]) | {"items": [table]}

    def moved_and_lost(found: Answers) -> None:
        moved(found)
        found["data?section=methods&lang=vi"]["items"][0]["rows"].pop()

    assert beside(moved, rows=True)[0] == 1
    code, text = beside(moved, anywhere=True, but=["data?section=methods*"])
    assert code == 0, text
    code, text = beside(moved_and_lost, anywhere=True, but=["data?section=methods*"])
    assert (code, text.splitlines()[-1]) == (1, "1 differences in 1 answers")


def test_what_is_left_out_on_purpose_is_counted(beside):
    code, text = beside(score_changed, but=["standing pii*"])
    assert (code, "1 left out" in text) == (0, True)
    code, _ = beside(score_changed, but=["*"])
    assert code == 1, "nothing compared is no proof"


def test_records_of_different_extent_are_compared_where_both_have_something(
    given, tmp_path, capsys
):
    write(tmp_path / "all", given)
    write(tmp_path / "some", {OF_PII: given[OF_PII]}, sample=40)
    assert answers.compare(tmp_path / "all", tmp_path / "some") == 0
    assert "compared: 1 commands" in capsys.readouterr().out


def test_what_must_differ_is_made_alike(tmp_path):
    for folder in ("one", "two"):
        kept = answers.Recording(tmp_path / folder, {f"/tmp/{folder}/var": "VAR"})
        out = {"folder": f"/tmp/{folder}/var", "source": f"upload-{uuid.uuid4().hex[:12]}"}
        kept.keep("build", {"exit": 0, "out": out, "told": []})
        kept.close()
    one, two = (gzip.decompress((tmp_path / folder).read_bytes()) for folder in ("one", "two"))
    assert one == two


def test_the_clock_stands_still_and_random_numbers_grow_while_answers_are_recorded():
    real = datetime.datetime
    with answers.still():
        found = datetime.datetime.now(datetime.UTC)
        assert (found, type(found)) == (answers.NOW, real)
        assert isinstance(real(2026, 1, 1), datetime.datetime)
        assert datetime.datetime.fromisoformat("2026-01-02") == real(2026, 1, 2)
        drawn = [uuid.uuid4().hex[:12] for _ in range(20)]
        assert drawn == sorted(set(drawn))
    assert datetime.datetime is real


# --- What is asked --------------------------------------------------------------------------------


def test_every_command_edition_and_language_is_asked():
    data = Data(ROOT / "data")
    commands = [*answers_commands.reading(data), *answers_commands.loading()]
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| \[`(\w+)`\]", page, re.MULTILINE))
    assert len(described) > 15
    assert described <= {command[0] for command in commands if command}
    for edition in data.editions:
        for name in ("standing", "gap", "components", "plan", "robustness", "forecast", "simulate"):
            for language in LANGUAGES:
                asked = [
                    command
                    for command in commands
                    if command[: 1 + len(edition.arguments)] == (name, *edition.arguments)
                    and command[-2:] == ("--lang", language)
                ]
                assert asked, (name, edition.edition_id, language)


def test_every_page_is_looked_at_with_every_edition_in_both_languages():
    data = Data(ROOT / "data")
    views = list(answers_pages.views(data))
    assert {view.question for view in views} == set(answers_pages.PLACES)
    for question in ("standing", "components", "plan", "scenario", "robustness"):
        found = {
            (view.choices.get("edition"), view.choices["lang"])
            for view in views
            if view.question == question
        }
        wanted = {(one.edition_id, language) for one in data.editions for language in LANGUAGES}
        assert wanted <= found, question


def test_what_counts_and_the_pace_answer_is_looked_at():
    """Sub-indicators in each order and ranked by, goals in counts, the pace since earlier days."""
    asked: dict[str, set[str]] = {}
    for view in answers_pages.views(Data(ROOT / "data")):
        for name, value in view.choices.items():
            asked.setdefault(f"{view.question} {name}", set()).add(value)
    assert asked["components sub_order"] == {"rank", "count"}
    assert asked["plan goal_in"] == {"count", "share", "points"}
    assert len(asked["standing indicator"]) == 2
    assert asked["standing indicator"] == asked["plan goal_of"]
    assert {"2026-09-29", "2026-10-05"} <= asked["plan since"]


def test_a_page_of_this_checkout_is_known_for_every_question():
    """Where a page has moved, its new place belongs into `PLACES`, before the old one."""
    assert answers_pages.places(ROOT, {}).keys() == answers_pages.PLACES.keys()


def test_a_question_without_a_page_is_said(tmp_path):
    with pytest.raises(LookupError, match=r"--place overview=pages/FILE\.py"):
        answers_pages.places(tmp_path, {})
    told = {question: Place("pages/new.py") for question in answers_pages.PLACES}
    assert answers_pages.places(tmp_path, told) == told


def test_a_place_takes_the_choices_of_an_address_under_their_names_there():
    place = Place("pages/data.py", always={"tab": "loads"}, renamed={"span": "periods"})
    asked = {"span": "all", "lang": "en"}
    assert place.choices(asked) == {"tab": "loads", "periods": "all", "lang": "en"}
