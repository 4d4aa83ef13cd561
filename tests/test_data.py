"""The folder data/ holds what it says: valid, sourced, and true to the published figures."""

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from hashlib import sha1
from pathlib import Path

from tests.cases import every

DATA = Path(__file__).resolve().parent.parent / "data"
TABLES = {path.stem: path for path in sorted(DATA.glob("*/*.csv"))}
HOME = "66"
PSI_GROUPS = (
    "transparency",
    "timeliness",
    "online_service",
    "online_payment",
    "digitisation",
    "satisfaction",
)
# figures per edition: the large tables, and single figures that are easily lost
FIGURES = {
    "dti-2020-year-vn63": 103,
    "dti-2021-year-vn63": 61,
    "dti-2022-year-vn63": 431,
    "dti-2023-year-vn63": 398,
    "dti-2024-year-vn34": 240,
    "dti-2024-year-vn63": 378,
    "pii-2023-year-vn63": 69,
    "pii-2024-year-vn63": 43,
    "pii-2025-year-vn34": 35,
    "psi-2025-10-11-year_to_date-vn34": 272,
    "psi-2025-10-15-year_to_date-vn34": 272,
    "psi-2025-10-16-year_to_date-vn34": 272,
    "psi-2025-Q3-quarter-vn34": 2,
    "psi-2026-02-month-vn34": 1,
    "psi-2026-03-month-vn34": 6,
    "psi-2026-09-17-year_to_date-vn34": 266,
    "psi-2026-09-26-year_to_date-vn34": 272,
    "psi-2026-09-27-year_to_date-vn34": 272,
    "psi-2026-09-29-year_to_date-vn34": 272,
    "psi-2026-10-02-year_to_date-vn34": 272,
    "psi-2026-10-04-year_to_date-vn34": 272,
    "psi-2026-10-05-year_to_date-vn34": 278,
    "psi-2026-10-10-year_to_date-vn34": 1434,
}
# the editions whose table of the total is whole: every unit has a score and a rank
WHOLE = {
    "dti-2022-year-vn63",
    "dti-2023-year-vn63",
    "dti-2024-year-vn63",
    "psi-2025-10-11-year_to_date-vn34",
    "psi-2025-10-15-year_to_date-vn34",
    "psi-2025-10-16-year_to_date-vn34",
    "psi-2026-09-17-year_to_date-vn34",
    "psi-2026-09-26-year_to_date-vn34",
    "psi-2026-09-27-year_to_date-vn34",
    "psi-2026-09-29-year_to_date-vn34",
    "psi-2026-10-02-year_to_date-vn34",
    "psi-2026-10-04-year_to_date-vn34",
    "psi-2026-10-05-year_to_date-vn34",
    "psi-2026-10-10-year_to_date-vn34",
}
# where the portal gave units of one score two places: Cao Bằng and Huế, both 84.7; Quảng Ngãi and
# Hưng Yên, 57.51; Lai Châu and Hồ Chí Minh, 63.18
TIES_BROKEN = {
    "psi-2025-10-11-year_to_date-vn34": {"04": 26},
    "psi-2026-09-26-year_to_date-vn34": {"51": 31},
    "psi-2026-10-04-year_to_date-vn34": {"12": 12},
}
# whole tables in which the groups of a unit are a hundredth off its total: the portal rounds both
ROUNDED_APART = {
    (f"psi-2026-10-{day}-year_to_date-vn34", unit) for day in ("02", "04") for unit in ("19", "38")
}
DISPUTED = {"04", "12", "40", "46", "52", "64"}  # vn63, PII 2024


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """Rows of one CSV as text; an empty cell is the empty string."""
    with TABLES[table].open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def figures(
    edition: str, indicator: str = "total", measure: str = "score", status: str = "published"
) -> dict[str, Decimal]:
    """Unit code -> figure of one column of one edition."""
    return {
        row["unit_code"]: Decimal(row["value"])
        for row in rows("observations")
        if row["edition_id"] == edition
        and row["indicator_code"] == indicator
        and row["measure"] == measure
        and row["status"] == status
    }


