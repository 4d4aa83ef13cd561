"""The command that makes briefings: forms, files, what is noted, what is wrong."""

import io
import json
from datetime import date
from pathlib import Path

import docx
import pytest

from rankings import cli
from rankings.loads import bootstrap, briefings
from rankings.store.versions import Store


@pytest.fixture
def ask(own_var, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())
    monkeypatch.setattr("rankings.cli.brief.today", lambda: date(2026, 11, 30))

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(["brief", *arguments])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


def test_the_text_is_printed_and_the_briefing_noted(ask, own_var):
    code, out, err = ask()
    assert (code, err) == (0, "")
    assert "Chỉ số 766 giữ vị trí thứ 7/34" in out
    assert len(out.strip()) <= 900
    last = briefings.last(Store(own_var), before=date(2100, 1, 1))
    assert last is not None
    assert last.given["psi"].rank == 7
    assert Store(own_var).versions() == [1]


def test_a_file_holds_what_the_json_says(ask, tmp_path):
    file = tmp_path / "phụ lục.docx"
    code, out, _ = ask("--docx", "annex", "-o", str(file), "--json")
    answer = json.loads(out)
    assert (code, answer["form"], answer["kind"], answer["file"]) == (0, "docx", "annex", str(file))
    paper = docx.Document(io.BytesIO(file.read_bytes()))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert {figure["text"] for figure in answer["figures"]} <= cells
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--xlsx",), "-o TỆP"),
        (("--xlsx", "-o", "/dev/null/x.xlsx"), "/dev/null/x.xlsx"),
        (("--docx", "letter", "-o", "x.docx"), "letter"),
        (("--text", "--xlsx", "-o", "x"), "--xlsx"),
        (("--since", "31/31/2026"), "31/31/2026"),
        (("--as-of", "99"), "99"),
    ],
)
def test_what_is_wrong_is_one_sentence(ask, arguments, part):
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert part in err
    assert err.count("\n") == 1


def test_a_setting_that_cannot_be_is_told(ask, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("RANKINGS_ADDRESS", "rankings.example")
    code, _, err = ask()
    assert (code, "RANKINGS_ADDRESS" in err) == (2, True)
    monkeypatch.setenv("RANKINGS_ADDRESS", "https://rankings.example")
    assert ask("--json")[1].count("https://rankings.example/?v=1") >= 2
