"""Vietnamese text without its marks, letter for letter, so that places in it stay the same."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    if letter in "đĐÐð":
        return "d"
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    # "İ" becomes two letters when lowered; a place in the text must stay a place.
    return base if len(base) == 1 else " "


def plain(text: str) -> str:
    """The text in small letters without marks, of the same length as its NFC form.

    đ, Đ and Ð become d; typographic spaces become spaces, full-width letters plain ones.
    """
    return "".join(_plain(letter) for letter in unicodedata.normalize("NFC", text))
