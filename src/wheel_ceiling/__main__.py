"""`python -m wheel_ceiling` is the command line."""

from wheel_ceiling.cli import run

if __name__ == "__main__":
    run()
