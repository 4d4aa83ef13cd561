"""The code that leads back to the figures."""

from rankings.forms import code


def test_a_code_is_a_picture_that_grows_with_the_address():
    short, long = (code.png("https://rankings.example/?v=1" + "0" * more) for more in (0, 260))
    assert short.startswith(b"\x89PNG")
    assert len(long) > len(short)
    assert code.svg("https://rankings.example/?v=1").startswith(b"<?xml")
