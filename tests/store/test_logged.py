"""The log as lines of JSON, and what each line is about."""

import json
import logging

import pytest

from rankings.store import logged
from rankings.store.problems import Problem


def line(message: str, *values: object, error: Exception | None = None) -> dict:
    raised = error and (type(error), error, error.__traceback__)
    record = logging.LogRecord("rankings", logging.INFO, "", 1, message, values, raised)
    text = logged.AsJson().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_names_what_it_is_about_and_nothing_that_is_over():
    with logged.about(request="r1", session="s1"):
        with logged.about(load=12):
            inner = line("bảng %s", "Đắk Lắk\nhai dòng")
        outer = line("b")
    assert {"request": "r1", "session": "s1", "load": 12}.items() <= inner.items()
    assert inner["message"] == "bảng Đắk Lắk\nhai dòng"
    assert (outer["request"], "load" in outer) == ("r1", False)
    assert set(line("c")) == {"time", "level", "logger", "message"}
    assert inner["time"].endswith("+00:00")


def test_an_error_has_its_trace():
    assert "ValueError: a fault" in line("d", error=ValueError("a fault"))["trace"]


def test_the_form_is_a_setting():
    assert not logged.as_json({})
    assert logged.as_json({"RANKINGS_LOG": "JSON"})
    with pytest.raises(Problem, match=r"^error\.setting "):
        logged.as_json({"RANKINGS_LOG": "xml"})
