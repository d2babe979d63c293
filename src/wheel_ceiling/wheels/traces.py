"""Paths of the machine that a file was made on: found by one regular expression, within bounds.

Assertions, Cython and Rust leave the names of sources among a library's strings; debug information
names the folder that the compiler ran in; builds write their configuration into text files. The
roots of build images count as well: where a file was meant to be made is worth knowing too.
"""

import re
from collections.abc import Iterable
from itertools import islice

from wheel_ceiling.model import Trace

STRINGS = "strings"
DEBUG_INFO = "debug-info"

_MOST_SAMPLES = 8
_MOST_MATCHES = 20_000
_LONGEST_SAMPLE = 160
# Longer than the leading folders that there are to tell apart: /home/runner/work/ray.
_ALIKE = 24

# Rust packs its strings without anything between them, so that a path may follow a word at once:
# roots that mean nothing else count wherever they stand.
_CERTAIN = (
    rb"home/runner/|__w/|github/(?:home|workspace)/|root/\.(?:cargo|rustup)/|opt/hostedtoolcache/"
    rb"|(?:home|Users)/\w[\w.-]{0,40}/[\w./@+-]{1,160}?\.rs"
)
_ROOTS = (
    rb"home/\w|Users/\w|root/|builds/|tmp/|private/(?:tmp|var)/|project/|io/|host/|build/|croot/"
    rb"|workspace/|codebuild/|nix/store/|opt/(?:_internal|python|rh|(?:mini)?conda\d?)/"
    rb"|var/(?:tmp|folders|jenkins_home|lib/(?:jenkins|buildkite-agent))/"
)
# It begins with a literal, so that the engine skips what has no slash as fast as memchr; what
# stands before the slash is asked behind it.
_PATH = re.compile(
    rb"/(?:" + _CERTAIN + rb"|(?<![\w.)~%}-]/)(?:" + _ROOTS + rb"))[\w./@+=,~-]{1,200}"
)
# The name of a source ends the path: with Rust, the next word follows without a break.
_SOURCE = re.compile(
    r"\.rs|\.(?:[chsSoa]|cc|cpp|cxx|cu|cuh|hh|hpp|hxx|inc|ipp|tpp|py|pyx|pxd|pxi|f|f90|go)(?!\w)",
    re.IGNORECASE,
)
# What pip, Python, GCC and Bazel call folders and files that they make for a build.
_MADE_FOR_A_BUILD = re.compile(
    r"/(?:pip-|build-env-|tmp[a-z0-9_]{8}/|cc\w{6}\.|bazel|conda-bld|site-packages/|include/)"
)
_TEMPORARY = re.compile(r"/(?:tmp|var|private)/")
# /tmp/settings.py and /root/bin are examples and defaults more often than places of a build.
_SHORT = 2
# Whom examples in documentation are about.
_NOBODY = re.compile(
    r"/(?:home|Users)/(?:user\w*|username|name|me|you|your\w*|my\w*|foo|bar|john\w*|jane\w*|alice"
    r"|bob|joe|test\w*|example|someone|xxx+)/",
    re.IGNORECASE,
)
# How many folders tell one place from another; one, where this does not say otherwise.
_LEADING = (
    (re.compile(r"/home/(?:runner|vsts)/[^/]+"), 3),
    (re.compile(r"/(?:home|Users|root|github|private|opt|nix)/"), 2),
)


def find_traces(data: bytes | memoryview, where: str) -> tuple[Trace, ...]:
    """Return a sample for each leading folder; examples in documentation are left out."""
    found: dict[str, str] = {}
    beginnings: set[bytes] = set()  # thousands of paths may begin alike
    for match in islice(_PATH.finditer(data), _MOST_MATCHES):
        raw = match[0]
        if raw[:_ALIKE] in beginnings:
            continue
        sample = _cut(raw.decode("latin-1"))
        folder = _leading_folder(sample)
        if folder in found or _is_of_a_build(sample, where):
            found.setdefault(folder, sample)
            beginnings.add(raw[:_ALIKE])
        if len(found) == _MOST_SAMPLES:
            break
    return tuple(Trace(where, path) for path in found.values())


def merged(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    """Return the first sample of each folder, whatever part of the file it is from."""
    first: dict[str, Trace] = {}
    for trace in traces:
        first.setdefault(_leading_folder(trace.path), trace)
    return tuple(islice(first.values(), _MOST_SAMPLES))


def _cut(path: str) -> str:
    end = _SOURCE.search(path)
    return (path[: end.end()] if end else path)[:_LONGEST_SAMPLE]


def _leading_folder(path: str) -> str:
    count = next((count for pattern, count in _LEADING if pattern.match(path)), 1)
    return "/".join(path.split("/", count + 1)[: count + 1])


def _is_of_a_build(path: str, where: str) -> bool:
    """Whether it is no path that the program itself uses, such as ``/tmp/.X11-unix/X``."""
    if where == DEBUG_INFO or _MADE_FOR_A_BUILD.search(path):
        return True  # debug information has names of files and nothing that a program reads
    folders, is_source = path.count("/"), bool(_SOURCE.search(path))
    if _TEMPORARY.match(path):
        return is_source and folders > _SHORT
    return not _NOBODY.match(path) and (is_source or folders > _SHORT)
