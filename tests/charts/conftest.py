"""Rows of real figures, read straight from data/, in the columns of the mart `standings`."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rankings.charts import (
    components_counts,
    components_gaps,
    components_head_to_head,
    components_stack,
    merger_means,
    over_time_ranks,
    over_time_scores,
    overview_card,
    robustness_ranges,
    scenario_levers,
    standing_ladder,
    standing_ladder_rows,
    standing_map,
    units_areas,
    units_shortfalls,
    way_up_fan,
    why_waterfall,
)

DATA = Path(__file__).resolve().parent.parent.parent / "data"
HOME = "66"
DECIMALS = {"psi": 2, "dti": 4, "pii": 2}

Rows = list[dict[str, Any]]


@cache
def read(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def standings_of(edition_id: str, indicator_code: str = "total") -> Rows:
    """Every unit of the scheme, with what the edition says of it and what that bounds."""
    scheme = edition_id.rsplit("-", 1)[1]
    rows = {
        unit["unit_code"]: dict(unit, score=None, rank=None, disputed=False, status=None)
        for unit in read("reference/units")
        if unit["scheme"] == scheme
    }
    figures = [
        figure
        for figure in read("published/observations")
        if (figure["edition_id"], figure["indicator_code"]) == (edition_id, indicator_code)
    ]
    # What is published wins over what is derived.
    for figure in sorted(figures, key=lambda figure: figure["status"] == "published"):
        row = rows[figure["unit_code"]]
        number = Decimal if figure["measure"] == "score" else int
        row[figure["measure"]] = number(figure["value"])
        row["status"] = figure["status"]
        row["disputed"] |= figure["confidence"] == "disputed"
    return _with_bounds(list(rows.values()))


def _with_bounds(rows: Rows) -> Rows:
    """Bounds of what is missing, from the nearest known neighbours: enough for a picture."""
    sure = [row for row in rows if row["rank"] is not None and not row["disputed"]]
    free = sorted(set(range(1, len(rows) + 1)) - {row["rank"] for row in sure})
    for row in rows:
        known = row["rank"] is not None
        best, worst = (row["rank"],) * 2 if known else (free[0], free[-1])
        scores = [(other["rank"], other["score"]) for other in sure if other["score"] is not None]
        row["rank_low"], row["rank_high"] = best, worst
        row["score_low"] = max((score for rank, score in scores if rank > worst), default=None)
        row["score_high"] = min((score for rank, score in scores if rank < best), default=None)
    return rows


def words_of(kind: type) -> Any:
    """Words that can be told apart in a picture: 'word unit', 'word rank' …"""
    return kind(**{name: f"word {name}" for name in kind.__dataclass_fields__})


def ladder(
    language: str,
    edition_id: str = "psi-2026-10-10-year_to_date-vn34",
    limit: int = 10,
    cut: tuple[str, str] = ("63.97", "63.97"),
) -> tuple[Any, Any]:
    decimals = DECIMALS[edition_id[:3]]
    table = standing_ladder_rows.table(
        standings_of(edition_id),
        home=HOME,
        limit=limit,
        decimals=decimals,
        language=language,
        cut_low=Decimal(cut[0]),
        cut_high=Decimal(cut[1]),
    )
    options = standing_ladder.Options.for_table(
        table, decimals=decimals, language=language, words=words_of(standing_ladder.Words)
    )
    return table, options


def tile_map(language: str, edition_id: str = "psi-2026-10-10-year_to_date-vn34", **chosen: Any):
    tiles = [
        tile | {name: int(tile[name]) for name in ("row_number", "column_number")}
        for tile in read("reference/tiles")
    ]
    table = standing_map.table(
        tiles, standings_of(edition_id), home=HOME, decimals=2, language=language
    )
    options = standing_map.Options.for_table(
        table, decimals=2, language=language, words=words_of(standing_map.Words), **chosen
    )
    return table, options


PARTS = ("transparency", "timeliness", "online_service", "online_payment", "digitisation")
PARTS = (*PARTS, "satisfaction")


@cache
def parts(edition_id: str = "psi-2026-10-10-year_to_date-vn34") -> tuple[tuple[Any, ...], ...]:
    """(indicator_code, name, maximum, {unit_code: score}) of the components of an edition."""
    by_code = {
        row["indicator_code"]: row
        for row in read("reference/indicators")
        if row["method_code"] == "psi-2026"
    }
    return tuple(
        (
            code,
            by_code[code]["name_vi"],
            Decimal(by_code[code]["max_score"]),
            {row["unit_code"]: row["score"] for row in standings_of(edition_id, code)},
        )
        for code in PARTS
    )


def component_gaps(language: str) -> tuple[Any, Any]:
    rows = []
    for code, name, maximum, scores in parts():
        ordered = sorted(scores.values())
        rows.append(
            {
                "indicator_code": code,
                "name_vi": name,
                "score": scores[HOME],
                "max_score": maximum,
                "cut_line": scores["19"],
                "target_mean": sum(ordered[-10:]) / 10,
                "median": ordered[17],
                "best": ordered[-1],
                "rank": 1 + sum(score > scores[HOME] for score in ordered),
                "ranked_units": len(ordered),
            }
        )
    table = components_gaps.table(rows, decimals=2, language=language)
    words = words_of(components_gaps.Words)
    return table, components_gaps.Options.for_table(table, language=language, words=words)


def component_counts(language: str) -> tuple[Any, Any]:
    """Two sub-indicators of home on 10 October 2026, one of them without counts."""
    rows = [
        {
            "indicator_code": "4.4",
            "name": "4.4 Tỷ lệ giấy tờ đồng bộ kho dữ liệu cá nhân trên Cổng DVCQG",
            "score": Decimal("0.09"),
            "max_score": Decimal(4),
            "cut_line": Decimal("0.03"),
            "best": Decimal("1.11"),
            "rank": 2,
            "ranked_units": 34,
            "counts": "9.499/443.565 hồ sơ, 2,14%",
            "cost": "1 điểm tương đương 110.891 hồ sơ",
        },
        {"indicator_code": "4.6", "name": "4.6 Chứng thực bản sao điện tử", "score": Decimal(2)},
    ]
    table = components_counts.table(rows, decimals=2, language=language)
    words = words_of(components_counts.Words)
    return table, components_counts.Options.for_table(table, language=language, words=words)


def scores() -> Rows:
    return [
        {"unit_code": unit, "indicator_code": code, "score": score}
        for code, _, _, by_unit in parts()
        for unit, score in by_unit.items()
    ]


def component_stack(language: str) -> tuple[Any, Any]:
    table = components_stack.table(
        standings_of("psi-2026-10-10-year_to_date-vn34"),
        scores(),
        components=[(code, name) for code, name, _, _ in parts()],
        home=HOME,
        decimals=2,
        language=language,
    )
    words = words_of(components_stack.Words)
    return table, components_stack.Options.for_table(table, language=language, words=words)


def head_to_head(language: str) -> tuple[Any, Any]:
    table = components_head_to_head.table(
        scores(),
        components=[(code, name, maximum) for code, name, maximum, _ in parts()],
        units=[(HOME, "Đắk Lắk"), ("19", "Thái Nguyên"), ("82", "Đồng Tháp")],
        decimals=2,
        language=language,
    )
    words = words_of(components_head_to_head.Words)
    return table, components_head_to_head.Options.for_table(table, language=language, words=words)


def card(language: str) -> tuple[Any, Any]:
    table = overview_card.table(
        index="Bộ chỉ số phục vụ người dân, doanh nghiệp (Quyết định số 766/QĐ-TTg)",
        rank="7/34",
        status="inside",
        status_word="Đạt mục tiêu",
        sentences=[
            "Cao hơn điểm ngưỡng 1,52 điểm. Chỉ khi có từ 4 tỉnh vượt qua mới ra khỏi nhóm 10."
        ],
        small=["Lũy kế từ đầu năm đến ngày 10/10/2026", "Nguồn: Cổng Dịch vụ công quốc gia"],
        rank_low=7,
        rank_high=7,
    )
    return table, overview_card.Options.for_table(table, units=34, limit=10, language=language)


def merger(language: str) -> tuple[Any, Any]:
    """Home's predecessors in DTI 2022 to 2024 and the merged unit, by the ranks in data/."""
    editions = (
        ("2022", "dti-922", "before", None),
        ("2023", "dti-922", "before", None),
        ("2024", "dti-405", "before", "word method"),
        ("2024", "dti-405", "after", "word merger"),
    )
    columns = [
        dict(zip(("text", "method", "side", "gap"), column, strict=True)) for column in editions
    ]
    units = {"before": ("66", "54"), "after": (HOME,)}
    points = []
    for number, column in enumerate(columns):
        scheme = "vn63" if column["side"] == "before" else "vn34"
        rows = standings_of(f"dti-{column['text']}-year-{scheme}")
        for row in rows:
            if row["unit_code"] in units[column["side"]]:
                text = f"{row['rank']}/{len(rows)}"
                name = f"{row['name_vi']} ({column['side']})"
                points.append(
                    {
                        "series": name,
                        "column": number,
                        "place": (row["rank"] - 1) / (len(rows) - 1),
                        "text": text,
                        "note": "word derived" if row["status"] == "derived" else None,
                        "said": f"{name}: {text}",
                        "derived": row["status"] == "derived",
                    }
                )
    table = merger_means.table(columns, points)
    options = merger_means.Options.for_table(
        table,
        series=("Đắk Lắk (before)", "Phú Yên (before)", "Đắk Lắk (after)"),
        top="word top",
        bottom="word bottom",
        language=language,
    )
    return table, options


