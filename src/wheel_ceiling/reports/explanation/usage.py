"""Which functions of glibc real wheels use most: tells which of them make a ceiling rise.

Counted over the manylinux x86_64 wheels of 65 projects (November 2026), whatever version they ask
for; a frozen fact. What headers put in another name's place (`stat` for `__xstat`, `fcntl64` for
`fcntl`) is counted with it. Only names that have a version above 2.12 are kept.
"""

from functools import cache

from wheel_ceiling.facts.glibc import versions_of
from wheel_ceiling.model import SymbolVersion

PROJECTS = 65
_USED = """
memcpy:63 __isoc23_strtol:42 clock_gettime:39 pthread_create:39 fcntl64:38 pthread_key_create:38
pthread_setspecific:38 stat:37 fstat:36 __isoc23_strtoul:35 log:35 pow:35 pthread_join:34
pthread_once:34 __pthread_key_create:33 pthread_key_delete:33 pthread_getspecific:32
__isoc23_strtoull:31 dlsym:31 dlopen:29 exp:29 dlclose:28 __isoc23_strtoll:27 dlerror:27 log2:26
fstat64:25 __isoc23_sscanf:23 lstat:22 sqrtf:22 stat64:22 pthread_sigmask:21 logf:20 cosh:19
fmod:19 powf:19 secure_getenv:19 sinh:19 expf:16 pthread_setname_np:16 acosf:15 aligned_alloc:14
asinf:14 getauxval:14 log2f:14 lstat64:14 atan2f:13 fmodf:13 hypot:12 exp2:11 log10f:11
pthread_getaffinity_np:11 sinhf:11 coshf:10 hypotf:10 acoshf:9 atanhf:9 exp2f:8 remainder:8
mknod:7 posix_spawn:7 pthread_getname_np:7 __isoc23_fscanf:6 clock_getres:6 lgamma:6
pthread_attr_setaffinity_np:5 getentropy:4 getrandom:4 glob:4 jnf:4 posix_spawnp:4
pthread_getattr_np:4 ynf:4 __poll_chk:3 recvmmsg:3 sendmmsg:3 statx:3 __atan2_finite:2
__cxa_thread_atexit_impl:2 __exp2_finite:2 __exp_finite:2 __fdelt_chk:2 explicit_bzero:2
fmemopen:2 fstatat:2 glob64:2 lgammaf:2 __acos_finite:1 __acosf_finite:1 __exp2f_finite:1
__log10_finite:1 __log10f_finite:1 __log2_finite:1 cfgetospeed:1 cfsetispeed:1 cfsetospeed:1
cfsetspeed:1 fstatat64:1 mbrtoc32:1 renameat2:1
"""
# What no wheel of that count could ask for yet, since compilers and runtimes of newer systems bring
# it along: inline code of libstdc++, a static libgcc or libstdc++, start-up code.
_BROUGHT = """
__libc_single_threaded _dl_find_object arc4random __libc_start_main gettid pthread_cond_clockwait
strlcpy strlcat exp10 __memcmpeq __isoc23_strtoumax mallinfo2 close_range reallocarray memfd_create
"""


@cache
def _used() -> tuple[tuple[str, int], ...]:
    pairs = (word.rpartition(":") for word in _USED.split())
    return tuple((name, int(count)) for name, _, count in pairs)


def most_used(version: SymbolVersion, machine: str) -> tuple[tuple[str, int], ...]:
    """Return the functions with this version, and how many projects of `PROJECTS` use each."""
    return tuple((name, count) for name, count in _used() if _has(name, version, machine))


def brought_by_tools(version: SymbolVersion, machine: str) -> tuple[str, ...]:
    """Return names with this version that newer compilers and runtimes bring along."""
    return tuple(name for name in _BROUGHT.split() if _has(name, version, machine))


def _has(name: str, version: SymbolVersion, machine: str) -> bool:
    return any(known.version == version for known in versions_of(name, machine))