@cache
def editions() -> dict[str, dict[str, str]]:
    return {row["edition_id"]: row for row in rows("editions")}


@cache
def method(edition: str) -> tuple[str, str]:
    row = editions()[edition]
    return row["index_code"], row["method_code"]


@cache
def scores_by_unit() -> dict[tuple[str, str], dict[str, Decimal]]:
    """(edition, unit) -> indicator -> published score; disputed figures left out."""
    found: dict = defaultdict(dict)
    for row in rows("observations"):
        usable = row["status"] == "published" and row["confidence"] != "disputed"
        if usable and row["measure"] == "score":
            key = row["edition_id"], row["unit_code"]
            found[key][row["indicator_code"]] = Decimal(row["value"])
    return dict(found)


# --- the files -----------------------------------------------------------------------------


def test_the_data_package_is_valid():
    from frictionless import validate

    report = validate(str(DATA / "datapackage.json"))
    errors = report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert report.valid, errors[:10]


def test_every_file_is_a_resource_and_every_resource_a_file():
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in package["resources"]} == {
        path.relative_to(DATA).as_posix() for path in TABLES.values()
    }


@every("table", TABLES)
def test_files_are_utf8_nfc_with_line_feeds(table):
    text = TABLES[table].read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)


@every("table", TABLES)
def test_cells_carry_no_stray_blanks(table):
    stray = [row for row in rows(table) for cell in row.values() if cell != cell.strip()]
    assert stray == []


# --- sources -------------------------------------------------------------------------------


@every("table", [t for t in TABLES if "source_id" in rows(t)[0]])
def test_every_row_has_a_source_that_exists(table):
    known = {row["source_id"] for row in rows("sources")}
    sourced = [row for row in rows(table) if row.get("basis") != "assumption"]
    assert [row for row in sourced if row["source_id"] not in known] == []


def test_every_source_is_used():
    used = {row.get("source_id") for table in set(TABLES) - {"sources"} for row in rows(table)}
    assert {row["source_id"] for row in rows("sources")} - used == set()


def test_source_ids_are_made_from_the_url_or_are_readable():
    readable = ("doc-", "derived-", "note-", "press-profile-", "s-nhandan-")
    odd = [
        row["source_id"]
        for row in rows("sources")
        if not row["source_id"].startswith(readable)
        and row["source_id"] != "s" + sha1(row["url"].encode()).hexdigest()[:8]
    ]
    assert odd == []


def test_copies_name_the_issuer_first_and_the_host_beside_it():
    copies = [row for row in rows("sources") if row["kind"] == "unofficial_copy"]
    assert copies
    for row in copies:
        assert row["origin"].startswith(("Cổng Dịch vụ công quốc gia", "Bộ Khoa học và Công nghệ"))
        assert row["publisher"].removeprefix("github.com/") in row["url"]


def test_derived_figures_and_the_derived_source_go_together():
    kinds = {row["source_id"]: row["kind"] for row in rows("sources")}
    for row in rows("observations"):
        assert (row["status"] == "derived") == (kinds[row["source_id"]] == "derived")


# --- keys that span more than one table ------------------------------------------------------


@every("table", ["observations", "conflicts"])
def test_every_figure_belongs_to_a_unit_and_an_indicator_of_its_edition(table):
    units = {(row["scheme"], row["unit_code"]) for row in rows("units")}
    tree = {
        (row["index_code"], row["method_code"], row["indicator_code"]) for row in rows("indicators")
    }
    for row in rows(table):
        edition = editions()[row["edition_id"]]
        assert (edition["scheme"], row["unit_code"]) in units
        assert (*method(row["edition_id"]), row["indicator_code"]) in tree


def test_edition_ids_are_made_of_their_parts():
    for row in rows("editions"):
        parts = row["index_code"], row["period"], row["period_type"], row["scheme"]
        assert row["edition_id"] == "-".join(parts)
        assert row["period_start"] <= row["period_end"]
        assert row["published_from"] <= row["published_to"]
        assert row["published_from"] == "" or row["period_start"] <= row["published_from"]
        if row["period_type"] == "year_to_date":
            assert row["period_end"] == row["period"] <= row["published_from"]