def waterfall(language: str) -> tuple[Any, Any]:
    words = words_of(why_waterfall.Words)
    table = why_waterfall.table(
        {"name": "17/09/2026", "figure": "thứ 9/34", "value": -9},
        [
            {"name": "Tiến độ", "figure": "tăng 1,12 điểm", "owner": "own", "change": 1.5},
            {"name": "Số hóa", "figure": "giảm 0,30 điểm", "owner": "own", "change": -0.5},
            {"name": "Các tỉnh khác", "figure": "thứ hạng tăng", "owner": "others", "change": 1},
        ],
        {"name": "05/10/2026", "figure": "thứ 7/34", "value": -7},
    )
    return table, why_waterfall.Options.for_table(table, language=language, words=words)


DAYS = ("09-17", "10-05", "10-10")


def over_time(language: str) -> tuple[Rows, Rows]:
    """(points, columns) of the year to date in 2026, with the same of 2025 behind a gap."""
    ends = ["2025-10-15", "2025-10-16", *(f"2026-{day}" for day in DAYS)]
    points: Rows = []
    for number, end in enumerate(ends):
        edition_id = f"psi-{end}-year_to_date-vn34"
        before = f"psi-{ends[number - 1]}-year_to_date-vn34" if number not in (0, 2) else None
        points += [
            {
                "edition_id": edition_id,
                "track": row["unit_code"],
                "unit_code": row["unit_code"],
                "name": row[f"name_{language}"],
                "role": {HOME: "home", "46": "peer_1"}.get(row["unit_code"], "others"),
                "rank": row["rank"],
                "units": 34,
                "score": row["score"],
                "before": before,
                "passed": end == "2026-10-05",
                "segment": f"{row['unit_code']}-{end[:4]}",
                "mark": "known",
                "note": None,
                "evidence_key": f"{edition_id}:{row['unit_code']}:total:rank",
            }
            for row in standings_of(edition_id)
        ]
    columns = [
        {
            "edition_id": f"psi-{end}-year_to_date-vn34",
            "label": f"{end[8:]}/{end[5:7]}",
            "year": end[:4],
            "period": end,
            "gap": "word gap" if number == 2 else "",
            "hole": False,
            "target": True,
        }
        for number, end in enumerate(ends)
    ]
    return points, columns


