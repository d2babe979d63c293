"""What is bound to older versions computes the same: run on glibc 2.31, and on this machine's."""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.attribution.compiled import (
    SHARED,
    Printed,
    facts_of,
    gcc,
    glibc,
    needs_gcc,
    printed,
    write,
)
from tests.attribution.loading import (
    HOST_LIBRARIES,
    codes,
    link_new,
    load,
    marked,
    needs_debian,
    needs_host_loader,
    old_libraries,
)
from wheel_ceiling.attribution import StepKind

# What a function gives for 0.5, or for 0.5 and 0.25.
RESULTS: dict[str, Callable[..., float]] = {
    "acos": math.acos,
    "acosh": lambda _: math.nan,
    "asin": math.asin,
    "atan2": math.atan2,
    "atanh": math.atanh,
    "cosh": math.cosh,
    "exp": math.exp,
    "exp10": lambda x: 10**x,
    "exp2": lambda x: 2**x,
    "fmod": math.fmod,
    "hypot": math.hypot,
    "lgamma": math.lgamma,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "pow": math.pow,
    "remainder": math.remainder,
    "sinh": math.sinh,
    "sqrt": math.sqrt,
    "tgamma": math.gamma,
}
OF_TWO = ("atan2", "fmod", "hypot", "pow", "remainder")
# What stands behind the name of a function for another type (C23, H.11; x86_64).
TYPES = {
    "f32x": "double",
    "f64x": "long double",
    "f32": "float",
    "f64": "double",
    "f": "float",
    "": "double",
}


def split(symbol: str) -> tuple[str, str]:
    """Return ``exp`` and ``float`` for ``expf``; nothing for what has no expected result."""
    for suffix, kind in TYPES.items():
        plain = symbol.removesuffix(suffix)
        if symbol.endswith(suffix) and plain in RESULTS:
            return plain, kind
    return "", ""


def prints(symbols: Sequence[str]) -> list[str]:
    """A C file whose `run` prints every result; no header, whose names might be redirected."""
    declared, calls = [], []
    for symbol in symbols:
        plain, kind = split(symbol)
        kinds, arguments = (f"{kind}, {kind}", "x, y") if plain in OF_TWO else (kind, "x")
        declared.append(f"extern {kind} {symbol}({kinds});")
        calls.append(f'    printf("{symbol} %.9g\\n", (double){symbol}({arguments}));')
    head = ("extern int printf(const char *, ...);", "volatile double x = 0.5, y = 0.25;")
    return [*head, *declared, "void run(void) {", *calls, "}"]


def wrong_results(symbols: Sequence[str], said: str) -> dict[str, str]:
    """What was not printed, or is not what mathematics says."""
    values = dict(re.findall(r"^(\w+) (\S+)$", said, re.MULTILINE))
    found = {symbol: values.get(symbol, "nothing") for symbol in symbols}
    return {symbol: text for symbol, text in found.items() if not is_right(symbol, text)}


def is_right(symbol: str, text: str) -> bool:
    plain, _ = split(symbol)
    expected = RESULTS[plain](*((0.5, 0.25) if plain in OF_TWO else (0.5,)))
    if text == "nothing" or math.isnan(expected):
        return text in ("nan", "-nan")
    return math.isclose(float(text), expected, rel_tol=1e-6)


def mathematics(lines: Sequence[Printed]) -> list[str]:
    return sorted({line.symbol for line in lines if split(line.symbol)[0]})


@pytest.mark.network
@needs_debian
def test_bound_mathematics_computes_the_same_on_the_older_glibc(tmp_path: Path) -> None:
    lines = printed("2.17", StepKind.SYMVER)
    names = mathematics(lines)
    header = write(tmp_path / "older.h", codes([line for line in lines if line.symbol in names]))
    source = write(tmp_path / "run.c", prints(names))
    made = link_new(tmp_path / "run.so", "-include", header, source)
    assert wrong_results(names, load(old_libraries(), made)) == {}
    assert facts_of(made).ceiling() <= glibc("2.17")
    assert len(names) > 60


@pytest.mark.network
@needs_debian
def test_wrapped_mathematics_computes_the_same_on_the_older_glibc(tmp_path: Path) -> None:
    lines = [line for line in printed("2.17", StepKind.WRAP) if "--wrap" in line.step.text]
    names = mathematics(lines)
    flags = [f"-Wl,--wrap={line.symbol}" for line in lines]
    source = write(tmp_path / "run.c", prints(names))
    made = link_new(tmp_path / "run.so", source, write(tmp_path / "wrap.c", codes(lines)), *flags)
    assert wrong_results(names, load(old_libraries(), made)) == {}
    assert {
        line.symbol for line in marked(StepKind.WRAP, "2.17") if "--wrap" in line.step.text
    } <= {line.symbol for line in lines}


@needs_gcc
@needs_host_loader
def test_bound_mathematics_computes_the_same_here(tmp_path: Path) -> None:
    """The offline twin: on the glibc of this machine, those that it has."""
    lines = [line for line in printed("2.17", StepKind.SYMVER) if line.version <= glibc("2.29")]
    names = mathematics(lines)
    header = write(tmp_path / "older.h", codes([line for line in lines if line.symbol in names]))
    source = write(tmp_path / "run.c", prints(names))
    made = gcc(tmp_path / "run.so", *SHARED, "-include", header, source, "-lm")
    assert wrong_results(names, load(HOST_LIBRARIES, made)) == {}
    assert {"exp", "expf", "expf32", "powf64x", "lgamma"} <= set(names)


def test_a_result_that_is_wrong_or_missing_is_told() -> None:
    said = "loaded: run.so\nexp 1.64872127\nacoshf -nan\npow nan\n"
    wrong = wrong_results(["exp", "acoshf", "pow", "log"], said)
    assert wrong == {"pow": "nan", "log": "nothing"}
