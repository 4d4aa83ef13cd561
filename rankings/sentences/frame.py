"""The line above every page, and the banner of a pinned view."""

from datetime import date, datetime

from rankings.words.text import Words, sentence_case

# Of the glossary, in the order in which a reader meets them.
TERMS = (
    "cut_line",
    "gap",
    "derived",
    "interval",
    "tied",
    "provisional",
    "unsourced",
    "conflict",
    "component",
    "sub_indicator",
    "room",
    "largest_gain",
    "to_date",
    "edition",
    "version",
)


def header(w: Words, *, home: str, figures_to: date | None, version: int | str) -> str:
    """The small line above every page: province, figures up to which day, their version.

    figures_to: None where there are no figures at all.
    """
    return w("app.line", home=sentence_case(home), date=w.date(figures_to), version=version)


def pinned(
    w: Words, *, number: int, loaded_at: datetime | None = None, newest: int | None = None
) -> str:
    """The banner of a pinned view; says so when newer figures are there.

    number: the version pinned; loaded_at: when it was made, UTC; newest: the current version.
    """
    if loaded_at is None:
        text = w("overview.pinned_undated", id=number)
    else:
        text = w("overview.pinned", id=number, time=w.time(loaded_at))
    if newest is None or newest <= number:
        return text
    return f"{text} {w('overview.as_of_newer')}"


def store_away(w: Words, *, since: datetime, version: int | None) -> str:
    """That the store which several servers share cannot be reached; since: UTC."""
    return w("app.lake_away", time=w.time(since), version=version)


def glossary(w: Words) -> list[tuple[str, str]]:
    """The words that stand on many pages, each with what it means."""
    return [(w(f"glossary.term_{term}"), w(f"glossary.meaning_{term}")) for term in TERMS]
