"""`components --depth 2`: the cost of a point with what moves together, beside the cost alone."""

import json

from rankings import cli


def rows(var, monkeypatch, capsys, *options: str) -> dict[str, dict]:
    monkeypatch.setenv("RANKINGS_VAR", str(var))
    assert cli.main(["components", "psi", "--depth", "2", "--json", *options]) == 0
    return {row["indicator"]: row for row in json.loads(capsys.readouterr().out)}


def test_both_costs_are_given_each_as_a_key_of_its_own(var, monkeypatch, capsys):
    found = rows(var, monkeypatch, capsys, "--period", "2026-10-10")
    on_time = found["2.1"]
    assert (on_time["count_per_point"], on_time["joint_count_per_point"]) == (22178.25, 20065.08)
    assert on_time["moves_with"] == [
        {"indicator": "5.4", "first": 6339.5, "basis": "source", "source_id": "sfc87314d"}
    ]
    petitions = found["5.2"]
    assert (petitions["count_per_point"], petitions["joint_count_per_point"]) == (80.83, 40.42)
    assert (found["4.1"]["joint_count_per_point"], found["4.1"]["moves_with"]) == (None, [])


def test_an_edition_without_counts_has_no_cost(var, monkeypatch, capsys):
    for row in rows(var, monkeypatch, capsys, "--period", "2026-10-05").values():
        assert (row["count_per_point"], row["joint_count_per_point"]) == (None, None)
