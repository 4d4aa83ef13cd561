"""The way to rank k: what is asked, the answer, the plans side by side, what they rest on.

All that is asked stands in the address: `limit`, `by`, `others` (trend: the others go on as
before) and `settings` (rankings.facts.way_up.settings).
"""
