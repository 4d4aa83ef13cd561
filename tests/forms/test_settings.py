"""What an office sets for its documents."""

import pytest

from rankings.forms.settings import Settings, settings
from rankings.store.problems import Problem
from tests.cases import every


def test_nothing_set_is_nothing():
    assert settings({}) == Settings()
    assert settings({"RANKINGS_ADDRESS": " ", "RANKINGS_AGENCY": "\n"}) == Settings()


def test_an_agency_is_one_line_whatever_was_set():
    assert (
        settings({"RANKINGS_AGENCY": " Văn phòng\n UBND\x00 tỉnh "}).agency == "Văn phòng UBND tỉnh"
    )


@every("value", ("rankings.example", "javascript:alert(1)", "https://a b", "http://" + "a" * 400))
def test_an_address_that_is_none_is_told(value):
    with pytest.raises(Problem, match=r"error\.address"):
        settings({"RANKINGS_ADDRESS": value})


@every("content", (b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"0" * 2_000_001, None))
def test_a_logo_that_is_no_picture_is_told(content, tmp_path):
    path = tmp_path / "logo.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Problem, match=r"error\.logo"):
        settings({"RANKINGS_LOGO": str(path)})
