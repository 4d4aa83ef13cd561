"""The pages' answers: which pages are looked at, with which choices, and what each shows.

A page is named by its question and by the choices of its address as they were when this was
written, so that the same view is found again where pages have moved: `PLACES` says where a
question is answered in a checkout.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from unittest.mock import patch

from benchmarks import answers_seen
from benchmarks.answers_data import HOME, INDICES, LANGUAGES, Data, Edition, without_drawn
from benchmarks.answers_seen import Downloads, Item

Choices = dict[str, str]
Keep = Callable[[str, dict], None]
PERIOD_TYPES = ("year", "quarter", "month", "year_to_date")
SECTIONS = ("sources", "missing", "conflicts", "methods", "targets", "findings", "definitions")
WAYS = ("paste", "grid", "single", "template", "layouts")
EDITS = ("correction", "targets", "owners", "remark")
HANDED_IN = ("sound.xlsx", "faulty.xlsx", "dti-2024.csv", "no-period.csv", "new-index.xlsx")
KEYS_OF_A_KIND = 10
CLICKED = 4  # of so many views that are worth it, one is clicked


@dataclass(frozen=True)
class Place:
    """Where a question is answered. always: choices that lead there, such as a tab; renamed: the
    choices of the address that have another name there."""

    file: str
    always: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)

    def choices(self, asked: Mapping[str, str]) -> Choices:
        """The choices of an address that asks the same there."""
        return dict(self.always) | {self.renamed.get(name, name): asked[name] for name in asked}


# Of each question the places it has had, the newest first; a checkout has the first whose file it
# has. When pages move, put their new place before the old one.
PLACES: dict[str, tuple[Place, ...]] = {
    "overview": (Place("pages/overview_page.py"), Place("pages/where_we_stand.py")),
    "standing": (Place("pages/standing_page.py"), Place("pages/index_standing.py")),
    "components": (Place("pages/components_page.py"), Place("pages/component_gaps.py")),
    "trajectory": (
        Place("pages/over_time_page.py", renamed={"to": "edition"}),
        Place("pages/rank_history.py"),
    ),
    "merger": (Place("pages/merger_page.py"), Place("pages/merger_comparison.py")),
    "why": (
        Place("pages/over_time_page.py", {"view": "why"}, {"to": "edition"}),
        Place("pages/reasons_for_change.py"),
    ),
    "plan": (
        Place("pages/way_up_page.py", renamed={"meanwhile": "others"}),
        Place("pages/way_to_rank.py"),
    ),
    "scenario": (Place("pages/way_up_page.py"), Place("pages/trial_scenarios.py")),
    "robustness": (
        Place("pages/standing_page.py", {"view": "robustness"}),
        Place("pages/rank_certainty.py"),
    ),
    "data": (Place("pages/data_page.py"), Place("pages/data_sources.py")),
    "upload": (Place("pages/upload_page.py"), Place("pages/upload_table.py")),
    "history": (Place("pages/data_page.py", {"section": "history"}), Place("pages/load_log.py")),
}


def places(checkout: Path, told: Mapping[str, Place]) -> dict[str, Place]:
    """Where a checkout answers each question; told: those named on the command line.

    Raises LookupError, with a sentence, for a question that has no place there.
    """
    found = dict(told)
    for question, known in PLACES.items():
        here = [place for place in known if (checkout / place.file).is_file()]
        if question not in found and not here:
            raise LookupError(
                f"No page of {checkout} is known to answer “{question}”. Add its place to PLACES "
                f"in {Path(__file__).name}, or give it: --place {question}=pages/FILE.py?NAME=VALUE"
            )
        found.setdefault(question, *here[:1])
    return found


@dataclass(frozen=True)
class View:
    """One look at a page. whole: workbooks are made too; clicked: cells of tables are clicked too;
    picture: pictures are made too."""

    question: str
    choices: Choices
    whole: bool = False
    clicked: bool = False
    picture: bool = False

    @property
    def name(self) -> str:
        """The question with its choices, as an address writes them."""
        return f"{self.question}?" + "&".join(
            f"{name}={self.choices[name]}" for name in self.choices
        )


# --- Which views ----------------------------------------------------------------------------------


def views(data: Data) -> Iterator[View]:
    """Every view that is looked at on a store built from data/, in both languages."""
    for question, of_question in VIEWS.items():
        for language in LANGUAGES:
            seen: Counter = Counter()
            for choices, worth_it in of_question(data):
                index, whole = choices.get("index", ""), worth_it and language == "vi"
                yield View(
                    question,
                    choices | {"lang": language},
                    whole=whole,
                    clicked=whole and seen[index, whole] % CLICKED == 0,
                    picture=index not in seen,
                )
                seen.update([index, (index, whole)])


def later_views() -> Iterator[View]:
    """Views of a store with a history of loads (`answers_commands.loading`)."""
    loads = ("0", "1", "2", "7", "8", "9", "11", "12", "13")
    for question, every in {
        "overview": [{}, *({"as_of": load} for load in loads)],
        "standing": [{"index": "par"}, {"index": "psi"}, *({"as_of": load} for load in loads)],
        "components": [{"index": "par"}, {"index": "psi"}],
        "trajectory": [{"index": "par"}, {"index": "psi"}],
        "why": [{"index": "par"}, {"index": "psi"}],
        "plan": [{"index": "par"}, {"index": "psi"}],
        "scenario": [{"index": "par", "plan": "1:0.5"}, {"index": "psi"}],
        "robustness": [{"index": "par"}, {"index": "psi"}],
        "data": [
            *({"section": section} for section in ("editions", *SECTIONS)),
            {"section": "definitions", "index": "par"},
        ],
        "history": [{"load": load} for load in loads],
        "upload": [{}, *({"way": "edit", "edit": edit, "index": "par"} for edit in EDITS)],
    }.items():
        for language in LANGUAGES:
            for number, choices in enumerate(every):
                whole = language == "vi" and number < 2
                yield View(question, choices | {"lang": language}, whole=whole, clicked=whole)


Looks = Iterator[tuple[Choices, bool]]


def _chosen(edition: Edition) -> Choices:
    return {"index": edition.index, "edition": edition.edition_id}


def _of_overview(data: Data) -> Looks:
    yield {}, True
    for edition in data.editions:
        yield {"since": edition.edition_id}, False
    for choices in ({"v": "1"}, {"as_of": "0"}, {"as_of": "7"}, {"v": "99"}, {"figure": "nothing"}):
        yield choices, False


def _of_standing(data: Data) -> Looks:
    for edition in data.editions:
        here = _chosen(edition)
        yield here, True
        yield here | {"tab": "map"}, False
        yield here | {"figures": "plain"}, False
        yield (
            here | {"peers": ",".join(data.others(edition)), "tab": "map", "colour": "score"},
            False,
        )
        for code in data.sub_indicators(edition)[:2]:
            yield here | {"indicator": code}, False
            yield here | {"indicator": code, "tab": "map"}, False
    for index in INDICES:
        for region in data.regions["vn34"]:
            yield {"index": index, "region": region}, False
    yield {"index": "nothing", "edition": "nothing", "region": "nothing", "peers": "00"}, False


def _of_components(data: Data) -> Looks:
    for edition in data.editions:
        here = _chosen(edition)
        yield here, True
        peers = ",".join(data.others(edition))
        yield here | {"order": "mean", "part": "pair", "peers": peers}, False
        yield here | {"order": "max"}, False
        if data.sub_indicators(edition):
            yield here | {"sub_order": "rank"}, False
            yield here | {"sub_order": "count"}, False


def _of_trajectory(data: Data) -> Looks:
    for index in INDICES:
        for kind, found in data.of_type(index).items():
            here = {"index": index, "type": kind}
            yield here, True
            yield here | {"shown": "all", "peers": "82,75"}, False
            for first, second in pairwise(found):
                ends = {"from": first.edition_id, "to": second.edition_id}
                yield here | ends, first.scheme == second.scheme
            for span in dict.fromkeys(map(_span, found)):
                yield here | {"span": span}, False


def _span(edition: Edition) -> str:
    """The editions whose scores one line may join."""
    year = (str(edition.start.year),) if edition.period_type == "year_to_date" else ()
    return "~".join((edition.method, edition.scheme, edition.period_type, *year))


def _of_why(data: Data) -> Looks:
    for index in INDICES:
        yield {"index": index}, False
        for first, second in data.pairs(index):
            ends = {"from": first.edition_id, "to": second.edition_id}
            here = {"index": index, "type": first.period_type} | ends
            yield here, True
            yield here | {"part": "gap", "unit": data.others(second)[0]}, False


def _of_merger(data: Data) -> Looks:
    after = [edition for edition in data.editions if edition.scheme == "vn34"]
    for edition in data.editions:
        if edition.scheme == "vn63":
            here = {"index": edition.index, "before": edition.edition_id}
            yield here, True
            yield here | {"measure": "score"}, False
            for other in after:
                if (other.index, other.period_type) == (edition.index, edition.period_type):
                    yield here | {"after": other.edition_id}, False


def _of_plan(data: Data) -> Looks:
    for edition in data.editions:
        here = _chosen(edition)
        yield here, True
        for limit in ("1", "3", "5", "15", "20"):
            yield here | {"limit": limit}, limit == "5"
        yield here | {"limit": "5", "meanwhile": "trend"}, False
        yield here | {"limit": "4", "by": edition.day(45)}, False
        parts = data.components(edition)
        if len(parts) > 2:
            given = f"{parts[0]}~cost:2~cap:1.5~lead:30;{parts[1]}~fixed;{parts[2]}~owner:Sở Nội vụ"
            yield here | {"limit": "5", "settings": given}, False
            yield here | {"limit": "3", "settings": "max;nothing~cost:1"}, False
        for code in data.sub_indicators(edition)[:2]:
            for goal_in, goal in (("count", "10"), ("share", "90"), ("points", "0.5")):
                counted = {"goal_of": code, "goal_in": goal_in, "goal": goal}
                yield here | {"limit": "5"} | counted, False
            yield here | {"limit": "5", "tocome": f"{code}:141"}, False
        # The pace since each earlier table of the kind.
        for first in data.before(edition)[-3:]:
            yield here | {"since": first.end.isoformat()}, False


def _of_scenario(data: Data) -> Looks:
    for edition in data.editions:
        here = _chosen(edition)
        yield here, False
        parts = [part for part in data.components(edition) if part != "total"] or ["total"]
        plan = ",".join(f"{part}:0.03" for part in parts[:3])
        yield here | {"plan": plan}, True
        yield here | {"plan": plan, "others": f"trend:{edition.day(20)}"}, False
        own = f"own:{data.others(edition)[0]}:0.04"
        saved = f"A~{edition.index}~{plan}~;B~{edition.index}~total:0.02~{own}"
        yield here | {"plan": "total:0.05", "others": own, "saved": saved}, False
    for index in INDICES:
        for action in data.actions:
            yield {"index": index, "action": action}, False
            yield {"index": index, "action": action, "share": "100"}, False


def _of_robustness(data: Data) -> Looks:
    for edition in data.editions:
        yield _chosen(edition), True


def _of_data(data: Data) -> Looks:
    yield {}, True
    for section in SECTIONS:
        yield {"section": section}, True
    for index in INDICES[1:]:
        yield {"section": "definitions", "index": index}, True


def _of_history(data: Data) -> Looks:
    yield {}, True
    for index in INDICES:
        yield {"index": index, "span": "all", "load": "0"}, False


def _of_upload(data: Data) -> Looks:
    yield {}, False
    for way in WAYS:
        yield {"way": way}, way == "template"
    for edit in EDITS:
        for index in INDICES:
            yield {"way": "edit", "edit": edit, "index": index}, False


VIEWS: dict[str, Callable[[Data], Looks]] = {
    "overview": _of_overview,
    "standing": _of_standing,
    "components": _of_components,
    "trajectory": _of_trajectory,
    "merger": _of_merger,
    "why": _of_why,
    "plan": _of_plan,
    "scenario": _of_scenario,
    "robustness": _of_robustness,
    "data": _of_data,
    "history": _of_history,
    "upload": _of_upload,
}


# --- Looking --------------------------------------------------------------------------------------


class Reader:
    """A reader of the pages of a checkout, who opens each question in a session of its own; to be
    used in a `with` statement, in which Streamlit tells what its buttons would hand out.

    wanted(name): whether a view is to be looked at; keep(name, answer) takes what it shows.
    """

    def __init__(
        self,
        checkout: Path,
        at: Mapping[str, Place],
        *,
        wanted: Callable[[str], bool],
        keep: Keep,
    ) -> None:
        self._app, self._places, self._wanted, self._keep = checkout / "app.py", at, wanted, keep
        self._downloads, self._streamlit = Downloads(), ExitStack()
        self.keys: dict[str, None] = {}

    def __enter__(self) -> "Reader":
        self._streamlit.enter_context(self._downloads.heard())
        self._streamlit.enter_context(_from_this_machine())
        return self

    def __exit__(self, *_: object) -> None:
        self._streamlit.close()

    def look(self, asked: Iterable[View], mark: str = "") -> None:
        """Look at views; those of one question, which follow each other, share a session.

        mark: put before the name of each.
        """
        app, question = None, None
        for view in asked:
            name = mark + view.name
            if not self._wanted(name):
                continue
            if app is None or view.question != question:
                app, question = self._opened(), view.question
            self._downloads.books, self._downloads.pictures = view.whole, view.picture
            self._keep(name, self._run(app, view))
            if view.clicked:
                self._click(app, view, name)

    def hand_in(self, files: Path) -> None:
        """Hand a file in on the upload page, as a person does, and look at its steps."""
        self._downloads.books, self._downloads.pictures = True, False
        for language in LANGUAGES:
            for file in HANDED_IN:
                name = f"upload?lang={language} hand in {file}"
                if self._wanted(name):
                    app = self._opened()
                    view = View("upload", {"lang": language})
                    self._run(app, view)
                    self._downloads.forget()
                    app.file_uploader[0].upload(file, (files / file).read_bytes())
                    self._keep(name, self._shown(app.run(), view))

    def look_at_evidence(self, mark: str = "") -> None:
        """Open the panel of figures that were met: of each kind some, in both languages."""
        for language in LANGUAGES:
            asked = {"section": "methods", "lang": language}
            self.look(
                [View("data", asked | {"figure": key}) for key in _some(self.keys)], mark=mark
            )

    def move_to(self, store: Path) -> None:
        """Look at another store from now on: Streamlit keeps the first for the whole process."""
        import streamlit

        os.environ["RANKINGS_VAR"] = str(store)
        streamlit.cache_resource.clear()
        streamlit.cache_data.clear()
        self.keys.clear()

    def _opened(self):
        from streamlit.testing.v1 import AppTest

        self._downloads.forget()
        return AppTest.from_file(str(self._app), default_timeout=300).run()

    def _run(self, app, view: View) -> dict:
        place = self._places[view.question]
        self._downloads.forget()
        app.query_params.clear()
        app.query_params.update(place.choices(view.choices))
        return self._shown(app.switch_page(place.file).run(), view)

    def _shown(self, app, view: View) -> dict:
        items = answers_seen.seen(app, self._downloads)
        self.keys.update(dict.fromkeys(_keys_in(items)))
        return {
            "place": self._places[view.question].file,
            "address": dict(app.query_params),
            "failed": [error.message for error in app.exception],
            "items": items,
        }

    def _click(self, app, view: View, name: str) -> None:
        """Click each cell of two rows of every table: the figure that it leads to."""
        for number, table in enumerate(answers_seen.tables(app)):
            headings, found = answers_seen.columns(table), {}
            for row in (0, 2):
                for heading in headings:
                    found[f"{row} {heading}"] = self._clicked(app, table.id, row, heading)
            self.keys.update(dict.fromkeys(filter(None, found.values())))
            self._keep(f"{name} click table {number}", {"leads_to": found})
            self._run(app, view)

    def _clicked(self, app, table: str, row: int, heading: str) -> str | None:
        app.query_params.pop("figure", None)
        states = app._tree.get_widget_states()
        chosen = {"rows": [], "columns": [], "cells": [[row, heading]]}
        states.widgets.add(id=table, string_value=json.dumps({"selection": chosen}))
        app._run(states)
        return app.query_params.get("figure")


def _from_this_machine() -> AbstractContextManager:
    """Let the reader come from the machine that serves, where figures may be changed."""
    from streamlit.runtime.context import ContextProxy

    return patch.multiple(
        ContextProxy,
        ip_address=property(lambda _: "127.0.0.1"),
        headers=property(lambda _: {"Host": "localhost:8501"}),
    )


def _keys_in(items: Sequence[Item]) -> Iterator[str]:
    """The keys of the figures that the marks of charts lead to."""
    rows = chain.from_iterable(
        chain.from_iterable(item["rows"]) for item in items if item["is"] == "chart"
    )
    return (row["evidence_key"] for row in rows if row.get("evidence_key"))


def _some(keys: Mapping[str, None]) -> list[str]:
    """Of the figures of each kind and index some, spread over all that were met."""
    kinds: dict[tuple, list[str]] = {}
    for key in sorted(keys, key=without_drawn):
        kind, _, rest = key.partition(":")
        made = "-" not in kind
        which = (kind, rest[:3]) if made else (kind[:3], key.rpartition(":")[2], HOME in key)
        kinds.setdefault(which, []).append(key)
    return [
        key
        for found in kinds.values()
        for key in found[:: max(1, len(found) // KEYS_OF_A_KIND)][:KEYS_OF_A_KIND]
    ]
