"""The colours of every figure, named by meaning.

One set serves the white page, Streamlit's dark page and the pictures: every mark colour has a contrast
of at least 3:1 on both grounds (WCAG 2.2, 1.4.11), any two differ by at least 14 in CIE L*a*b* also
as seen with protanopia and deuteranopia, and the two that matter most beside each other (home and
the others) also differ in lightness. `tests/charts/test_palette.py` measures all of it. Colour never
stands alone: a word, a shape or a place says the same thing.

Text does not take these colours. Its ink follows the ground it stands on, see `rankings.charts.look`.
"""

HOME = "#205ebe"
CUT_LINE = "#c53e27"
INSIDE = "#24a3a7"
OUTSIDE = "#cc7014"
OTHERS = "#6b767b"
UNKNOWN = "#979183"

MEANINGS = {
    "home": HOME,
    "cut_line": CUT_LINE,
    "inside": INSIDE,
    "outside": OUTSIDE,
    "others": OTHERS,
    "unknown": UNKNOWN,
}

# The units set beside home, in the order in which they were picked.
COMPARED = ("#b18a26", "#a682d4")

# Parts of a whole. Dark and light alternate, so that neighbours in a stack differ in grey print too.
COMPONENTS = (
    "#3062bf",
    "#b18a26",
    "#13714a",
    "#a682d4",
    "#5f6b1b",
    "#b6827c",
    "#006d90",
    "#a08f59",
)

# From the last place to the first, for maps. Each tile also prints its figure.
RAMP = ("#f3ead6", "#d3dfc4", "#9cc8b4", "#55a39f", "#1d757c", "#0c4a58")

LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#0e1117"

# Ink, quieter ink and the lines behind the marks, for a light and a dark ground.
LIGHT_INK, DARK_INK = "#1f2430", "#f0f1f4"
LIGHT_QUIET, DARK_QUIET = "#545b69", "#a9b0bd"
LIGHT_TRACK, DARK_TRACK = "#e3e6eb", "#2c323d"
