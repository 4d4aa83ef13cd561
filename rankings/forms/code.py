"""The code that a telephone reads: an address as a QR code."""

import io

import segno

# Of the printed code a sixth may be stained; an address of 300 characters still fits.
ERRORS = "m"
BORDER = 2


def png(address: str) -> bytes:
    """The code as a PNG, black on white."""
    return _saved(address, "png", scale=8)


def svg(address: str) -> bytes:
    """The code as an SVG."""
    return _saved(address, "svg", scale=4, xmldecl=True, svgns=True)


def _saved(address: str, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    made = segno.make(address, error=ERRORS, micro=False)
    made.save(file, kind=kind, border=BORDER, dark="#000", light="#fff", **options)
    return file.getvalue()
