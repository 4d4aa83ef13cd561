"""The order of Vietnamese names: the one alphabet of pick lists, figures and tables."""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries


def sort_key(text: str) -> str:
    """A key for Vietnamese dictionary order, without a collation library.

    Letters first (a ă â b c d đ e ê … o ô ơ … u ư …), words before longer words, capitals as small
    letters; tones (none, huyền, hỏi, ngã, sắc, nặng) decide only between texts equal otherwise.
    """
    letters, tones = [], []
    for character in unicodedata.normalize("NFC", text.casefold()):
        decomposed = unicodedata.normalize("NFD", character)
        tone = next((mark for mark in decomposed if mark in _TONES), None)
        letter = unicodedata.normalize("NFC", decomposed.replace(tone, "") if tone else decomposed)
        known = letter in _LETTERS
        letters.append(chr(ord("a") + _LETTERS.index(letter)) if known else letter)
        tones.append(str(_TONES.index(tone) + 1 if tone else 0))
    return "".join(letters) + "\0" + "".join(tones)
