"""One set of colours for all grounds: contrast and difference, measured."""

from itertools import combinations, pairwise

import numpy
import pytest

from rankings.charts import palette, timeline

GROUNDS = {
    "paper": "#ffffff",
    "the app's dark page": "#12181f",
    "Streamlit's dark page": "#0e1117",
    "Streamlit's dark page, newer": "#171614",
}
LEAST_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: marks
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
LEAST_DIFFERENCE = 14.0  # CIE 1976; about 2 is just seen side by side

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SEEN_WITH = {
    "full colour vision": numpy.eye(3),
    "protanopia": numpy.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": numpy.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
RGB_TO_XYZ = numpy.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = numpy.array([0.95047, 1.0, 1.08883])

MARKS = {
    **palette.MEANINGS,
    **{f"component {number}": colour for number, colour in enumerate(palette.COMPONENTS)},
    **{f"compared {number}": colour for number, colour in enumerate(palette.COMPARED)},
    "merged": palette.MERGED,
}


def linear(colour: str) -> numpy.ndarray:
    channels = numpy.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return numpy.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(linear(colour) @ RGB_TO_XYZ[1] for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: str, vision: str = "full colour vision") -> numpy.ndarray:
    seen = numpy.clip(SEEN_WITH[vision] @ linear(colour), 0, 1)
    ratio = RGB_TO_XYZ @ seen / WHITE
    f = numpy.where(ratio > 0.008856, numpy.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return numpy.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, vision: str) -> float:
    return float(numpy.linalg.norm(lab(one, vision) - lab(other, vision)))


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
@pytest.mark.parametrize("colour", MARKS.values(), ids=MARKS)
def test_marks_stand_out_from_every_ground(colour, ground):
    assert contrast(colour, ground) >= LEAST_CONTRAST


@pytest.mark.parametrize("vision", SEEN_WITH)
@pytest.mark.parametrize("pair", list(combinations(palette.MEANINGS, 2)), ids="-".join)
def test_meanings_can_be_told_apart(pair, vision):
    one, other = (palette.MEANINGS[name] for name in pair)
    assert difference(one, other, vision) >= LEAST_DIFFERENCE


def lines_in_colour(home: str) -> tuple[str, ...]:
    """The colours that lines over time may have side by side."""
    return home, palette.MERGED, *palette.COMPARED


def test_the_blue_of_home_is_nobody_elses():
    for colour in (*palette.COMPONENTS, *lines_in_colour(palette.HOME)[1:]):
        for home in (palette.HOME, palette.HOME_ON_DARK):
            assert difference(colour, home, "full colour vision") >= 2 * LEAST_DIFFERENCE, colour
    assert timeline.ROLES["predecessor"] == palette.MERGED


@pytest.mark.parametrize("vision", SEEN_WITH)
def test_home_is_bright_on_dark_ground_and_as_far_from_the_others(vision):
    grounds = list(GROUNDS.values())[1:]
    assert all(contrast(palette.HOME_ON_DARK, ground) >= TEXT_CONTRAST for ground in grounds)
    beside = {**palette.MEANINGS, **dict(enumerate(palette.COMPARED)), "merged": palette.MERGED}
    for name in beside.keys() - {"home"}:
        assert difference(palette.HOME_ON_DARK, beside[name], vision) >= LEAST_DIFFERENCE, name


@pytest.mark.parametrize("vision", SEEN_WITH)
def test_components_and_compared_units_can_be_told_apart(vision):
    for colours in (palette.COMPONENTS, lines_in_colour(palette.HOME)):
        for one, other in combinations(colours, 2):
            assert difference(one, other, vision) >= LEAST_DIFFERENCE, (one, other)


def test_neighbours_differ_in_grey_print():
    for one, other in [*pairwise(palette.COMPONENTS), (palette.HOME, palette.INSIDE)]:
        assert abs(lab(one)[0] - lab(other)[0]) >= 12
    assert abs(lab(palette.HOME)[0] - lab(palette.OTHERS)[0]) >= 6


def test_the_ramp_gets_darker_step_by_step():
    lightness = [lab(colour)[0] for colour in palette.RAMP]
    assert all(before - after >= 6 for before, after in pairwise(lightness))


@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ((palette.LIGHT_INK, palette.LIGHT_QUIET), ("#ffffff", "#f3f5f8")),
        ((palette.DARK_INK, palette.DARK_QUIET), tuple(GROUNDS.values())[1:]),
    ],
    ids=["light", "dark"],
)
def test_ink_can_be_read(ink, grounds):
    for colour in ink:
        for ground in grounds:
            assert contrast(colour, ground) >= TEXT_CONTRAST


def test_figures_can_be_read_on_every_tile():
    """Black or white, whichever the map chooses, between any two steps of the ramp as well."""
    for low, high in pairwise(palette.RAMP):
        for share in numpy.linspace(0, 1, 11):
            mixed = lab(low) * (1 - share) + lab(high) * share
            luminance = ((mixed[0] + 16) / 116) ** 3
            best = max(1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05)
            assert best >= TEXT_CONTRAST
