"""Why did the rank change between two tables: our own score, or the others', and by how much?"""

from rankings.blocks import why
from rankings.blocks.view import current

view = current(title="page.why")

if (chosen := why.choose(view)) and (found := why.answer(chosen)):
    why.waterfall(chosen, found)
    why.details(chosen, found)
