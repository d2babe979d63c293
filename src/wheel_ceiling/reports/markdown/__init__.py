"""A report as GitHub's Markdown."""

from wheel_ceiling.reports.markdown.comment import BUDGET, render_markdown

__all__ = ["BUDGET", "render_markdown"]
