"""Errors of the API as problem details (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Response, g, has_request_context, json, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import HTTPException

from bookgenre.errors import BookgenreError, GenreError

__all__ = [
    "KINDS",
    "MIMETYPE",
    "ExplainedError",
    "FieldProblem",
    "Kind",
    "Problem",
    "TryLaterError",
    "field_problems",
    "kind_of",
    "problem",
    "said",
    "sentence",
    "validation_problem",
]

MIMETYPE = "application/problem+json"
_LONGEST_STEP = 100


class Kind(NamedTuple):
    """A kind of problem: the fragment of its type, its status, its title, and what to do if nothing more is known."""

    slug: str
    status: int
    title: str
    advice: str


KINDS = (
    Kind("malformed", 400, "The request cannot be read", "The request is damaged or incomplete. Send it again."),
    Kind(
        "cross-site",
        403,
        "Request from another site",
        "A page of another site sent this request. The server's operator can allow that site with "
        "BOOKGENRE_CORS_ORIGINS.",
    ),
    Kind(
        "not-found",
        404,
        "Not found",
        "There is no such address, or no genre or job with this id. The documentation of the API lists all addresses.",
    ),
    Kind("method", 405, "Method not allowed", "This address does not accept this method; see the header Allow."),
    Kind("timeout", 408, "The request took too long", "The request did not arrive completely in time. Send it again."),
    Kind("not-ready", 409, "Not ready", "The job has not ended, or it failed; GET /api/v1/jobs/{id} says which."),
    Kind("too-large", 413, "The body is too large", "Send fewer books at a time, or a shorter text."),
    Kind("too-many-fields", 413, "The form has too many fields", "Send only the fields that this address takes."),
    Kind("media-type", 415, "Unsupported media type", "Send the body with Content-Type: application/json."),
    Kind(
        "range",
        416,
        "The range is not in the file",
        "The file ends before this range; the header Content-Range gives its length. Ask for less, or for all of it.",
    ),
    Kind(
        "invalid",
        422,
        "The request cannot be used",
        "A field is missing, unknown or out of range; `errors` says which.",
    ),
    Kind("rate-limit", 429, "Too many requests", "Wait for as many seconds as the header Retry-After says."),
    Kind(
        "internal",
        500,
        "Internal error",
        "The server failed. Report the request_id; the same request may fail again.",
    ),
    Kind(
        "busy",
        503,
        "The server is busy",
        "Wait for as many seconds as the header Retry-After says, and try again.",
    ),
    Kind(
        "deadline",
        503,
        "The answer took too long",
        "Work on the answer was stopped. Send fewer books, a shorter text or a smaller file.",
    ),
)
"""All kinds of problems; the first of a status is the usual one."""


class ExplainedError(HTTPException):
    """An error of HTTP that says in `detail` what is wrong and what to do; `slug` names its kind, "" the usual one."""

    slug = ""

    def __init__(self, detail: str) -> None:
        super().__init__()
        self.detail = detail


class TryLaterError(Exception):
    """A request is refused that may be answered after `retry_after` seconds; `status` is that of HTTP.

    `detail` says what happened and what to do; None: what `KINDS` says of the kind. `slug` is as in `ExplainedError`.
    """

    status = 503
    slug = ""

    def __init__(self, retry_after: int, detail: str | None = None) -> None:
        super().__init__(detail or f"refused with {self.status}; try again in {retry_after} s")
        self.retry_after = retry_after
        self.detail = detail


class FieldProblem(BaseModel):
    """One part of a request that cannot be used."""

    model_config = ConfigDict(extra="forbid")

    pointer: str = Field(description="Its place in the body, as a JSON Pointer (RFC 6901), such as `#/title`.")
    detail: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Address of the explanation of this kind of problem; `about:blank` if there is none.")
    title: str = Field(description="The kind of problem, in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, and what to do.")
    request_id: str = Field(description="Id of the request, as in the header X-Request-ID; quote it in a report.")
    errors: list[FieldProblem] | None = Field(None, description="The parts of the request that cannot be used.")


def problem(
    status: int,
    detail: str | None = None,
    *,
    slug: str = "",
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Make a response of problem details; without `detail` it says what helps with this kind of problem."""
    kind = kind_of(status, slug)
    body: dict[str, Any] = {
        # RFC 9457's word for a problem that is no more than its status.
        "type": f"{request.script_root}/api/v1/docs#problem-{kind.slug}" if kind.slug else "about:blank",
        "title": kind.title,
        "status": status,
        "detail": detail or kind.advice,
        "request_id": g.get("request_id", ""),
    }
    if errors:
        body["errors"] = [error.model_dump() for error in errors]
    # ASCII, as the name of a field that nobody knows may hold half a character.
    response = Response(json.dumps(body, ensure_ascii=True), status, mimetype=MIMETYPE)
    response.headers.extend(headers or {})
    return response


def kind_of(status: int, slug: str = "") -> Kind:
    """Return the kind of a problem; one that `KINDS` does not hold has the words of HTTP, and below 500 no slug."""
    for kind in KINDS:
        if kind.status == status and slug in ("", kind.slug):
            return kind
    known = HTTPStatus(status)
    if status < 500:
        return Kind("", status, known.phrase, sentence(known.description or known.phrase))
    return kind_of(500)._replace(status=status, title=known.phrase)


def said(error: BookgenreError) -> str:
    """Return the message of an error; all genres are at an address of the API or of the site, not at a command."""
    if not isinstance(error, GenreError) or not has_request_context():
        return str(error)
    return error.see(f"{request.script_root}{'/api/v1' if request.path.startswith('/api/') else ''}/genres")


def sentence(message: object) -> str:
    """Return a message with a capital at its start, unless that is the name of a file, and a full stop at its end."""
    text = str(message)
    first = text if "." in text.split(" ", 1)[0] else text[:1].upper() + text[1:]
    return first if first.endswith((".", "?")) else f"{first}."


def validation_problem(error: ValidationError) -> Response:
    """Make the 422 of a body, path or query that does not fit its model; of what was sent only names are repeated."""
    errors = field_problems(error)
    first = errors[0]
    where = f"{first.pointer}: " if first.pointer != "#" else ""
    return problem(422, f"{where}{first.detail}", errors=errors)


def field_problems(error: ValidationError, within: str = "#") -> list[FieldProblem]:
    """Return the first twenty parts that do not fit a model, with pointers that begin with `within`."""
    errors = []
    for found in error.errors(include_url=False, include_input=False, include_context=False)[:20]:
        # The first step names which of the two kinds of body was tried.
        steps = found["loc"][1:] if found["loc"][:1] in (("one",), ("many",)) else found["loc"]
        pointer = "".join("/" + str(step)[:_LONGEST_STEP].replace("~", "~0").replace("/", "~1") for step in steps)
        unknown = found["type"] == "extra_forbidden"
        detail = "there is no such field" if unknown else found["msg"].removeprefix("Value error, ")
        if found["type"] == "model_type":
            # Its own words name a class of ours.
            detail = "give a JSON object"
        errors.append(FieldProblem.model_construct(pointer=f"{within}{pointer}", detail=detail))
    return errors
