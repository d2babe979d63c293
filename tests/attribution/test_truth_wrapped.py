"""Ready files and headers that are printed for x86_64 are compiled, and the need is gone after."""

import re
from pathlib import Path

import pytest

from tests.attribution.compiled import (
    SHARED,
    facts_of,
    gcc,
    glibc,
    header,
    needs_g_plus_plus,
    needs_gcc,
    printed,
    stub_glibc,
    stub_options,
    using,
    wanted,
    wants,
    write,
)
from wheel_ceiling.attribution import StepKind


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stub_glibc(tmp_path_factory.mktemp("stubs"))


@needs_gcc
@pytest.mark.parametrize("limit", ["2.17", "2.31"])
def test_wrapped_functions_take_the_need_away(stubs: Path, tmp_path: Path, limit: str) -> None:
    """For callers that no header reaches; the flags stand in the step's sentence."""
    lines = [line for line in printed(limit, StepKind.WRAP) if "--wrap" in line.step.text]
    flags = [flag for line in lines for flag in re.findall(r"-Wl,--wrap=\w+", line.step.text)]
    names = {line.symbol for line in lines}
    calls = write(tmp_path / "calls.c", using(names))
    code = dict.fromkeys(code for line in lines for code in line.step.code)
    options: tuple[str | Path, ...] = (*SHARED, calls, *stub_options(stubs))
    before = gcc(tmp_path / "before.so", *options)
    after = gcc(tmp_path / "after.so", write(tmp_path / "wrap.c", code), *flags, *options)
    assert wanted(lines) <= wants(before)
    assert {symbol for _, symbol in wants(after)} == names
    assert not wanted(lines) & wants(after)
    assert facts_of(after).ceiling() <= glibc("2.23")
    assert len(names) > 20
    assert {"exp10", "fmod", "hypot", "sqrtf"} <= names


@needs_gcc
@pytest.mark.parametrize("stat_header", ["", "#include <sys/stat.h>"])
def test_hidden_relatives_of_stat_take_the_need_away(tmp_path: Path, stat_header: str) -> None:
    lines = [line for line in printed("2.31", StepKind.WRAP) if "__xstat" in line.step.text]
    symbols = {line.symbol for line in lines}
    uses = using(symbols)
    if stat_header:
        head = ("#define _GNU_SOURCE", "#define _LARGEFILE64_SOURCE", stat_header)
        uses = (*head, *(line for line in uses if not line.startswith("extern")))
    calls = write(tmp_path / "calls.c", uses)
    code = dict.fromkeys(code for line in lines for code in line.step.code)
    before = gcc(tmp_path / "before.so", *SHARED, calls)
    after = gcc(tmp_path / "after.so", *SHARED, calls, write(tmp_path / "stat.c", code))
    left = wants(after)
    assert {("GLIBC_2.33", symbol) for symbol in symbols} <= wants(before)
    assert not {version for version, _ in left} & {"GLIBC_2.33"}
    assert {("GLIBC_2.2.5", "__xstat"), ("GLIBC_2.4", "__fxstatat64")} <= left
    assert len(symbols) == 10


@needs_gcc
def test_fcntl_of_large_files_is_bound_to_fcntl(tmp_path: Path) -> None:
    [line] = [one for one in printed("2.17", StepKind.SYMVER) if one.symbol == "fcntl64"]
    text = ("#include <fcntl.h>", "int call(int f) { return fcntl(f, F_GETFD); }")
    options = (*SHARED, "-D_FILE_OFFSET_BITS=64", write(tmp_path / "call.c", text))
    before = gcc(tmp_path / "before.so", *options)
    after = gcc(tmp_path / "after.so", *options, "-include", header(tmp_path, [line]))
    assert ("GLIBC_2.28", "fcntl64") in wants(before)
    assert ("GLIBC_2.2.5", "fcntl") in wants(after)
    assert facts_of(after).ceiling() == glibc("2.2.5")


# One file, since libstdc++'s headers take long to compile.
USES_LIBSTDCXX = """
#include <condition_variable>
#include <memory>
#include <mutex>
#include <shared_mutex>
using one_second = std::chrono::duration<int>;
std::shared_ptr<int> copy(const std::shared_ptr<int> &one) { return one; }
bool wait(std::condition_variable &one, std::unique_lock<std::mutex> &lock) {
    return one.wait_for(lock, one_second(1)) == std::cv_status::timeout;
}
bool lock(std::timed_mutex &one) { return one.try_lock_for(one_second(1)); }
bool lock(std::shared_timed_mutex &one) { return one.try_lock_shared_for(one_second(1)); }
"""


@needs_g_plus_plus
def test_what_headers_of_libstdcxx_bring_in_is_gone(tmp_path: Path) -> None:
    symbols = {
        "__libc_single_threaded",
        "pthread_cond_clockwait",
        "pthread_mutex_clocklock",
        "pthread_rwlock_clockrdlock",
    }
    headers, objects = (
        dict.fromkeys(
            code
            for line in printed("2.17", kind)
            if line.symbol in symbols
            for code in line.step.code
        )
        for kind in (StepKind.FLAG, StepKind.HIDE)
    )
    source = write(tmp_path / "use.cc", (USES_LIBSTDCXX,))
    options = (*SHARED, "-O0", source)
    before = gcc(tmp_path / "before.so", *options, compiler="g++")
    ready, flag = write(tmp_path / "ready.h", headers), write(tmp_path / "flag.cc", objects)
    after = gcc(tmp_path / "after.so", "-include", ready, *options, flag, compiler="g++")
    assert symbols <= {name for _, name in wants(before)}
    assert not symbols & {name for _, name in wants(after)}
