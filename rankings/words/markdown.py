"""Text of files and people, to be printed where Markdown is drawn."""

import re
import string

# What Markdown makes a link of all by itself, even where every sign of it is escaped.
_ADDRESS = re.compile(r"https?(?=:)|www(?=\.)|@", re.IGNORECASE)
# Takes no room and cannot be seen: what stands on either side of it is no address any more.
_JOINER = "\u2060"
# Whatever Markdown may take for a mark; commas, quotes and the like it never does.
_PLAIN = ",;'\"?%"
_MARKS = re.compile(f"([{re.escape(''.join(set(string.punctuation) - set(_PLAIN)))}])")


def literal(text: object) -> str:
    """A text as Markdown that shows it letter by letter, in one line."""
    return _MARKS.sub(r"\\\1", unlinked(" ".join(str(text).split())))


def unlinked(text: str) -> str:
    """A text in which no address of the web or of mail becomes a link by itself; it looks alike."""
    return _ADDRESS.sub(rf"\g<0>{_JOINER}", text)