def test_the_method_of_an_edition_covers_its_period():
    spans = {
        (row["index_code"], row["method_code"]): (row["editions_from"], row["editions_to"] or "9")
        for row in rows("methods")
    }
    for row in rows("editions"):
        period = row["period_end"] if row["index_code"] == "psi" else row["period"]
        first, last = spans[row["index_code"], row["method_code"]]
        assert first <= period <= last


def test_the_first_method_of_an_index_has_no_break_and_the_others_explain_theirs():
    seen = set()
    for row in rows("methods"):
        is_first = row["index_code"] not in seen
        seen.add(row["index_code"])
        assert is_first == (row["break_reason_vi"] == "") == (row["break_reason_en"] == "")


def test_trees_have_one_root_and_every_parent_exists():
    trees = defaultdict(dict)
    for row in rows("indicators"):
        trees[row["index_code"], row["method_code"]][row["indicator_code"]] = row
    assert set(trees) == {(row["index_code"], row["method_code"]) for row in rows("methods")}
    for nodes in trees.values():
        for code, row in nodes.items():
            assert (code == "total") == (row["level"] == "total")
            if row["level"] in ("total", "definition"):
                assert row["parent_code"] == ""
            else:
                assert int(nodes[row["parent_code"]]["sort_order"]) < int(row["sort_order"])


def test_every_indicator_has_a_name_and_definitions_come_in_both_languages():
    for row in rows("indicators"):
        assert row["name_en"] or row["name_vi"]
        assert bool(row["definition_vi"]) == bool(row["definition_en"])


def test_units_are_63_then_34_and_every_old_unit_has_one_successor():
    assert Counter(row["scheme"] for row in rows("units")) == {
        "vn63": 63,
        "vn34": 34,
        "daklak102": 102,
    }
    lineage = rows("unit_lineage")
    assert len({row["from_code"] for row in lineage}) == len(lineage) == 63
    assert len({row["to_code"] for row in lineage}) == 34
    assert [r["from_code"] for r in lineage if r["to_code"] == HOME] == ["54", "66"]


def test_a_name_that_did_not_survive_the_merger_is_no_spelling_of_the_34():
    found = {(row["scheme"], row["alias"]): row["unit_code"] for row in rows("unit_aliases")}
    assert found["vn63", "Phú Yên"] == "54"
    assert ("vn34", "Phú Yên") not in found
    assert found["vn63", "Gia Lai"] == "64"
    assert found["vn34", "Gia Lai"] == "52"


def test_every_province_has_a_code_of_the_portal():
    found = [row for row in rows("unit_aliases") if row["alias_type"] == "portal_code"]
    provinces = {row["unit_code"] for row in rows("units") if row["scheme"] == "vn34"}
    assert {row["scheme"] for row in found} == {"vn34"}
    assert sorted(row["unit_code"] for row in found) == sorted(provinces)
    assert all(re.fullmatch(r"H\d\d", row["alias"]) for row in found)
    assert {row["alias"]: row["unit_code"] for row in found}["H15"] == HOME


def test_the_map_has_34_provinces_and_both_archipelagos():
    tiles = rows("tiles")
    assert sorted(t["unit_code"] for t in tiles if t["tile_type"] == "province") == sorted(
        row["unit_code"] for row in rows("units") if row["scheme"] == "vn34"
    )
    isles = {t["label_vi"]: t["unit_code"] for t in tiles if t["tile_type"] == "archipelago"}
    assert isles == {"QĐ. Hoàng Sa (TP. Đà Nẵng)": "48", "QĐ. Trường Sa (Khánh Hòa)": "56"}
    assert len({(t["row_number"], t["column_number"]) for t in tiles}) == len(tiles)


# --- figures -------------------------------------------------------------------------------


def test_no_figure_was_lost_or_added():
    counts = Counter(row["edition_id"] for row in rows("observations"))
    assert sum(counts.values()) == 6005
    assert {edition: counts[edition] for edition in FIGURES} == FIGURES
    assert Counter(method(edition)[0] for edition in counts) == {"psi": 39, "dti": 6, "pii": 3}
    assert len(rows("conflicts")) == 10


