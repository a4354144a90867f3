"""Models of the job resource: its requests and its answers."""

import time
from typing import Literal

from flask import url_for
from pydantic import BaseModel, ConfigDict, Field

from bookgenre.web.jobs import Job

__all__ = ["JobModel", "JobOptions", "JobPath", "JobQuery", "job_answer"]


class JobOptions(BaseModel):
    """What is to be made of a file."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    format: str | None = Field(
        None,
        max_length=40,
        description="Name of the format of the result, such as `csv` or `xlsx`; else that of the file, or CSV.",
        examples=["csv"],
    )
    description: str | None = Field(
        None, max_length=200, description="Of a table: the column with the descriptions; else it is recognised."
    )
    top: int = Field(5, ge=1, le=256, description="Most probable genres to add.")
    long: bool = Field(False, description="Of a table: one row per genre in place of one per book.")
    colours: bool = Field(False, description="Add three cover colours per book.")


class JobQuery(JobOptions):
    """What is to be made of the file in the body."""

    filename: str | None = Field(
        None,
        max_length=255,
        description="Name of a file that is itself the body; its ending says what it is. A part of a form has its own.",
        examples=["books.csv"],
    )


class JobPath(BaseModel):
    """Which job."""

    model_config = ConfigDict(hide_input_in_errors=True)

    id: str = Field(pattern="^[0-9a-f]{32}$", description="Id of a job, as the answer to the upload gives it.")


class JobModel(BaseModel):
    """A catalogue job."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Who knows it may read and delete the job; 32 hexadecimal digits.")
    state: Literal["waiting", "running", "done", "failed", "interrupted"] = Field(
        description="`failed` says why in `error`; `interrupted`: the server was stopped; send the file again."
    )
    file: str = Field(description="Name of the file that was sent.")
    format: str = Field(description="Name of the format of the result.")
    books: int = Field(description="Records in the file.", ge=1)
    done: int = Field(description="Records that have been read.", ge=0)
    answered: int = Field(description="Of these, those that were classified.", ge=0)
    rejected: int = Field(description="Of these, those that could not be; `rejects` lists them.", ge=0)
    notes: list[str] = Field(description="How the file was read, and what could not be written.")
    error: str | None = Field(description="Why the job has failed, and what to do.")
    result: str | None = Field(description="Address of the result; null until it is there.")
    rejects: str | None = Field(
        description="Address of the list of what could not be classified (JSON Lines); null if there is none."
    )
    expires_in: int | None = Field(
        description="Seconds after which the files are deleted; null while the job has not ended.", ge=0
    )
    model_version: str


def job_answer(job: Job, model_version: str) -> JobModel:
    """Return what the API says of a job."""
    done = job.state == "done"
    return JobModel.model_validate(
        {
            "id": job.id,
            "state": job.state,
            "file": job.file,
            "format": job.writer,
            "books": job.books,
            "done": job.done,
            "answered": job.answered,
            "rejected": job.rejected,
            "notes": list(job.notes),
            "error": job.error or None,
            "result": url_for("jobs_api.get_result", id=job.id) if done else None,
            "rejects": url_for("jobs_api.get_rejects", id=job.id) if done and job.rejected else None,
            "expires_in": max(0, round(job.ends - time.time())) if job.ends else None,
            "model_version": model_version,
        }
    )
