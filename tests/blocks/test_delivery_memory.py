"""The threads of the server share two arenas of memory."""

import platform
import subprocess
import sys

import pytest

ALLOCATING = """
import ctypes, sys, threading
from rankings.blocks.delivery import memory

if sys.argv[1] == "few":
    memory.few_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.fdopen.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(8)

def allocate():
    together.wait()
    libc.malloc(100_000)
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
file = libc.fdopen(1, b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fflush(ctypes.c_void_p(file))
"""


def arenas(which: str) -> int:
    """How many there are after eight threads have taken memory at once."""
    done = subprocess.run(
        [sys.executable, "-c", ALLOCATING, which], capture_output=True, text=True, check=True
    )
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_share_two_arenas():
    assert arenas("few") <= 2 < arenas("as many as there are")
