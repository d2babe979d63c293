"""Ready code: a file to link, or a header to bring in with `-include`, that does away with a need.

Nothing here includes a header whose macros could rename what is defined.
"""

from collections.abc import Iterable, Iterator

from wheel_ceiling.attribution.older import Older

# _STAT_VER and _MKNOD_VER of <bits/stat.h> before 2.33.
_STAT = {
    "x86_64": 1,
    "i686": 3,
    "aarch64": 0,
    "armv7l": 3,
    "ppc64le": 1,
    "s390x": 1,
    "riscv64": 0,
}
_MKNOD = {"i686": 1, "armv7l": 1, "ppc64le": 1}
_HIDDEN = '__attribute__((visibility("hidden")))'
# What each calls, its parameters, and what it hands on behind the version of the structure.
_STAT_FAMILY = {
    "stat": ("__xstat", "const char *path, {s} *into", "path, into"),
    "lstat": ("__lxstat", "const char *path, {s} *into", "path, into"),
    "fstat": ("__fxstat", "int file, {s} *into", "file, into"),
    "fstatat": (
        "__fxstatat",
        "int folder, const char *path, {s} *into, int flags",
        "folder, path, into, flags",
    ),
}
_MKNOD_FAMILY = {
    "mknod": ("__xmknod", "const char *path, {m}", "path, mode, &device"),
    "mknodat": ("__xmknodat", "int folder, const char *path, {m}", "folder, path, mode, &device"),
}
_DEVICE = "unsigned mode, unsigned long long device"
_UNARY = """acos acosh asin asinh atanh cosh exp exp10 exp2 j0 j1 lgamma log log10 log2 sinh sqrt
tgamma y0 y1"""
_BINARY = "atan2 fmod hypot pow remainder"
_PARAMETERS = dict.fromkeys(_UNARY.split(), 1) | dict.fromkeys(_BINARY.split(), 2)

SINGLE_THREADED = (f"{_HIDDEN} char __libc_single_threaded = 0;",)
ISOC23_HEADER = (
    "/* Where Python.h is included: #define _GNU_SOURCE 1 */",
    "#include <features.h>",
    "#undef __GLIBC_USE_C23_STRTOL /* glibc 2.40 and newer */",
    "#define __GLIBC_USE_C23_STRTOL 0",
    "#undef __GLIBC_USE_C2X_STRTOL /* glibc 2.38 and 2.39 */",
    "#define __GLIBC_USE_C2X_STRTOL 0",
)
CLOCK_HEADER = (
    "#include <bits/c++config.h>",
    "#undef _GLIBCXX_USE_PTHREAD_COND_CLOCKWAIT",
    "#undef _GLIBCXX_USE_PTHREAD_MUTEX_CLOCKLOCK",
    "#undef _GLIBCXX_USE_PTHREAD_RWLOCK_CLOCKLOCK",
)


def stat_wrappers(symbols: Iterable[str], machine: str) -> tuple[str, ...]:
    """Return a C file that defines these relatives of stat over __xstat and its relatives."""
    if machine not in _STAT:
        return ()
    known = [
        symbol
        for symbol in symbols
        if symbol in _MKNOD_FAMILY or symbol.removesuffix("64") in _STAT_FAMILY
    ]
    structures = sorted({f"struct stat{_width(symbol)};" for symbol in known if "stat" in symbol})
    return (*structures, *(line for symbol in known for line in _stat_lines(symbol, machine)))


def math_wrappers(bound: Iterable[tuple[str, Older]]) -> tuple[str, ...]:
    """Return a C file for `-Wl,--wrap`; nothing if the parameters of one function are unknown."""
    pairs = tuple(bound)
    if not all(_plain(symbol) in _PARAMETERS for symbol, _ in pairs):
        return ()
    return tuple(line for symbol, old in pairs for line in _math_lines(symbol, old))


def _stat_lines(symbol: str, machine: str) -> Iterator[str]:
    width = _width(symbol)
    if symbol in _MKNOD_FAMILY:
        called, parameters, handed = _MKNOD_FAMILY[symbol]
        version = _MKNOD.get(machine, 0)
    else:
        called, parameters, handed = _STAT_FAMILY[symbol.removesuffix("64")]
        version = _STAT[machine]
    full = parameters.format(s=f"struct stat{width}", m=_DEVICE)
    declared = full.replace("long device", "long *device")
    yield f"extern int {called}{width}(int version, {declared});"
    yield (f"{_HIDDEN} int {symbol}({full}) {{ return {called}{width}({version}, {handed}); }}")


def _width(symbol: str) -> str:
    return "64" if symbol.endswith("64") else ""


def _math_lines(symbol: str, old: Older) -> Iterator[str]:
    kind = "float" if _is_float(symbol) else "double"
    names = ("x", "y")[: _PARAMETERS[_plain(symbol)]]
    parameters = ", ".join(f"{kind} {name}" for name in names)
    yield f"extern {kind} older_{symbol}({', '.join(kind for _ in names)});"
    yield f'__asm__(".symver older_{symbol},{old.name}@{old.version}");'
    yield (
        f"{_HIDDEN} {kind} __wrap_{symbol}({parameters})"
        f" {{ return older_{symbol}({', '.join(names)}); }}"
    )


def _plain(symbol: str) -> str:
    return symbol[:-1] if _is_float(symbol) else symbol


def _is_float(symbol: str) -> bool:
    return symbol.endswith("f")
