"""What `--version` says; it is asked often, so it loads nothing else."""

from wheel_ceiling import __version__


def version() -> str:
    """Return the version, and which library inflates: it decides the speed."""
    from wheel_ceiling.wheels.inflating import INFLATED_BY

    return f"wheel-ceiling {__version__} (inflates with {INFLATED_BY})"
