"""Whether a table is complete: it then replaces its edition, and a cell that is absent is gone."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from rankings.ingest.proposal import Line
from rankings.ingest.recognition.columns import Column
from rankings.ingest.recognition.face import Face
from rankings.ingest.recognition.headers import Block
from rankings.ingest.recognition.identity import Guess
from rankings.ingest.recognition.lexicon import Lexicon

# With fewer units than this a table is plainly a part; above, a gap or a name may be to blame.
PLAINLY_PARTIAL = 0.9


def of_columns(
    face: Face,
    block: Block,
    columns: Sequence[Column],
    lines: Sequence[Line],
    scheme: str | None,
    lexicon: Lexicon,
) -> Guess:
    """true when every unit of the scheme has a figure of the total, else of what there is."""
    wanted = _units(scheme, lexicon)
    by_position = {column.position: column for column in columns}
    figures = [line for line in lines if line.role == "figure"]
    main = [line for line in figures if line.indicator_code in ("total", None)] or figures
    texts = [face.filled[row][block.unit_column] for row in block.unit_rows]
    codes = [lexicon.match(text, scheme, codes=True).unit_code for text in texts]
    covered = [
        {
            code
            for code, value in zip(codes, by_position[line.position].values, strict=True)
            if value is not None
        }
        for line in main
    ]
    return _judged(max((len(units & wanted) for units in covered), default=0), wanted)


def of_rows(
    face: Face,
    block: Block,
    bottom: int,
    lines: Sequence[Line],
    scheme: str | None,
    lexicon: Lexicon,
) -> Guess:
    """true when every period of a long table has every unit of the scheme.

    Judged by the indicator that most units have: a table may hold some indicators of a few units.
    """
    wanted = _units(scheme, lexicon)
    first, length = block.first, bottom - block.first + 1
    column = face.sheet.texts[block.unit_column].slice(first, length)
    encoded = pc.fill_null_forward(column).dictionary_encode()
    codes = [
        lexicon.match(text, scheme, codes=True).unit_code for text in encoded.dictionary.to_pylist()
    ]
    # Texts stand for themselves by their numbers, which are grouped in a tenth of the time.
    keys = [
        pc.fill_null_forward(face.sheet.texts[line.position].slice(first, length))
        .dictionary_encode()
        .indices
        for line in lines
        if line.role in ("period", "indicator")
    ]
    table = pa.table(
        [_numbered(codes).take(encoded.indices), *keys],
        names=["unit", *map(str, range(len(keys)))],
    )
    periods = [
        str(at)
        for at, line in enumerate(line for line in lines if line.role in ("period", "indicator"))
        if line.role == "period"
    ]
    groups = table.group_by([name for name in table.column_names if name != "unit"])
    counted = groups.aggregate([("unit", "count_distinct")])
    best = counted.group_by(periods).aggregate([("unit_count_distinct", "max")])
    fewest = pc.min(best["unit_count_distinct_max"]).as_py()
    return _judged(fewest or 0, wanted)


def _numbered(codes: Sequence[str | None]) -> pa.Array:
    """The number of each code among the distinct ones, null where there is none."""
    return pa.array(codes, pa.string()).dictionary_encode().indices


def _units(scheme: str | None, lexicon: Lexicon) -> set[str]:
    return {unit.unit_code for unit in lexicon.known.units_of(scheme or "")}


def _judged(covered: int, wanted: set[str]) -> Guess:
    if not wanted:
        return Guess("false", 0.5)
    if covered >= len(wanted):
        return Guess("true", 0.95)
    return Guess("false", 0.95 if covered < PLAINLY_PARTIAL * len(wanted) else 0.7)
