"""The stand-in for the runner reads command files as strictly as the runner."""

import pytest

from tests.container.commandfile import read_outputs


@pytest.mark.parametrize(
    ("text", "outputs"),
    [
        pytest.param("", {}, id="NOTHING"),
        pytest.param("a=1\nb=\n", {"a": "1", "b": ""}, id="LINES"),
        pytest.param("a=x<<y\n", {"a": "x<<y"}, id="LINE_THAT_LOOKS_LIKE_A_BLOCK"),
        pytest.param("a<<E\n1\n\n2=3\nE\nb=2\n", {"a": "1\n\n2=3", "b": "2"}, id="BLOCK"),
        pytest.param("a<<E\nE\n", {"a": ""}, id="EMPTY_BLOCK"),
        pytest.param("a<<E=F\n1\nE=F\n", {"a": "1"}, id="EQUALS_IN_THE_DELIMITER"),
    ],
)
def test_outputs_are_read(text: str, outputs: dict[str, str]) -> None:
    assert read_outputs(text) == outputs


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("a<<E\n1\n", "Matching delimiter not found", id="OPEN_BLOCK"),
        pytest.param("a<<\n1\n", "Invalid format", id="NO_DELIMITER"),
        pytest.param("no name\n", "Invalid format", id="NEITHER"),
        pytest.param("=1\n", "Invalid format", id="NO_NAME"),
    ],
)
def test_what_the_runner_refuses_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_outputs(text)
