"""How the memory of the server is parted among its threads."""

import ctypes

# Of glibc's mallopt: how many arenas there may be at most, and how many we have.
M_ARENA_MAX, ARENAS = -8, 2


def few_arenas() -> None:
    """Let all threads take memory from two arenas; called before there are many of them.

    glibc makes up to eight for each core, so that threads do not wait for each other: what one of
    them gave back no other uses. Runs of a page hold the lock of Python most of the time and hardly
    ever wait, but each is a thread of its own: the server grew with every visitor. Elsewhere than
    on glibc nothing changes.
    """
    try:
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
    except (OSError, AttributeError, TypeError):
        return
