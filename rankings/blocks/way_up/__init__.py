"""The way to rank k: what is asked, the answer, the plans side by side, what they rest on.

All that is asked stands in the address: `limit`, `by`, `meanwhile` (trend: the others go on as
before) and `settings` (rankings.facts.way_up.settings).
"""

from rankings.blocks.way_up.asked import Asked, choose
from rankings.blocks.way_up.basis import assumptions
from rankings.blocks.way_up.cards import plans
from rankings.blocks.way_up.editor import settings
from rankings.blocks.way_up.forecast import outlook
from rankings.blocks.way_up.told import answer

__all__ = ["Asked", "answer", "assumptions", "choose", "outlook", "plans", "settings"]
