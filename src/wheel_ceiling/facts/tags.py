"""Whom a wheel's tags let install it (PEP 425, 600, 656, 703)."""

from wheel_ceiling.model import WheelName


def replaces(new: WheelName, old: WheelName) -> bool:
    """Whether whoever could install the one can install the other.

    Versions of other systems than Linux are left out: their rise drops nobody by accident.
    """
    return (
        new.project == old.project
        and _systems(new) >= _systems(old)
        and new.floor <= old.floor
        and _serves_python(new, old)
    )


def _systems(name: WheelName) -> set[str]:
    """Return the systems without their versions; macOS has two processors in universal2."""
    systems: set[str] = set()
    for target in name.targets:
        words = [target.libc.value, *target.arch.split("_")]
        system = "_".join(word for word in words if not word.isdecimal())
        if system.endswith("universal2"):
            systems |= {system.replace("universal2", arch) for arch in ("x86", "arm64")}
        else:
            systems.add(system)
    return systems


def _serves_python(new: WheelName, old: WheelName) -> bool:
    if set(new.abis) >= set(old.abis) and set(new.pythons) >= set(old.pythons):
        return True
    if "none" in new.abis:
        return any(python.startswith("py3") for python in new.pythons)
    if "abi3" not in new.abis:
        return False
    wanted = min(map(_number, old.pythons), default=(0, 0))
    # A free-threaded Python loads no abi3 module (PEP 703).
    is_threaded = any(abi.endswith("t") for abi in old.abis)
    return not is_threaded and min(map(_number, new.pythons), default=(0, 0)) <= wanted


def _number(python: str) -> tuple[int, int]:
    """Return cp310 as (3, 10); what is no CPython is served by nothing else."""
    digits = python.removeprefix("cp")
    return (int(digits[0]), int(digits[1:])) if digits.isdecimal() and digits[1:] else (0, 0)
