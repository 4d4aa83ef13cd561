"""Many cases in one test: a case that fails is told by name, and the others are still tried."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def every(names: str | Sequence[str], cases: Iterable[Any]) -> Callable[[Callable], Callable]:
    """Like `pytest.mark.parametrize`, but all cases are one test, with a subtest for each.

    The cases share what the test is given: a session of a page, a store, a folder. A case must
    therefore not change what the next one stands on.
    """
    wanted = [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]
    listed = list(cases)

    def one_test(check: Callable) -> Callable:
        needs = inspect.signature(check).parameters
        assert needs.keys() >= {*wanted}, f"{check.__name__} takes no {wanted}."

        @functools.wraps(check)
        def test(subtests: Any, **given: Any) -> None:
            assert listed, "Without cases nothing is tested."
            if "subtests" in needs:
                given["subtests"] = subtests
            for case in listed:
                values = _values(case, len(wanted))
                with subtests.test(_said(values)):
                    check(**given, **dict(zip(wanted, values, strict=True)))

        # pytest reads here what to give the test: all that it takes but the case itself.
        own = [*dict.fromkeys(["subtests", *(name for name in needs if name not in wanted)])]
        named = inspect.Parameter.KEYWORD_ONLY
        test.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [inspect.Parameter(name, named) for name in own]
        )
        del test.__wrapped__
        return test

    return one_test


def _values(case: Any, number: int) -> Sequence[Any]:
    return (case,) if number == 1 else case


def _said(values: Sequence[Any]) -> str:
    said = "-".join(value if isinstance(value, str) else repr(value) for value in values)
    # Half a letter, as some cases have, cannot be sent from a worker to the run.
    said = said.encode("utf-8", "backslashreplace").decode("utf-8")
    return said if len(said) <= 120 else f"{said[:119]}…"
