"""Make the wheels of the demo anew, and the inventory of what was built: the founding incident.

    python demo/make_wheels.py

needs `ziglang` (requirements/fixtures.txt) for the build that was meant, and the gcc of a Debian
or Ubuntu machine for the one that was not. The wheels in demo/wheels are what it made on Debian 12.
"""

import base64
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from wheel_ceiling.cli import Surroundings
from wheel_ceiling.cli import main as main_of_program

HERE = Path(__file__).parent
INVENTORY = HERE / "built-libraries.json"
TAG = "cp310-cp310-manylinux2014_x86_64"
TASKS = 1800
# As the build container does it: for glibc 2.17, without debug information.
MEANT = [
    *(sys.executable, "-m", "ziglang", "cc", "-target", "x86_64-linux-gnu.2.17"),
    *("-O2", "-g0", "-s", "-DPYTHON_310", "-Wl,-z,undefs"),
]
# As a developer's machine does it: for its own glibc, with debug information.
REBUILT = ["gcc", "-O1", "-g3", "-DPYTHON_39"]


def main() -> None:
    """Make both wheels."""
    with tempfile.TemporaryDirectory() as folder:
        workshop = Path(folder)
        released = compile_library([*MEANT, '-DVERSION="2.8.0"'], workshop / "released.so")
        cached = compile_library([*MEANT, '-DVERSION="2.9.0"'], workshop / "cached.so")
        rebuilt = compile_library([*REBUILT, '-DVERSION="2.9.0"'], workshop / "rebuilt.so")
    record_libraries({"python/ray/_raylet.so": cached})
    write_wheel("baseline", "2.8.0", {"ray/_raylet.so": released})
    write_wheel("built", "2.9.0", {"ray/_raylet.so": rebuilt, "ray/ray/_raylet.so": cached})


def compile_library(command: list[str], output: Path) -> bytes:
    """Return the shared library, compiled from the same source each time."""
    source = output.with_name("raylet.c")
    source.write_text(source_text(), "utf-8")
    place = f"-fdebug-prefix-map={output.parent}=/home/developer/ray/python"
    flags = ["-fPIC", "-shared", "-fno-builtin", "-Wl,--build-id=sha1", place]
    arguments = [*command, *flags, source.name, "-o", output.name, "-lm"]
    subprocess.run(arguments, cwd=output.parent, check=True)
    return output.read_bytes()


def source_text() -> str:
    """Return raylet.c followed by many small tasks, so that there is something to debug."""
    tasks = "".join(
        f"double ray_task_{number}(double load) {{\n"
        f"    struct ray_task task = {{ {number}, load, pow(load, {number}.5) }};\n"
        f"    return ray_weigh(&task) + log(load + {number});\n}}\n"
        for number in range(TASKS)
    )
    return (HERE / "raylet.c").read_text("utf-8") + tasks


def record_libraries(libraries: dict[str, bytes]) -> None:
    """Write the inventory of what the build made, as its job would."""
    with tempfile.TemporaryDirectory() as folder:
        for path, data in libraries.items():
            target = Path(folder) / "bazel-bin" / path
            target.parent.mkdir(parents=True)
            target.write_bytes(data)
        here = Surroundings({}, Path(folder), sys.stdout, sys.stderr, 100, "")
        main_of_program(["record", "--libraries", "bazel-bin/", "-o", str(INVENTORY)], here)


def write_wheel(side: str, version: str, libraries: dict[str, bytes]) -> None:
    """Write a wheel that any installer would take; the same bytes each time."""
    info = f"ray-{version}.dist-info"
    wheel_file = f"Wheel-Version: 1.0\nGenerator: demo\nRoot-Is-Purelib: false\nTag: {TAG}\n"
    members = {
        "ray/__init__.py": f'__version__ = "{version}"\n'.encode(),
        **libraries,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: ray\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": wheel_file.encode(),
    }
    rows = "".join(f"{path},{digest(data)},{len(data)}\n" for path, data in members.items())
    members[f"{info}/RECORD"] = f"{rows}{info}/RECORD,,\n".encode()
    target = HERE / "wheels" / side / f"ray-{version}-{TAG}.whl"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in members.items():
            archive.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED, 9)
    print(f"{target.relative_to(HERE)}: {target.stat().st_size} bytes")


def digest(data: bytes) -> str:
    """Return the digest as RECORD spells it."""
    encoded = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return f"sha256={encoded.decode('ascii')}"


if __name__ == "__main__":
    main()
