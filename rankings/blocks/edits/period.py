"""The edition that a change is of, chosen as on every page."""

from rankings.blocks.view import View, edition_choice, edition_shown, row
from rankings.facts import editions, overview
from rankings.facts.editions import EditionFacts


def edition_of(view: View) -> EditionFacts:
    """The edition chosen, the one on the card first; the page ends at an index without one."""
    with row():
        shown = edition_choice(view, _on_card)
    return edition_shown(shown).edition


def _on_card(view: View, index_code: str) -> str:
    newest = editions.choose(view.at, index_code)
    if newest.scheme != view.scheme:
        return newest.edition_id
    return overview.card_edition(
        view.at, index_code=index_code, scheme=view.scheme, unit_code=view.home
    )
