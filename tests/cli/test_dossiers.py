"""The commands of dossiers: what a file comes to, and what is due."""

import datetime as dt
import json

import pytest

from rankings import cli
from rankings.loads import bootstrap
from rankings.store.clock import VIETNAM_TIME
from tests.cli.test_cli import has_types, keys_of
from tests.ingest.dossiers.files import OFFICIAL, rows, write

SAID = ("--acknowledge", "đã rà", "--by", "An", "--json")


@pytest.fixture
def ask(own_var, monkeypatch, capsys):
    """Run a command on a store of its own: exit code, and its answer or what it says."""
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())

    def run(*arguments: str):
        capsys.readouterr()
        code = cli.main(list(arguments))
        written = capsys.readouterr()
        return code, json.loads(written.out) if code != 2 else written.err

    return run


def test_a_file_is_counted_published_and_told_when_due(ask, tmp_path):
    now = dt.datetime.now(VIETNAM_TIME).replace(tzinfo=None)
    given = rows(60)
    soon = {"NgayKetThucXuLy": "", "MaCoQuan": "UBND xã Ea Súp"}
    for place, hours in enumerate((3, 30)):
        due = (now + dt.timedelta(hours=hours)).strftime(OFFICIAL)
        given[place] |= soon | {"NgayHenTra": due}
    path = str(write(tmp_path / "a.csv", given))
    code, kept = ask("dossiers", path, *SAID)
    assert (code, kept["state"]) == (0, "staged")
    code, done = ask("dossiers", path, "--publish", "--by", "An", "--json")
    assert (code, done["state"], done["load_id"]) == (3, "blocked", None)
    code, done = ask("dossiers", path, "--publish", *SAID)
    assert (code, done["state"]) == (0, "published")
    has_types([done], keys_of("dossiers"))
    assert {item["kind"] for item in done["refused"]} == {
        *("name", "identity", "phone", "address", "mail")
    }

    code, due = ask("due", "--unit", "24211", "--within", "24h", "--json")
    assert code == 0
    has_types([due], keys_of("due"))
    assert (due["in_24_hours"], due["in_7_days"]) == (1, 2)
    assert [item["number"] for item in due["dossiers"]] == [given[0]["MaHoSo"]]
    # 20 of 443,565 dossiers received, and 6 of nine tenths of them.
    assert due["points_at_stake"] == pytest.approx(20 / 443_565 + 6 / 0.9 / 443_565, abs=5e-5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("due",), "Chưa có tệp hồ sơ"),
        (("dossiers", "{file}", "--column", "ngay=Cột"), "Không có trường hồ sơ nào tên là ngay"),
        (("dossiers", "{file}", "--made", "hôm qua"), "không phải ngày"),
        (("dossiers", "{file}", "--column", "number=SoCCCD"), "dữ liệu cá nhân (số giấy tờ)"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(ask, tmp_path, arguments, words):
    path = write(tmp_path / "a.csv", rows(10))
    code, sentence = ask(*(text.format(file=path) for text in arguments))
    assert code == 2
    assert words in sentence
    assert sentence.count("\n") == 1
