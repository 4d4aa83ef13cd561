"""A portal of ours on loopback: it answers as the real one is known to, or with a fault."""

import gzip
import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rankings.store import queries
from rankings.store.versions import Snapshot

GROUPS = {
    "CKMB": "transparency",
    "TDGQ": "timeliness",
    "CLGQ": "online_service",
    "TTTT": "online_payment",
    "MDSH": "digitisation",
    "MDHL": "satisfaction",
}
KIND = {
    "index_code": "psi",
    "method_code": "psi-2026",
    "period_type": "year_to_date",
    "scheme": "vn34",
}
EDITION = "psi-2026-10-10-year_to_date-vn34"


def provinces(at: Snapshot, day: int = 0) -> dict[str, Any]:
    """The table of all provinces as the portal gives it, with the figures of 10 October 2026 and
    what so many days add to each: some hundredths of a point to some components.
    """
    moved = random.Random(day)
    scores: dict[str, dict[str, float]] = {}
    for row in queries.component_scores(at, **KIND).to_pylist():
        if row["edition_id"] == EDITION:
            scores.setdefault(row["unit_code"], {})[row["indicator_code"]] = float(row["score"])
    codes = {
        row["unit_code"]: row["portal_code"]
        for row in queries.portal_departments(at, scheme="vn34").to_pylist()
    }
    rows = []
    for unit in queries.units(at, scheme="vn34").to_pylist():
        own, code = scores[unit["unit_code"]], codes[unit["unit_code"]]
        groups = {short: own[name] for short, name in GROUPS.items()}
        for short in ("TDGQ", "CLGQ", "MDSH"):
            more = 0.01 * day + moved.choice((0, 0.01, 0.02)) if day else 0
            groups[short] = round(groups[short] + more, 2)
        name = unit["full_name_vi"]
        rows.append(
            {
                "departmentId": f"id-{code}",
                "departmentName": f"UBND {name[0].lower()}{name[1:]}",
                "departmentCode": code,
                "totalScore": round(sum(groups.values()), 2),
                "scoreDelta": None,
                "groupScores": groups,
            }
        )
    return {"code": "OK", "data": {"overview": {}, "radar": [], "evaluation": rows}}


# Component as the portal calls it -> the path of its reply.
PATHS = {
    "CKMB": "transparency",
    "TDGQ": "dvc-progress-tree",
    "CLGQ": "provide-online-tree",
    "TTTT": "formality-online-payment-tree",
    "MDSH": "dossier-digitized",
    "MDHL": "handling-satisfaction",
}


def units(at: Snapshot, day: int = 0) -> dict[str, dict[str, Any]]:
    """Path -> reply on the units of home: its communes by their names, two departments; the figures
    are made up, and grow with the day. The totals are at the path "service-results"."""
    rng = random.Random(7)
    names = [row["full_name_vi"] for row in queries.units(at, scheme="daklak102").to_pylist()]
    communes = [f"UBND {name[0].lower()}{name[1:]}" for name in names if "tỉnh" not in name.lower()]
    departments = ["Sở Nội vụ - Tỉnh Đắk Lắk", "Sở Nông nghiệp và Môi trường - Tỉnh Đắk Lắk"]
    rows = {name: _unit(rng, day) for name in (*departments, *communes)}
    who = {
        name: {
            "departmentId": f"id-{number}",
            "departmentName": name,
            "departmentCode": f"H15.{number:02d}",
            "departmentLevel": "PROVINCE" if number <= len(departments) else "COMMUNE",
        }
        for number, name in enumerate(rows, start=1)
    }
    head = {"departmentName": "UBND tỉnh Đắk Lắk", "departmentCode": "H15"}
    whole_of = _summed(list(rows.values()))
    replies: dict[str, dict[str, Any]] = {}
    for short, path in PATHS.items():
        tree = path.endswith("-tree")
        replies[path] = {
            "code": "OK",
            "data": {
                "parent" if tree else "overview": head | whole_of[short],
                "children" if tree else "evaluation": [
                    who[name] | parts[short] for name, parts in rows.items()
                ],
            },
        }
    replies["service-results"] = {
        "code": "OK",
        "data": {
            "overview": head | {"totalScore": _total(whole_of)},
            "evaluation": [
                who[name]
                | {
                    "childGroup": "AGENCY" if name in departments else "COMMUNE",
                    "totalScore": _total(parts),
                    "scoreDelta": -0.01,
                }
                for name, parts in rows.items()
            ],
        },
    }
    return replies


