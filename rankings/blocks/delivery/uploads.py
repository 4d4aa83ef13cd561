"""How much of what is being handed in the server holds: for each session, and in all.

Streamlit keeps every file of an upload in memory until its session ends or the file is taken out,
and bounds a single file only. What it holds is asked of it, so room is free again when it lets go.

    RANKINGS_UPLOADS_SESSION_MEGABYTES   of one session; 400
    RANKINGS_UPLOADS_MEGABYTES           of all sessions together; 1,000
"""

import logging
import os
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rankings.blocks.delivery.answers import Message, respond
from rankings.ingest.limits import MEGABYTE
from rankings.store.problems import Problem
from rankings.words import typed
from rankings.words.text import LANGUAGES, words

OF_A_SESSION, OF_ALL = 400, 1_000
TOO_LARGE = 413
# What a request says beside the file: names and marks of its parts.
BESIDE = 64_000

log = logging.getLogger("rankings")


@dataclass(frozen=True)
class Room:
    """How many bytes may be held: of one session, and of all."""

    session: int
    all: int

    @classmethod
    def of_settings(cls, environment: Mapping[str, str] = os.environ) -> "Room":
        """Raises Problem where a setting is no whole number above 0."""
        return cls(
            _megabytes(environment, "RANKINGS_UPLOADS_SESSION_MEGABYTES", OF_A_SESSION),
            _megabytes(environment, "RANKINGS_UPLOADS_MEGABYTES", OF_ALL),
        )


def held_by_streamlit() -> dict[str, dict[str, int]]:
    """Session -> file -> its bytes, of what Streamlit holds at this moment."""
    if not st.runtime.exists():
        return {}
    manager: Any = st.runtime.get_instance().uploaded_file_mgr
    return {
        session: {file_id: len(file.data) for file_id, file in list(files.items())}
        for session, files in list(manager.file_storage.items())
    }


class Uploads:
    """ASGI middleware: a file for which there is no room is refused before it is taken.

    below: as of Delivery; held: what is held; room: asked at each file.
    """

    def __init__(
        self,
        app: Any,
        below: str = "",
        held: Callable[[], dict[str, dict[str, int]]] = held_by_streamlit,
        room: Callable[[], Room] = Room.of_settings,
    ) -> None:
        self.app = app
        below = f"/{below.strip('/')}".removesuffix("/")
        self._path = re.compile(re.escape(below) + r"/_stcore/upload_file/([^/]+)/([^/]+)/?")
        self.held = held
        self.room = room
        # What is on its way: a mark -> session, file, bytes.
        self._coming: dict[str, tuple[str, str, int]] = {}

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        place = self._path.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if place is None or scope["method"] not in ("PUT", "POST"):
            await self.app(scope, receive, send)
            return
        session, file_id = place.groups()
        size, most = _declared(scope), _most()
        if size > most + BESIDE:  # refused behind, whatever the room
            await self.app(scope, receive, send)
            return
        if refusal := self._refusal(session, file_id, size):
            log.warning("refused an upload of %d bytes: no room", size)
            await _refuse(scope, send, refusal)
            return
        mark = uuid.uuid4().hex
        self._coming[mark] = session, file_id, size
        try:
            await self.app(scope, receive, send)
        finally:
            del self._coming[mark]

    def _refusal(self, session: str, file_id: str, size: int) -> Problem | None:
        """Why a file is not taken; None where there is room for it."""
        room, held = self.room(), self.held()
        coming = list(self._coming.values())
        own = sum(bytes_ for name, bytes_ in held.get(session, {}).items() if name != file_id)
        own += sum(bytes_ for name, _, bytes_ in coming if name == session)
        if own + size > room.session + BESIDE:
            return Problem("error.uploads_session", megabytes=room.session // MEGABYTE)
        every = sum(sum(files.values()) for files in held.values())
        every += sum(bytes_ for _, _, bytes_ in coming)
        if every + size > room.all + BESIDE:
            return Problem("error.uploads_server", megabytes=room.all // MEGABYTE)
        return None


def _declared(scope: Message) -> int:
    """How large a request says to be; one that does not say may be as large as a file may be."""
    declared = dict(scope["headers"]).get(b"content-length", b"").decode("latin-1")
    if declared.isascii() and declared.isdigit() and len(declared) < 19:
        return int(declared)
    return _most()


def _most() -> int:
    """How large a file may be that Streamlit takes."""
    return int(st.get_option("server.maxUploadSize")) * 1024 * 1024


async def _refuse(scope: Message, send: Any, problem: Problem) -> None:
    """Say why in both languages."""
    sentences = [words(language)(problem.key, **problem.values) for language in LANGUAGES]
    start = {
        "type": "http.response.start",
        "status": TOO_LARGE,
        # What was not read of the file is not waited for.
        "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")],
    }
    await respond(scope, send, start, "\n".join((*sentences, "")).encode())


def _megabytes(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name, "").strip()
    number = typed.whole(text) if text else usual
    if number is None or number < 1:
        raise Problem("error.setting_number", name=name, value=text[:40])
    return number * MEGABYTE
