"""The service as deploy/ sets it up: two servers, one store, behind nginx, one of them killed."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from rankings.ingest.limits import Limits
from tests import shared_lake
from tests.uploads import quiet_week

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HOST = "rankings.example"
WEEK = "Lũy kế từ đầu năm đến ngày 17/10/2026"
READERS = 16
START_SECONDS = 120
# What Debian's own file has round the one of ours.
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/rankings.conf;
}}
"""
OPENING = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Origin": f"https://{HOST}",
}


def test_the_file_for_containers_can_be_read():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"database", "provider", "server_a", "server_b", "nginx"}
    assert services["server_a"] == services["server_b"]


def test_scripts_can_be_read_by_a_shell():
    for name in ("install", "start", "serve", "backup", "render"):
        subprocess.run(["sh", "-n", DEPLOY / name], check=True)


def test_the_proxy_takes_files_as_large_as_the_servers():
    lines = (DEPLOY / "rankings.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
    assert int(settings["RANKINGS_LIMIT_FILE_BYTES"]) == Limits().file_bytes
    assert "FILE_MEGABYTES=$((RANKINGS_LIMIT_FILE_BYTES / 1000000 + 1))" in (
        DEPLOY / "install"
    ).read_text(encoding="utf-8")


@dataclass
class Reader:
    """Who asks for one page after another, with the cookie that says by which server."""

    port: int
    cookie: str = ""
    answered: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def ask(self, path: str = "/", **headers: str) -> http.client.HTTPResponse:
        """One request through the proxy, read to its end."""
        trusting = ssl._create_unverified_context()
        asked = http.client.HTTPSConnection("127.0.0.1", self.port, context=trusting, timeout=30)
        with contextlib.closing(asked):
            cookies = {"Cookie": self.cookie} if self.cookie else {}
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            asked.request("GET", path, headers={"Host": HOST, **cookies, **named})
            answer = asked.getresponse()
            if answer.status != 101:
                answer.read()
        for value in answer.headers.get_all("Set-Cookie", []):
            if value.startswith("rankings_way="):
                self.cookie = value.partition(";")[0]
        return answer

    def read_on(self, stopped: threading.Event) -> None:
        """Ask for the overview until it is stopped."""
        while not stopped.is_set():
            begun = time.monotonic()
            try:
                status = self.ask().status
                if status != 200:
                    self.lost.append(str(status))
            except OSError as error:
                self.lost.append(repr(error))
            self.answered.append(time.monotonic() - begun)
            stopped.wait(0.2)


@dataclass(frozen=True)
class Service:
    """Ports of the proxy and of the servers, and the processes of these."""

    proxy: int
    ports: tuple[int, int]
    pids: tuple[int, int]
    environment: dict[str, str]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """PostgreSQL, two servers, nginx, by the files of deploy/."""
    if not (nginx := proxy_here()):
        pytest.skip("nginx is not installed, and cannot be installed here")
    proxy, plain, *ports = free_ports(4)
    certificate, key = certificate_in(tmp_path)
    rendered = render(
        "nginx.conf",
        *(f"HOST={HOST}", f"CERTIFICATE={certificate}", f"KEY={key}", "FILE_MEGABYTES=201"),
        *(f"HTTP=127.0.0.1:{plain}", f"HTTPS=127.0.0.1:{proxy}"),
        *(f"PORT_A={ports[0]}", f"PORT_B={ports[1]}"),
    )
    (tmp_path / "rankings.conf").write_text(rendered)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
    serving = [nginx, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)]
    subprocess.run([*serving, "-t"], check=True, capture_output=True)
    with shared_lake.postgres() as running, contextlib.ExitStack() as ended:
        lake = shared_lake.database(running, tmp_path / "lake")
        own = {
            "RANKINGS_STORE": f"ducklake:postgres:{lake.connection}",
            "RANKINGS_STORE_DATA": str(tmp_path / "lake" / "data"),
            "RANKINGS_VAR": str(tmp_path / "var"),
        }
        (tmp_path / "lake").mkdir(exist_ok=True)
        settings = render("rankings.env", f"HOST={HOST}")
        settings += "".join(f'{name}="{value}"\n' for name, value in own.items())
        (tmp_path / "rankings.env").write_text(settings)
        log = ended.enter_context((tmp_path / "servers.log").open("wb"))
        starting = ["sh", DEPLOY / "start", tmp_path / "rankings.env", *map(str, ports)]
        servers = subprocess.Popen(
            starting,
            env=os.environ | {"RANKINGS_START_AS": "self"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        ended.callback(end, servers)
        started = subprocess.Popen(serving, stderr=log, start_new_session=True)
        ended.callback(end, started)
        for port in ports:
            wait_for(lambda port=port: ready(port), tmp_path / "servers.log")
        children = Path(f"/proc/{servers.pid}/task/{servers.pid}/children").read_text().split()
        pids = (int(children[0]), int(children[1]))
        yield Service(proxy, (ports[0], ports[1]), pids, os.environ | own)


@pytest.mark.long
def test_two_servers_behind_a_proxy_show_one_store_and_one_may_die(service, tmp_path):
    reader = Reader(service.proxy)
    page = reader.ask()
    assert page.status == 200
    for name in ("x-frame-options", "content-security-policy", "strict-transport-security"):
        assert len(page.headers.get_all(name)) == 1
    assert len(page.headers["x-request-id"]) == 32
    assert reader.ask("/_stcore/stream", **OPENING).status == 101
    assert (
        reader.ask("/_stcore/stream", **OPENING | {"Origin": "https://evil.example"}).status == 403
    )
    for path in ("/metrics", "//metrics", "/./metrics", "/%6detrics", "/metrics/"):
        assert "rankings_requests_total" not in body_through(service.proxy, path)
    assert reader.ask("/metrics").status == 403
    assert "rankings_requests_total" in direct(service.ports[0], "/metrics")

    # Another machine publishes: both servers here show it.
    before = [ready(port)["version"] for port in service.ports]
    file = tmp_path / "bang.xlsx"
    file.write_bytes(quiet_week(WEEK))
    publish_elsewhere(service, file, tmp_path)
    begun = time.monotonic()
    wait_for(lambda: all(ready(port)["version"] > before[0] for port in service.ports))
    followed = time.monotonic() - begun
    assert len({ready(port)["version"] for port in service.ports}) == 1

    readers = [Reader(service.proxy) for _ in range(READERS)]
    stopped = threading.Event()
    threads = [threading.Thread(target=each.read_on, args=(stopped,)) for each in readers]
    for thread in threads:
        thread.start()
    time.sleep(4)
    before_kill = sum(len(each.answered) for each in readers)
    pages = 'rankings_requests_total{kind="page",status="200"}'
    assert all(pages in direct(port, "/metrics") for port in service.ports)
    os.kill(service.pids[0], signal.SIGKILL)
    time.sleep(8)
    stopped.set()
    for thread in threads:
        thread.join()
    answered = sum(len(each.answered) for each in readers)
    slowest = max(max(each.answered) for each in readers)
    lost = [len(each.lost) for each in readers]
    print(f"followed in {followed:.1f} s; {answered} pages, lost {lost}, slowest {slowest:.2f} s")
    assert max(lost) <= 1, [each.lost for each in readers]
    assert answered > before_kill > READERS
    for each in readers:
        assert each.ask("/_stcore/stream", **OPENING).status == 101


def publish_elsewhere(service: Service, file: Path, folder: Path) -> None:
    """Publish a file from a machine with a folder of its own."""
    command = [sys.executable, "-m", "rankings", "load", file, "--document", "45/BC-VPCP"]
    command += ["--by", "An", "--publish", "--acknowledge", "Đã đối chiếu."]
    elsewhere = service.environment | {"RANKINGS_VAR": str(folder / "elsewhere")}
    subprocess.run(command, cwd=ROOT, env=elsewhere, check=True, capture_output=True)


def proxy_here() -> str | None:
    """The program nginx; root installs it where it is missing."""
    if not shutil.which("nginx") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "nginx-light"], capture_output=True)
    return shutil.which("nginx")


