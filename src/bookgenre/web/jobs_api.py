"""The operations of the REST API on catalogue jobs: files of books in, files with genres out."""

import time
import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Response, abort, g, jsonify, request, send_file, url_for
from flask_openapi.blueprint import APIBlueprint
from werkzeug.exceptions import RequestEntityTooLarge

from bookgenre.web.bodies import TooManyFieldsError
from bookgenre.web.client_throttle import client_name
from bookgenre.web.concurrency import BusyError
from bookgenre.web.job_formats import MEDIA_TYPES
from bookgenre.web.job_runner import current_jobs
from bookgenre.web.jobs import Job
from bookgenre.web.openapi import PREFIX, responses, text
from bookgenre.web.problems import TryLaterError, problem
from bookgenre.web.request_schemas import JobPath, JobQuery
from bookgenre.web.response_schemas import JobModel
from bookgenre.web.service import current_service
from bookgenre.web.settings import FORM_AROUND_FILE

__all__ = ["NO_JOB", "allow_upload", "job_answer", "jobs_api"]

jobs_api = APIBlueprint("jobs_api", __name__, url_prefix=PREFIX)

NO_JOB = "There is no such job; it may have been deleted, or it has expired."
_NO_FILE = "The server has lost this file of the job; delete the job and send the file again."
_NO_FORM = (
    "Send the file as a part of a form (multipart/form-data), or with another Content-Type, such as "
    "application/octet-stream."
)
_LINES = "application/jsonl"


def allow_upload() -> int:
    """Let the body of this request be as large as a file may be; return how many bytes that are."""
    most = current_service().settings.jobs_max_bytes
    request.max_content_length = most + FORM_AROUND_FILE
    g.smaller = "a smaller file"
    return most


def _file_responses(*media_types: str) -> dict[Any, Any]:
    """Describe the responses of an operation that sends a file, or the part of it that the header Range names."""
    part = text(*media_types) | {"description": "The range of bytes that the header Range asks for"}
    return responses(text(*media_types), 404, 409, 412, 416, 422, 429, 503) | {206: part}


@jobs_api.post(
    "/jobs",
    operation_id="create_job",
    tags=[{"name": "jobs"}],
    summary="Send a file of books to be classified",
    description=(
        "The file may be a table (CSV, TSV, JSON Lines, a spreadsheet), ONIX, MARC, or another format that `bookgenre "
        "classify` reads. Send it as the part `file` of a form, or as the body. It is checked at once and classified "
        "in the background; the header Location has the address of the job. The files are deleted when you delete the "
        "job, or some time after it has ended."
    ),
    responses=responses(JobModel, 400, 403, 408, 413, 415, 422, 429, 503, success=202),
)
def create_job(query: JobQuery) -> Response:
    """Take a file."""
    most = allow_upload()
    try:
        if request.mimetype == "multipart/form-data":
            if set(request.files) != {"file"} or request.form or len(request.files.getlist("file")) > 1:
                return problem(422, "Send a form with one part, `file`; options go into the query of the address.")
            sent = request.files["file"]
            content, name = sent.stream.read(), sent.filename or ""
        elif request.mimetype == "application/x-www-form-urlencoded":
            return problem(415, _NO_FORM)
        else:
            content, name = request.get_data(cache=False), query.filename or ""
        if len(content) > most:
            raise RequestEntityTooLarge
    except TooManyFieldsError:
        raise
    except RequestEntityTooLarge:
        return problem(413, f"The file has more than {most:,} bytes; split it.")
    if not content:
        return problem(422, "The file is empty; send a file with books.")
    job = current_jobs().take(content, name, query)
    response = _answer(job)
    response.status_code = 202
    response.headers["Location"] = url_for("jobs_api.get_job", id=job.id)
    return response


@jobs_api.get(
    "/jobs/<id>",
    operation_id="get_job",
    tags=[{"name": "jobs"}],
    summary="Show the progress of a job",
    responses=responses(JobModel, 404, 422, 429),
)
def get_job(path: JobPath) -> Response:
    """Say how far a job is."""
    return _answer(_found(path))


