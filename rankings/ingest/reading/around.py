"""What is kept of the text round the tables of a document, and what its tables are called."""

# Lines right above a table that are kept: its title, its date, its unit of measure.
TITLES = 8
# Lines below the last table that are kept: its notes. Below others stands the next title.
NOTES = 12
LONGEST_LINE = 300
# So many lines outside the tables of a file are looked at.
ASIDES = 3000


def named(names: list[str]) -> list[str]:
    """Names of sheets, each once: a second "Bảng" is "Bảng (2)"."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique
