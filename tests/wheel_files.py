"""Real wheel files for tests, made in memory: the same arguments give the same bytes."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_NOTHING: Mapping[str, bytes] = {}


def wheel_bytes(
    filename: str,
    members: Mapping[str, bytes] = _NOTHING,
    *,
    tags: Iterable[str] | None = None,
    headers: Iterable[str] = (),
    without: Collection[str] = (),
    record: str | None = None,
) -> bytes:
    """A wheel with a correct dist-info folder, or with just the fault that is asked for.

    `tags` are WHEEL's where they differ from the name; `headers` are more lines of METADATA;
    `without` names files of the dist-info folder to leave out; `record` replaces RECORD.
    """
    project, version, *rest = filename.removesuffix(".whl").split("-")
    lines = ["-".join(rest[-3:])] if tags is None else tags
    about = {
        "WHEEL": _headers("Wheel-Version: 1.0", "Generator: wheel_files", *_tag_lines(lines)),
        "METADATA": _headers("Metadata-Version: 2.1", *_identity(project, version), *headers),
    }
    folder = f"{project}-{version}.dist-info"
    files = {**members, **{f"{folder}/{name}": text for name, text in about.items()}}
    right = _record(files, f"{folder}/RECORD")
    files[f"{folder}/RECORD"] = (right if record is None else record).encode()
    for name in without:
        del files[f"{folder}/{name}"]
    return zip_bytes(files)


def write_wheel(
    folder: Path, filename: str, members: Mapping[str, bytes] = _NOTHING, **faults: object
) -> Path:
    """Put `wheel_bytes` into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / filename
    path.write_bytes(wheel_bytes(filename, members, **faults))  # type: ignore[arg-type]
    return path


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files in the order given, deflated, with nothing in it that changes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def _identity(project: str, version: str) -> list[str]:
    return [f"Name: {project}", f"Version: {version}"]


def _tag_lines(tags: Iterable[str]) -> list[str]:
    return ["Root-Is-Purelib: false", *(f"Tag: {tag}" for tag in tags)]


def _headers(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _record(files: Mapping[str, bytes], own_path: str) -> str:
    rows = [f"{path},sha256={_digest(data)},{len(data)}" for path, data in files.items()]
    return "\n".join([*rows, f"{own_path},,", ""])


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
