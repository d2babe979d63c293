"""What several routes tell: people, repositories, pull requests, as GitHub's JSON."""

import zlib
from urllib.parse import quote

from tests.github.fake.exchange import Json
from tests.github.fake.records import LabelEvent, PullRequest
from tests.github.fake.repository import Repository
from tests.github.fake.specification import specification

ACTIONS_APP = 15368
"""The id of the app that GITHUB_TOKEN belongs to, the same on all of github.com."""


def number_of(text: str) -> int:
    """Return an id that is the same in every run of the tests."""
    return zlib.crc32(text.encode()) + 1


def user(login: str) -> Json:
    return specification().make(
        "simple-user",
        login=login,
        id=number_of(login),
        type="Bot" if login.endswith("[bot]") else "User",
    )


def app(login: str) -> Json | None:
    """Return the app behind a bot; nothing for people."""
    if not login.endswith("[bot]"):
        return None
    fields = {"name": "GitHub Actions", "description": "", "permissions": {}, "events": []}
    made = specification().make("simple-user", login="github", id=9919, type="Organization")
    times = dict.fromkeys(("created_at", "updated_at"), "2018-07-30T09:30:17Z")
    links = dict.fromkeys(("external_url", "html_url"), "https://github.com/apps/github-actions")
    slug = login.removesuffix("[bot]")
    ids = {"id": ACTIONS_APP, "node_id": "A", "slug": slug, "owner": made, "client_id": "Iv1"}
    return {**fields, **times, **links, **ids}


def repository(here: Repository, full_name: str, schema: str = "minimal-repository") -> Json:
    owner, _, name = full_name.partition("/")
    return specification().make(
        schema,
        id=number_of(full_name),
        name=name,
        full_name=full_name,
        owner=user(owner),
        private=here.private,
        fork=full_name != here.name,
        url=f"{here.api_url}/repos/{full_name}",
        html_url=f"{here.server_url}/{full_name}",
        default_branch=here.default_branch,
    )


def label(here: Repository, name: str) -> Json:
    return {
        "id": number_of(name),
        "node_id": "L",
        "url": f"{here.url}/labels/{quote(name, safe='')}",
        "name": name,
        "color": "ededed",
        "default": False,
        "description": "",
    }


def label_event(here: Repository, event: LabelEvent, *, whole: bool) -> Json:
    """Return it as the timeline does (`whole`: the shape of its own) or as the list of events."""
    schema = f"{event.event}-issue-event" if whole else "issue-event-for-issue"
    return specification().make(schema) | {
        "id": event.id,
        "url": f"{here.url}/issues/events/{event.id}",
        "actor": user(event.login),
        "event": event.event,
        "created_at": event.created_at,
        "label": {"name": event.label, "color": "ededed"},
        "performed_via_github_app": None,
    }


def pull_request(here: Repository, known: PullRequest, schema: str = "pull-request-simple") -> Json:
    url = f"{here.url}/pulls/{known.number}"
    issue = f"{here.url}/issues/{known.number}"
    document = specification().make(
        schema,
        id=number_of(str(known.number)),
        number=known.number,
        state=known.state,
        title=f"Pull request {known.number}",
        user=user(known.login),
        created_at=known.created_at,
        updated_at=known.created_at,
        draft=False,
        labels=[label(here, name) for name in known.labels],
        head=_end(here, known.head_repository, known.head_ref, known.head_sha),
        base=_end(here, here.name, known.base_ref, known.base_sha),
        url=url,
        issue_url=issue,
        comments_url=f"{issue}/comments",
        review_comments_url=f"{url}/comments",
        commits_url=f"{url}/commits",
        statuses_url=f"{here.url}/statuses/{known.head_sha}",
        html_url=f"{here.server_url}/{here.name}/pull/{known.number}",
    )
    return document | (_details(here, known) if schema == "pull-request" else {})


def _details(here: Repository, known: PullRequest) -> Json:
    patches = "\n".join(known.files.values()).splitlines()
    return {
        "comments": len(here.comments(known.number)),
        "changed_files": len(known.files),
        "additions": sum(line.startswith("+") for line in patches),
        "deletions": sum(line.startswith("-") for line in patches),
        "mergeable": True,
    }


def _end(here: Repository, full_name: str, ref: str, sha: str) -> Json:
    owner = full_name.partition("/")[0] or "ghost"
    return {
        "label": f"{owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(owner),
        "repo": repository(here, full_name, "repository") if full_name else None,
    }
