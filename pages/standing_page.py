"""How do all provinces rank in one index and edition, and who stands round the cut line?"""

from rankings.blocks import standing
from rankings.blocks.view import current

view = current(title="page.standing", pick_edition=True)

region, compared = standing.controls(view)
standing.ladder(view, region, compared)
standing.details(view, region)
