"""Which files compose which keys: written into the catalogues, where a search for a key finds them.

A key that stands in the code as it is can be searched there. One that is composed
(`w(f"edits.part_{part}")`) names its file in the catalogue: `#: rankings/blocks/targets.py`.
`python -m tests.words.references` writes these lines anew.
"""

import ast
import re
from pathlib import Path

from tests.words import test_text

KEY = re.compile(r'^msgid "(?P<key>[^"]+)"$', re.MULTILINE)
REFERENCES = re.compile(r"^#: .*\n", re.MULTILINE)


def composed() -> dict[str, list[str]]:
    """Key that stands nowhere in the code as it is -> the files that compose it, in order."""
    found: dict[str, set[str]] = {}
    literal: set[str] = set()
    for path, tree in test_text.files_and_trees():
        literal |= test_text.texts_in(tree)
        for text in test_text.keys_of(tree):
            if isinstance(text, ast.JoinedStr):
                for key in test_text.named_by(text):
                    found.setdefault(key, set()).add(path)
    return {key: sorted(paths) for key, paths in found.items() if key not in literal}


def with_references(catalogue: str) -> str:
    """The text of a catalogue with a line for the files of each composed key, and no others."""
    files = composed()

    def line(match: re.Match[str]) -> str:
        of_key = files.get(match["key"])
        return f"#: {' '.join(of_key)}\n{match[0]}" if of_key else match[0]

    return KEY.sub(line, REFERENCES.sub("", catalogue))


def paths() -> list[Path]:
    """The catalogues."""
    return sorted(test_text.LOCALE.glob("*/LC_MESSAGES/rankings.po"))


if __name__ == "__main__":
    for path in paths():
        path.write_text(with_references(path.read_text(encoding="utf-8")), encoding="utf-8")
