"""The OpenAPI document, as it is and as a page for people; neither needs a script."""

import json
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from jinja2 import TemplateNotFound

from bookgenre.web.openapi import PREFIX, operations
from bookgenre.web.problems import KINDS

__all__ = ["make_docs"]

_EXAMPLE_HOST = "http://localhost"


def make_docs(document: dict[str, Any]) -> Blueprint:
    """Make the blueprint of ``/api/v1/openapi.json`` and ``/api/v1/docs`` from a finished document."""
    docs = Blueprint("api_docs", __name__, url_prefix=PREFIX, template_folder="api_templates")

    @lru_cache(maxsize=4)
    def text(prefix: str) -> str:
        # Tools put the operations' paths behind this address.
        return json.dumps(document | {"servers": [{"url": prefix or "/"}]}, ensure_ascii=False)

    @docs.get("/openapi.json")
    def openapi() -> Response:
        return _kept(Response(text(request.script_root), mimetype="application/json"))

    @docs.get("/docs")
    def page() -> Response:
        # Not the header Host, which anyone may write.
        address = _EXAMPLE_HOST + request.script_root
        return _kept(
            Response(
                render_template(
                    "api_docs.html",
                    layout=_layout(),
                    document=document,
                    operations=[_operation(address, *entry) for entry in operations(document)],
                    schemas=document["components"]["schemas"],
                    type_of=_type,
                    problems=KINDS,
                    example_host=_EXAMPLE_HOST,
                    openapi_url=url_for("api_docs.openapi"),
                )
            )
        )

    return docs


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = 0
    response.add_etag()
    response.make_conditional(request)
    return response


def _layout() -> Any:
    """The site's frame, or a bare one where there is no site around the API."""
    environment = current_app.jinja_env
    try:
        return environment.get_template("base.html")
    except TemplateNotFound:
        return environment.get_template("api_bare.html")


def _operation(address: str, path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = [
        {"summary": example["summary"], "curl": _curl(f"{address}{path}", example["value"])}
        for example in body.get("examples", {}).values()
    ] or [{"summary": "", "curl": f"curl {address}{path.replace('{id}', 'noir')}"}]
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
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


def _curl(address: str, body: dict[str, Any]) -> str:
    # An apostrophe would end the shell's quotes.
    data = json.dumps(body, ensure_ascii=False).replace("'", "\\u0027")
    return f"curl {address} \\\n  --json '{data}'"


def _type(schema: dict[str, Any]) -> list[tuple[str, str | None]]:
    """What a schema takes, as words, each with the name of the schema that it leads to, if it does."""
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
    if "enum" in schema:
        return [(" or ".join(f"“{value}”" for value in schema["enum"]), None)]
    if "const" in schema:
        return [(f"“{schema['const']}”", None)]
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
