"""Texts that a document can hold."""

from hypothesis import given
from hypothesis import strategies as st

from rankings.words.document import printable


def test_vietnamese_stays_and_what_no_document_holds_goes():
    assert printable("Đắk Lắk – “7/34”, ờ\u0309") == "Đắk Lắk – “7/34”, ờ\u0309"
    assert printable("a\x00b\x0bc\ud800\u202ed\ufffe\n") == "abcd\n"


@given(st.text())
def test_what_is_left_can_be_written(text):
    left = printable(text)
    left.encode()
    assert printable(left) == left