def _unit(rng: random.Random, day: int) -> dict[str, dict[str, Any]]:
    received = rng.randint(200, 2000) + 5 * day
    on_time = received - rng.randint(0, 60)
    results = received - rng.randint(0, 80)
    return _parts(received, on_time, results)


def _parts(received: int, on_time: int, results: int) -> dict[str, dict[str, Any]]:
    def metric(code: str, numerator: int, denominator: int, most: float) -> dict[str, Any]:
        score = round(most * numerator / denominator, 2)
        counts = {"numerator": numerator, "denominator": denominator}
        return {"code": code, "name": code, **counts, "score": score, "maxScore": most}

    synced = metric("DOSSIER_SYNC", received, received, 6)
    electronic = metric("ORIGINAL_RESULT_AVAILABLE", results, received, 6)
    petitions = {
        **{"code": "PETITION_PROCESSING_ON_TIME", "name": "5.2", "numerator": 0},
        **{"denominator": 0, "score": 6, "maxScore": 6},
    }
    return {
        "CKMB": {"score": 11.79, "maxScore": 18, "metrics": [synced]},
        "TDGQ": {
            **{"totalReceived": received, "totalOnTime": on_time, "avgProcessingDays": 3.5},
            **{"totalOverdue": received - on_time, "score": round(20 * on_time / received, 2)},
        },
        "CLGQ": {"score": 7.5, "maxScore": 12},
        "TTTT": {"score": 8.0, "maxScore": 10},
        "MDSH": {"score": electronic["score"], "maxScore": 22, "metrics": [electronic]},
        "MDHL": {"score": 12.0, "maxScore": 18, "metrics": [petitions]},
    }


