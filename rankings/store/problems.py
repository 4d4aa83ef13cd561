"""What can go wrong and must be told to a person as one sentence."""


class Problem(Exception):
    """A problem that the user can act on.

    key: entry of the catalogue (rankings/words/locale) that says what happened, where, and
        what to do.
    values: the named values of that sentence.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """How it goes from one process to another."""
        return _again, (self.key, self.values)

    def __str__(self) -> str:
        """The key and values, for logs; users are shown the sentence of the catalogue."""
        return f"{self.key} {self.values}"


def _again(key: str, values: dict[str, object]) -> Problem:
    return Problem(key, **values)
