"""What if: gains of a unit's components, with the others standing still, on their trend or moving.

A scenario is short enough for an address (`rankings.facts.scenario.texts`); it is kept nowhere
else, so that two people who try things out at the same time cannot disturb each other, and a link
says all.
"""
