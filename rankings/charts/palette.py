"""The colours of every figure, named by meaning.

One set serves the white page, the dark page and the pictures: every mark colour has a contrast of
at least 3:1 on all of them (WCAG 2.2, 1.4.11), any two differ by at least 14 in CIE L*a*b* also as
seen with protanopia and deuteranopia, and home and the others, which stand side by side, also
differ in lightness. `tests/charts/test_palette.py` measures all of it. Colour never
stands alone: a word, a shape or a place says the same thing.

Text does not take these colours: its ink follows the ground it stands on, see
`rankings.charts.look`.
"""

HOME = "#1463c3"
HOME_ON_DARK = "#3c88ee"  # the same blue where the ground is dark: the one above is dull there
CUT_LINE = "#bf3942"
INSIDE = "#31a2aa"
OUTSIDE = "#b78325"
OTHERS = "#70787e"
UNKNOWN = "#9d8d82"

MEANINGS = {
    "home": HOME,
    "cut_line": CUT_LINE,
    "inside": INSIDE,
    "outside": OUTSIDE,
    "others": OTHERS,
    "unknown": UNKNOWN,
}

# The units set beside home, in the order in which they were picked.
COMPARED = ("#167550", "#a682d4")

# A unit that was merged into home and did not keep the name: it is not home.
MERGED = "#9b9327"

# Parts of a whole, none of them in the blue of home. Dark and light alternate: neighbours in a
# stack differ in grey print too.
COMPONENTS = (
    "#875a72",
    "#b18a26",
    "#167550",
    "#a682d4",
    "#636f1d",
    "#b6827c",
    "#067194",
    "#a08f59",
)

# From the last place to the first, for maps. Each tile also prints its figure.
RAMP = ("#f3ead6", "#c7d9bf", "#9cc8b4", "#55a39f", "#1d757c", "#0c4a58")

# The page of the pictures.
PAPER = "#ffffff"

# Ink, quieter ink and the lines behind the marks, for a light and a dark ground.
LIGHT_INK, DARK_INK = "#1f2430", "#f0f1f4"
LIGHT_QUIET, DARK_QUIET = "#545b69", "#a9b0bd"
LIGHT_TRACK, DARK_TRACK = "#e3e6eb", "#2c323d"
