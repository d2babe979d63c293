"""The routes of the fake, one module for each of GitHub's chapters."""

from tests.github.fake.routes import (
    about,
    actions,
    checks,
    contents,
    issues,
    pull_requests,
    releases,
    reviews,
)
from tests.github.fake.routes.route import Route

ROUTES: tuple[Route, ...] = (
    *about.ROUTES,
    *actions.ROUTES,
    *releases.ROUTES,
    *contents.ROUTES,
    *pull_requests.ROUTES,
    *reviews.ROUTES,
    *issues.ROUTES,
    *checks.ROUTES,
)
