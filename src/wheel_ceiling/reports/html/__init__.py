"""A report as one HTML page that stands alone: no scripts, nothing fetched, light and dark."""

from wheel_ceiling.reports.html.render import render_html

__all__ = ["render_html"]
