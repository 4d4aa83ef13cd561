"""How do all provinces rank in one index and edition, and who stands round the cut line?"""

from rankings.blocks import selection, standing

view = selection.current(title="page.standing", pick_edition=True)

region, compared = standing.controls(view)
standing.ladder(view, region, compared)
standing.details(view, region)
