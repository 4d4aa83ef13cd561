"""The commands user and audit: what they answer, where a password may come from."""

import io
import json

import pytest

from tests.cli.test_cli import answer, ask, has_types, keys_of  # noqa: F401


@pytest.fixture(autouse=True)
def _folder(tmp_path, var, monkeypatch, cheap_passwords):
    """The accounts of a folder of its own, beside a store that is only read."""
    monkeypatch.setattr(
        "rankings.loads.accounts.lines.folder_of", lambda store: tmp_path / "accounts"
    )


@pytest.fixture
def typed(monkeypatch):
    """Lay a text on the standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_an_account_from_its_beginning_to_its_end(answer, ask, typed, tmp_path):  # noqa: F811
    typed("mật khẩu của buổi sáng\n")
    (made,) = answer("user add Lan --role analyst unit:24133 --by An")
    has_types([made], keys_of("user"))
    assert (made["name"], made["roles"]) == ("lan", ["analyst", "unit:24133"])
    (changed,) = answer("user set lan --shown-name Lan --role reader --unit Krông --by An")
    assert (changed["roles"], changed["unit"]) == (["reader"], "Krông")
    assert answer("user list") == [changed]
    assert answer("user unlock lan --by An") == [changed]
    typed("một mật khẩu khác hẳn\n")
    assert answer("user password lan --by An") == [changed]
    typed("ngắn\n")
    code, _, error = ask("user password lan")
    assert (code, "12" in error) == (2, True)
    assert answer("user remove lan --by An") == [changed]
    assert answer("user list") == []

    lines = answer("audit")
    has_types([row | {"details": None} for row in lines], keys_of("audit") | {"details": ["null"]})
    assert {row["by"] for row in lines} == {"An"}
    assert [row["event"].removeprefix("account_") for row in lines] == [
        *("added", "changed", "unlocked", "password", "removed"),
    ]
    file = tmp_path / "audit.jsonl"
    assert answer(f"audit --export {file} --by An") == lines
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == lines
    (chain,) = answer("audit verify")
    has_types([chain], keys_of("audit", "verify"))
    assert (chain["records"], chain["broken"]) == (len(lines) + 1, None)
    log = tmp_path / "accounts" / "audit.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("unlocked", "added"), encoding="utf-8")
    code, out, _ = ask("audit verify --json")
    assert (code, json.loads(out)[0]["broken"]) == (3, 3)
