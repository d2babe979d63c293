"""Explanations: why a symbol, a version or a wheel asks for what it asks, and what to do.

Pages are built from facts and drawn twice, as Markdown and for a terminal; nothing is opened here.
"""

from wheel_ceiling.reports.explanation.asked import MACHINES, Asked
from wheel_ceiling.reports.explanation.deepbind import deepbind_page
from wheel_ceiling.reports.explanation.name import name_page
from wheel_ceiling.reports.explanation.page import Page
from wheel_ceiling.reports.explanation.rendering import render_explanation
from wheel_ceiling.reports.explanation.symptom import culprits_page, symptoms_page
from wheel_ceiling.reports.explanation.wheels import wheels_page

__all__ = [
    "MACHINES",
    "Asked",
    "Page",
    "culprits_page",
    "deepbind_page",
    "name_page",
    "render_explanation",
    "symptoms_page",
    "wheels_page",
]
