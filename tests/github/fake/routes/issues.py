"""What a pull request has in common with an issue: comments, labels, the timeline."""

from tests.github.fake import documents
from tests.github.fake.exchange import Answer, Call, Json, wrong
from tests.github.fake.records import Comment
from tests.github.fake.repository import Repository
from tests.github.fake.routes.pull_requests import pull_request_of
from tests.github.fake.routes.route import below, found, page_of
from tests.github.fake.specification import specification

# Either is enough for pull requests.
READ = ("pull-requests:read", "issues:read")
WRITE = ("pull-requests:write", "issues:write")
LONGEST_BODY = 65_536


def get_issue(here: Repository, call: Call) -> Answer:
    known = pull_request_of(here, call, "issue_number")
    url = f"{here.url}/issues/{known.number}"
    pull_request = f"{here.url}/pulls/{known.number}"
    page = f"{here.server_url}/{here.name}/pull/{known.number}"
    links = {"diff_url": f"{page}.diff", "html_url": page, "patch_url": f"{page}.patch"}
    return Answer(
        specification().make(
            "issue",
            id=documents.number_of(str(known.number)),
            number=known.number,
            title=f"Pull request {known.number}",
            state=known.state,
            user=documents.user(known.login),
            labels=[documents.label(here, name) for name in known.labels],
            comments=len(here.comments(known.number)),
            created_at=known.created_at,
            updated_at=known.created_at,
            pull_request={"url": pull_request, **links},
            url=url,
            comments_url=f"{url}/comments",
            events_url=f"{url}/events",
            timeline_url=f"{url}/timeline",
            html_url=page,
        )
    )


def list_comments(here: Repository, call: Call) -> Answer:
    """Oldest first, always: GitHub has no other order here."""
    number = pull_request_of(here, call, "issue_number").number
    page, headers = page_of(here, call, here.comments(number))
    return Answer([_comment(here, one) for one in page], headers=headers)


def create_comment(here: Repository, call: Call) -> Answer:
    number = pull_request_of(here, call, "issue_number").number
    here.add_comment(number, _body(call), here.login)
    return Answer(_comment(here, here.comments(number)[-1]), 201)


def get_comment(here: Repository, call: Call) -> Answer:
    return Answer(_comment(here, _comment_of(here, call)))


def update_comment(here: Repository, call: Call) -> Answer:
    comment = _comment_of(here, call)
    comment.body = _body(call)
    comment.updated_at = here.now()
    comment.edits += 1
    return Answer(_comment(here, comment))


def delete_comment(here: Repository, call: Call) -> Answer:
    here.all_comments.remove(_comment_of(here, call))
    return Answer(status=204)


def list_labels(here: Repository, call: Call) -> Answer:
    labels = pull_request_of(here, call, "issue_number").labels
    page, headers = page_of(here, call, labels)
    return Answer([documents.label(here, name) for name in page], headers=headers)


def list_timeline(here: Repository, call: Call) -> Answer:
    return _events(here, call, whole=True)


def list_events(here: Repository, call: Call) -> Answer:
    return _events(here, call, whole=False)


def _events(here: Repository, call: Call, *, whole: bool) -> Answer:
    events = pull_request_of(here, call, "issue_number").events
    page, headers = page_of(here, call, events)
    told = [documents.label_event(here, one, whole=whole) for one in page]
    return Answer(told, headers=headers)


def _body(call: Call) -> str:
    body = call.text("body")
    if not body.strip():
        raise wrong("a comment must not be empty")
    if len(body) > LONGEST_BODY:
        raise wrong(f"body is too long (maximum is {LONGEST_BODY} characters)")
    return body


def _comment_of(here: Repository, call: Call) -> Comment:
    number = call.number("comment_id")
    return found([one for one in here.all_comments if one.id == number])


def _comment(here: Repository, comment: Comment) -> Json:
    page = f"{here.server_url}/{here.name}/pull/{comment.number}"
    return specification().make(
        "issue-comment",
        id=comment.id,
        user=documents.user(comment.login),
        body=comment.body,
        author_association="NONE",
        performed_via_github_app=documents.app(comment.login),
        created_at=comment.created_at,
        updated_at=comment.updated_at,
        url=f"{here.url}/issues/comments/{comment.id}",
        issue_url=f"{here.url}/issues/{comment.number}",
        html_url=f"{page}#issuecomment-{comment.id}",
    )


ROUTES = (
    below("GET", "/issues/{issue_number}", get_issue, *READ),
    below("GET", "/issues/{issue_number}/comments", list_comments, *READ),
    below("POST", "/issues/{issue_number}/comments", create_comment, *WRITE),
    below("GET", "/issues/comments/{comment_id}", get_comment, *READ),
    below("PATCH", "/issues/comments/{comment_id}", update_comment, *WRITE),
    below("DELETE", "/issues/comments/{comment_id}", delete_comment, *WRITE),
    below("GET", "/issues/{issue_number}/labels", list_labels, *READ),
    below("GET", "/issues/{issue_number}/timeline", list_timeline, *READ),
    below("GET", "/issues/{issue_number}/events", list_events, *READ),
)
