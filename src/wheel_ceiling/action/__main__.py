"""Run the Action: ``python -m wheel_ceiling.action``."""

from wheel_ceiling.action.crash import expect_crashes


def run() -> None:
    """Run as a program."""
    expect_crashes()
    from wheel_ceiling.action.program import run as run_action

    run_action()


if __name__ == "__main__":
    run()
