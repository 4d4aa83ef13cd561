"""Why warnings do not stand in the way: by kind in one place, one reason for all that are alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from rankings.blocks.upload import fields, state
from rankings.blocks.view import View
from rankings.loads import REASONS, Acknowledgement
from rankings.loads.checks import alike

Settle = Callable[[Mapping[str, Acknowledgement]], None]


def missing(rules: Sequence[str], given: Mapping[str, Acknowledgement]) -> tuple[str, ...]:
    """The rules whose warnings nobody has acknowledged yet, with a reason and a sentence."""
    return tuple(
        rule
        for rule in rules
        if rule not in given or not given[rule].reason or not given[rule].sentence.strip()
    )


def draw(view: View, counts: Mapping[str, int], names: Mapping[str, str]) -> None:
    """A reason and a sentence for each kind of warning that there is.

    counts: rule -> how many warnings, in the order in which they are told; names: rule -> its name.
    A kind of several rules can be split, so that each rule has its own.
    """
    if not counts:
        return
    w = view.words
    st.markdown(f"**{w('check.acknowledge')}**")
    for kind, rules in alike(counts).items():
        split = len(rules) > 1 and bool(state.current().draft.get(f"split_{kind}"))
        with st.container(border=True, key=state.key(f"acknowledge_{kind}")):
            for part in [(rule,) for rule in rules] if split else [rules]:
                name = part[0] if split else kind
                number = sum(counts[rule] for rule in part)
                words = names[part[0]] if len(part) == 1 else w(f"alike.{name}")
                st.markdown(f"**{words}** ({w.number(number)})")
                _box(view, name, part)
            if len(rules) > 1:
                fields.tick(w("check.split"), split, f"split_{kind}", _split(kind))


def _split(kind: str) -> fields.Handed:
    def settle(value: object) -> None:
        state.change(draft={**state.current().draft, f"split_{kind}": value})

    return settle


def _box(view: View, name: str, rules: Sequence[str]) -> None:
    """The chosen reason and a sentence, for all of some rules."""
    w = view.words
    given = _common(rules, state.current().acknowledged)

    def settle(**changes: str | None) -> None:
        before = state.current().acknowledged
        values = {field: value or "" for field, value in changes.items()}
        changed = replace(_common(rules, before), **values)
        own = {rule: replace(changed, rule=rule) for rule in rules}
        state.change(acknowledged={**before, **own})

    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=300):
            fields.choice(
                w("check.reason"),
                {reason: w(f"ack_reason.{reason}") for reason in REASONS},
                given.reason or None,
                f"reason_{name}",
                lambda code: settle(reason=code),
                none=w("upload.choose"),
            )
        with st.container(width=480):
            fields.text(
                w("check.sentence"),
                given.sentence,
                f"sentence_{name}",
                lambda text: settle(sentence=text),
            )


def _common(rules: Sequence[str], given: Mapping[str, Acknowledgement]) -> Acknowledgement:
    """What was said of all of some rules alike; nothing where it differs, or one is new."""
    nothing = Acknowledgement(rules[0], "", "")
    first = given.get(rules[0], nothing)
    alike_said = all(replace(given.get(rule, nothing), rule=rules[0]) == first for rule in rules)
    return first if alike_said else nothing
