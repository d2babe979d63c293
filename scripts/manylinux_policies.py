"""Write the table of manylinux policies anew, from the auditwheel that is installed here.

    pip install auditwheel
    python scripts/manylinux_policies.py

auditwheel is the authority (PEP 600) and promises no interface to libraries; the names and keys of
its JSON files have been stable since 5.0, and nothing else of it is used.
"""

import importlib.metadata
import sys
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

_ROOT = Path(__file__).resolve().parents[1]
TABLE = _ROOT / "src/wheel_ceiling/facts/data/manylinux-policies.json"
_LOWEST = "manylinux_2_5"
_UNPOLICED = "linux"


class Policy(Struct, frozen=True):
    """A row of auditwheel's own files."""

    name: str
    aliases: list[str]
    priority: int
    symbol_versions: dict[str, dict[str, list[str]]]
    lib_whitelist: list[str]
    blacklist: dict[str, list[str]]


class Row(Struct, frozen=True):
    """A policy of ours: only the highest version of each family, and the libraries beyond 2_5."""

    name: str
    aliases: list[str]
    priority: int
    archs: dict[str, dict[str, list[str]]]
    libs_beyond_2_5: list[str]
    blacklist: dict[str, int]


class Table(Struct, frozen=True):
    """What the packaged file holds."""

    source: str
    libs_2_5: list[str]
    policies: list[Row]
    musllinux: list[Policy]


def condense(manylinux: list[Policy], musllinux: list[Policy], source: str) -> Table:
    """Return our table; a policy that takes back a library of 2_5 is a mistake to look into."""
    policed = [policy for policy in manylinux if policy.name != _UNPOLICED]
    lowest = next(set(policy.lib_whitelist) for policy in policed if policy.name == _LOWEST)
    for policy in policed:
        if lost := lowest - set(policy.lib_whitelist):
            raise ValueError(f"{policy.name} no longer allows {', '.join(sorted(lost))}.")
    return Table(
        source,
        sorted(lowest),
        [_row(policy, lowest) for policy in policed],
        [policy for policy in musllinux if policy.name != _UNPOLICED],
    )


def _row(policy: Policy, lowest: set[str]) -> Row:
    return Row(
        policy.name,
        policy.aliases,
        policy.priority,
        {
            arch: {family: _highest(versions) for family, versions in sorted(families.items())}
            for arch, families in policy.symbol_versions.items()
        },
        sorted(set(policy.lib_whitelist) - lowest),
        {library: len(symbols) for library, symbols in policy.blacklist.items()},
    )


def _highest(versions: list[str]) -> list[str]:
    """Keep the highest number, and every name that has no order (TM_1, LDBL_3.4)."""
    numbers = [text for text in versions if text.replace(".", "").isdecimal()]
    ordered = sorted(numbers, key=lambda text: [int(part) for part in text.split(".")])
    return ordered[-1:] + sorted(set(versions) - set(numbers))


def installed_table() -> Table:
    """Return the table as the installed auditwheel would have it."""
    version = importlib.metadata.version("auditwheel")
    return condense(
        _read("manylinux-policy.json"),
        _read("musllinux-policy.json"),
        f"auditwheel {version} manylinux-policy.json (MIT)",
    )


def _read(name: str) -> list[Policy]:
    raw = files("auditwheel.policy").joinpath(name).read_bytes()
    return msgspec.json.decode(raw, type=list[Policy])


def differences(ours: Table, theirs: Table) -> list[str]:
    """Return a sentence for each row that differs; the source's version may."""
    found = [] if ours.libs_2_5 == theirs.libs_2_5 else ["The libraries of 2_5 differ."]
    old, new = _by_name(ours), _by_name(theirs)
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            found.append(f"{name} is not in auditwheel's files any more.")
        elif name not in old:
            found.append(f"{name} is missing in our table.")
        elif old[name] != new[name]:
            found.append(f"{name} differs.")
    return found


def _by_name(table: Table) -> dict[str, Row | Policy]:
    rows: list[Row | Policy] = [*table.policies, *table.musllinux]
    return {row.name: row for row in rows}


def read_table(path: Path = TABLE) -> Table:
    """Return the packaged table."""
    return msgspec.json.decode(path.read_bytes(), type=Table)


if __name__ == "__main__":
    table = installed_table()
    for difference in differences(read_table(), table):
        print(difference, file=sys.stderr)
    TABLE.write_bytes(msgspec.json.encode(table))
