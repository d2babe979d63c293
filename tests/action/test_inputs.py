import pytest

from wheel_ceiling.action.inputs import Choices, Mode, Sink, read_choices, variable
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.github.comment import CommentPolicy
from wheel_ceiling.inputs import INPUTS


def read(**given: str) -> Choices:
    return read_choices({variable(name.replace("_", "-")): text for name, text in given.items()})


def test_nothing_given_is_the_plain_check() -> None:
    assert read() == Choices(
        Mode.CHECK, CommentPolicy.CHANGES, frozenset(), "", {known.name: [] for known in INPUTS}
    )


def test_empty_inputs_are_as_good_as_none() -> None:
    assert read(mode=" ", comment="", wheels="\n \n", report_to=" ,") == read()


def test_inputs_keep_their_hyphens_on_the_way() -> None:
    assert variable("max-glibc") == "INPUT_MAX-GLIBC"


def test_a_list_is_one_entry_a_line() -> None:
    choices = read(wheels=" dist/ \n\n run/my wheels-* \r\n", only="*cp310*")

    assert choices.gate["wheels"] == ["dist/", "run/my wheels-*"]
    assert choices.gate["only"] == ["*cp310*"]


@pytest.mark.parametrize("text", ["check-run sarif", "check-run, sarif", "sarif\ncheck-run"])
def test_places_to_report_to_are_listed_in_any_way(text: str) -> None:
    assert read(report_to=text).sinks == {Sink.CHECK_RUN, Sink.SARIF}


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("mode", "chek", "Did you mean check?"),
        ("comment", "alway", "Did you mean always?"),
        ("report_to", "check_run", "Did you mean check-run?"),
        ("mode", "zzz", ""),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_likely_word(
    name: str, text: str, hint: str
) -> None:
    with pytest.raises(WrongCall, match=f"^{name.replace('_', '-')}: '{text}' is not one of ") as e:
        read(**{name: text})

    assert e.value.hint == hint


def test_the_token_is_not_shown_when_choices_are() -> None:
    choices = read(token="secret")

    assert "secret" not in repr(choices)
    assert "secret" not in str(choices.__rich_repr__())
