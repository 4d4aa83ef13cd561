"""The Chromium that the browser tests drive: found on the machine, or installed.

`python tests/browser/chromium.py` makes sure that there is one (make test does so first): an
installed one, else Playwright's download, else Debian's package. Exit 1 and one sentence on stderr
when all fail: browser tests are never skipped.

The headless shell goes first: the same engine without the window around it, which the other one
draws for each visit though nobody sees it (a fifth of the time of all journeys).
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

COMMANDS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PACKAGES = ("chromium-headless-shell", "chromium")  # Debian's, best first
ARGUMENTS = (
    "--no-sandbox",  # containers and CI have no user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page is left again before code that was optimised for long use has paid for itself.
    "--js-flags=--no-turbofan --no-maglev",
    # No name but ours resolves: a request to another host fails and is seen to fail.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
DOWNLOAD_SECONDS = 120
PACKAGE_SECONDS = 600
MISSING = (
    "No Chromium that starts was found, so the browser tests cannot run. Install one (on Debian: "
    "apt-get install chromium) or name its file in the variable CHROMIUM."
)


class NoChromium(Exception):
    """No Chromium on this machine starts; the message says what to do."""


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium: the first of the installed ones that starts.

    A file that is there is no proof (Ubuntu's chromium-browser only points to a snap). Raises
    NoChromium, with what was tried, when none starts.
    """
    tried = []
    for path in _candidates(playwright):
        try:
            return playwright.chromium.launch(executable_path=path, args=ARGUMENTS, headless=True)
        except Error as error:
            tried.append(f"{path}: {error.message.splitlines()[0]}")
    raise NoChromium("\n".join([MISSING, *tried]))


def _candidates(playwright: Playwright) -> Iterator[str]:
    """Executables to try, best first; a named one is the only one."""
    if named := os.environ.get("CHROMIUM"):
        yield named
        return
    yield from filter(None, map(shutil.which, COMMANDS))
    if Path(playwright.chromium.executable_path).exists():
        yield playwright.chromium.executable_path


def starts() -> bool:
    """Whether there is a Chromium that starts."""
    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
        except NoChromium:
            return False
    return True


def install_download() -> None:
    """Playwright's own build. On a closed network it fails, or hangs until the time is up."""
    print("Looking for Chromium: downloading Playwright's (no longer than 2 minutes) ...")
    _run([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_SECONDS)


def install_package() -> None:
    """Debian's package, where there is apt-get and the right to use it without a password."""
    if not shutil.which("apt-get"):
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt_get = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _run([*apt_get, "update"], PACKAGE_SECONDS)
    for package in PACKAGES:
        print(f"Looking for Chromium: installing the package {package} with apt-get ...")
        _run([*apt_get, "install", "-y", "--no-install-recommends", package], PACKAGE_SECONDS)
        if starts():
            return


def _run(command: list[str], seconds: int) -> None:
    """Run a command and what it starts, for so long; whether it helped is seen afterwards."""
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
    except FileNotFoundError:
        return
    try:
        _, complaints = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        print(f"  gave up after {seconds} seconds")
        with contextlib.suppress(PermissionError):  # under sudo it is not ours to end
            os.killpg(process.pid, signal.SIGKILL)
        return
    if process.returncode and complaints:
        print(f"  {complaints.decode(errors='replace').strip().splitlines()[0]}")


def ensure() -> None:
    """Leave the machine with a Chromium that starts, or raise NoChromium."""
    if starts():
        return
    if not os.environ.get("CHROMIUM"):
        for install in (install_download, install_package):
            install()
            if starts():
                return
    raise NoChromium(MISSING)


if __name__ == "__main__":
    try:
        ensure()
    except NoChromium as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
