"""Cheap bounds on a body, before anything that costs more than reading it."""

from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout, UnsupportedMediaType
from werkzeug.formparser import FormDataParser

from bookgenre.files.json_faults import json_fault
from bookgenre.web.problems import ExplainedError

__all__ = ["MOST_FIELDS", "MOST_KEYS", "TooManyFieldsError", "bound_bodies", "too_many_keys"]

MOST_FIELDS = 32
"""Fields of a form; ours has sixteen."""

MOST_KEYS = 32
"""Keys of an object in JSON; ours have ten at most."""

# Views that accept a file.
_UPLOADS = frozenset({"jobs_api.create_job", "catalogue.upload"})
_FORM = "application/x-www-form-urlencoded"


class UnreadableError(ExplainedError, BadRequest):
    """A body that cannot be read."""


class WrongFormError(ExplainedError, UnsupportedMediaType):
    """A body in a form that this address does not take."""


class TooManyFieldsError(ExplainedError, RequestEntityTooLarge):
    """A form with too many fields, or with a file where a short text belongs."""

    slug = "too-many-fields"

    def __init__(self) -> None:
        super().__init__(f"The form has more than {MOST_FIELDS} fields, or one that is too long. Send fewer fields.")


def bound_bodies(app: Flask, most_bytes: int) -> None:
    """Refuse bodies that are too long or have too many fields, and answer what cannot be read with 400."""
    app.config["MAX_CONTENT_LENGTH"] = most_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = most_bytes
    app.request_class = _Request
    application = app.wsgi_app

    def with_readable_body(environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return application(environ, start_response)

    app.wsgi_app = with_readable_body  # type: ignore[method-assign]

    @app.before_request
    def check_form() -> None:
        if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
            raise WrongFormError("This server does not unpack bodies. Send the body without Content-Encoding.")
        if request.mimetype == _FORM:
            _count_fields(request.get_data(parse_form_data=False))
        elif request.method == "POST" and request.blueprint == "pages" and (request.mimetype or request.content_length):
            # It would be read as an empty form.
            raise _not_a_form()


def _count_fields(body: bytes) -> None:
    if body.count(b"&") >= MOST_FIELDS:
        raise TooManyFieldsError


def _not_a_form() -> WrongFormError:
    return WrongFormError(f"This address takes a form. Send its fields with Content-Type: {_FORM}.")


def too_many_keys(body: dict[Any, Any]) -> str:
    """Return where an object, or a book in it, has more than `MOST_KEYS` keys, as a JSON Pointer; "" if nowhere.

    Each unknown key would cost an error of its own.
    """
    if len(body) > MOST_KEYS:
        return "#"
    for name in ("first", "second"):
        book = body.get(name)
        if isinstance(book, dict) and len(book) > MOST_KEYS:
            return f"#/{name}"
    books = body.get("books")
    for place, book in enumerate(books if isinstance(books, list) else ()):
        if isinstance(book, dict) and len(book) > MOST_KEYS:
            return f"#/books/{place}"
    return ""


class _FormParser(FormDataParser):
    """Counts fields wherever a form is read: also by the page of an error that came before they were counted."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        if mimetype == _FORM:
            body = stream.read()
            _count_fields(body)
            stream = BytesIO(body)
        watched = _WatchedStream(stream)
        try:
            return super().parse(watched, mimetype, content_length, options)  # type: ignore[arg-type]
        except RequestEntityTooLarge:
            if watched.is_too_long:
                raise
            # Else it is the parser that refuses.
            raise TooManyFieldsError from None


class _WatchedStream:
    """Knows whether the stream of a form has itself refused to be read any further, as it is too long."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.is_too_long = False

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except RequestEntityTooLarge:
            self.is_too_long = True
            raise


class _Request(Request):
    form_data_parser_class = _FormParser

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        if e is None:
            return super().on_json_loading_failed(e)
        if not self.get_data():
            raise UnreadableError("The body is empty. Send one JSON object.")
        raise UnreadableError(f"The body cannot be read as JSON: {json_fault(e)}. Send one JSON object.")

    def _load_form_data(self) -> None:
        # The heads of the parts of such a body take as long to read as fifty answers; few forms send a file.
        if self.mimetype == "multipart/form-data":
            if self.endpoint not in _UPLOADS:
                raise _not_a_form()
            self.max_form_parts = MOST_FIELDS
        super()._load_form_data()

    def _get_file_stream(self, *_positional: Any, **_named: Any) -> IO[bytes]:
        # Bounded by the length of the body. A temporary file would need a folder, and would outlive a crash.
        return BytesIO()


class _Body:
    """Turns errors of reading a body, such as a malformed chunk, into 400, and a client that is too slow into 408."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except TimeoutError:
            raise RequestTimeout from None
        except Exception:
            # Each server has errors of its own for what it cannot read.
            raise UnreadableError(
                "The body breaks off, or is not of the length that it states. Send it again."
            ) from None
