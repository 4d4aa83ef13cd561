"""A real server process of the app, on a free port of the loopback interface."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
STOP_SECONDS = 5
# Asks Linux to kill the server when the tests are killed before they can clean up, then becomes the
# server. Not a `preexec_fn`: that forces a fork, which fails for want of memory once a test process
# has mapped more than the machine has, though it uses a fraction of it.
DIE_WITH_PARENT = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.executable, sys.argv[1:])"
)


@dataclass(frozen=True)
class Server:
    """A running server: url without a final slash, folder of its store, file of its log, number of
    its process."""

    url: str
    var: Path
    log: Path
    pid: int

    def log_tail(self, lines: int = 60) -> str:
        """The last lines that the server wrote."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


@contextlib.contextmanager
def running(
    var: Path,
    log: Path,
    *,
    command: Sequence[str] = ("-m", "streamlit", "run", "app.py"),
    options: Sequence[str] = (),
    folder: Path = ROOT,
    below: str = "",
) -> Iterator[Server]:
    """Serve the app with its own store; yields when the server answers, ends it for certain.

    command: arguments of Python; options: more options of `streamlit run`, which win over
    .streamlit/config.toml; below: the path below which it is served, as `/rankings`. Raises
    RuntimeError with the log when the server does not come up.
    """
    port = _free_port()
    place = ["--server.port", str(port), "--server.baseUrlPath", below]
    arguments = [sys.executable, *command, *place, *options]
    if sys.platform == "linux":
        arguments = [sys.executable, "-c", DIE_WITH_PARENT, *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    environment |= {"RANKINGS_VAR": str(var), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        server = Server(f"http://localhost:{port}{below}", var, log, process.pid)
        try:
            _wait_until_healthy(process, server)
            yield server
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(process: subprocess.Popen, server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not come up at {server.url}:\n{server.log_tail()}")


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
