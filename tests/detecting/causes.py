"""A pair of small wheels for each thing that was really wrong in a release of regressions.toml.

The bytes are written by the tests themselves, so that the proof needs no network.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tests.build import DEBIAN, RED_HAT, UBUNTU, needs
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.elf_spec import PF_R, PF_W, PF_X
from tests.wheel_files import wheel_bytes

OLD, NEW = "1.0", "1.1"
TAG = "cp310-cp310-manylinux2014_x86_64"
MODULE = "demo/_demo.cpython-310-x86_64-linux-gnu.so"
LIBRARY = "demo.libs/libdemo-01234567.so.1"
Files = Mapping[str, ElfSpec]

ORDINARY = ElfSpec(
    needed=("libc.so.6",),
    version_needs=needs({"GLIBC_2.17 libc.so.6": ["memcpy"]}),
    comment=(RED_HAT,),
    code=b"\xc3" * 4_000,
)
INNER = replace(ORDINARY, soname="libdemo-01234567.so.1")
OUTER = replace(ORDINARY, needed=(INNER.soname, "libc.so.6"), rpath="$ORIGIN/../demo.libs")


class Cause(Struct, frozen=True):
    """What is in the wheels of both releases, and under which tag."""

    built: Files
    baseline: Files
    tag: str = TAG
    old_tag: str = ""
    """Where it is another one."""
    unrecorded: bool = False
    """Whether a file was changed after RECORD was written."""

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the built wheel and the baseline; return their folders."""
        built = wheel_bytes(f"demo-{NEW}-{self.tag}.whl", _members(self.built))
        if self.unrecorded:
            others = {path: replace(spec, build_id="00") for path, spec in self.built.items()}
            wrong = _record_of(wheel_bytes(f"demo-{NEW}-{self.tag}.whl", _members(others)))
            built = wheel_bytes(f"demo-{NEW}-{self.tag}.whl", _members(self.built), record=wrong)
        baseline = f"demo-{OLD}-{self.old_tag or self.tag}.whl"
        return (
            _put(folder / "built", f"demo-{NEW}-{self.tag}.whl", built),
            _put(folder / "old", baseline, wheel_bytes(baseline, _members(self.baseline))),
        )


def _members(files: Files) -> dict[str, bytes]:
    return {"demo/__init__.py": b"", **{path: elf_bytes(spec) for path, spec in files.items()}}


def _record_of(wheel: bytes) -> str:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(f"demo-{NEW}.dist-info/RECORD").decode()


def _put(folder: Path, filename: str, data: bytes) -> Path:
    folder.mkdir(parents=True)
    (folder / filename).write_bytes(data)
    return folder


def one(built: ElfSpec, baseline: ElfSpec = ORDINARY, path: str = MODULE, **more: str) -> Cause:
    return Cause({path: built}, {path: baseline}, **more)  # type: ignore[arg-type]


NEXT = replace(ORDINARY, code=b"\xc3" * 4_100, data=b"\x2b" * 64)
ABOVE = replace(
    ORDINARY, version_needs=needs({"GLIBC_2.29 libm.so.6": ["exp"]}), needed=("libm.so.6",)
)
NEWER_SYSTEM = replace(
    ORDINARY, version_needs=needs({"GLIBC_2.34 libc.so.6": ["dlopen"]}), comment=(UBUNTU,)
)
OTHER_PYTHON = MODULE.replace("310", "39")

# By the project in regressions.toml whose release stands for the cause.
CAUSES = {
    "pikepdf": one(replace(ORDINARY, debug=bytes(range(256)) * 800)),
    "rapidfuzz": one(replace(ORDINARY, debug=bytes(range(256)) * 800, static_symbols=900)),
    "ml-dtypes": one(replace(ORDINARY, debug=bytes(range(256)) * 400)),
    "pydantic-core": one(
        NEWER_SYSTEM,
        tag="cp310-cp310-manylinux_2_34_x86_64",
        old_tag="cp310-cp310-manylinux2014_x86_64",
    ),
    "libclang": one(ABOVE),
    "networkit": Cause(
        {MODULE: replace(OUTER, rpath="$ORIGIN/../other.libs"), LIBRARY: INNER},
        {MODULE: OUTER, LIBRARY: INNER},
    ),
    "freud-analysis": one(replace(ORDINARY, rpath="/usr/local/lib64")),
    "filprofiler": Cause({MODULE: NEXT, OTHER_PYTHON: NEXT}, {MODULE: ORDINARY}),
    "cryptography": one(replace(ORDINARY, stack_flags=PF_R | PF_W | PF_X)),
    "grpcio": Cause({MODULE: NEXT}, {MODULE: ORDINARY}, unrecorded=True),
    "sqlite-vec": one(
        replace(ORDINARY, machine="armv7l"),
        replace(ORDINARY, machine="armv7l"),
        path="demo/vec0.so",
        tag="py3-none-manylinux2014_aarch64",
    ),
    "pyscn": one(NEWER_SYSTEM, NEWER_SYSTEM),
    "tensorboard-data-server": one(NEWER_SYSTEM, replace(ORDINARY, comment=(DEBIAN,))),
    "playwright": one(
        replace(ORDINARY, version_needs=needs({"GLIBC_2.28 libc.so.6": ["fcntl64"]})),
        tag="py3-none-manylinux1_x86_64",
        path="demo/driver/node",
    ),
    "bitsandbytes": Cause(
        {MODULE: NEXT, "demo/cuda126.so": NEWER_SYSTEM},
        {MODULE: ORDINARY, "demo/cuda126.so": NEWER_SYSTEM},
    ),
}
NOTHING_WRONG = Cause({MODULE: OUTER, LIBRARY: NEXT}, {MODULE: OUTER, LIBRARY: INNER})