@every("table", ["observations", "conflicts"])
def test_values_are_the_printed_figures_at_no_more_decimals_than_the_method(table):
    decimals = {
        (row["index_code"], row["method_code"]): int(row["decimals"]) for row in rows("methods")
    }
    for row in rows(table):
        assert Decimal(row["value"]) == Decimal(row["value_printed"])
        places = -Decimal(row["value_printed"]).as_tuple().exponent
        assert places <= (0 if row["measure"] == "rank" else decimals[method(row["edition_id"])])


def test_no_score_is_above_its_maximum_and_no_rank_beyond_the_units():
    maxima = {
        (r["index_code"], r["method_code"], r["indicator_code"]): r["max_score"]
        for r in rows("indicators")
    }
    sizes = Counter(row["scheme"] for row in rows("units"))
    for row in rows("observations"):
        if row["measure"] == "rank":
            top = sizes[editions()[row["edition_id"]]["scheme"]]
            assert 1 <= Decimal(row["value"]) <= top
        elif row["measure"] == "score":
            top = maxima[*method(row["edition_id"]), row["indicator_code"]]
            assert 0 <= Decimal(row["value"]) <= Decimal(top)


def test_whole_tables_are_those_that_are_whole():
    sizes = Counter(row["scheme"] for row in rows("units"))
    whole = {
        edition
        for edition, row in editions().items()
        if len(figures(edition)) == len(figures(edition, measure="rank")) == sizes[row["scheme"]]
    }
    assert whole == WHOLE


@every("edition", sorted(WHOLE))
def test_published_ranks_of_whole_tables_follow_the_scores(edition):
    scores, ranks = figures(edition), figures(edition, measure="rank")
    computed = {u: 1 + sum(other > s for other in scores.values()) for u, s in scores.items()}
    differ = {u: ranks[u] for u in ranks if ranks[u] != computed[u]}
    assert differ == TIES_BROKEN.get(edition, {})


def test_the_six_groups_of_the_psi_add_up():
    parts = {
        (r["method_code"], r["indicator_code"])
        for r in rows("indicators")
        if r["index_code"] == "psi" and r["adds_up"] == "true"
    }
    assert parts == {(m, group) for m in ("psi-2022", "psi-2026") for group in PSI_GROUPS}
    checked = Counter()
    for (edition, unit), scores in scores_by_unit().items():
        if edition.startswith("psi-") and {"total", *PSI_GROUPS} <= set(scores):
            off = abs(sum(scores[group] for group in PSI_GROUPS) - scores["total"])
            if edition in WHOLE:
                apart = (edition, unit) in ROUNDED_APART
                assert off == (Decimal("0.01") if apart else 0), (edition, unit)
            assert off <= Decimal("0.03"), (edition, unit)
            checked[edition] += 1
    assert all(checked[e] == 34 for e in WHOLE if e.startswith("psi-") and "09-17" not in e)
    assert checked["psi-2026-09-17-year_to_date-vn34"] == 33  # Khánh Hòa has no groups


def test_weighted_parts_of_dti_and_pii_reproduce_the_published_totals():
    tolerance = {r["method_code"]: Decimal(r["adding_up_tolerance"]) for r in rows("methods")}
    weights = defaultdict(dict)
    for row in rows("indicators"):
        if row["adds_up"] == "true" and row["index_code"] != "psi":
            weights[row["method_code"]][row["indicator_code"]] = Decimal(row["weight"])
    assert {m: sum(w.values()) for m, w in weights.items()} == dict.fromkeys(weights, 1)
    checked = Counter()
    for (edition, unit), scores in scores_by_unit().items():
        used = weights.get(method(edition)[1])
        if used and {"total", *used} <= set(scores):
            total = sum(scores[code] * weight for code, weight in used.items())
            assert abs(total - scores["total"]) <= tolerance[method(edition)[1]], (edition, unit)
            checked[method(edition)[1]] += 1
    assert checked == {
        "dti-1726": 10,
        "dti-922": 5,
        "pii-2023": 2,
        "pii-2024": 1,
        "pii-2025": 2,
    }