def render(file: str, *names: str) -> str:
    """A template of deploy/ with its names replaced; none is left."""
    command = ["sh", DEPLOY / "render", file, *names]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "@" not in text
    return text


def certificate_in(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody knows, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={HOST}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def direct(port: int, path: str) -> str:
    """What a server answers to a process of this machine."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(asked):
        asked.request("GET", path)
        return asked.getresponse().read().decode()


def body_through(port: int, path: str) -> str:
    """What is answered through the proxy, whatever the status."""
    trusting = ssl._create_unverified_context()
    asked = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=30)
    with contextlib.closing(asked):
        asked.request("GET", path, headers={"Host": HOST})
        return asked.getresponse().read().decode()


def ready(port: int) -> dict:
    """What /ready says; empty while nobody answers, or nothing can be shown."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        state = json.loads(direct(port, "/ready"))
        if state["store"] == "open":
            return state
    return {}


def wait_for(holds, log: Path | None = None) -> None:
    """Wait until something holds; the log is told where it never does."""
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(log.read_text()[-3000:] if log else "it never came")
        time.sleep(0.1)


def free_ports(number: int) -> list[int]:
    """Ports of this machine at which nobody listens."""
    with contextlib.ExitStack() as opened:
        probes = [opened.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def end(process: subprocess.Popen) -> None:
    """End a process and those that it started."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
