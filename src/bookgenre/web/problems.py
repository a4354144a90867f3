"""Errors of the API as problem details (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, g, json, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bookgenre.errors import BookgenreError, GenreError

__all__ = [
    "KINDS",
    "MIMETYPE",
    "FieldProblem",
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

KINDS = {
    400: ("malformed", "The request cannot be read", "The body is not a JSON object. Send one JSON object."),
    403: (
        "cross-site",
        "Request from another site",
        "A page of another site sent this request. The server's operator can allow that site with "
        "BOOKGENRE_CORS_ORIGINS.",
    ),
    404: ("not-found", "Not found", "There is no such address, or no genre or job with this id; see /api/v1/genres."),
    405: ("method", "Method not allowed", "This address does not accept this method; see the header Allow."),
    408: ("timeout", "The request took too long", "The request did not arrive completely in time. Send it again."),
    409: ("not-ready", "Not ready", "The job has not ended, or it failed; GET /api/v1/jobs/{id} says which."),
    413: (
        "too-large",
        "The body is too large",
        "Send fewer books at a time, a shorter text, or a form with fewer fields.",
    ),
    415: ("media-type", "Unsupported media type", "Send the body with Content-Type: application/json."),
    422: ("invalid", "The request cannot be used", "A field is missing, unknown or out of range; `errors` says which."),
    429: ("rate-limit", "Too many requests", "Wait for as many seconds as the header Retry-After says."),
    500: ("internal", "Internal error", "The server failed. Report the request_id; the same request may fail again."),
    503: ("busy", "The server is busy", "Wait for as many seconds as the header Retry-After says, and try again."),
}
"""Status to the fragment of the problem's type, its title, and what to do."""


class TryLaterError(Exception):
    """A request is refused that may be answered after `retry_after` seconds; `status` is that of HTTP.

    `detail` says what happened and what to do; None: what `KINDS` says of the status.
    """

    status = 503

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

    type: str = Field(description="Address of the explanation of this kind of problem.")
    title: str = Field(description="The kind of problem, in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, and what to do.")
    request_id: str = Field(description="Id of the request, as in the header X-Request-ID; quote it in a report.")
    errors: list[FieldProblem] | None = Field(None, description="The parts of the request that cannot be used.")


def problem(
    status: int,
    detail: str | None = None,
    *,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Make a response of problem details; without `detail` it says what helps with this kind of problem."""
    slug, title, advice = kind_of(status)
    body: dict[str, Any] = {
        "type": f"{request.script_root}/api/v1/docs#problem-{slug}",
        "title": title,
        "status": status,
        "detail": detail or advice,
        "request_id": g.get("request_id", ""),
    }
    if errors:
        body["errors"] = [error.model_dump() for error in errors]
    # ASCII, as the name of a field that nobody knows may hold half a character.
    response = Response(json.dumps(body, ensure_ascii=True), status, mimetype=MIMETYPE)
    response.headers.extend(headers or {})
    return response


def kind_of(status: int) -> tuple[str, str, str]:
    """Return what `KINDS` says of a status; a status that is not in it has a title of its own."""
    if status in KINDS:
        return KINDS[status]
    slug, _, advice = KINDS[400 if status < 500 else 500]
    return slug, HTTPStatus(status).phrase, advice


def said(error: BookgenreError) -> str:
    """Return the message of an error; all genres are at an address of the API or of the site, not at a command."""
    if not isinstance(error, GenreError):
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
        errors.append(FieldProblem.model_construct(pointer=f"{within}{pointer}", detail=detail))
    return errors
