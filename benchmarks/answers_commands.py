"""The command line's answers: which commands are asked, and what each prints and returns."""

import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import islice
from pathlib import Path

from benchmarks.answers_data import HOME, INDICES, LANGUAGES, TOTAL, Data, Edition

Answer = dict[str, object]
BY = ("--by", "Nguyễn Văn A")
DAYS = (30, 82)  # how far ahead is asked for
LIMITS = (1, 3, 5, 15, 20)
FILES = "FILES"  # stands for the folder of the files that are handed in


def ask(arguments: tuple[str, ...]) -> Answer:
    """Run one command of the checkout in this process: exit code, output (JSON read), sentences."""
    from rankings import cli

    out, error = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(error):
        try:
            code = cli.main(list(arguments))
        except SystemExit as left:  # --help
            code = left.code
    text = out.getvalue()
    return {
        "exit": code,
        "out": json.loads(text) if "--json" in arguments and text else text.splitlines(),
        "told": error.getvalue().splitlines(),
    }


def reading(data: Data) -> Iterator[tuple[str, ...]]:
    """Every command that changes nothing. What holds words is asked in both languages."""
    for language in LANGUAGES:
        for edition in data.editions:
            for command in _of_edition(data, edition):
                yield (*command, "--json", "--lang", language)
        for command in [*_of_index(data), *_wrong()]:
            yield (*command, "--json", "--lang", language)
        yield ("brief", "--as-of", "0", "--json", "--lang", language)
        for index in INDICES:
            for command in _as_lines(data, index):
                yield (*command, "--lang", language)
    # What asks of a unit or a limit more says its figures alike in either language.
    for edition in data.editions:
        for command in _of_edition_more(data, edition):
            yield (*command, "--json")
    for name in ("standing", "plan", "load", "simulate"):
        yield (name, "--help")
    yield ("--help",)


def _of_edition(data: Data, edition: Edition) -> Iterator[tuple[str, ...]]:
    which = edition.arguments
    for name in ("standing", "gap", "components", "merger", "robustness", "plan"):
        yield (name, *which)
    yield ("evidence", *which)
    yield ("components", *which, "--depth", "2")
    yield ("plan", *which, "--limit", "5")
    yield ("plan", *which, "--others", "trend")
    yield ("plan", *which, "--limit", "3", "--cap", "max")
    yield ("plan", *which, "--limit", "4", "--counts")
    yield ("forecast", *which, "--by", edition.day(DAYS[0]))
    yield ("pace", *which)
    yield ("simulate", *which, "--gain", f"{TOTAL}=0.5")
    parts = [part for part in data.components(edition) if part != TOTAL]
    if parts:
        yield ("standing", *which, "--indicator", parts[0])
        yield ("simulate", *which, "--gain", *(f"{part}=0.02" for part in parts[:3]))
        yield ("simulate", *which, "--gain", f"{parts[0]}=0.3", "--trend-to", edition.day(DAYS[0]))


def _of_edition_more(data: Data, edition: Edition) -> Iterator[tuple[str, ...]]:
    which, others, parts = edition.arguments, data.others(edition), data.components(edition)
    for unit in others:
        yield ("gap", *which, "--unit", unit)
        yield ("components", *which, "--unit", unit)
        yield ("evidence", *which, "--unit", unit)
        yield ("plan", *which, "--unit", unit)
    for limit in map(str, LIMITS):
        yield ("gap", *which, "--limit", limit)
        yield ("components", *which, "--limit", limit)
        yield ("plan", *which, "--limit", limit)
    for part in parts:
        yield ("evidence", *which, "--component", part)
        yield ("evidence", *which, "--component", part, "--measure", "rank")
        yield ("simulate", *which, "--gain", f"{part}=-0.01")
        yield ("plan", *which, "--limit", "5", "--fix", part)
    if parts:
        yield ("plan", *which, "--limit", "4", "--cost", f"{parts[0]}=3", "--cap", f"{parts[-1]}=1")
    yield ("evidence", *which, "--measure", "rank")
    yield ("forecast", *which, "--by", edition.day(DAYS[1]), "--limit", "5")
    yield ("simulate", *which, "--gain", f"{TOTAL}=0.1", "--other-gain", f"{others[0]}=0.1")


