"""The figures of the overview and of a ranking, read as anybody would: what the limit page and the
plain app show, to be compared with ours."""

from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parent.parent / "data"
HOME = "66"
# Index -> its short name, its rank limit, and the edition on its card.
CARDS = {
    "psi": ("Chỉ số 766", 10, "psi-2026-10-10-year_to_date-vn34"),
    "dti": ("DTI", 15, "dti-2024-year-vn34"),
    "pii": ("PII", 15, "pii-2025-year-vn34"),
}


def editions(index: str) -> list[str]:
    """The editions of an index with 34 units, newest first."""
    table = pd.read_csv(DATA / "published" / "editions.csv", dtype=str)
    of_index = table[(table.index_code == index) & (table.scheme == "vn34")]
    return of_index.sort_values("period_end", ascending=False).edition_id.tolist()


def ranking(edition_id: str) -> pd.DataFrame:
    """name, score, rank of every unit in an edition, best first."""
    figures = pd.read_csv(DATA / "published" / "observations.csv", dtype=str)
    figures = figures[(figures.edition_id == edition_id) & (figures.indicator_code == "total")]
    wide = figures.drop_duplicates(["unit_code", "measure"]).pivot_table(
        index="unit_code", columns="measure", values="value", aggfunc="first"
    )
    units = pd.read_csv(DATA / "reference" / "units.csv", dtype=str)
    units = units[units.scheme == "vn34"].set_index("unit_code").name_vi
    table = pd.DataFrame({"name": units}).join(wide)
    for measure in ("score", "rank"):
        table[measure] = pd.to_numeric(table[measure]) if measure in table else None
    # Where only scores were calculated, they give the ranks.
    table["rank"] = table["rank"].fillna(table["score"].rank(ascending=False, method="min"))
    return table.sort_values("rank").reset_index()


def components(edition_id: str) -> pd.DataFrame:
    """component, name, max_score, and of its scores home, best, mean of ten, median, and rank."""
    figures = pd.read_csv(DATA / "published" / "observations.csv", dtype=str)
    figures = figures[(figures.edition_id == edition_id) & (figures.measure == "score")]
    figures = figures[figures.indicator_code != "total"].drop_duplicates(
        ["unit_code", "indicator_code"]
    )
    scores = figures.assign(value=pd.to_numeric(figures.value)).pivot_table(
        index="unit_code", columns="indicator_code", values="value"
    )
    parts = pd.read_csv(DATA / "reference" / "indicators.csv", dtype=str)
    parts = parts.drop_duplicates("indicator_code", keep="last").set_index("indicator_code")
    table = pd.DataFrame(
        {
            "name": parts.name_vi.reindex(scores.columns),
            "max_score": pd.to_numeric(parts.max_score.reindex(scores.columns)),
            "home": scores.loc[HOME],
            "rank": scores.rank(ascending=False, method="min").loc[HOME],
            "best": scores.max(),
            "leaders": scores.apply(lambda column: column.nlargest(10).mean()),
            "median": scores.median(),
        }
    )
    return table.reset_index(names="component")


def home_rank(edition_id: str) -> int:
    """The rank of the home unit."""
    table = ranking(edition_id)
    return int(table.loc[table.unit_code == HOME, "rank"].iloc[0])
