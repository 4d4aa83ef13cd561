"""The command line loads and withdraws while the app serves; the app shows it at its next step."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.controls import speak
from tests.browser.server import Server
from tests.cli.test_loads import figures, workbook

ROOT = Path(__file__).resolve().parent.parent.parent


def command(server: Server, *arguments: str) -> dict:
    """Run a command on the store that a server has open; its JSON answer."""
    done = subprocess.run(
        [sys.executable, "-m", "rankings", *arguments, "--json"],
        cwd=ROOT,
        env=os.environ | {"RANKINGS_VAR": str(server.var), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def next_interaction(page: Page) -> None:
    """Two steps that end where they began."""
    speak(page, "en")
    speak(page, "vi")


def test_the_running_app_shows_new_figures_and_loses_withdrawn_ones(own_server, visits, tmp_path):
    page = visits(own_server)
    inside = page.get_by_text(re.compile("^Dư 1,52 điểm so với"))
    expect(inside).to_be_visible()

    score, total = (float(figures()["66"][name]) for name in ("digitisation", "total"))
    changed = {
        ("66", "digitisation"): f"{score - 3:.2f}",
        ("66", "total"): f"{total - 3:.2f}",
    }
    file = workbook(tmp_path / "bang.xlsx", "17/10/2026", changed)
    answer = command(
        own_server, "load", str(file), "--publish", "--acknowledge", "Đã đối chiếu", "--by", "An"
    )
    assert answer["state"] == "published"
    expect(inside).to_be_visible()  # nothing moves under the reader's eyes

    next_interaction(page)
    expect(inside).to_have_count(0)
    expect(page.get_by_text(re.compile("^Còn thiếu 1,48 điểm"))).to_be_visible()

    command(own_server, "withdraw", str(answer["load_id"]), "--why", "Nhầm kỳ", "--by", "An")
    next_interaction(page)
    expect(inside).to_be_visible()
