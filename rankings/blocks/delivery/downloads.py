"""What a reader is told where a file could not be made after its button was pressed.

Streamlit makes such a file outside any run, and says of all that goes wrong there that it failed,
in English. A problem of ours says what happened and what to do.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, DeferredFileResponsePayload
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_storage import MediaFileStorageError

from rankings.sentences import problems
from rankings.store.problems import Problem
from rankings.words.text import Words

OF_STREAMLIT = "Failed to generate file for download"
Made = TypeVar("Made", bytes, str)

log = logging.getLogger("rankings")


class NoFile(Exception):
    """A sentence for the reader in place of a file."""


def or_sentence(w: Words, make: Callable[[], Made]) -> Callable[[], Made]:
    """What makes a file, so that a Problem on the way ends as its sentence, and anything unexpected
    as one too; details go to the log."""

    def made() -> Made:
        try:
            return make()
        except Problem as problem:
            log.warning("problem shown to a reader: %s", problem)
            raise NoFile(problems.problem(w, problem)) from problem
        except Exception as failure:
            log.exception("something unexpected was shown to a reader")
            raise NoFile(w("error.unexpected")) from failure

    return made


def told_as_sentences() -> None:
    """Let buttons of this server say such a sentence; called once, before anybody comes."""
    DeferredFileHandler.handle = _answer  # type: ignore[method-assign]


async def _answer(
    handler: DeferredFileHandler, request: BackendOperationRequest, _: str
) -> BackendOperationResponse:
    """Where the file is that was asked for, or the sentence in its place."""
    manager, asked = handler._get_media_file_mgr(), request.request_id
    try:
        url = await asyncio.to_thread(manager.execute_deferred, request.deferred_file.file_id)
    except MediaFileStorageError as failure:
        if isinstance(failure.__cause__, NoFile):
            return BackendOperationResponse(request_id=asked, error_msg=str(failure.__cause__))
        log.exception("a file could not be made")
        return BackendOperationResponse(request_id=asked, error_msg=OF_STREAMLIT)
    payload = DeferredFileResponsePayload(url=url)
    return BackendOperationResponse(request_id=asked, deferred_file=payload)
