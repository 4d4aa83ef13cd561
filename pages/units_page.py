"""Which units inside the province make its gap, and where does each of them stand?"""

from rankings.blocks import due, units
from rankings.blocks.units import asked, cards, ledger, one_unit, ranking
from rankings.blocks.view import current

view = current(title="page.units")

if shown := units.chosen(view):
    match units.tab(shown):
        case "ledger":
            if question := asked.choose(shown):
                ledger.draw(question)
        case "due":
            due.draw(view)
        case "ranking":
            if question := asked.choose(shown, share=False):
                ranking.draw(question)
        case "one_unit":
            one_unit.draw(shown)
            cards.download(shown)
else:
    due.draw(view)
