"""The OpenAPI document: its general part, and what the library leaves out."""

from collections.abc import Iterator
from typing import Any

from flask_openapi.models.info import Info
from flask_openapi.models.license import License
from pydantic import BaseModel

from bookgenre.version import __version__
from bookgenre.web.problems import MIMETYPE, kind_of

__all__ = ["EXAMPLES", "INFO", "PREFIX", "finish", "operations", "responses", "text"]

PREFIX = "/api/v1"

INFO = Info(
    title="bookgenre",
    version=__version__,
    summary="Send a book's description and get its genres and matching cover colours.",
    description=(
        "Descriptions are neither stored nor logged; only the files of catalogue jobs are kept, until they are deleted "
        "or expire. Every answer names the model that gave it. Errors are problem details (RFC 9457). Addresses that "
        "begin with /api/v1 keep their meaning: fields may be added to answers, but none is removed or changes its "
        "meaning."
    ),
    license=License(name="MIT", identifier="MIT"),
)

_BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."

EXAMPLES: dict[str, dict[str, Any]] = {
    "predict": {
        "one": {"summary": "One book", "value": {"description": _BLURB, "title": "The Night Handler", "top": 5}},
        "explained": {
            "summary": "One book, and what led to a genre",
            "value": {"description": _BLURB, "explain": "espionage"},
        },
        "stores": {
            "summary": "One book, and categories for Amazon",
            "value": {"description": _BLURB, "top": 3, "stores": ["kdp"]},
        },
        "many": {
            "summary": "Many books",
            "value": {
                "books": [{"description": _BLURB}, {"description": "Fifty soups for cold evenings, leek to lentil."}],
                "rank": "specific",
            },
        },
    },
    "suggest_stores": {
        "description": {
            "summary": "Genres are read from the description",
            "value": {"description": _BLURB, "stores": ["kdp", "thema"]},
        },
        "genres": {
            "summary": "Genres are given",
            "value": {"genres": ["cozy-mystery", "cats"], "stores": ["kdp-print"]},
        },
    },
    "compare": {
        "two": {
            "summary": "Two versions",
            "value": {
                "first": {"description": _BLURB},
                "second": {"description": f"{_BLURB} Then he meets the widow, and falls in love for the last time."},
            },
        },
    },
    "check_palette": {
        "genre": {
            "summary": "Against a genre",
            "value": {"colours": ["#14060c", "#c1121f", "#f0e8d8"], "genres": ["thriller"]},
        },
        "alone": {"summary": "What it looks like", "value": {"colours": ["#112233", "#ddeeff"]}},
    },
    "cover": {
        "description": {
            "summary": "Genres are read from the description",
            "value": {"description": _BLURB, "title": "The Night Handler", "author": "A. Nobody", "layout": "split"},
        },
        "genres": {"summary": "Genres are given", "value": {"genres": ["romance", "noir"], "mode": "stand-out"}},
    },
}
"""Request bodies, by operation."""

# The body of `create_job`; the library knows only bodies that a model reads.
_UPLOAD: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary", "description": "The file."}},
                "required": ["file"],
                "additionalProperties": False,
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}

_HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": (
            "Identifies this request; quote it in a report. A request may send its own: up to 64 letters, digits, `.`, "
            "`_`, `-`."
        ),
        "required": True,
        "schema": {"type": "string"},
    },
    "X-Model-Version": {
        "description": "The model that gave the answer.",
        "required": True,
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which to try again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
}


def responses(answer: type[BaseModel] | dict[str, Any], *statuses: int, success: int = 200) -> dict[Any, Any]:
    """Describe the responses of an operation: its answer, and the problems that it may meet."""
    content = {MIMETYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {success: answer} | {
        status: {"description": kind_of(status).title, "content": content} for status in statuses
    }


def text(*media_types: str) -> dict[str, Any]:
    """Describe an answer that is a file of one of these kinds."""
    return {"description": "OK", "content": {kind: {"schema": {"type": "string"}} for kind in media_types}}


def finish(document: dict[str, Any]) -> dict[str, Any]:
    """Return the library's document as one of OpenAPI 3.1, with headers and examples."""
    # The library writes 3.2 and uses nothing that 3.1 lacks; more tools read 3.1.
    document = {"openapi": "3.1.0"} | {key: value for key, value in document.items() if key != "openapi"}
    document["components"]["headers"] = _HEADERS
    for _, _, operation in operations(document):
        operation["tags"] = sorted(operation["tags"])
        described = operation["responses"]
        # Added by the library to whatever lacks it, with its own media type.
        if "application/json" in described.get("422", {}).get("content", {}):
            del described["422"]
        for status, response in described.items():
            names = ["X-Request-ID", "X-Model-Version", *(["Retry-After"] if status in ("429", "503") else [])]
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        if operation["operationId"] == "create_job":
            operation["requestBody"] = _UPLOAD
        elif "requestBody" in operation:
            operation["requestBody"]["content"]["application/json"]["examples"] = EXAMPLES[operation["operationId"]]
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of all operations."""
    for path, item in document["paths"].items():
        for method in ("get", "post", "delete"):
            if method in item:
                yield path, method, item[method]
