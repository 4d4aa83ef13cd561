"""Uploads are bounded for each session and in all, and room is free again when they go."""

import asyncio
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from rankings.blocks.delivery.uploads import BESIDE, Room, Uploads
from rankings.store.problems import Problem

MEGABYTE = 1_000_000
ROOM = Room(session=4 * MEGABYTE, all=10 * MEGABYTE)


@pytest.fixture
def manager(monkeypatch) -> MemoryUploadedFileManager:
    """What holds the files in a server, as the middleware finds it."""
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(st.runtime, "exists", lambda: True)
    instance = SimpleNamespace(uploaded_file_mgr=manager)
    monkeypatch.setattr(st.runtime, "get_instance", lambda: instance)
    return manager


def uploads(manager: MemoryUploadedFileManager, below: str = "", room: Room = ROOM) -> Uploads:
    """The middleware before an application that takes every file, as large as it says to be."""

    async def takes(scope, receive, send):
        *_, session, file_id = scope["path"].strip("/").split("/")
        size = int(dict(scope["headers"]).get(b"content-length", b"1"))
        data = bytes(min(size, 2 * MEGABYTE))
        manager.add_file(session, UploadedFileRec(file_id, "a", "", data))
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return Uploads(takes, below, room=lambda: room)


async def put(app: Uploads, path: str, size: int | None = 2 * MEGABYTE, method: str = "PUT"):
    """The status and body of an answer."""
    sent = []

    async def send(message):
        sent.append(message)

    headers = [] if size is None else [(b"content-length", str(size).encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    await app(scope, None, send)
    return sent[0]["status"], sent[1]["body"].decode()


def statuses(app: Uploads, *paths: str, **how) -> list[int]:
    return [asyncio.run(put(app, f"/_stcore/upload_file/{path}", **how))[0] for path in paths]


def test_one_session_holds_no_more_than_its_room_until_a_file_goes(manager):
    app = uploads(manager)
    assert statuses(app, *(f"s/{number}" for number in range(8))) == [204, 204, *[413] * 6]
    assert sum(len(file.data) for file in manager.file_storage["s"].values()) == ROOM.session
    # The same file once more takes no more room; another session has its own.
    assert statuses(app, "s/0", "t/0") == [204, 204]
    manager.remove_file("s", "0")
    assert statuses(app, "s/9", "s/10") == [204, 413]
    manager.remove_session_files("s")
    assert statuses(app, "s/11") == [204]


def test_all_sessions_together_hold_no_more_than_the_room_of_the_server(manager):
    app = uploads(manager)
    assert statuses(app, *(f"{number}/0" for number in range(7))) == [*[204] * 5, 413, 413]
    assert statuses(app, "0/small", size=BESIDE // 2) == [204]


def test_files_on_their_way_at_once_count_as_well(manager):
    async def at_once(app: Uploads) -> list[int]:
        tasks = (put(app, f"/_stcore/upload_file/s/{number}") for number in range(6))
        return [status for status, _ in await asyncio.gather(*tasks)]

    app = uploads(manager)
    # What is on its way and held already counts twice for a moment: never too little.
    assert sorted(asyncio.run(at_once(app)))[2:] == [413] * 4
    assert app._coming == {}


def test_one_that_does_not_say_its_size_may_be_as_large_as_a_file_may_be(manager):
    assert statuses(uploads(manager), "s/0", size=None) == [413]


def test_what_is_larger_than_a_file_may_be_is_left_to_the_application(manager):
    assert statuses(uploads(manager), "s/0", size=10**12) == [204]


def test_the_refusal_is_told_in_both_languages(manager):
    app = uploads(manager, below="tinh")
    for number in range(2):
        asyncio.run(put(app, f"/tinh/_stcore/upload_file/s/{number}"))
    status, body = asyncio.run(put(app, "/tinh/_stcore/upload_file/s/3"))
    vietnamese, english = body.splitlines()
    assert status == 413
    assert "4 MB" in vietnamese
    assert "4 MB" in english


def test_nothing_else_is_counted(manager):
    app = uploads(manager, room=Room(session=1, all=1))
    assert statuses(app, "s/0", method="DELETE") == [204]
    assert asyncio.run(put(app, "/_stcore/health/s/0"))[0] == 204


def test_the_room_is_a_setting():
    assert Room.of_settings({}) == Room(400 * MEGABYTE, 1_000 * MEGABYTE)
    given = {"RANKINGS_UPLOADS_SESSION_MEGABYTES": "250", "RANKINGS_UPLOADS_MEGABYTES": "2000"}
    assert Room.of_settings(given) == Room(250 * MEGABYTE, 2_000 * MEGABYTE)
    with pytest.raises(Problem) as caught:
        Room.of_settings({"RANKINGS_UPLOADS_MEGABYTES": "0"})
    assert caught.value.key == "error.setting_number"
