"""How many points does it take to be in the top k, where could they come from, and what if?"""

from rankings.blocks import scenario
from rankings.blocks.view import current
from rankings.blocks.way_up import (
    asked,
    basis,
    cards,
    counted,
    editor,
    forecast,
    missing,
    pace,
    told,
)

view = current()

question = asked.choose(view)
answer = told.answer(question)
counted.draw(question, answer)
cards.plans(question, answer)
missing.draw(question, answer)
scenario.draw(question.view, question.base)
basis.assumptions(question, answer)
editor.settings(question, answer)
pace.draw(question, answer)
forecast.outlook(question, answer)
