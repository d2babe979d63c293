"""Reviews, and their comments on lines of the diff."""

from tests.github.fake import documents
from tests.github.fake.exchange import Answer, Call, Json, Refused, rows, wrong
from tests.github.fake.records import PullRequest, Review, ReviewComment
from tests.github.fake.repository import Repository
from tests.github.fake.routes.pull_requests import pull_request_of
from tests.github.fake.routes.route import below, found, page_of
from tests.github.fake.specification import specification

READ = "pull-requests:read"
WRITE = "pull-requests:write"
_STATES = {
    "APPROVE": "APPROVED",
    "REQUEST_CHANGES": "CHANGES_REQUESTED",
    "COMMENT": "COMMENTED",
    "": "PENDING",
}


def list_reviews(here: Repository, call: Call) -> Answer:
    page, headers = page_of(here, call, here.reviews(pull_request_of(here, call).number))
    return Answer([_review(here, one) for one in page], headers=headers)


def get_review(here: Repository, call: Call) -> Answer:
    return Answer(_review(here, _review_of(here, call)))


def create_review(here: Repository, call: Call) -> Answer:
    known = pull_request_of(here, call)
    event = call.text("event")
    if event in {"REQUEST_CHANGES", "COMMENT"} and not call.text("body"):
        raise wrong(f"a review of the kind {event} needs a body")
    commit_id = _commit_of(known, call)
    comments = rows(call.fields.get("comments", []))
    for fields in comments:
        _check_place(known, fields)
    review = Review(
        id=here.new_id(),
        number=known.number,
        login=here.login,
        state=_STATES[event],
        body=call.text("body"),
        commit_id=commit_id,
        submitted_at=here.now(),
    )
    review.comments += [_add_comment(here, review, fields) for fields in comments]
    here.all_reviews.append(review)
    return Answer(_review(here, review))


def update_review(here: Repository, call: Call) -> Answer:
    review = _review_of(here, call)
    if not call.text("body"):
        raise wrong("a review's body must not be empty")
    review.body = call.text("body")
    return Answer(_review(here, review))


def dismiss_review(here: Repository, call: Call) -> Answer:
    review = _review_of(here, call)
    if not call.text("message"):
        raise wrong("to dismiss a review takes a message")
    if review.state not in {"APPROVED", "CHANGES_REQUESTED"}:
        raise Refused(422, f"Can not dismiss a {review.state.lower()} pull request review")
    review.state = "DISMISSED"
    return Answer(_review(here, review))


def list_comments_of_review(here: Repository, call: Call) -> Answer:
    page, headers = page_of(here, call, _review_of(here, call).comments)
    told = [_comment(here, one, "review-comment") for one in page]
    return Answer(told, headers=headers)


def list_comments(here: Repository, call: Call) -> Answer:
    number = pull_request_of(here, call).number
    chosen = [one for one in here.review_comments if one.number == number]
    page, headers = page_of(here, call, chosen)
    return Answer([_comment(here, one) for one in page], headers=headers)


def create_comment(here: Repository, call: Call) -> Answer:
    """A comment of its own, which GitHub wraps in a review of its own."""
    known = pull_request_of(here, call)
    on_file = call.text("subject_type") == "file"
    if on_file and call.text("path") not in known.files:
        raise wrong(f"{call.text('path')} is not part of the diff")
    if not on_file:
        _check_place(known, call.fields)
    review = Review(
        here.new_id(),
        known.number,
        here.login,
        "COMMENTED",
        "",
        _commit_of(known, call),
        here.now(),
    )
    here.all_reviews.append(review)
    review.comments.append(_add_comment(here, review, call.fields))
    return Answer(_comment(here, review.comments[0]), 201)


def _review_of(here: Repository, call: Call) -> Review:
    number = call.number("review_id")
    reviews = here.reviews(pull_request_of(here, call).number)
    return found([one for one in reviews if one.id == number])


def _commit_of(known: PullRequest, call: Call) -> str:
    commit = call.text("commit_id", known.head_sha)
    if commit not in {known.head_sha, *known.earlier_heads}:
        raise wrong(f"commit_id {commit} is not part of the pull request")
    return commit


def _check_place(known: PullRequest, fields: Json) -> None:
    path = str(fields["path"])
    if not fields.get("body"):
        raise wrong("a review comment must not be empty")
    if "position" in fields:
        raise wrong("position is on its way out: use line and side")
    lines = known.lines(path)
    for name, side in (("line", "side"), ("start_line", "start_side")):
        if name == "start_line" and name not in fields:
            continue
        place = (fields.get(side, fields.get("side", "RIGHT")), fields.get(name))
        if place not in lines:
            raise wrong(f"{name} {place[1]} ({place[0]}) of {path} is not part of the diff")


def _add_comment(here: Repository, review: Review, fields: Json) -> ReviewComment:
    comment = ReviewComment(
        id=here.new_id(),
        number=review.number,
        review_id=review.id,
        login=review.login,
        path=str(fields["path"]),
        body=str(fields["body"]),
        commit_id=review.commit_id,
        created_at=here.now(),
        line=int(str(fields.get("line", 0))),
        side=str(fields.get("side", "RIGHT")),
        start_line=int(str(fields.get("start_line", 0))),
    )
    here.review_comments.append(comment)
    return comment


def _review(here: Repository, review: Review) -> Json:
    page = f"{here.server_url}/{here.name}/pull/{review.number}#pullrequestreview-{review.id}"
    url = f"{here.url}/pulls/{review.number}"
    return specification().make(
        "pull-request-review",
        id=review.id,
        user=documents.user(review.login),
        body=review.body,
        state=review.state,
        commit_id=review.commit_id,
        submitted_at=review.submitted_at,
        author_association="NONE",
        html_url=page,
        pull_request_url=url,
        _links={"html": {"href": page}, "pull_request": {"href": url}},
    )


def _comment(
    here: Repository, comment: ReviewComment, schema: str = "pull-request-review-comment"
) -> Json:
    page = f"{here.server_url}/{here.name}/pull/{comment.number}"
    where: Json = (
        {"subject_type": "line", "line": comment.line} if comment.line else {"subject_type": "file"}
    )
    return (
        specification().make(schema)
        | where
        | {
            "id": comment.id,
            "pull_request_review_id": comment.review_id,
            "user": documents.user(comment.login),
            "path": comment.path,
            "body": comment.body,
            "side": comment.side,
            "start_line": comment.start_line or None,
            "commit_id": comment.commit_id,
            "original_commit_id": comment.commit_id,
            "created_at": comment.created_at,
            "updated_at": comment.created_at,
            "url": f"{here.url}/pulls/comments/{comment.id}",
            "pull_request_url": f"{here.url}/pulls/{comment.number}",
            "html_url": f"{page}#discussion_r{comment.id}",
        }
    )


ROUTES = (
    below("GET", "/pulls/{pull_number}/reviews", list_reviews, READ),
    below("POST", "/pulls/{pull_number}/reviews", create_review, WRITE),
    below("GET", "/pulls/{pull_number}/reviews/{review_id}", get_review, READ),
    below("PUT", "/pulls/{pull_number}/reviews/{review_id}", update_review, WRITE),
    below("PUT", "/pulls/{pull_number}/reviews/{review_id}/dismissals", dismiss_review, WRITE),
    below(
        "GET", "/pulls/{pull_number}/reviews/{review_id}/comments", list_comments_of_review, READ
    ),
    below("GET", "/pulls/{pull_number}/comments", list_comments, READ),
    below("POST", "/pulls/{pull_number}/comments", create_comment, WRITE),
)
