"""Warnings are answered by kind in one place, with one reason for all that are alike."""

from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

from rankings.blocks.upload import acknowledging
from rankings.loads import Acknowledgement, checks
from rankings.words.text import words

COUNTS = {"component_jump": 3, "identical_edition": 1, "score_jump": 2}


def drawn(counts: dict[str, int]) -> None:
    """The script of the page: the place where warnings are acknowledged, and nothing else."""
    from types import SimpleNamespace

    from rankings.blocks.upload import acknowledging
    from rankings.words.text import words

    w = words("vi")
    names = {rule: w(f"rule_name.{rule}") for rule in counts}
    acknowledging.draw(SimpleNamespace(words=w), counts, names)


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(drawn, args=(COUNTS,)).run()


def given(app: AppTest) -> Mapping[str, Acknowledgement]:
    return app.session_state["upload"].acknowledged


def test_one_reason_answers_all_warnings_that_are_alike(app):
    assert [box.label for box in app.selectbox] == ["Lý do"] * 2
    app.selectbox[0].set_value("issuer_adjusted").run()
    app.text_input[0].set_value("Cổng chấm lại.").run()
    for rule in ("component_jump", "score_jump"):
        assert given(app)[rule] == Acknowledgement(rule, "issuer_adjusted", "Cổng chấm lại.")
    assert acknowledging.missing(list(COUNTS), given(app)) == ("identical_edition",)


def test_a_kind_can_be_split_and_a_rule_that_is_new_in_it_is_asked_again(app):
    app.selectbox[0].set_value("checked_original").run()
    app.text_input[0].set_value("Khớp.").run()
    app.checkbox[0].set_value(True).run()
    assert [box.value for box in app.selectbox] == ["checked_original"] * 2 + [None]
    app.text_input[1].set_value("Đã hỏi Cục.").run()
    assert given(app)["score_jump"].sentence == "Đã hỏi Cục."
    assert given(app)["component_jump"].sentence == "Khớp."
    # Put together again they are answered differently, so nothing is shown as said of both.
    app.checkbox[0].set_value(False).run()
    assert app.text_input[0].value == ""
    assert acknowledging.missing(["component_jump", "many_jumps"], given(app)) == ("many_jumps",)


def test_only_warnings_are_alike_and_each_kind_has_its_words():
    w = words("vi")
    for kind, rules in checks.alike(rule.name for rule in checks.rules()).items():
        if rules != (kind,):
            assert w(f"alike.{kind}")
            severities = {rule.severity for rule in checks.rules() if rule.name in rules}
            assert severities == {"warning"}, kind
            assert len(rules) > 1, kind


def test_a_rule_that_is_not_known_stands_alone():
    assert checks.alike(["score_jump", "gone", "rank_jump"]) == {
        "movement": ("score_jump", "rank_jump"),
        "gone": ("gone",),
    }
