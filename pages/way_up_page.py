"""How many points does it take to be in the top k, where could they come from, and what if?"""

from rankings.blocks import scenario, way_up
from rankings.blocks.view import current

view = current()

asked = way_up.choose(view)
found = way_up.answer(asked)
way_up.plans(asked, found)
scenario.draw(asked.view, asked.base)
way_up.assumptions(asked, found)
way_up.settings(asked, found)
way_up.outlook(asked, found)
