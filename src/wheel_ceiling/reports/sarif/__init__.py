"""A report as SARIF, for GitHub code scanning and other viewers of results."""

from wheel_ceiling.reports.sarif.render import render_sarif

__all__ = ["render_sarif"]