@jobs_api.get(
    "/jobs/<id>/result",
    operation_id="get_result",
    tags=[{"name": "jobs"}],
    summary="Fetch the file with genres",
    description="409 if the job has not ended or has failed.",
    responses=_file_responses(*sorted(set(MEDIA_TYPES.values()))),
)
def get_result(path: JobPath) -> Response:
    """Send the result."""
    job = _done(path)
    return _file(job, current_jobs().store.result_of(job), MEDIA_TYPES[job.writer])


@jobs_api.get(
    "/jobs/<id>/rejects",
    operation_id="get_rejects",
    tags=[{"name": "jobs"}],
    summary="Fetch the list of records that could not be classified",
    description="One JSON object per line: record, identifier, reason. Empty if all were classified.",
    responses=_file_responses(_LINES),
)
def get_rejects(path: JobPath) -> Response:
    """Send the list of rejects."""
    job = _done(path)
    if not job.rejected:
        return Response(b"", mimetype=_LINES)
    return _file(job, current_jobs().store.rejects_of(job), _LINES)


@jobs_api.delete(
    "/jobs/<id>",
    operation_id="delete_job",
    tags=[{"name": "jobs"}],
    summary="Delete a job and its files",
    description="A running job is stopped.",
    responses=responses({"description": "Deleted"}, 403, 404, 422, 429, success=204),
)
def delete_job(path: JobPath) -> Response:
    """Delete a job."""
    current_jobs().store.delete(_found(path).id)
    return Response(status=204)


def job_answer(job: Job) -> JobModel:
    """Return what the API says of a job."""
    done = job.state == "done"
    same = ("id", "state", "file", "books", "done", "answered", "rejected")
    differing = {
        "format": job.writer,
        "notes": list(job.notes),
        "error": job.error or None,
        "result": url_for("jobs_api.get_result", id=job.id) if done else None,
        "rejects": url_for("jobs_api.get_rejects", id=job.id) if done and job.rejected else None,
        "expires_in": max(0, round(job.ends - time.time())) if job.ends else None,
        "model_version": current_service().model_version,
    }
    return JobModel.model_validate({name: getattr(job, name) for name in same} | differing)


def _answer(job: Job) -> Response:
    return jsonify(job_answer(job).model_dump())


def _found(path: JobPath) -> Job:
    job = current_jobs().store.find(path.id)
    if job is None:
        abort(problem(404, NO_JOB))
    return job


def _done(path: JobPath) -> Job:
    """Return the job whose files can be fetched."""
    job = _found(path)
    if job.has_ended and job.state != "done":
        abort(problem(409, f"There is no result; {job.error}."))
    if not job.has_ended:
        abort(problem(409, f"The job has not ended: {job.done} of {job.books} books are done."))
    return job


def _file(job: Job, path: Path, media_type: str) -> Response:
    """Send a file; while it is read, it takes one of the few places for downloads, as each keeps a thread."""
    with ExitStack() as place:
        try:
            place.enter_context(current_jobs().downloads.admitted(client_name()))
            response = send_file(path, mimetype=media_type, as_attachment=True, download_name=path.name, max_age=None)
        except BusyError:
            detail = "The server is sending as many files as it can, to you or in all; try again in a few seconds."
            raise TryLaterError(10, detail) from None
        except FileNotFoundError:  # deleted meanwhile, or by somebody else
            return problem(404, _NO_FILE if current_jobs().store.is_there(job.id) else NO_JOB)
        # It is called once: when the response is closed, or where it never is, at its end.
        response.call_on_close(weakref.finalize(response, place.pop_all().close))
    # What is passed through is closed without a call.
    response.direct_passthrough = False
    # `send_file` lets a browser keep it.
    response.headers["Cache-Control"] = "no-store"
    return response