def test_the_pillars_of_dti_922_are_a_second_cut_of_the_same_points():
    points = {
        r["indicator_code"]: Decimal(r["max_points"])
        for r in rows("indicators")
        if r["method_code"] == "dti-922" and r["max_points"]
    }
    scores = scores_by_unit()["dti-2022-year-vn63", "22"]  # Quảng Ninh: all parts published
    base = ("awareness", "institutions", "infrastructure", "human_resources", "cybersecurity")
    foundation = sum(scores[code] * points[code] for code in base)
    pairs = {"government": "gov", "economy": "economy", "society": "society"}
    for pillar, activity in pairs.items():
        own = scores[f"{activity}_activity"] * points[f"{activity}_activity"]
        share = (foundation + own) / points[f"digital_{pillar}"]
        assert abs(share - scores[f"digital_{pillar}"]) <= Decimal("0.0001")


# --- the 34-unit DTI 2024, derived from the 63 -------------------------------------------------


def means_of_predecessors(indicator: str) -> dict[str, Decimal]:
    """Successor code -> plain mean of the predecessors' DTI 2024 scores, not rounded."""
    before = figures("dti-2024-year-vn63", indicator)
    predecessors = defaultdict(list)
    for row in rows("unit_lineage"):
        predecessors[row["to_code"]].append(before[row["from_code"]])
    return {unit: sum(values) / len(values) for unit, values in predecessors.items()}


@every(
    "indicator",
    ["total", "infrastructure", "gov_activity", "economy_activity", "society_activity"],
)
def test_derived_dti_figures_are_means_of_the_predecessors_rounded_half_up(indicator):
    # 5 × 34 figures. 16 means end in an exact 5 and were stored rounded down until 30/11/2026.
    rounded = {
        unit: mean.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        for unit, mean in means_of_predecessors(indicator).items()
    }
    assert figures("dti-2024-year-vn34", indicator, status="derived") == rounded
    assert len(rounded) == 34


def test_derived_dti_reproduces_what_was_published():
    published = figures("dti-2024-year-vn34")
    derived = figures("dti-2024-year-vn34", status="derived")
    assert len(published) == 8
    assert {u: (derived[u], s) for u, s in published.items() if derived[u] != s} == {
        "79": (Decimal("0.7769"), Decimal("0.7770"))
    }
    ranks = figures("dti-2024-year-vn34", measure="rank")
    derived_ranks = figures("dti-2024-year-vn34", measure="rank", status="derived")
    assert len(ranks) == 13
    assert {u: r for u, r in ranks.items() if derived_ranks[u] != r} == {}
    assert derived_ranks == {
        u: 1 + sum(other > s for other in derived.values()) for u, s in derived.items()
    }


# --- facts that were published or read, one by one -----------------------------------------------

FACTS = [
    ("psi-2026-10-10-year_to_date-vn34", "66", "total", "score", "65.49"),
    ("psi-2026-10-10-year_to_date-vn34", "66", "total", "rank", "7"),
    ("psi-2026-10-10-year_to_date-vn34", "66", "digitisation", "score", "9.08"),
    ("psi-2026-10-10-year_to_date-vn34", "19", "total", "score", "63.97"),
    ("psi-2025-Q3-quarter-vn34", "66", "total", "rank", "8"),
    ("psi-2025-10-16-year_to_date-vn34", "66", "total", "score", "86.98"),
    ("psi-2025-10-16-year_to_date-vn34", "66", "total", "rank", "14"),
    ("psi-2026-02-month-vn34", "52", "total", "score", "34.19"),
    ("psi-2026-03-month-vn34", "52", "online_service_and_payment", "score", "9.1"),
    ("psi-2026-09-17-year_to_date-vn34", "66", "total", "rank", "9"),
    ("psi-2026-10-05-year_to_date-vn34", "66", "total", "rank", "7"),
    ("dti-2024-year-vn63", "66", "total", "score", "0.6807"),
    ("dti-2024-year-vn63", "66", "total", "rank", "39"),
    ("dti-2024-year-vn63", "54", "total", "score", "0.6013"),
    ("dti-2024-year-vn63", "54", "total", "rank", "56"),
    ("pii-2025-year-vn34", "66", "total", "score", "34.80"),
    ("pii-2025-year-vn34", "66", "total", "rank", "24"),
    ("pii-2025-year-vn34", "25", "total", "rank", "15"),
    ("pii-2025-year-vn34", "75", "total", "score", "44.92"),
    ("pii-2025-year-vn34", "75", "total", "rank", "12"),
    ("pii-2025-year-vn34", "86", "total", "score", "38.93"),
    ("pii-2025-year-vn34", "86", "total", "rank", "17"),
]


