"""How many points does it take to be in the top k, and where could they come from in time?"""

from rankings.blocks import way_up
from rankings.blocks.view import current

view = current()

if asked := way_up.choose(view):
    found = way_up.answer(asked)
    way_up.plans(asked, found)
    way_up.assumptions(asked, found)
    way_up.settings(asked, found)
    way_up.outlook(asked, found)
