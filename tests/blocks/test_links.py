"""What a link asks for and cannot have is said, once, until the reader chooses something."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from tests import page_runs

SAID = {"vi": "Đường dẫn có lựa chọn không dùng được", "en": "The link asks for something"}
WAY_UP = "pages/way_up_page.py"

Follow = Callable[..., AppTest]


@pytest.fixture
def app(var) -> AppTest:
    return page_runs.opened()


@pytest.fixture
def follow(app) -> Follow:
    """`follow(page, limit="99")`: the page after a link with these choices was followed."""

    def follow(page: str, **choices: str) -> AppTest:
        app.query_params.clear()
        for name, value in choices.items():
            app.query_params[name] = value
        return app.switch_page(page).run()

    return follow


def refused(app: AppTest) -> list[str]:
    """What was left out, as it is said."""
    assert [error.message for error in app.exception] == []
    said = [one.value for one in app.warning if one.value.startswith(tuple(SAID.values()))]
    return [one.replace("\\", "").partition(": ")[2].partition(". ")[0] for one in said]


def choose(app: AppTest, start: str, value: str) -> AppTest:
    return next(box for box in app.selectbox if box.label == start).select(value).run()


@pytest.mark.parametrize(
    ("page", "choices", "said"),
    [
        (WAY_UP, {"limit": "99"}, "limit=99"),
        (WAY_UP, {"limit": "abc", "index": "xyz"}, "index=xyz, limit=abc"),
        (WAY_UP, {"edition": "psi-1999"}, "edition=psi-1999"),
        (WAY_UP, {"by": "2020-01-01"}, "by=2020-01-01"),
        (WAY_UP, {"by": "31/02/2026"}, "by=31/02/2026"),
        (WAY_UP, {"action": "no_such"}, "action=no_such"),
        (WAY_UP, {"action": "online_payment", "share": "7"}, "share=7"),
        ("pages/over_time_page.py", {"lang": "fr"}, "lang=fr"),
        (WAY_UP, {"limit": "9" * 200}, f"limit={'9' * 34}…"),
    ],
)
def test_what_cannot_be_is_named(follow, page, choices, said):
    assert refused(follow(page, **choices)) == [said]


def test_settings_of_an_index_without_plans_are_said_to_be_left_out(follow):
    app = follow(WAY_UP, index="dti", settings="gov_activity~cost:2")
    assert any(
        "gov" in one.value and "Đã bỏ qua phần điều chỉnh" in one.value for one in app.warning
    )


def test_what_can_be_is_no_matter(follow):
    for page, choices in [
        (WAY_UP, {"limit": "5", "index": "dti", "lang": "en"}),
        (WAY_UP, {"by": "2026-12-01"}),
        (WAY_UP, {"index": "psi", "plan": "digitisation:1.5", "action": "online_payment"}),
        (WAY_UP, {}),
    ]:
        assert refused(follow(page, **choices)) == []


def test_a_text_in_a_link_is_shown_letter_by_letter(follow):
    (said,) = [one.value for one in follow(WAY_UP, limit="[x](http://y.vn)**b**").warning]
    assert "](" not in said.replace("\\]", "").replace("\\(", "")
    assert "**b**" not in said


def test_it_is_said_in_the_language_of_the_reader(follow):
    (said,) = [one.value for one in follow(WAY_UP, limit="99", lang="en").warning]
    assert said.startswith(SAID["en"])


def test_it_stays_until_the_reader_chooses(follow):
    app = follow(WAY_UP, limit="99")
    assert refused(app.run()) == ["limit=99"]
    assert refused(choose(app, "Nhóm cần vào", "5")) == []


def test_what_does_not_fit_another_index_is_no_fault_of_the_link(follow):
    """The edition that the link named is that of the index it named."""
    app = follow(WAY_UP, index="psi", edition="psi-2026-10-05-year_to_date-vn34")
    assert refused(app) == []
    index = next(one for one in app.button_group if one.label == "Chỉ số")
    assert refused(index.set_value("dti").run()) == []


def test_a_link_within_the_app_keeps_the_version_and_the_language(follow):
    """A reader who looks at the figures of an earlier load stays with them on the next page."""
    kept = {"lang": "en", "as_of": "0"}
    led = 0
    for page in ("overview", "over_time", "merger", "data"):
        for one in follow(f"pages/{page}_page.py", **kept).get("page_link"):
            query = dict(parse_qsl(one.proto.query_string))
            assert kept.items() <= query.items(), (page, one.proto.label, query)
            led += 1
    assert led > len(kept)