def _summed(rows: list[dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    received = sum(row["TDGQ"]["totalReceived"] for row in rows)
    on_time = sum(row["TDGQ"]["totalOnTime"] for row in rows)
    results = sum(row["MDSH"]["metrics"][0]["numerator"] for row in rows)
    return _parts(received, on_time, results)


def _total(parts: Mapping[str, Mapping[str, Any]]) -> float:
    return round(sum(part["score"] for part in parts.values()), 2)


@dataclass
class Answer:
    """What is sent for one request. length: what the head says, where it lies."""

    content: bytes
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    slow: float = 0.0


def whole(document: Mapping[str, Any]) -> Answer:
    """A reply as it should be."""
    return Answer(json.dumps(document, ensure_ascii=False).encode())


def packed(document: Mapping[str, Any]) -> Answer:
    """A reply as it should be, packed."""
    content = gzip.compress(json.dumps(document, ensure_ascii=False).encode())
    return Answer(content, headers={"Content-Encoding": "gzip"})


def half(document: Mapping[str, Any]) -> Answer:
    """A reply that breaks off; the head promises the whole of it."""
    content = whole(document).content
    return Answer(content[: len(content) // 2], length=len(content))


def cut(document: Mapping[str, Any]) -> Answer:
    """Half a reply that says to be whole."""
    content = whole(document).content
    return Answer(content[: len(content) // 2])


def changed(document: Mapping[str, Any], change: Callable[[list[dict[str, Any]]], Any]) -> Answer:
    """A reply whose rows were changed."""
    copy = json.loads(json.dumps(document))
    change(copy["data"]["evaluation"])
    return whole(copy)


def _off(rows: list[dict[str, Any]]) -> None:
    for row in rows[:22]:
        row["totalScore"] = round(row["totalScore"] + 1.65, 2)


def _without(name: str) -> Callable[[list[dict[str, Any]]], None]:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[3].pop(name)

    return change


def _of_units(rows: list[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        row["departmentCode"] = f"H21.{number + 10}"


def _doubled(rows: list[dict[str, Any]]) -> None:
    rows[5]["departmentCode"] = rows[6]["departmentCode"]


def _beyond(rows: list[dict[str, Any]]) -> None:
    rows[0]["totalScore"] = 1000


def _as_text(rows: list[dict[str, Any]]) -> None:
    rows[0]["totalScore"] = "sáu mươi"


# Fault -> what is sent in place of a sound table.
FAULTS: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "server_error": lambda _: Answer(b"oops", 500),
    "unavailable": lambda _: Answer(b"", 503),
    "too_many": lambda _: Answer(b"", 429),
    "too_many_for_long": lambda _: Answer(b"", 429, {"Retry-After": "90000"}),
    "forbidden": lambda _: Answer(b"<html>Request Rejected</html>", 403),
    "not_found": lambda _: Answer(b"", 404),
    "half": half,
    "cut": cut,
    "html": lambda _: Answer(b"<!DOCTYPE html><html><body>Request Rejected</body></html>", 200),
    "empty": lambda _: Answer(b"", 200),
    "blank": lambda _: Answer(b"  \n", 200),
    "nothing_in_it": lambda _: Answer(b"{}"),
    "null": lambda _: Answer(b"null"),
    "no_rows": lambda document: changed(document, lambda rows: rows.clear()),
    "list": lambda _: Answer(b"[1, 2]"),
    "not_ok": lambda _: Answer(b'{"code": "ERROR", "data": {"evaluation": []}}'),
    "deep": lambda _: Answer(b'{"data":' + b"[" * 100_000),
    "not_a_number": lambda _: Answer(b'{"code":"OK","data":{"evaluation":[{"x":NaN}]}}'),
    "sums": lambda document: changed(document, _off),
    "smaller": lambda document: changed(document, lambda rows: rows.pop()),
    "without_total": lambda document: changed(document, _without("totalScore")),
    "without_groups": lambda document: changed(document, _without("groupScores")),
    "without_code": lambda document: changed(document, _without("departmentCode")),
    "wrong_province": lambda document: changed(document, _of_units),
    "doubled": lambda document: changed(document, _doubled),
    "beyond": lambda document: changed(document, _beyond),
    "as_text": lambda document: changed(document, _as_text),
    "redirected": lambda _: Answer(b"", 302, {"Location": "http://127.0.0.2:9/elsewhere"}),
    "bomb": lambda _: Answer(
        gzip.compress(b" " * 200_000_000, 9), headers={"Content-Encoding": "gzip"}
    ),
    "torn_packing": lambda document: Answer(
        gzip.compress(whole(document).content)[:200], headers={"Content-Encoding": "gzip"}
    ),
    "other_packing": lambda _: Answer(b"xx", headers={"Content-Encoding": "br"}),
    "slow": lambda document: Answer(whole(document).content, slow=0.2),
}
# Faults after which nobody is asked again for a while.
REFUSALS = ("too_many", "too_many_for_long", "forbidden")


@dataclass
class Portal:
    """What the server answers next, and what it was asked. answer: path -> answer."""

    address: str
    answer: Callable[[str, Mapping[str, Any]], Answer]
    asked: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0


@contextmanager
def served(answer: Callable[[str, Mapping[str, Any]], Answer]) -> Iterator[Portal]:
    """A portal on loopback for the time of the body."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    portal = Portal(f"http://127.0.0.1:{server.server_address[1]}", answer)
    server.portal = portal  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        portal: Portal = self.server.portal  # type: ignore[attr-defined]
        portal.at_once += 1
        portal.most_at_once = max(portal.most_at_once, portal.at_once)
        try:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            portal.asked.append((self.path, body, dict(self.headers)))
            self._send(portal.answer(self.path, body))
        finally:
            portal.at_once -= 1

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(answer.length or len(answer.content)))
        self.end_headers()
        try:
            if not answer.slow:
                self.wfile.write(answer.content)
                return
            for start in range(0, len(answer.content), 200):
                self.wfile.write(answer.content[start : start + 200])
                self.wfile.flush()
                time.sleep(answer.slow)
        except OSError:
            pass  # nobody listens any more

    def log_message(self, *_: object) -> None:
        """Nothing: a test tells what it has to tell."""


def by_chance(rng: random.Random, names: tuple[str, ...]) -> str:
    """A fault, or none ("sound"), by chance."""
    return rng.choice((*names, *["sound"] * (len(names) // 3), "frozen"))
