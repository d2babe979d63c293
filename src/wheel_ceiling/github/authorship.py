"""Under which name our token writes."""

from collections.abc import Collection

import msgspec

from wheel_ceiling.github.connection import Connection, Forbidden
from wheel_ceiling.github.posting import Account

ACTIONS = "github-actions[bot]"
"""Whom the token of a workflow run writes as."""


def own_login(connection: Connection, seen: Collection[str]) -> str:
    """Return our login, given who wrote what may be ours.

    Asked for only where another than the workflow's own name was seen. The token of an app is not
    told its name (GET /user answers 403): it is taken for the only bot that was seen.
    """
    if all(login == ACTIONS for login in seen):
        return ACTIONS
    try:
        with connection.asking("The owner of the token", "a user's own token"):
            _, data = connection.repository().requester.requestJsonAndCheck("GET", "/user")
            return msgspec.convert(data, Account).login
    except Forbidden:
        bots = {login for login in seen if login.endswith("[bot]")}
        return bots.pop() if len(bots) == 1 else ACTIONS
