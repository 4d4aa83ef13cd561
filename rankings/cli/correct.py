"""The command that corrects figures of one edition together: correct."""

import argparse
import re
from pathlib import Path
from typing import Any

from rankings.cli import load_outcome, load_source
from rankings.cli.command import Answer, add_on_store, edition_of, edition_options
from rankings.cli.output import count
from rankings.facts.editions import EditionFacts
from rankings.loads import handed_in
from rankings.loads.edits import basket, corrected_file
from rankings.loads.edits.basket import EXAMPLE, RANKS, TOTALS, Basket, Cell, File, Key, Line
from rankings.loads.edits.corrected_file import Differences
from rankings.loads.edits.recompute import Kept
from rankings.sentences import edits as said
from rankings.sentences import naming
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words.text import words

_FIGURE = r"([0-9]+):([\w.]+)(?::(score|rank|numerator|denominator))?"
_SET = re.compile(f"{_FIGURE}=(.*)", re.DOTALL)


def add(commands: Any) -> None:
    """The command and its arguments."""
    command = add_on_store(commands, "correct", correct, "correct figures of one edition together")
    edition_options(command)
    several: dict[str, Any] = {"nargs": "+", "action": "extend", "default": []}
    command.add_argument(
        "--set", metavar="UNIT:INDICATOR[:MEASURE]=VALUE", help="new values; empty: none", **several
    )
    command.add_argument("--file", metavar="FILE", help="a corrected file: what differs is taken")
    command.add_argument(
        "--leave-out", metavar="UNIT:INDICATOR[:MEASURE]", help="figures that stay", **several
    )
    command.add_argument(
        "--recompute", choices=(TOTALS, RANKS), help="what is worked out anew", **several
    )
    command.add_argument("--why", required=True, help="the reason, kept with the load")
    load_source.source_options(command)
    command.add_argument("--publish", action="store_true", help="publish it, do not only keep it")
    command.add_argument("--acknowledge", metavar="SENTENCE", help="why warnings do not stop it")
    command.add_argument("--by", metavar="NAME", help="who does it; default: the user's name")


def correct(options: argparse.Namespace, at: Snapshot) -> Answer:
    """Check the figures together; keep them as one load, or publish it when that is asked for."""
    edition = edition_of(options, at)
    file, compared = _of_file(options, at, edition)
    cells = _cells(options, compared)
    given: dict[str, Any] = {
        "edition_id": edition.edition_id,
        "cells": cells,
        "recompute": options.recompute,
        "left_out": [_key(text) for text in options.leave_out],
    }
    submission = basket.change(
        at, why=options.why, source=load_source.source_of(options, at.store), file=file, **given
    )
    result, code = load_outcome.settled(options, at, submission)
    filled = basket.filled(at, **given)
    answer = {
        "load_id": result["load_id"],
        "state": result["state"],
        "edition_id": edition.edition_id,
        "figures": [_figure(line) for line in filled.lines],
        "kept": [_kept(options, at, filled, item) for item in filled.kept],
        "compared": [_compared(compared)] if compared else [],
        "findings": result["findings"],
        "effect": result["effect"],
        "beside": result["beside"],
    }
    return answer, code


# --- What was asked -------------------------------------------------------------------------------


def _cells(options: argparse.Namespace, compared: Differences | None) -> list[Cell]:
    """What the options give, before what the file has. Raises Problem on a figure given twice."""
    given: dict[Key, Cell] = {}
    for text in options.set:
        cell = _cell(text)
        if cell.key in given:
            raise Problem("error.correction_twice", where=basket.named(cell.key))
        given[cell.key] = cell
    of_file = {cell.key: cell for cell in compared.cells} if compared else {}
    return list((of_file | given).values())


def _cell(text: str) -> Cell:
    """The figure of "66:digitisation=9,43"; without a value it is taken away. Raises Problem."""
    match = _SET.fullmatch(text)
    if match is None:
        raise Problem("error.correction_figure", value=text, example=EXAMPLE)
    unit, indicator, measure, value = match.groups()
    return Cell(unit, indicator, measure or "score", value if value.strip() else None)


def _key(text: str) -> Key:
    match = re.fullmatch(_FIGURE, text)
    if match is None:
        raise Problem("error.correction_figure", value=text, example=EXAMPLE)
    return match[1], match[2], match[3] or "score"


def _of_file(
    options: argparse.Namespace, at: Snapshot, edition: EditionFacts
) -> tuple[File | None, Differences | None]:
    """The corrected file and what it says otherwise. A period that is named wins over the file."""
    if options.file is None:
        return None, None
    book = handed_in.read_path(at.store, Path(options.file))
    insist = options.period is not None
    compared = corrected_file.differences(
        at, edition_id=edition.edition_id, book=book, insist=insist
    )
    return File(book.file_name, book.sha256, compared.contradictions), compared


# --- What is answered -----------------------------------------------------------------------------


def _figure(line: Line) -> dict[str, object]:
    unit_code, indicator, measure = line.key
    return {
        "unit_code": unit_code,
        "indicator": indicator,
        "measure": measure,
        "before": count(line.before["value"]) if line.before else None,
        "after": count(line.value),
        "how": line.how,
        "place": line.place,
    }


def _kept(
    options: argparse.Namespace, at: Snapshot, filled: Basket, item: Kept
) -> dict[str, object]:
    w = words(options.lang)
    units = naming.unit_names(at, w, scheme=filled.edition.scheme)
    names = naming.node_names(at, w, filled.edition)
    return {
        "reason": item.reason,
        "units": list(item.units),
        "indicators": list(item.indicators),
        "why": said.kept(w, item, units, names),
    }


def _compared(compared: Differences) -> dict[str, object]:
    return {
        "different": len(compared.cells),
        "same": compared.same,
        "lacking": compared.lacking,
        "unmatched": list(compared.unmatched),
        "unreadable": [{"place": place, "value": text} for place, _, text in compared.unreadable],
    }
