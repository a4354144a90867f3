"""Configuration of the server, from environment variables that begin with ``BOOKGENRE_``."""

import difflib
import os
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bookgenre.classifier.parallel import available_cores
from bookgenre.errors import InputError

__all__ = ["FORM_AROUND_FILE", "PREFIX", "Settings", "read_settings", "unknown_names"]

PREFIX = "BOOKGENRE_"

FORM_AROUND_FILE = 65_536
"""Bytes that a form may have beside its file."""

# Of other commands.
_OTHERS = frozenset({"BOOKGENRE_CONTACT"})


class Settings(BaseSettings):
    """What an operator may set; each field is the variable ``BOOKGENRE_`` and its name in capitals.

    docs/deploy.md lists them; its table is made from the descriptions here.
    """

    # An empty variable is one that is not set: compose files and unit files often hold `NAME=`.
    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 for all.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    model: str | None = Field(None, description="Model folder or hub id instead of the packaged model.")
    mapping: str | None = Field(
        None,
        description="Your own table of BISAC codes for the store categories: columns `code` and `genre` or `heading` "
        "(docs/stores.md). It is read at the start, and by each catalogue job.",
    )
    workers: int = Field(
        default_factory=available_cores,
        ge=1,
        le=256,
        description="Answers that one process computes at once, each on one core.",
    )
    max_waiting: int = Field(
        32, ge=0, le=10_000, description="Requests that may wait for a core; others get 503 and Retry-After."
    )
    max_wait_s: float = Field(10.0, gt=0, le=300, description="Seconds after which a waiting request gets 503.")
    answer_timeout_s: float = Field(
        30.0, gt=0, le=600, description="Seconds after which work on an answer stops, with 503."
    )
    max_body_bytes: int = Field(
        1_048_576, ge=1024, description="Largest request body, in bytes; a larger one gets 413."
    )
    rate_limit: str = Field(
        "240 per minute",
        description="Windows of text that one client may use, such as `20 per second; 240 per minute`; `none` for no "
        "limit.",
    )
    rate_limit_storage: str = Field(
        "memory://",
        description="Where requests are counted: `memory://` for each process, `redis://host:6379` for all together.",
    )
    jobs_folder: str | None = Field(
        None,
        description="Folder for the files of catalogue jobs; a temporary folder if not set. All processes of a server "
        "must use the same one.",
    )
    jobs_kept: int = Field(
        20,
        ge=0,
        le=1000,
        description="Catalogue jobs that may exist at once, including finished ones; 0 turns jobs off.",
    )
    jobs_per_client: int = Field(4, ge=1, le=1000, description="How many of them one client may have.")
    jobs_max_bytes: int = Field(
        10_485_760, ge=1024, le=1_073_741_824, description="Largest file of a catalogue job, in bytes."
    )
    jobs_max_books: int = Field(500, ge=1, le=1_000_000, description="Most books in a file.")
    jobs_max_result_bytes: int = Field(
        209_715_200,
        ge=1024,
        description="Largest result of a catalogue job, in bytes; a job whose result would be larger fails.",
    )
    jobs_keep_s: int = Field(
        3600, ge=1, le=604_800, description="Seconds after which a finished job is deleted with its files."
    )
    jobs_rate_limit: str = Field(
        "2000 per hour", description="Books in files that one client may send; `none` for no limit."
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="Proxies in front of the server whose X-Forwarded-For, -Proto and -Prefix are trusted.",
    )
    connections_per_client: int = Field(
        100,
        ge=0,
        le=10_000,
        description="Connections that one address may have; a further one closes the oldest unfinished one. 0 for no "
        "limit. There is no limit behind trusted proxies, where all connections come from the proxy.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins whose pages may call the API, separated by commas; `*` for any; empty for none."
    )
    https: bool = Field(
        False, description="Whether clients use HTTPS; if so, HSTS tells their browsers to keep using it."
    )
    metrics: bool = Field(True, description="Whether /api/v1/metrics answers.")
    threads: int = Field(
        0,
        ge=0,
        le=4096,
        description="Threads of one process. 0: one per request that may compute or wait, and 16 more that refuse "
        "others.",
    )
    request_timeout_s: int = Field(
        30,
        ge=1,
        le=600,
        description="Seconds that a client may take to send a request, and as many to read the answer.",
    )
    shutdown_timeout_s: int = Field(
        20, ge=0, le=600, description="Seconds that requests in flight have to finish when the server is stopped."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")
    log_format: Literal["json", "text"] = Field("json", description="One JSON object per line, or plain text.")

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_threads(self) -> Self:
        if 0 < self.threads <= self.workers + self.max_waiting:
            # Further requests would wait for a thread instead, where nobody bounds them.
            raise ValueError(
                f"threads must be 0, or more than workers and max_waiting: {self.workers + self.max_waiting}"
            )
        return self

    @property
    def largest_body(self) -> int:
        """Bytes of the largest body of any request."""
        return max(self.max_body_bytes, self.jobs_max_bytes + FORM_AROUND_FILE if self.jobs_kept else 0)

    @property
    def handled_at_once(self) -> int:
        """Threads of one process."""
        return self.threads or self.workers + self.max_waiting + 16

    @field_validator("rate_limit", "jobs_rate_limit")
    @classmethod
    def _limits(cls, value: str) -> str:
        from limits import parse_many

        value = value.strip()
        if value.casefold() in ("", "none"):
            return ""
        parse_many(value)
        return value


def read_settings(**values: Any) -> Settings:
    """Read the environment; `values` that are not None go before it.

    `InputError` names a variable that has a value that cannot be used, or a name that resembles a setting.
    """
    for wrong in unknown_names():
        near = difflib.get_close_matches(wrong, [PREFIX + name.upper() for name in Settings.model_fields], 1, 0.85)
        if near:
            raise InputError(f"there is no setting {wrong}; did you mean {near[0]}? See docs/deploy.md")
    try:
        return Settings(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            raise InputError(f"the settings do not fit together: {reason}; see docs/deploy.md") from None
        name = PREFIX + str(first["loc"][0]).upper()
        raise InputError(
            f"{name} is {first['input']!r}: {reason[:1].lower()}{reason[1:]}; see docs/deploy.md"
        ) from None


def unknown_names() -> Iterator[str]:
    """Yield names of variables that begin like settings and are none; an empty value does not count.

    One that resembles a setting is an error of `read_settings`. Others are only reported: Kubernetes, for one, sets
    ``BOOKGENRE_SERVICE_HOST`` beside a service of this name.
    """
    for name, value in os.environ.items():
        known = name in _OTHERS or name.removeprefix(PREFIX).lower() in Settings.model_fields
        if value and name.startswith(PREFIX) and not known:
            yield name