def _of_index(data: Data) -> Iterator[tuple[str, ...]]:
    yield ("check",)
    yield ("editions",)
    yield ("units",)
    yield ("loads",)
    yield ("collect", "--last", "--json")
    yield ("inbox", "--list", "--json")
    yield ("alerts", "--json")
    yield ("build",)
    # Where the publisher broke a tie at the line: Cao Bằng, 26th with the score of the 25th.
    for name in ("gap", "plan"):
        yield (name, "psi", "--period", "2025-10-11", "--unit", "04", "--limit", "25")
    for index in INDICES:
        for name in ("standing", "gap", "components", "evidence", "editions", "merger", "plan"):
            yield (name, index)
        yield ("robustness", index)
        yield ("standing", index, "--as-of", "0")
        yield ("trajectory", index)
        yield ("trajectory", index, "--unit", HOME, "54")
        for scheme in ("vn34", "vn63"):
            yield ("trajectory", index, "--scheme", scheme, "--unit", HOME)
        for first, second in data.pairs(index):
            which = (index, "--period-type", first.period_type)
            ends = ("--from", first.period, "--to", second.period)
            yield ("why", *which, *ends)
            yield ("why", *which, *ends, "--unit", data.others(second)[1])
        for edition in data.editions:
            if edition.index == index:
                kind = ("--period-type", edition.period_type, "--scheme", edition.scheme)
                yield ("events", index, "--since", edition.period, *kind)


def _wrong() -> Iterator[tuple[str, ...]]:
    """Command lines and figures that are refused."""
    yield ()
    yield ("standing",)
    yield ("nothing", "psi")
    yield ("backup",)
    yield ("restore", "nothing.zip")
    yield ("user", "list", "nobody")
    yield ("user", "remove", "nobody")
    yield ("audit", "nothing")
    yield ("move-store", "--to", "nothing", "--data", "nowhere")
    yield ("standing", "xyz")
    yield ("standing", "psi", "--period", "2019")
    yield ("standing", "psi", "--period", "2026-10-10", "--period-type", "decade")
    yield ("standing", "psi", "--scheme", "vn99")
    yield ("standing", "psi", "--as-of", "99")
    yield ("gap", "psi", "--unit", "00")
    yield ("gap", "psi", "--limit", "0")
    yield ("gap", "psi", "--limit", "35")
    yield ("evidence", "psi", "--component", "nothing")
    yield ("evidence", "psi", "--measure", "colour")
    yield ("why", "psi", "--from", "2026-10-10")
    yield ("why", "psi", "--from", "2026-10-10", "--to", "2026-10-10")
    yield ("why", "dti", "--from", "2023", "--to", "2024")
    yield ("events", "psi", "--since", "1999")
    yield ("merger", "psi", "--period", "2026-10-10")
    yield ("simulate", "psi", "--gain", "digitisation=99")
    yield ("simulate", "psi", "--gain", "digitisation=x")
    yield ("simulate", "psi", "--gain", "nothing=1")
    yield ("simulate", "psi", "--gain", "digitisation=1", "--trend-to", "tomorrow")
    yield ("plan", "psi", "--by", "1999-01-01")
    yield ("plan", "psi", "--fix", "nothing")
    yield ("plan", "psi", "--cost", "digitisation=0")
    yield ("forecast", "psi")
    yield ("forecast", "psi", "--by", "soon")
    yield ("ledger", "psi", "--indicator", "2.1")
    yield ("publish", "77")
    yield ("source", "0", "--document", "1/BC")
    yield ("withdraw", "0", "--why", "x")
    yield ("load", "no-such-file.csv")
    yield ("dossiers", "no-such-file.csv")
    yield ("due",)


def _as_lines(data: Data, index: str) -> Iterator[tuple[str, ...]]:
    """Each command as lines, without --json."""
    for name in ("standing", "gap", "components", "evidence", "editions", "merger", "robustness"):
        yield (name, index)
    yield ("plan", index, "--limit", "5")
    yield ("forecast", index, "--by", data.newest(index).day(DAYS[0]))
    yield ("simulate", index, "--gain", f"{TOTAL}=0.5")
    yield ("trajectory", index, "--unit", HOME)
    # None of an index with one edition.
    for first, second in islice(data.pairs(index), 1):
        kind = ("--period-type", first.period_type)
        yield ("why", index, "--from", first.period, "--to", second.period, *kind)
        yield ("events", index, "--since", first.period, *kind)


def loading() -> Iterator[tuple[str, ...]]:
    """A history of loads, to be asked in this order of a store of its own.

    It ends with loads that wait, count, were replaced and were taken back, and an index of its own.
    """
    for language in LANGUAGES:
        said = ("--lang", language, "--json")
        for name in ("sound.xlsx", "faulty.xlsx", "dti-2024.csv", "no-period.csv"):
            yield ("load", f"{FILES}/{name}", *BY, *said)
        for name in ("two-sheets.xlsx", "no-table.txt", "empty.csv", "broken.xlsx"):
            yield ("load", f"{FILES}/{name}", *BY, *said)
        yield ("load", f"{FILES}/two-sheets.xlsx", "--sheet", "Quý 9", *said)
    yield ("load", f"{FILES}/faulty.xlsx", *BY)
    given = ("--index", "psi", "--period", "2026-10", "--period-type", "month")
    yield ("load", f"{FILES}/no-period.csv", *given, "--scheme", "vn34", *BY, "--json")
    yield ("load", f"{FILES}/pii-2026.json", "--index", "pii", "--period", "2026", *BY, "--json")
    yield ("loads", "--json")
    yield from _published()
    yield from _taken_back()


