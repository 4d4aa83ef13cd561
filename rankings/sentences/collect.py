"""What the collector did, as sentences: what became of a round, a request, a table, and why."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from rankings.loads.collect.kept import Asked, Collected, Round
from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.words.text import Words, sentence_case


def state(w: Words, name: str) -> str:
    """A state of a round, a request or a table, in words."""
    return w(f"collect.state.{name}")


def asked_for(w: Words, collected: Collected) -> str:
    """Which table is meant."""
    return w(f"collect.asked_for.{collected.asked}")


def of_request(w: Words, asked: Asked, until: datetime | None) -> str | None:
    """Why a request has no reply; None where it has, or was not made. until: of the round."""
    if asked.reason is None:
        return None
    values = {"status": asked.status or w.number(None), "tries": asked.tries}
    values["until"] = w.number(None) if until is None else w.time(until)
    return because(w, asked.reason, values)


def of_table(w: Words, done: Round, collected: Collected) -> str | None:
    """Why a table was not published; None where there is nothing to say."""
    if collected.reason is None:
        return None
    if collected.state in ("refused", "failed"):
        last = [asked for asked in done.asked if asked.reason == collected.reason]
        return of_request(w, last[-1], done.until) if last else None
    return because(w, collected.reason, collected.details)


def because(w: Words, reason: str, details: dict) -> str:
    """The sentence of a reason with its details (soundness.Unsound, unattended.Outcome)."""
    values: dict[str, Any] = {name: _written(w, name, value) for name, value in details.items()}
    if reason == "asked":
        values["questions"] = questions(w, values["questions"])
    if reason == "problem":
        trouble = Problem(values["problem"], **values.get("values", {}))
        values["problem"] = problems.problem(w, trouble)
    return w(f"collect.because.{reason}", **values)


def _written(w: Words, name: str, value: object) -> object:
    """A count or a number of points as it is read; anything else as it is."""
    if name == "largest":
        return w.number(Decimal(str(value)))
    counted = isinstance(value, int) and name not in ("status", "tries")
    return w.number(value) if counted else value


def questions(w: Words, names: list[str]) -> str:
    """What has to be settled by a person, named."""
    return w.join([w(f"collect.question.{name}") for name in names])


def last(w: Words, done: Round) -> str:
    """The last round: when it was, and what became of it."""
    return w("collect.last", time=w.time(done.began), state=state(w, done.state))


def of_round(w: Words, done: Round) -> str | None:
    """What became of each table of a round, and why; None of a round that asked nobody."""
    if done.state == "held" and done.until is not None:
        return w("collect.until", until=w.time(done.until))
    sentences = []
    for table in done.tables:
        why = of_table(w, done, table)
        sentence = w("collect.table", table=asked_for(w, table), state=state(w, table.state))
        if table.load_id is not None:
            sentence += w("collect.load", id=table.load_id)
        sentences.append(sentence_case(f"{sentence}. {why}" if why else f"{sentence}."))
    return " ".join(sentences) or None
