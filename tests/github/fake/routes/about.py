"""The repository itself, who asks, and how often one may."""

from tests.github.fake import documents
from tests.github.fake.exchange import Answer, Call, Refused
from tests.github.fake.repository import Repository
from tests.github.fake.routes.route import Route, below


def get_repository(here: Repository, _call: Call) -> Answer:
    return Answer(documents.repository(here, here.name, "full-repository"))


def get_user(_here: Repository, _call: Call) -> Answer:
    """An installation's token is no user's."""
    raise Refused(403, "Resource not accessible by integration")


def get_rate_limit(here: Repository, _call: Call) -> Answer:
    rate = {
        "limit": here.rate_limit,
        "remaining": here.requests_left,
        "used": here.rate_limit - here.requests_left,
        "reset": here.rate_limit_reset,
    }
    return Answer({"resources": {"core": rate, "search": rate}, "rate": rate})


ROUTES = (
    below("GET", "", get_repository),
    Route("GET", "/user", get_user),
    Route("GET", "/rate_limit", get_rate_limit),
)