def _published() -> Iterator[tuple[str, ...]]:
    """Loads 7 (lower), 8 (later), 9 (sound, which replaces 7), 11 (a new index) and 1 (kept)."""
    why = ("--acknowledge", "Đã đối chiếu bản gốc.", *BY)
    yield ("load", f"{FILES}/lower.xlsx", "--publish", *BY, "--json")
    yield ("load", f"{FILES}/lower.xlsx", "--publish", *why, "--json")
    yield from _after()
    yield ("load", f"{FILES}/later.csv", "--publish", *why, "--lang", "en", "--json")
    yield ("load", f"{FILES}/sound.xlsx", "--publish", *why, "--json")
    yield from _after()
    name = (
        "--index",
        "par",
        "--index-name",
        "Chỉ số cải cách hành chính",
        "--index-name-en",
        "PAR",
    )
    target = ("--target", "15", "--target-by", "2030-12-31", "--target-set-by", "Nghị quyết 05")
    new = ("load", f"{FILES}/new-index.xlsx", *name, "--structure", f"{FILES}/structure.csv")
    yield (*new, *target, *BY, "--json")
    yield (*new, *target, "--publish", *why, "--json")
    for command in ("standing", "gap", "components", "plan", "trajectory", "editions"):
        yield (command, "par", "--json")
    yield ("publish", "1", *BY, "--json")
    yield ("publish", "1", *why, "--lang", "en", "--json")
    yield ("publish", "1", *why, "--json")
    yield ("loads", "--json")


def _taken_back() -> Iterator[tuple[str, ...]]:
    said = ("--why", "Nạp nhầm tệp.", *BY, "--json")
    for number in ("2", "99", "0"):
        yield ("withdraw", number, *said)
    yield ("withdraw", "1", *said)
    yield from _after()
    yield ("withdraw", "9", *said, "--lang", "en")
    yield from _after()
    yield ("withdraw", "9", *said)
    signed = (
        "remark",
        "psi",
        "--period",
        "2026-10-05",
        "--signed-by",
        "An",
        "--dated",
        "30/11/2026",
    )
    yield (*signed, "--text", "Chấm lại.", "--rescored", "37:transparency", *BY, "--json")
    yield (*signed, "--text", "Chấm lại.", "--rescored", "37", *BY, "--json")
    yield ("pace", "psi", "--period", "2026-10-10", "--json")
    yield from _corrected()
    yield ("loads",)
    yield ("check", "--json")
    yield ("build", "--json")


def _corrected() -> Iterator[tuple[str, ...]]:
    """Figures corrected together: kept, stopped, refused."""
    said = ("correct", "psi", "--period", "2026-10-10", "--why", "Cổng tính lại.", *BY, "--json")
    one = ("--set", "66:digitisation=10,4", "--document", "12/BC-VPCP")
    yield (*said, *one)
    for language in LANGUAGES:
        yield (*said, *one, "--recompute", "totals", "ranks", "--lang", language)
        yield (*said, "--set", "66:digitisation=cao", "--lang", language)


def _after() -> Iterator[tuple[str, ...]]:
    """What a load changes, and what it leaves as it was."""
    yield ("loads", "--json")
    yield ("gap", "psi", "--json")
    for load in ("0", "7", "8", "9"):
        yield ("gap", "psi", "--as-of", load, "--json")
    yield ("evidence", "psi", "--json")
    yield ("evidence", "psi", "--component", "digitisation", "--lang", "en", "--json")
    yield ("events", "psi", "--since", "2026-10-10", "--json")
    yield ("why", "psi", "--from", "2026-10-10", "--to", "2026-10-17", "--json")


def history(files: Path, var: Path, keep: Callable[[str, Answer], None]) -> None:
    """Ask the history of loads of the store in a folder; keep(question, answer) takes each."""
    before, os.environ["RANKINGS_VAR"] = os.environ.get("RANKINGS_VAR"), str(var)
    try:
        for number, command in enumerate(loading(), start=1):
            real = tuple(part.replace(FILES, str(files)) for part in command)
            keep(f"load {number:03}: {' '.join(command)}", ask(real))
    finally:
        if before is not None:
            os.environ["RANKINGS_VAR"] = before
