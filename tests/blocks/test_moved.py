"""Links of before lead to the same view: each address to its new one, and what is shown there."""

import asyncio
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from rankings.blocks.delivery import Delivery
from rankings.blocks.delivery.moved import PLACES, moved
from tests import effort, page_runs

NEWEST, OLDER = "psi-2026-10-10-year_to_date-vn34", "psi-2026-09-17-year_to_date-vn34"
PLAN = "plan=digitisation%3A1.5"
# Address of before, address now, and a sentence that stood on the page and stands there now.
LINKS = (
    ("/index-standing?figures=plain", "/standing?figures=plain", "Đắk Lắk xếp thứ 7/34"),
    ("/index-standing?index=pii&tab=map", "/standing?index=pii&tab=map", "thứ 24/34"),
    (
        f"/index-standing?edition={OLDER}&figures=plain&lang=en",
        f"/standing?edition={OLDER}&figures=plain&lang=en",
        "Dak Lak ranks 9th of 34",
    ),
    ("/rank-robustness", "/standing?view=robustness", "trọng số"),
    (
        "/rank-robustness?index=dti&v=1",
        "/standing?index=dti&v=1&view=robustness",
        "trọng số",
    ),
    ("/component-gaps?order=max", "/components?order=max", "=max"),
    ("/component-gaps?part=pair&peers=01", "/components?part=pair&peers=01", "Hà Nội"),
    ("/rank-trajectory", "/over-time", "từ thứ 9 lên thứ 7/34"),
    ("/rank-trajectory?type=quarter", "/over-time?type=quarter", "quý III/2025: Đắk Lắk"),
    (
        f"/rank-trajectory?from={OLDER}&to={NEWEST}&peers=46",
        f"/over-time?from={OLDER}&edition={NEWEST}&peers=46",
        "Từ 17/09/2026 đến 10/10/2026, Đắk Lắk tăng 2 bậc",
    ),
    ("/why-we-moved", "/over-time?view=why", "Từ 05/10 đến 10/10/2026"),
    (
        f"/why-we-moved?index=psi&type=year_to_date&from={OLDER}&to={NEWEST}&unit=56&part=gap",
        f"/over-time?index=psi&type=year_to_date&from={OLDER}&edition={NEWEST}&unit=56&part=gap"
        "&view=why",
        "Khánh Hòa",
    ),
    ("/why-we-moved?index=dti", "/over-time?index=dti&view=why", "2022"),
    ("/merger-lens?index=pii&measure=score", "/merger?index=pii&measure=score", "Phú Yên"),
    ("/way-up?limit=6", None, "cần thêm 0,42 điểm"),
    (
        "/way-up?limit=7&meanwhile=trend",
        "/way-up?limit=7&others=trend",
        "cần thêm 4,21 điểm",
    ),
    (f"/scenario-builder?{PLAN}", f"/way-up?{PLAN}", "xếp thứ 4/34"),
    (
        f"/scenario-builder?index=psi&edition={NEWEST}&{PLAN}&others=trend%3A2026-10-12"
        "&saved=A~psi~digitisation%3A1.5~&action=digitised_results&share=25",
        f"/way-up?index=psi&edition={NEWEST}&{PLAN}&others=trend%3A2026-10-12"
        "&saved=A~psi~digitisation%3A1.5~&action=digitised_results&share=25",
        "kéo dài đến 12/10/2026",
    ),
    (
        "/data-sources?section=definitions&index=pii",
        "/data?section=definitions&index=pii",
        "kỳ công bố",
    ),
    ("/data-sources?section=conflicts", "/data?section=conflicts", "kỳ công bố"),
    ("/data-sources?section=targets&lang=en", "/targets?lang=en", "Targets and owners"),
    ("/load-history?load=0&span=all", "/data?load=0&span=all&section=history", "Lần cập nhật"),
    ("/upload-data", "/upload", "Nhận tệp Excel"),
    ("/upload-data?way=paste", "/upload?way=paste", "dán"),
    ("/upload-data?way=file&edit=owners", "/upload?way=file", "Nhận tệp Excel"),
    ("/upload-data?way=edit", "/upload?way=correction", "=correction"),
    ("/upload-data?way=edit&edit=correction", "/upload?way=correction", "=correction"),
    ("/upload-data?way=edit&edit=targets", "/targets?edit=targets", "Mục tiêu"),
    (
        "/upload-data?way=edit&edit=owners&index=dti",
        "/targets?edit=owners&index=dti",
        "=owners",
    ),
    ("/upload-data?way=edit&edit=remark", "/targets?edit=remark", "=remark"),
)


