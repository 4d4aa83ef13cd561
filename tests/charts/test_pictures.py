"""Pictures for slides: title and source inside, Vietnamese letters whole, nothing fetched."""

import struct

import pytest

from rankings.charts import palette, pictures, specs
from tests import effort
from tests.charts import conftest

WORDS = {
    "title": "Đắk Lắk xếp thứ 7/34, đạt mục tiêu nhóm 10 dẫn đầu",
    "subtitle": "Lũy kế từ đầu năm đến ngày 10/10/2026",
    "source": "Nguồn: Cổng Dịch vụ công quốc gia & <bản lưu>",
    "language": "vi",
}


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("name", effort.each(3, conftest.FIGURES))
def test_a_picture_is_as_wide_as_asked(name):
    table, options = conftest.FIGURES[name]("vi")
    png = pictures.png(specs.of(name, options), table, **WORDS, width=640, scale=2)
    width, height = size(png)
    assert width == 1280
    assert height > 200


def test_title_period_and_source_stand_inside():
    table, options = conftest.ladder("vi")
    svg = pictures.svg(specs.of("ladder", options), table, **WORDS)
    assert WORDS["title"] in svg
    assert WORDS["subtitle"] in svg
    assert "Nguồn: Cổng Dịch vụ công quốc gia &amp; &lt;bản lưu&gt;" in svg
    assert ">Đắk Lắk<" in svg
    assert f'fill="{palette.PAPER}"' in svg


def test_empty_words_take_no_room():
    table, options = conftest.merger("vi")
    spec = specs.of("merger", options)
    without = {"title": "", "subtitle": "", "source": "", "language": "vi"}
    low = size(pictures.png(spec, table, **without, scale=1))[1]
    high = size(pictures.png(spec, table, **WORDS, scale=1))[1]
    assert low < high


def test_a_long_title_is_broken_into_lines():
    table, options = conftest.merger("vi")
    words = WORDS | {"title": WORDS["title"] * 3}
    svg = pictures.svg(specs.of("merger", options), table, **words, width=640)
    assert svg.count('font-weight="bold"') >= 3


def test_the_cached_specification_is_left_alone():
    table, options = conftest.merger("vi")
    spec = specs.of("merger", options)
    pictures.png(spec, table, **WORDS)
    assert "data" not in spec
    assert "background" not in spec
    assert "font" not in spec["config"]


def test_vietnamese_letters_come_from_the_font_we_bring():
    for weight in ("Regular", "Bold"):
        assert (pictures.FONTS / f"SourceSansPro-{weight}.ttf").stat().st_size > 100_000
    assert (pictures.FONTS / "LICENSE.txt").is_file()
