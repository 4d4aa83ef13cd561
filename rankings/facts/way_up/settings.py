"""What an analyst sets of a plan, as a text short enough for an address.

One piece for each component, divided by ";", its parts by "~"; `max` alone lifts all other caps:

    digitisation~cost:2~cap:1.5~lead:30;satisfaction~fixed;timeliness~owner:Sở Nội vụ;max

The text comes from anywhere: what cannot be read, or fits no component of the edition, is left out,
and which pieces those were is told.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from rankings.facts.way_up import rooms
from rankings.facts.way_up.model import Setting
from rankings.words import typed

LIFT = "max"
FIXED = "fixed"
OWNER_LENGTH = 120
LONGEST = 3_660  # days of lead time: ten years
_NUMBERS = ("cost", "cap", "lead")
_DIVIDING = str.maketrans("~;", "  ")


@dataclass(frozen=True)
class Settings:
    """settings: those that set anything, one for each component; lift: all other caps are lifted;
    left_out: pieces of the text that could not be used."""

    settings: tuple[Setting, ...] = ()
    lift: bool = False
    left_out: tuple[str, ...] = ()

    def of(self, component: str) -> Setting:
        """What is set of a component, which may be nothing."""
        return next(
            (one for one in self.settings if one.component == component), Setting(component)
        )

    def with_one(self, changed: Setting) -> "Settings":
        """The same with another setting of one component, in the place of its own."""
        known = [one.component for one in self.settings]
        if changed.component not in known:
            return replace(self, settings=(*self.settings, changed))
        kept = (changed if one.component == changed.component else one for one in self.settings)
        return replace(self, settings=tuple(kept))


def code(asked: Settings) -> str:
    """The settings as the text of an address; empty where nothing is set."""
    pieces = [piece for one in asked.settings if "~" in (piece := _piece(one))]
    return ";".join([*pieces, LIFT] if asked.lift else pieces)


def read(text: str, components: Collection[str]) -> Settings:
    """The settings that a text names for the components there are; the rest is left out."""
    found: dict[str, Setting] = {}
    lift, left_out = False, []
    for piece in filter(None, text.split(";")):
        if piece == LIFT:
            lift = True
            continue
        setting = _setting(piece)
        if setting is None or setting.component not in components or setting.component in found:
            left_out.append(piece)
        else:
            found[setting.component] = setting
    return Settings(tuple(found.values()), lift, tuple(left_out))


def changed(setting: Setting, name: str, text: str) -> Setting | None:
    """A setting with another `cost`, `cap`, `lead` or `owner`; None where the text is none.

    text: as in an address, or as a reader types it (rankings.words.typed). A cost is above 0, a cap
    at least 0, both with no more than four decimals; a lead time is whole days up to LONGEST.
    """
    if name == "owner":
        owner = clean_owner(text)
        return replace(setting, owner=owner) if owner else None
    number = typed.number(text) if name in _NUMBERS else None
    if number is None or number < 0 or not rooms.settable(number):
        return None
    if name == "lead":
        whole = number == number.to_integral_value() and number <= LONGEST
        return replace(setting, lead_days=int(number)) if whole else None
    if name == "cap":
        return replace(setting, cap=number)
    return replace(setting, cost=number) if number else None


def clean_owner(text: str) -> str:
    """The name of an agency without what divides a text, in one line and not too long."""
    return typed.line(text.translate(_DIVIDING))[:OWNER_LENGTH].strip()


def _piece(one: Setting) -> str:
    parts = [one.component]
    # A point costs 1 where nothing is said.
    if one.cost is not None and one.cost != 1:
        parts.append(f"cost:{_plain(one.cost)}")
    if one.cap is not None:
        parts.append(f"cap:{_plain(one.cap)}")
    if one.lead_days is not None:
        parts.append(f"lead:{one.lead_days}")
    if one.fixed:
        parts.append(FIXED)
    if one.owner and (owner := clean_owner(one.owner)):
        parts.append(f"owner:{owner}")
    return "~".join(parts)


def _setting(piece: str) -> Setting | None:
    """The setting of a piece; None where any part of it cannot be read."""
    component, *parts = piece.split("~")
    names = [part.partition(":")[0] for part in parts]
    if not component or not parts or len(set(names)) < len(names):
        return None
    setting = Setting(component)
    for part in parts:
        name, mark, value = part.partition(":")
        if part == FIXED:
            setting = replace(setting, fixed=True)
            continue
        with_it = changed(setting, name, value) if mark else None
        if with_it is None:
            return None
        setting = with_it
    return setting


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
