"""Meeting mode: the five parts of the briefing over the whole screen, with pinned figures."""

import pytest

from rankings.blocks import meeting
from rankings.store.versions import Store
from rankings.words.document import Cell, Grid
from rankings.words.text import words
from tests import page_runs, small_store


def grid(letters: int, rows: int) -> Grid:
    text = "x" * letters
    return Grid("", ("a", "b"), (3.0, 1.0), tuple((Cell(text), Cell("1")) for _ in range(rows)))


@pytest.mark.parametrize(
    ("letters", "rows", "size"),
    [(80, 9, "large"), (100, 9, "usual"), (100, 14, "usual"), (100, 15, "small")],
)
def test_letters_are_as_large_as_the_table_allows(letters, rows, size):
    assert meeting._size((), grid(letters, rows), 0) == size


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_says_the_briefing_with_its_figures_pinned(own_var, serve, language):
    serve(own_var)
    app = page_runs.sound(page_runs.opened(meeting="1", lang=language))
    slides = page_runs.parts(app)
    foot = slides.pop()
    w = words(language)
    assert len(slides) == 5
    assert "7/34" in slides[0]
    assert w("brief.part_way") in slides[3]
    assert w("meeting.leave") in foot
    assert w("brief.state", version=Store(own_var).version()) in foot
    assert page_runs.asked(app, "v") == str(Store(own_var).version())
    # Charts stay charts, and nothing of the page round the slides is drawn.
    assert app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert not app.get("popover")


def test_without_figures_a_slide_says_so(tmp_path, serve):
    at = small_store.build(tmp_path / "var", editions=[], observations=[])
    with at.store.next_version(at.store.path(at.version)) as connection:
        connection.execute(
            "insert into store_info values ('built_at', '2026-01-01T00:00:00+00:00')"
        )
    serve(tmp_path / "var")
    app = page_runs.sound(page_runs.opened(meeting="1"))
    assert words("vi")("message.nothing") in page_runs.parts(app)[0]
