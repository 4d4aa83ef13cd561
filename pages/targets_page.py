"""Which targets has the province, by when, who answers for what, and what was remarked?"""

from rankings.blocks import targets
from rankings.blocks.view import current

view = current(title="page.targets")

targets.draw(view)
