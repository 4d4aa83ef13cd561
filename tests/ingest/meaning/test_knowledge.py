"""What a version of the store knows, against the rows of data/."""

from pathlib import Path

from rankings.ingest.meaning.knowledge import knowledge
from rankings.store.versions import Store
from tests.cases import every


def test_the_store_knows_what_data_says(var: Path, known):
    store = Store(var)
    found = knowledge(store.snapshot())
    assert {node.indicator_code for node in found.indicators} == {
        node.indicator_code for node in known.indicators
    }
    assert set(found.units) == set(known.units)
    assert {(a.scheme, a.alias, a.unit_code) for a in known.aliases} <= {
        (a.scheme, a.alias, a.unit_code) for a in found.aliases
    }
    assert found.schemes == known.schemes == ("daklak102", "vn34", "vn63")
    assert found.province_schemes == ("vn34", "vn63")
    assert found.home == known.home == ("vn34", "66")
    assert len(found.editions) == len(known.editions) == 48
    assert knowledge(store.snapshot()) is found


def test_every_edition_falls_under_its_method(known):
    for edition in known.editions:
        method = known.method_for(edition.index_code, edition.period, edition.period_type)
        assert method is not None, edition
        assert method.method_code == edition.method_code, edition


@every(
    ("index_code", "period", "method_code"),
    [
        ("psi", "2025-12-31", "psi-2022"),
        ("psi", "2026-01-01", "psi-2026"),
        ("psi", "2026-Q1", "psi-2026"),
        ("psi", "2022-07", None),
        ("dti", "2019", None),
        ("dti", "2030", "dti-405"),
        ("pii", "2026", None),
        ("psi", None, "psi-2026"),
        ("papi", "2024", None),
        ("psi", "2025-13", None),
    ],
)
def test_the_last_day_of_a_period_decides_its_method(known, index_code, period, method_code):
    found = known.method_for(index_code, period)
    assert (found.method_code if found else None) == method_code


def test_a_tree_and_its_scale(known):
    maxima = {node.indicator_code: node.max_score for node in known.tree("psi", "psi-2026")}
    assert (maxima["transparency"], maxima["digitisation"], maxima["total"]) == (18, 22, 100)
    assert [method.method_code for method in known.methods_of("dti")] == [
        "dti-405",
        "dti-922",
        "dti-1726",
    ]
    assert known.period_types["psi"].most_common(1)[0][0] == "year_to_date"