def bump(language: str) -> tuple[Any, Any]:
    points, columns = over_time(language)
    table = over_time_ranks.table(points, columns, limit=10, decimals=2, language=language)
    words = words_of(over_time_ranks.Words)
    options = over_time_ranks.Options.for_table(table, columns, language=language, words=words)
    return table, options


def score_lines(language: str) -> tuple[Any, Any]:
    points, columns = over_time(language)
    columns = [column | {"gap": ""} for column in columns[2:]]
    table = over_time_scores.table(
        points,
        columns,
        cut={column["edition_id"]: (Decimal("63.97"), None) for column in columns},
        cut_name="word cut",
        decimals=2,
        language=language,
    )
    words = words_of(over_time_scores.Words)
    options = over_time_scores.Options.for_table(table, columns, language=language, words=words)
    return table, options


def rank_ranges(language: str) -> tuple[Any, Any]:
    """The ranks of the newest public-service edition, each with an interval made by rule."""
    units = [
        row
        | {
            "best": max(1, row["rank"] - 2),
            "worst": min(34, row["rank"] + 3),
            "p05": max(1, row["rank"] - 1),
            "p95": row["rank"],
        }
        for row in standings_of("psi-2026-10-10-year_to_date-vn34")
    ]
    table = robustness_ranges.table(units, home=HOME, language=language)
    words = words_of(robustness_ranges.Words)
    options = robustness_ranges.Options.for_table(table, limit=10, language=language, words=words)
    return table, options


