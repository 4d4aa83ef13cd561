"""New figures while people look: who has pinned sees the old, everybody else the new."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rankings.store import data_folder
from tests.browser.controls import new_choice, pin, query, speak
from tests.browser.server import ROOT, Server
from tests.data_copy import DataCopy

OLD, NEW = "từ 4,13 đến 10,12 điểm", "từ 3,13 đến 9,12 điểm"
LOAD = """
import sys
from pathlib import Path
from rankings.loads import bootstrap
from rankings.store.versions import Store
bootstrap.ensure(Store(Path(sys.argv[1])), data=Path(sys.argv[2]))
"""


def python(server: Server, *arguments: str) -> subprocess.CompletedProcess:
    """Run Python in another process, on the store of the server."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"RANKINGS_VAR": str(server.var)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def publish_another_score(server: Server, tmp_path: Path) -> None:
    """A new version, in which Đắk Lắk has one point more in PII 2025."""
    changed = DataCopy(shutil.copytree(data_folder.DATA, tmp_path / "data"))
    wanted = {
        "edition_id": "pii-2025-year-vn34",
        "unit_code": "66",
        "indicator_code": "total",
        "measure": "score",
    }
    changed.change("observations", wanted, value="35.80", value_printed="35.80")
    done = python(server, "-c", LOAD, str(server.var), str(changed.folder))
    assert done.returncode == 0, done.stderr


def gap(page: Page, text: str) -> Locator:
    """The gap to the cut line on the card of PII."""
    return page.get_by_text(f"Còn thiếu {text}")


def version(page: Page, number: int) -> Locator:
    """The version in the small line at the top."""
    return page.get_by_text(f"· phiên bản số liệu {number}", exact=False)


def test_a_pinned_view_keeps_its_figures(own_server, visits, tmp_path):
    pinned, free = visits(own_server), visits(own_server)
    pin(pinned)
    assert query(pinned) == {"v": "1"}
    banner = pinned.get_by_role("status")
    expect(banner).to_contain_text("Đang xem số liệu đã ghim: phiên bản số liệu 1")
    expect(banner).not_to_contain_text("Đã có số liệu mới hơn")
    publish_another_score(own_server, tmp_path)

    # The same figures after the next interaction, and the news that there are newer ones.
    speak(pinned, "en")
    speak(pinned, "vi")
    expect(version(pinned, 1)).to_be_visible()
    expect(gap(pinned, OLD)).to_be_visible()
    expect(banner).to_contain_text("Đã có số liệu mới hơn")
    expect(gap(pinned, NEW)).to_have_count(0)

    # Whoever has not pinned has the new ones at the next interaction.
    expect(gap(free, OLD)).to_be_visible()
    speak(free, "en")
    speak(free, "vi")
    expect(version(free, 2)).to_be_visible()
    expect(gap(free, NEW)).to_be_visible()
    expect(gap(free, OLD)).to_have_count(0)

    # The URL of the pinned view shows the old ones to anybody.
    third = visits(own_server, "/", v="1")
    expect(gap(third, OLD)).to_be_visible()

    with new_choice(pinned):
        pinned.get_by_role("button", name="Xem số liệu mới nhất").click()
    expect(version(pinned, 2)).to_be_visible()
    expect(gap(pinned, NEW)).to_be_visible()
    expect(banner).to_have_count(0)
    expect(pinned.get_by_role("switch", checked=True)).to_have_count(0)
    assert query(pinned) == {}


@pytest.mark.long
def test_the_command_line_works_while_the_app_serves(server, visits):
    page = visits(server)
    done = python(server, "-m", "rankings", "gap", "psi", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["rank"], found["cut_line"]["low"], found["gap"]["low"]) == (7, 63.97, -1.52)
    # The screen says the same, and goes on working.
    expect(page.get_by_text("Cao hơn điểm ngưỡng 1,52 điểm.")).to_be_visible()
    speak(page, "en")
    expect(page.get_by_text("1.52 points above the cut line.")).to_be_visible()
    expect(page.get_by_text("figures version 1")).to_be_visible()
