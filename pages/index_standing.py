"""How do all provinces rank in one index and edition, and who stands round the cut line?"""

from rankings import selection
from rankings.blocks import ranking

view = selection.current(title="page.standing", pick_edition=True)

region, compared = ranking.controls(view)
ranking.ladder(view, region, compared)
ranking.details(view, region)
