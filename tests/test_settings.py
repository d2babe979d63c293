import pytest

from wheel_ceiling.errors import WrongSettings
from wheel_ceiling.model import Settings, Waiver
from wheel_ceiling.settings import read_settings, with_inputs

WHOLE = """
[tool.wheel-ceiling]
wheels = "wheelhouse/"
baseline = "pypi:ray"
only = ["*cp310*", "*cp311*"]
fail-on = "warning"
max-glibc = "2.17"
native-sources = ["src/**/*.c", "*.pyx"]
host-binaries = ["debian-python", "/usr/sbin/uwsgi"]
forbidden = ["libLLVM*"]

[[tool.wheel-ceiling.allow]]
rule = "size-jumped"
library = "ray/*.so"
reason = "we bundle the runtime now"
until = 2027-01-31
"""


def test_everything_that_can_be_chosen_is_read() -> None:
    assert read_settings(WHOLE, "pyproject.toml") == Settings(
        wheels=("wheelhouse/",),
        baseline="pypi:ray",
        only=("*cp310*", "*cp311*"),
        fail_on="warning",
        max_glibc=(2, 17),
        waivers=(Waiver("size-jumped", "we bundle the runtime now", "ray/*.so", "2027-01-31"),),
        origin="pyproject.toml",
        native_sources=("src/**/*.c", "*.pyx"),
        host_binaries=("debian-python", "/usr/sbin/uwsgi"),
        forbidden=("libLLVM*",),
    )


def test_a_pyproject_without_our_table_chooses_nothing() -> None:
    assert read_settings("[project]\nname = 'ray'", "pyproject.toml") == Settings(
        origin="pyproject.toml"
    )


def test_what_is_said_at_the_door_wins_and_empty_is_not_said() -> None:
    settings = read_settings(WHOLE, "pyproject.toml")

    chosen = with_inputs(settings, {"max-glibc": ["2.28"], "only": [], "fail-on": [""]})

    assert chosen.max_glibc == (2, 28)
    assert chosen.only == ("*cp310*", "*cp311*")
    assert chosen.fail_on == "warning"


NO_TOML = ("[tool", "no valid TOML")
NO_TABLE = ("tool.wheel-ceiling = 3", "must be a table")
TYPO = ("[tool.wheel-ceiling]\nfail_on = 'error'", "unknown key, 'fail_on'")
LOUDLY = (
    "[tool.wheel-ceiling]\nfail-on = 'loudly'",
    "'loudly' is not one of error, warning, never",
)
NUMBER = ("[tool.wheel-ceiling]\nmax-glibc = 2.17", "must be text")
NO_GLOB = (
    "[tool.wheel-ceiling]\nnative-sources = ['']",
    "tool.wheel-ceiling.native-sources holds an empty text",
)
NO_GLOBS = (
    "[tool.wheel-ceiling]\nnative-sources = 3",
    "tool.wheel-ceiling.native-sources must be text or a list of texts",
)
NO_GLIBC = ("[tool.wheel-ceiling]\nmax-glibc = 'old'", "'old' is no glibc version")
TWO_BASELINES = ("[tool.wheel-ceiling]\nbaseline = ['a', 'b']", "takes one value, not 2")
MIXED_LIST = ("[tool.wheel-ceiling]\nonly = ['a', 3]", "text or a list of texts")
NO_REASON = ("[[tool.wheel-ceiling.allow]]\nrule = 'x'", "has no reason")
EMPTY_REASON = ("[[tool.wheel-ceiling.allow]]\nrule = 'x'\nreason = ' '", "has no reason")
NO_RULE = ("[[tool.wheel-ceiling.allow]]\nreason = 'x'", "has no rule")
NO_DAY = (
    "[[tool.wheel-ceiling.allow]]\nrule = 'x'\nreason = 'y'\nuntil = 'soon'",
    "until 'soon' is no day",
)
ALLOW_AS_TABLE = ("[tool.wheel-ceiling.allow]\nrule = 'x'", "[[tool.wheel-ceiling.allow]]")
ALLOW_AS_TEXT = ("[tool.wheel-ceiling]\nallow = ['x']", "allow entry 1 must be a table")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        NO_TOML,
        NO_TABLE,
        TYPO,
        LOUDLY,
        NUMBER,
        NO_GLIBC,
        NO_GLOB,
        NO_GLOBS,
        TWO_BASELINES,
        MIXED_LIST,
        NO_REASON,
        EMPTY_REASON,
        NO_RULE,
        NO_DAY,
        ALLOW_AS_TABLE,
        ALLOW_AS_TEXT,
    ],
)
def test_settings_that_cannot_be_meant_are_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(WrongSettings) as raised:
        read_settings(text, "pyproject.toml")

    assert said in raised.value.message
    assert raised.value.exit_code == 2


def test_a_typing_error_gets_the_nearest_word() -> None:
    with pytest.raises(WrongSettings) as raised:
        read_settings("[tool.wheel-ceiling]\nfail_on = 'error'", "pyproject.toml")

    assert raised.value.hint == "Did you mean fail-on?"


def test_the_label_that_accepts_can_be_named_or_switched_off() -> None:
    def label(text: str) -> str:
        return read_settings(f"[tool.wheel-ceiling]\n{text}", "pyproject.toml").accept_label

    assert label("") == "wheel-ceiling: accept"
    assert label('accept-label = " fine by me "') == "fine by me"
    assert label('accept-label = ""') == ""


def test_a_label_is_a_text() -> None:
    with pytest.raises(WrongSettings, match=r"accept-label must be the name of a label\."):
        read_settings("[tool.wheel-ceiling]\naccept-label = 1", "pyproject.toml")
