"""What is marked "loaded" was: linked against the newest glibc, loaded and run on glibc 2.31.

Both are Debian's packages, which have to be fetched; the offline twin loads on this machine's.
"""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attribution.compiled import FOLDER, facts_of, printed, using, write
from tests.attribution.loading import (
    HOST_LIBRARIES,
    codes,
    link_new,
    load,
    marked,
    named_libraries,
    needs_debian,
    needs_host_loader,
    new_headers,
    old_libraries,
)
from tests.attribution.objdump import ask
from wheel_ceiling.attribution import StepKind


@pytest.mark.network
@needs_debian
@pytest.mark.parametrize("limit", ["2.17", "2.31"])
def test_symver_lines_marked_as_loaded_are_loaded(
    tmp_path: Path, limit: str, record_property: Callable[[str, int], None]
) -> None:
    lines = marked(StepKind.SYMVER, limit)
    record_property("loaded on glibc 2.31", len(lines))
    source = write(tmp_path / "all.c", using(line.symbol for line in lines))
    before = link_new(tmp_path / "before.so", source)
    header = write(tmp_path / "older.h", codes(lines))
    after = link_new(tmp_path / "after.so", "-include", header, source, *named_libraries(limit))
    said = load(old_libraries(), before, after)
    assert {(str(line.version), line.symbol) for line in lines} <= ask(before).symbols
    assert ask(after).symbols == {(line.bound.version, line.bound.name) for line in lines}
    assert re.search(r"refused: .*version `GLIBC_2.\d+' not found", said)
    assert f"loaded: {after}" in said


@pytest.mark.network
@needs_debian
def test_every_line_that_is_printed_links_against_the_newest_glibc(tmp_path: Path) -> None:
    """Those that are not loaded too, since 2.31 has the newer version as well."""
    lines = printed("2.5", StepKind.SYMVER)
    source = write(tmp_path / "all.c", using(line.symbol for line in lines))
    header = write(tmp_path / "older.h", codes(lines))
    made = link_new(tmp_path / "all.so", "-include", header, source)
    assert ask(made).symbols == {(line.bound.version, line.bound.name) for line in lines}
    assert f"loaded: {made}" in load(old_libraries(), made)


@pytest.mark.network
@needs_debian
def test_moved_symbols_are_refused_unless_their_library_is_named(tmp_path: Path) -> None:
    """So the flags that go with the lines are needed."""
    lines = [line for line in marked(StepKind.SYMVER, "2.31") if line.symbol == "pthread_create"]
    source = write(tmp_path / "all.c", using(line.symbol for line in lines))
    header = write(tmp_path / "older.h", codes(lines))
    bare = link_new(tmp_path / "bare.so", "-include", header, source)
    flags = named_libraries("2.31")
    whole = link_new(tmp_path / "whole.so", "-include", header, source, *flags)
    said = load(old_libraries(), bare, whole)
    assert re.search(r"refused: .*pthread_create.*GLIBC_2\.2\.5", said)
    assert f"loaded: {whole}" in said
    assert "libpthread.so.0" in facts_of(whole).needed


RUN_STAT = (
    "#include <stdio.h>",
    "#include <sys/stat.h>",
    "#include <fcntl.h>",
    "void run(void) {",
    "    struct stat a, b, c, d;",
    '    int made = stat("/", &a) | lstat("/", &b) | fstatat(AT_FDCWD, "/", &c, 0);',
    '    int opened = open("/", O_RDONLY);',
    "    made |= fstat(opened, &d);",
    '    int refused = mknod("/nowhere/x", 0600, 0) & mknodat(AT_FDCWD, "/nowhere/x", 0600, 0);',
    "    int same = a.st_ino == b.st_ino && b.st_ino == c.st_ino && c.st_ino == d.st_ino;",
    '    printf("%d %d %d %d\\n", made, refused, same, S_ISDIR(a.st_mode));',
    "}",
)


@pytest.mark.network
@needs_debian
def test_hidden_relatives_of_stat_run_on_the_older_glibc(tmp_path: Path) -> None:
    lines = [line for line in marked(StepKind.WRAP, "2.31") if "__xstat" in line.step.text]
    stat = write(tmp_path / "stat.c", codes(lines))
    source = write(tmp_path / "run.c", RUN_STAT)
    before = link_new(tmp_path / "before.so", "-D_GNU_SOURCE", source)
    after = link_new(tmp_path / "after.so", "-D_GNU_SOURCE", source, stat)
    said = load(old_libraries(), before, after)
    assert "version `GLIBC_2.33' not found" in said
    assert said.endswith("0 -1 1 1\n")
    assert len(lines) == 10


USES_SCANNERS = (
    "#include <stdlib.h>",
    "#include <stdio.h>",
    "#include <inttypes.h>",
    "#include <wchar.h>",
    "void run(void) {",
    "    char *end;",
    "    long read = 0;",
    '    sscanf("12", "%li", &read);',
    '    long sum = strtol("30", &end, 0) + strtoimax("400", &end, 0) + wcstol(L"5000", 0, 0);',
    '    printf("%ld\\n", read + sum);',
    "}",
)


@pytest.mark.network
@needs_debian
@pytest.mark.parametrize("kind", [StepKind.FLAG, StepKind.SYMVER])
def test_scanners_of_c23_are_done_without(tmp_path: Path, kind: StepKind) -> None:
    """With the newest headers, which redirect strtol where _GNU_SOURCE is defined."""
    lines = [line for line in printed("2.17", kind) if line.symbol.startswith("__isoc23_")]
    headers = new_headers()
    own = gcc_headers()
    searched = (
        "-nostdinc",
        *(
            word
            for path in (own, headers / "x86_64-linux-gnu", headers)
            for word in ("-isystem", path)
        ),
    )
    source = write(tmp_path / "run.c", USES_SCANNERS)
    options = ("-D_GNU_SOURCE", *searched, source)
    before = link_new(tmp_path / "before.so", *options)
    ready = write(tmp_path / "ready.h", codes(lines))
    after = link_new(tmp_path / "after.so", "-include", ready, *options)
    redirected = {"__isoc23_strtol", "__isoc23_sscanf", "__isoc23_strtoimax", "__isoc23_wcstol"}
    assert redirected <= {symbol for _, symbol in ask(before).symbols}
    assert not redirected & {symbol for _, symbol in ask(after).symbols}
    assert load(old_libraries(), after).endswith("5442\n")


def gcc_headers() -> str:
    words = ["gcc", "-print-file-name=include"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


@needs_host_loader
def test_the_program_that_loads_says_what_was_refused() -> None:
    missing = FOLDER / "calls.c"
    assert re.match(r"refused: .*calls\.c: ", load(HOST_LIBRARIES, missing))