def request(address: str, path: str | None = None) -> dict:
    parts = urlsplit(address)
    return {
        "type": "http",
        "method": "GET",
        "path": path or parts.path,
        "query_string": parts.query.encode(),
        "headers": [],
    }


@pytest.mark.parametrize(("before", "now", "_"), LINKS)
def test_an_address_of_before_leads_to_the_one_of_now(before, now, _):
    found = moved(request(before))
    assert (None if found is None else f"/{found}") == now


def test_every_place_that_moved_is_tried():
    tried = {_place(before) for before, _, _ in LINKS}
    assert tried - {None} == set(range(len(PLACES)))


def _place(address: str) -> int | None:
    parts = urlsplit(address)
    choices = dict(parse_qsl(parts.query))
    path = parts.path.strip("/")
    return next((n for n, one in enumerate(PLACES) if one.asked_by(path, choices)), None)


@pytest.fixture(scope="module")
def app(var) -> AppTest:
    return page_runs.opened()


@pytest.mark.parametrize(("before", "now", "said"), effort.each(2, LINKS))
def test_what_was_shown_is_shown(app, before, now, said):
    parts = urlsplit(now or before)
    file = f"pages{parts.path.replace('-', '_')}_page.py"
    page_runs.shown(app, file, **dict(parse_qsl(parts.query)))
    assert not [one.value for one in app.warning], "nothing of the link is left out"
    labels = [item.label for item in (*app.selectbox, *app.text_input, *app.text_area)]
    headings = [item.value for item in (*app.header, *app.subheader)]
    chosen = [f"={group.value}" for group in app.button_group]
    everything = "\n".join([page_runs.texts(app), *labels, *headings, *chosen])
    assert said.replace("**", "") in everything.replace("**", "")


@pytest.mark.parametrize(
    ("path", "now"),
    [
        ("/index-standing/", "../standing"),
        ("/deeper/index-standing", "../standing"),
        ("/deep/er/standing/", "../../../standing"),
        ("/deeper/kỳ", "../k%E1%BB%B3"),
        # Relative, so that no path leads to another server.
        ("//elsewhere.example/index-standing", "../../standing"),
        ("//elsewhere.example/javascript:x", "../../javascript%3Ax"),
    ],
)
def test_an_address_leads_on_below_any_path(path, now):
    assert moved(request("/", path)) == now


def test_below_the_path_of_the_server_nothing_is_deeper():
    assert moved(request("/", "/prefix/index-standing"), "/prefix") == "standing"
    assert moved(request("/", "/prefix/standing"), "/prefix") is None


@pytest.mark.parametrize(
    "path", ["/", "/standing", "/static/index-standing.js", "/way-up", "/standing/_stcore/health"]
)
def test_what_has_not_moved_stays(path):
    assert moved(request(path)) is None


def test_it_is_led_on_by_the_server_for_this_time_only():
    sent = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def app(*_: object) -> None:
        raise AssertionError("the application is not asked")

    scope = request("/why-we-moved?lang=en")
    asyncio.run(Delivery(app)(scope, None, send))
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 307
    assert headers[b"location"] == b"over-time?lang=en&view=why"
    assert headers[b"cache-control"] == b"no-cache"
