"""Why did the rank change between two tables: our own score, or the others', and by how much?"""

from rankings import selection
from rankings.blocks import reasons

view = selection.current(title="page.why")

if (chosen := reasons.choose(view)) and (found := reasons.answer(chosen)):
    reasons.waterfall(chosen, found)
    reasons.details(chosen, found)
