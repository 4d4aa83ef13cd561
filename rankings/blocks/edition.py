"""What every figure of one edition carries: who published it, how complete it is, what it says."""

from collections import Counter
from collections.abc import Iterable

from rankings.blocks.controls import pair
from rankings.blocks.view import EditionView, View
from rankings.facts import editions, overview, standing
from rankings.facts.overview.model import HomeStanding, Source
from rankings.facts.standing.certainty import Certainty
from rankings.sentences import history, naming
from rankings.sentences import overview as overview_sentences
from rankings.sentences import standing as standing_sentences
from rankings.store.versions import memo
from rankings.words.text import sentence_case


def home_code(view: EditionView) -> str:
    """The home unit in the edition's scheme."""
    return editions.home_code(view.at, view.edition.scheme)


def home_name(view: EditionView) -> str:
    """The name of the home unit in the edition's scheme."""
    return names(view)[home_code(view)]


def card_of(view: EditionView) -> HomeStanding:
    """The home unit in the edition chosen."""
    return overview.home_standing(
        view.at,
        edition_id=view.edition.edition_id,
        unit_code=home_code(view),
        language=view.language,
    )


def ranking_of(view: EditionView) -> standing.Ranking:
    """The ranking of the edition chosen."""
    return standing.ranking(view.at, edition_id=view.edition.edition_id)


def names(view: EditionView) -> dict[str, str]:
    """Code -> name of every unit of the edition chosen."""
    return {row.unit_code: view.words.name(row) for row in ranking_of(view).rows}


def badge(view: EditionView, unit_code: str | None = None) -> str:
    """How sure the rank of a unit is in the edition chosen: a badge behind what tells the rank.

    unit_code: home where none is given. Empty where nothing at all is known of its rank.
    """
    row = ranking_of(view).row(unit_code or home_code(view))
    if row.rank is None and (row.rank_low, row.rank_high) in (
        (None, None),
        (1, view.edition.units),
    ):
        return unsourced_badge(view)
    return f"{sure(view, standing.certainty(row))} {unsourced_badge(view)}".strip()


def unsourced_badge(view: EditionView) -> str:
    """That figures of the edition have no source, as an amber badge; empty where all have one."""
    if editions.unsourced(view.at, view.edition.edition_id) is None:
        return ""
    return f":orange-badge[{view.words('chip.unsourced')}]"


def unsourced(view: EditionView) -> str | None:
    """The same as a sentence, for captions, pictures and files; None where all have a source."""
    return naming.unsourced(view.words, editions.unsourced(view.at, view.edition.edition_id))


def sure(view: View, how_sure: Certainty) -> str:
    """How sure a rank is, as a badge that says that it is the rank which it speaks of; empty where
    it is what was published, and nothing need be said."""
    if how_sure == "exact":
        return ""
    w = view.words
    return f":gray-badge[{w('certainty.of_rank', how_sure=w(f'certainty.{how_sure}'))}]"


def compared(view: EditionView) -> tuple[str, ...]:
    """The controls for the units set beside home; returns their codes."""
    w = view.words
    home = home_code(view)
    others = {code: name for code, name in names(view).items() if code != home}
    return pair(
        "peers",
        (w("control.compare"), w("control.second")),
        dict(sorted(others.items(), key=lambda item: w.sort_key(item[1]))),
        none=w("control.compare_placeholder"),
    )


def has_target(view: EditionView) -> bool:
    """True when the index has a target, and that for the scheme of the edition chosen."""
    return view.limit is not None and view.edition.scheme == view.scheme


@memo
def finding(view: EditionView) -> str:
    """Where home stands in the edition, in one sentence; a second one when it was recalculated."""
    card = card_of(view)
    if has_target(view):
        said = standing_sentences.finding(view.words, card)
    else:
        said = standing_sentences.without_target(
            view.words,
            index=card.index_short,
            edition=card.edition,
            home=card.home_name,
            rank=card.position.rank,
            units=card.position.units,
            score=card.position.score,
            decimals=card.decimals,
            target_elsewhere=view.limit is not None,
        )
    return f"{said} {derived_note(view)}" if card.status == "derived" else said


