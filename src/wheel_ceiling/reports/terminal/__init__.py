"""Reports for a terminal of any width, with or without colour."""

from wheel_ceiling.reports.terminal.diff import render_diff
from wheel_ceiling.reports.terminal.page import render_page
from wheel_ceiling.reports.terminal.show import render_show
from wheel_ceiling.reports.terminal.tree import render_tree
from wheel_ceiling.reports.terminal.verdict import render_terminal

__all__ = ["render_diff", "render_page", "render_show", "render_terminal", "render_tree"]