@every(("edition", "unit", "indicator", "measure", "value"), FACTS)
def test_a_known_fact(edition, unit, indicator, measure, value):
    assert figures(edition, indicator, measure)[unit] == Decimal(value)


def test_figures_that_were_not_published_are_not_there():
    assert HOME not in figures("psi-2025-Q3-quarter-vn34")
    assert "25" not in figures("pii-2025-year-vn34")  # Phú Thọ, 15th
    assert HOME not in figures("dti-2024-year-vn34")
    assert figures("dti-2024-year-vn34", status="derived")[HOME] == Decimal("0.6410")
    assert figures("dti-2024-year-vn34", measure="rank", status="derived")[HOME] == 29


def test_the_tenth_best_of_the_others_and_the_weakest_group():
    edition = "psi-2026-10-10-year_to_date-vn34"
    others = {u: s for u, s in figures(edition).items() if u != HOME}
    assert sorted(others, key=others.get, reverse=True)[9] == "19"
    digitisation = figures(edition, "digitisation")
    assert 1 + sum(s > digitisation[HOME] for s in digitisation.values()) == 28


def test_the_level_of_the_psi_broke_between_the_two_portals():
    means = [
        sum(scores.values()) / 34
        for scores in (
            figures("psi-2025-10-16-year_to_date-vn34"),
            figures("psi-2026-10-10-year_to_date-vn34"),
        )
    ]
    assert [round(mean, 2) for mean in means] == [Decimal("86.49"), Decimal("62.58")]
    reason = next(r for r in rows("methods") if r["method_code"] == "psi-2026")
    assert "86,49" in reason["break_reason_vi"]
    assert "62.58" in reason["break_reason_en"]


def test_disputed_figures_are_the_six_units_of_pii_2024():
    disputed = [row for row in rows("observations") if row["confidence"] == "disputed"]
    assert {row["edition_id"] for row in disputed} == {"pii-2024-year-vn63"}
    assert {row["unit_code"] for row in disputed} == DISPUTED
    pii = {r["unit_code"] for r in rows("conflicts") if r["edition_id"] == "pii-2024-year-vn63"}
    assert pii == {"40", "64"}


def test_the_figure_that_a_table_of_all_units_replaced_is_kept_as_a_conflict():
    # Phú Thọ on 26/9/2026: 61.89 was printed alone; the table of that day has 62.76, that of the
    # day after 61.89.
    day, after = (f"psi-2026-09-{d}-year_to_date-vn34" for d in (26, 27))
    assert figures(day)["25"] == Decimal("62.76")
    assert figures(after)["25"] == Decimal("61.89")
    kept = {
        (row["value_printed"], row["confidence"], row["source_id"])
        for row in rows("conflicts")
        if (row["edition_id"], row["unit_code"]) == (day, "25")
    }
    assert kept == {("61.89", "medium", "s43225993"), ("62.76", "high", "s0cf24d2f")}


def test_the_targets_are_those_of_dak_lak():
    found = {(r["index_code"], r["scheme"], r["unit_code"]): r for r in rows("targets")}
    assert {key: row["rank_limit"] for key, row in found.items()} == {
        ("psi", "vn34", HOME): "10",
        ("dti", "vn34", HOME): "15",
        ("pii", "vn34", HOME): "15",
    }
    assert all(row["by_date"] == row["period_type"] == "" for row in found.values())