def derived_note(view: View) -> str:
    """That a figure was recalculated and not published, as a sentence of its own."""
    return f"{sentence_case(view.words('status.derived'))}."


def cut_line_note(view: EditionView) -> list[str]:
    """What the cut line is, where one is drawn."""
    w = view.words
    if not has_target(view):
        return []
    line, meaning = (
        w("vocab.cut_line", k=view.limit),
        overview_sentences.cut_line_help(w, card_of(view)),
    )
    return [f"{sentence_case(line)}: {meaning[:1].lower()}{meaning[1:]}."]


def notes(view: EditionView) -> list[str]:
    """What a reader must know of the edition's figures before reading them."""
    w = view.words
    rows = ranking_of(view).rows
    remarks = []
    if not view.edition.scores_complete:
        remarks += [w("standing.partial"), w("standing.range_note")]
    if ranking_of(view).unsourced_left_out:
        remarks.append(w("standing.unsourced_left_out"))
    if any(row.status == "derived" for row in rows):
        remarks.append(w("standing.derived_note"))
    broken = [w.name(row) for row in rows if row.ranks_disagree and row.tied_with]
    if broken:
        remarks.append(w("standing.tied_broken", names=w.join(broken)))
    if view.edition.relative_to_field:
        remarks.append(w("components.relative_note"))
    return remarks


def caption(view: EditionView) -> str:
    """Source and coverage of the edition, as every figure shows them."""
    edition = view.edition
    coverage = overview_sentences.coverage(view.words, edition.ranks, edition.scores, edition.units)
    own = overview_sentences.caption(view.words, caption_source(view), coverage)
    return " · ".join(filter(None, (own, unsourced(view))))


@memo
def caption_source(view: EditionView) -> str:
    """The source of most figures of the edition, and how many others there are."""
    rows = ranking_of(view).rows
    used = (code for row in rows for code in (row.score_source_id, row.rank_source_id))
    return most_used_source(view, used)


def most_used_source(view: View, used: Iterable[str | None]) -> str:
    """The source that most figures are of, and how many others there are.

    used: the source of each figure by its code.
    """
    known = overview.sources(view.at)
    codes = [code for code, _ in Counter(used).most_common() if code in known]
    line = source_line(view, known[codes[0]] if codes else None)
    if len(codes) < 2:
        return line
    return view.words.plural("source.and_others", len(codes) - 1, source=line)


def source_line(view: View, source: Source | None) -> str:
    """One source in one line, its issuer named in the reader's language."""
    w = view.words
    agency = naming.agency_names(view.at, w).get(source.origin) if source is not None else None
    return overview_sentences.source_line(w, source, agency)


def heading(view: EditionView) -> str:
    """Index and period, for the head of a figure or file."""
    index = editions.index_row(view.at, view.edition.index_code)
    return f"{view.words.field(index, 'short')}, {view.words.period(view.edition)}"


def about(view: EditionView) -> tuple[tuple[str, str], ...]:
    """Label and text of what an exported table must say of itself: period, source, version …"""
    w, edition = view.words, view.edition
    methods = naming.method_names(view.at, w)
    lacking = unsourced(view)
    return (
        (w("download.about_index"), _index_name(view)),
        (w("download.about_period"), w.period(edition)),
        (w("download.about_published"), w.date_range(edition.published_from, edition.published_to)),
        (w("download.about_scheme"), w(f"scheme.{edition.scheme}")),
        (w("download.about_method"), methods[edition.index_code, edition.method_code]),
        (
            w("download.about_coverage"),
            overview_sentences.coverage(w, edition.ranks, edition.scores, edition.units),
        ),
        (w("download.about_source"), caption_source(view)),
        *([(w("download.about_unsourced"), lacking)] if lacking else []),
        (w("download.about_version"), str(history.version_shown(w, view.live.version, view.as_of))),
    )


def _index_name(view: EditionView) -> str:
    row = editions.index_row(view.at, view.edition.index_code)
    return view.words.name(row)