def levers(language: str) -> tuple[Any, Any]:
    """Home's components now, and with 1.5 points more in digitisation."""
    levers = []
    for code, name, maximum, scores in parts():
        ordered = sorted(scores.values())
        levers.append(
            {
                "indicator_code": code,
                "name_vi": name,
                "max_score": maximum,
                "worst": ordered[0],
                "best": ordered[-1],
                "now": scores[HOME],
                "then": scores[HOME] + Decimal("1.5") if code == "digitisation" else None,
                "cut_line": scores["19"],
                "target_mean": sum(ordered[-10:]) / 10,
            }
        )
    table = scenario_levers.table(levers, decimals=2, language=language)
    words = words_of(scenario_levers.Words)
    return table, scenario_levers.Options.for_table(table, language=language, words=words)


def fan(language: str) -> tuple[Any, Any]:
    """The cut line of three real editions, and a range ahead of it that is made up."""
    past = [
        {"day": date(2026, int(day[:2]), int(day[3:])), "label": day, "home": home, "line": line}
        for day, home, line in zip(
            DAYS, ("63.98", "65.13", "65.49"), ("62.79", "63.96", "63.97"), strict=True
        )
    ]
    ends = ((63.5, 63.8, 64.1, 64.4, 64.8), (63.2, 63.8, 64.3, 64.9, 65.6))
    ahead = [
        {"day": day, "label": f"{day:%d/%m}", "line": line, "home": tuple(x + 1 for x in line)}
        for day, line in zip((date(2026, 10, 20), date(2026, 11, 2)), ends, strict=True)
    ]
    table = way_up_fan.table(past, ahead, decimals=2, language=language)
    words = words_of(way_up_fan.Words)
    return table, way_up_fan.Options.for_table(table, language=language, words=words)


def units_areas_of(language: str) -> tuple[Any, Any]:
    """Eight communes of two former districts, one without a share, one with few dossiers."""
    rows = [
        {
            "unit_code": f"220{number}",
            "name": f"Ea Drông {number}",
            "area": "Huyện A" if number < 7 else "Huyện B",
            "share": None if number == 3 else Decimal(60) + number * 5,
            "small": number == 2,
            "counts": "89/92 hồ sơ, 96,74%",
        }
        for number in range(8)
    ]
    table = units_areas.table(rows, language=language)
    words = words_of(units_areas.Words)
    return table, units_areas.Options.for_table(table, language=language, words=words)


def units_shortfalls_of(language: str) -> tuple[Any, Any]:
    """Two units, and what is in none of them."""
    rows = [
        {
            "unit_code": "H21.24",
            "name": "Sở Nông nghiệp và Môi trường",
            "role": "unit",
            "shortfall": 35_012.2,
            "cumulated": 35_012.2,
            "cumulated_text": "82,9%",
            "figure": "35.012,2 · 82,9%",
            "counts": "89.135/129.503 hồ sơ, 68,83%",
        },
        {"name": "Phường Hội Phú", "role": "unit", "shortfall": 241.9, "figure": "241,9 · 0,6%"},
        {"name": "Không gắn với đơn vị nào", "role": "remainder", "shortfall": 13, "figure": "13"},
    ]
    table = units_shortfalls.table(rows)
    words = words_of(units_shortfalls.Words)
    return table, units_shortfalls.Options.for_table(table, language=language, words=words)


FIGURES: dict[str, Callable[[str], tuple[Any, Any]]] = {
    "bump": bump,
    "score_lines": score_lines,
    "ladder": ladder,
    "tile_map": tile_map,
    "component_counts": component_counts,
    "component_gaps": component_gaps,
    "levers": levers,
    "component_stack": component_stack,
    "head_to_head": head_to_head,
    "card": card,
    "fan": fan,
    "waterfall": waterfall,
    "merger": merger,
    "rank_ranges": rank_ranges,
    "units_areas": units_areas_of,
    "units_shortfalls": units_shortfalls_of,
}


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language in its turn."""
    return request.param


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest, language: str) -> tuple[str, Any, Any]:
    """(name, table, options) of each figure in its turn, drawn from real figures."""
    return request.param, *FIGURES[request.param](language)
