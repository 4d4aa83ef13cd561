"""Is a new table right, and what does it change? From what an analyst has to published figures."""

from rankings.blocks import edits, upload
from rankings.blocks.view import current

view = current(title="page.upload")

if upload.draw(view, others={"correction": view.words("edits.part_correction")}) == "correction":
    edits.draw(view, "correction")
