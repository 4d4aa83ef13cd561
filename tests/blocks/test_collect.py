"""What the page of data tells of the collector."""

from datetime import UTC, datetime, timedelta

from rankings.loads.collect import kept
from rankings.loads.collect.kept import Asked, Collected, Round
from rankings.loads.collect.soundness import Table
from rankings.store.versions import Store
from tests import page_runs

WHEN = datetime(2026, 12, 1, 21, 30, tzinfo=UTC)
HOST = "portal.example"


def rounds() -> list[Round]:
    """A round that published, one of which a table was kept aside, one that was refused, and one
    that did not ask again, oldest first."""
    table = Table("0" * 64, 34, 238)
    answered = Asked("provinces", f"https://{HOST}/x", "answered", status=201, tries=1)
    refused = Asked("provinces", f"https://{HOST}/x", "refused", "refused", 429, 1)
    off = {"units": 22, "largest": "1.65", "codes": "H05, H14"}
    until = WHEN + timedelta(hours=14)
    days = [WHEN - timedelta(days=number) for number in (3, 2, 1, 0)]
    return [
        Round(
            *(days[0], days[0], HOST, "published", (answered,)),
            (Collected("provinces", "published", load_id=4, table=table),),
        ),
        Round(
            *(days[1], days[1], HOST, "aside", (answered,)),
            (Collected("provinces", "aside", "sums", off),),
        ),
        Round(
            *(days[2], days[2], HOST, "refused", (refused,)),
            (Collected("provinces", "refused", "refused"),),
            until=until,
        ),
        Round(days[3], days[3], HOST, "held", until=until),
    ]


def test_the_page_of_data_tells_what_was_collected_last(own_var, serve):
    serve(own_var)
    page = page_runs.shown(page_runs.session(), "pages/data_page.py", section="history")
    assert not [item.value for item in page.caption if "thu thập" in item.value.lower()]
    for done in rounds():
        kept.keep_round(Store(own_var), done)
    page = page_runs.shown(page_runs.session(), "pages/data_page.py", section="history")
    assert [error.message for error in page.exception] == []
    (line,) = [item.value for item in page.caption if "thu thập gần nhất" in item.value]
    assert "02/12/2026" in line, "in the time of Việt Nam"
    (shown,) = [item.value for item in page.dataframe if "Nơi được hỏi" in item.value.columns]
    notes = shown["Ghi chú"].to_list()
    assert len(notes) == 4
    assert "lần cập nhật số 4" in notes[3]
    assert "22" in notes[2]
    assert "1,65" in notes[2]
    assert "429" in notes[1]
    assert notes[0].startswith("Không hỏi lại trước")
    assert "nan" not in " ".join(notes).lower()
    # Two of the newest rounds were not received or not sound: that is an alert as well.
    page = page_runs.shown(page_runs.session(), "pages/data_page.py", section="alerts")
    assert [error.message for error in page.exception] == []
    assert [item.value for item in page.markdown if "Thu thập không thành công 2 lần" in item.value]
