"""What holds for any file: every want is in one group, and without a group nothing is added."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attribution.cases import ARCHITECTURES
from tests.build import library
from wheel_ceiling.attribution import advice, attribute, new_since, sentence
from wheel_ceiling.facts.glibc import lowest
from wheel_ceiling.model import ElfFacts, SymbolVersion, VersionNeed

KNOWN = (
    *("exp", "pow", "sqrtf", "stat", "fstat64", "pthread_create", "pthread_once", "dlopen"),
    *("sem_post", "__isoc23_strtol", "__isoc23_sscanf", "fcntl64", "totalorder", "getrandom"),
    *("__libc_single_threaded", "_dl_find_object", "expf32", "res_query", "memcpy", "strlcpy"),
)
SYMBOLS = st.sampled_from(KNOWN) | st.text(max_size=8)
NODES = st.sampled_from(
    (
        *(f"GLIBC_{number}" for number in ("2.0", "2.2.5", "2.14", "2.17", "2.27", "2.28", "2.29")),
        *(f"GLIBC_{number}" for number in ("2.31", "2.33", "2.34", "2.36", "2.38", "2.43", "2.99")),
        *("GLIBC_PRIVATE", "GLIBC_ABI_DT_RELR", "GLIBC_ABI_X", "GLIBCXX_3.4.29", "CXXABI_1.3"),
        *("OPENSSL_3.0.0", "GCC_7.0.0", ""),
    )
)
HOMES = st.sampled_from(("libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "")) | st.text(
    max_size=5
)


@st.composite
def version_needs(draw: st.DrawFn) -> VersionNeed:
    symbols = tuple(draw(st.lists(SYMBOLS, max_size=6)))
    weak = tuple(symbol for symbol in symbols if draw(st.booleans()))
    return VersionNeed(draw(HOMES), draw(NODES), symbols, weak, draw(st.booleans()))


FILES = st.builds(
    lambda needs, machine, compilers, needed: library(
        version_needs=tuple(needs), machine=machine, compilers=compilers, needed=needed
    ),
    st.lists(version_needs(), max_size=8),
    st.sampled_from((*ARCHITECTURES, "mips64", "")),
    st.sampled_from(((), ("rustc version 1.70.0",), ("GCC: (GNU) 10.2.1",))),
    st.sampled_from(((), ("libstdc++.so.6", "libgcc_s.so.1"))),
)
LIMITS = st.sampled_from(
    ("GLIBC", "GLIBC_2.5", "GLIBC_2.17", "GLIBC_2.31", "GLIBC_2.40", "GLIBCXX_3.4.19", "X_1", "")
).map(SymbolVersion.parse)


def wanted_above(file: ElfFacts, limit: SymbolVersion) -> set[str]:
    kept = limit if limit or limit.family != "GLIBC" else lowest(file.machine)
    return {symbol for need in file.needs_above(kept) for symbol in need.symbols if symbol}


@settings(max_examples=100, deadline=None)
@given(FILES, LIMITS)
def test_every_want_above_the_limit_is_in_a_group_and_nothing_else(
    file: ElfFacts, limit: SymbolVersion
) -> None:
    told = attribute(file, limit)

    assert {symbol for group in told.groups for symbol in group.symbols} == wanted_above(
        file, limit
    )
    causes = [(group.reason, group.weak) for group in told.groups]
    assert len(causes) == len(set(causes))


@settings(max_examples=100, deadline=None)
@given(FILES, LIMITS)
def test_without_a_group_the_ceiling_never_rises(file: ElfFacts, limit: SymbolVersion) -> None:
    told = attribute(file, limit)

    for group in told.groups:
        assert told.rest <= group.without <= told.ceiling
        assert group.version <= told.ceiling
        assert group.version > limit or not limit
    if told.groups:
        assert told.groups[0].version == told.ceiling == file.ceiling(limit.family)
        assert told.rest < told.ceiling
    versions = [group.version for group in told.groups]
    assert versions == sorted(versions, reverse=True)


@settings(max_examples=60, deadline=None)
@given(FILES, FILES, LIMITS)
def test_any_file_can_be_told_in_words(
    built: ElfFacts, baseline: ElfFacts, limit: SymbolVersion
) -> None:
    for told in (attribute(built, limit), new_since(built, baseline)):
        text = sentence(told)
        assert text.endswith(".")
        assert text.isprintable()
        assert advice(told).isprintable()


@settings(max_examples=60, deadline=None)
@given(FILES)
def test_nothing_is_new_in_the_same_file(file: ElfFacts) -> None:
    told = new_since(file, file)

    assert (told.groups, told.markers) == ((), ())
