"""What the rules on loader hazards say of files that gcc makes here, beside what ld.so does."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.attribution.compiled import facts_of, gcc, needs_gcc
from tests.build import NAME, OLD_NAME, comparison, wheel
from tests.facts.loading import needs_glibc
from wheel_ceiling.model import Finding
from wheel_ceiling.rules import (
    cpu_raised,
    executable_stack,
    hardening_lost,
    page_alignment,
    static_tls,
    text_relocations,
)
from wheel_ceiling.rules.rule import Rule

PLAIN = "int answer(void) { return 1; }\n"
TLS = """
__thread char x[{}] __attribute__((tls_model("initial-exec")));
char *f(void) {{ return x; }}
"""
HARD = (static_tls.RULE, page_alignment.RULE)
_LOAD = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"

MADE: dict[str, tuple[Rule, str, tuple[str, ...], str]] = {
    "more static TLS than there is": (static_tls.RULE, TLS.format(1728), (), "static TLS block"),
    "all of the static TLS": (static_tls.RULE, TLS.format(1600), (), ""),
    "segments for smaller pages": (
        page_alignment.RULE,
        PLAIN,
        ("-Wl,-z,max-page-size=1024", "-Wl,-z,common-page-size=1024"),
        "not page-aligned",
    ),
    "text relocations": (
        text_relocations.RULE,
        'int x;\n__asm__(".text\\n.quad x\\n");\n',
        ("-Wl,-z,notext",),
        "",
    ),
    "a note of x86-64-v2": (cpu_raised.RULE, PLAIN, ("-Wl,-z,x86-64-v2",), ""),
    "no RELRO": (hardening_lost.RULE, PLAIN, ("-Wl,-z,norelro",), ""),
    "an executable stack": (executable_stack.RULE, PLAIN, ("-Wl,-z,execstack",), ""),
}


def made(folder: Path, name: str, source: str, *words: str) -> Path:
    path = folder / f"{name}.c"
    path.write_text(source, "ascii")
    return gcc(folder / f"{name}.so", "-shared", "-fPIC", "-w", "-Wl,-z,relro", *words, path)


def newly_said(rule: Rule, built: Path, before: Path) -> list[Finding]:
    return list(
        rule.check(
            comparison(wheel(NAME, facts_of(built)), wheel(OLD_NAME, facts_of(before))),
        )
    )


@needs_gcc
@pytest.mark.parametrize("what", MADE)
def test_the_rule_sees_it(what: str, tmp_path: Path) -> None:
    rule, source, words, _ = MADE[what]
    plain, hazard = made(tmp_path, "plain", PLAIN), made(tmp_path, "hazard", source, *words)
    (tmp_path / "old").mkdir()
    plain = plain.rename(tmp_path / "old" / hazard.name)

    assert newly_said(rule, hazard, plain)
    assert not newly_said(rule, hazard, hazard)
    assert not newly_said(rule, plain, hazard)


@needs_gcc
@needs_glibc
@pytest.mark.parametrize("what", [what for what, made in MADE.items() if made[0] in HARD])
def test_the_loader_refuses_what_we_say_cannot_be_loaded(what: str, tmp_path: Path) -> None:
    _, source, words, error = MADE[what]
    hazard = made(tmp_path, "hazard", source, *words)

    done = subprocess.run(
        [sys.executable, "-S", "-c", _LOAD, str(hazard)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert bool(done.returncode) == bool(error)
    assert error in done.stderr
