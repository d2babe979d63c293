"""A report as JSON, for programs."""

from wheel_ceiling.reports.document.render import render_json, render_show_json
from wheel_ceiling.reports.document.shape import SCHEMA_ID, SCHEMA_VERSION, report_schema

__all__ = ["SCHEMA_ID", "SCHEMA_VERSION", "render_json", "render_show_json", "report_schema"]
