"""`why`: sub-indicators with their counts, where both editions have them."""

import json

import pytest

from rankings import cli
from tests.facts.test_why_counts import counted_twice

ASKED = ["why", "psi", "--from", "2026-10-05", "--to", "2026-10-10", "--json"]


def test_counts_are_told_apart_and_add_up(tmp_path, serve, capsys):
    serve(counted_twice(tmp_path).folder)
    assert cli.main(ASKED) == 0
    rows = {row["indicator"]: row for row in json.loads(capsys.readouterr().out)["counts"]}
    assert set(rows) == {"2.1", "4.1", "5.2", "5.3", "5.4"}
    on_time = rows["2.1"]
    assert (on_time["denominator_from"], on_time["denominator_to"]) == (430000, 443565)
    for row in rows.values():
        by_counts = row["points_by_numerator"] + row["points_by_denominator"]
        assert row["points"] == pytest.approx(by_counts)
        more = row["numerator_to"] - row["numerator_from"]
        assert more == pytest.approx(
            row["numerator_by_volume"] + row["numerator_by_rate"], abs=0.01
        )


def test_without_counts_in_both_there_is_none(var, monkeypatch, capsys):
    monkeypatch.setenv("RANKINGS_VAR", str(var))
    assert cli.main(ASKED) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == []
