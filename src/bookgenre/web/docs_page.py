"""The OpenAPI document, as it is and as a page for people; neither needs a script."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for

from bookgenre.web.headers import cacheable
from bookgenre.web.openapi import PREFIX, operations
from bookgenre.web.problems import KINDS

__all__ = ["api_docs"]

_EXAMPLE_HOST = "http://localhost"

api_docs = Blueprint("api_docs", __name__, url_prefix=PREFIX)


@api_docs.get("/openapi.json")
def openapi() -> Response:
    """The document."""
    # Tools put the operations' paths behind this address.
    servers = {"servers": [{"url": request.script_root or "/"}]}
    document: dict[str, Any] = current_app.extensions["bookgenre.openapi"] | servers
    return cacheable(Response(json.dumps(document, ensure_ascii=False), mimetype="application/json"), 0)


@api_docs.get("/docs")
def page() -> Response:
    """The document as a page."""
    document: dict[str, Any] = current_app.extensions["bookgenre.openapi"]
    # Not the header Host, which anyone may write.
    address = _EXAMPLE_HOST + request.script_root
    shown = render_template(
        "api_docs.html",
        document=document,
        operations=[_operation(address, *entry) for entry in operations(document)],
        schemas=document["components"]["schemas"],
        type_of=_type,
        problems=KINDS,
        example_host=_EXAMPLE_HOST,
        openapi_url=url_for("api_docs.openapi"),
    )
    return cacheable(Response(shown), 0)


def _operation(address: str, path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = [
        {"summary": example["summary"], "curl": _curl(f"{address}{path}", example["value"])}
        for example in body.get("examples", {}).values()
    ] or [{"summary": "", "curl": _plain_curl(address, path, method, operation)}]
    return operation | {
        "path": path,
        "method": method.upper(),
        "body": _type(body["schema"]) if body else None,
        "examples": examples,
        "responses": [
            {
                "status": status,
                "description": response["description"],
                "kinds": [(kind, _type(content["schema"])) for kind, content in response.get("content", {}).items()],
            }
            for status, response in sorted(operation["responses"].items())
        ],
    }


def _plain_curl(address: str, path: str, method: str, operation: dict[str, Any]) -> str:
    """A request without an example of its body."""
    words = ["curl"]
    if method == "delete":
        words.append("--request DELETE")
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        words.append("--form file=@books.csv")
    named = path.replace("{id}", "noir" if "/genres/" in path else "0" * 32)
    return " ".join([*words, f"{address}{named}"])


def _curl(address: str, body: dict[str, Any]) -> str:
    # An apostrophe would end the shell's quotes.
    data = json.dumps(body, ensure_ascii=False).replace("'", "\\u0027")
    return f"curl {address} \\\n  --json '{data}'"


def _type(schema: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return a schema's type in words, each with the name of the schema that it refers to, if it does."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [(name, name)]
    for key in ("oneOf", "anyOf"):
        if key in schema and "properties" not in schema:
            parts: list[tuple[str, str | None]] = []
            for option in schema[key]:
                parts += [(" or ", None)] if parts else []
                parts += _type(option)
            return parts
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return [(" or ".join(f"“{value}”" for value in values), None)]
    if schema.get("type") == "array":
        return [("list of ", None), *_type(schema.get("items", {}))]
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return [("map of text to ", None), *_type(schema["additionalProperties"])]
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
    return [(words.get(schema.get("type", ""), schema.get("type", "anything")) + _bounds(schema), None)]


def _bounds(schema: dict[str, Any]) -> str:
    least = schema.get("minLength", schema.get("minimum"))
    most = schema.get("maxLength", schema.get("maximum"))
    unit = " characters" if schema.get("type") == "string" else ""
    if least is not None and most is not None:
        return f", {least:,.0f} to {most:,.0f}{unit}"
    if least is not None:
        return f", {least:,.0f} or more{unit}"
    if most is not None:
        return f", {most:,.0f} at most{unit}"
    return ""
