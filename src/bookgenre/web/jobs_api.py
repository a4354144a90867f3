"""The operations of the REST API on catalogue jobs: files of books in, files with genres out."""

from pathlib import Path

from flask import Response, current_app, jsonify, request, send_file, url_for
from flask_openapi.blueprint import APIBlueprint
from werkzeug.exceptions import RequestEntityTooLarge

from bookgenre.web.api_base import model_version
from bookgenre.web.job_formats import MEDIA_TYPES
from bookgenre.web.job_runner import current_jobs
from bookgenre.web.job_schemas import JobModel, JobPath, JobQuery, job_answer
from bookgenre.web.jobs import Job, JobsFullError, JobsOffError
from bookgenre.web.openapi import PREFIX, responses
from bookgenre.web.problems import problem
from bookgenre.web.settings import FORM_AROUND_FILE, Settings

__all__ = ["allow_upload", "create_job", "delete_job", "get_rejects", "get_result", "jobs_api", "why_full"]

jobs_api = APIBlueprint("jobs_api", __name__, url_prefix=PREFIX)

_NO_JOB = "There is no such job: it was deleted, or its time is over."
_NO_FORM = (
    "Send the file as a part of a form (multipart/form-data), or with another Content-Type, such as "
    "application/octet-stream."
)
_LINES = "application/jsonl"


def allow_upload() -> int:
    """Let the body of this request be as large as a file may be; return how many bytes that are."""
    settings = current_app.config["BOOKGENRE"]
    assert isinstance(settings, Settings)  # noqa: S101 - create_app puts it there
    request.max_content_length = settings.jobs_max_bytes + FORM_AROUND_FILE
    return settings.jobs_max_bytes


def why_full(error: JobsFullError) -> str:
    """Return what to do where no further job is taken."""
    if error.of_client:
        return "You have as many jobs as this server keeps for one client; delete one, or wait until one expires."
    return "The server keeps as many jobs as it can; try again later."


@jobs_api.post(
    "/jobs",
    operation_id="create_job",
    tags=[{"name": "jobs"}],
    summary="Send a file of books to be classified",
    description=(
        "A table (CSV, TSV, JSON Lines, a spreadsheet), ONIX, MARC, or another format that `bookgenre classify` reads, "
        "as the part `file` of a form or as the body. It is checked at once and classified in the background; the "
        "header Location says where its progress can be read. The files are deleted when you delete the job, or some "
        "time after it has ended."
    ),
    responses=responses(JobModel, 400, 408, 413, 415, 422, 429, 503, success=202),
)
def create_job(query: JobQuery) -> Response:
    """Take a file."""
    most = allow_upload()
    try:
        if request.mimetype == "multipart/form-data":
            if set(request.files) != {"file"} or request.form or len(request.files.getlist("file")) > 1:
                return problem(422, "The form has one part, `file`; options are in the query of the address.")
            sent = request.files["file"]
            content, name = sent.stream.read(), sent.filename or ""
        elif request.mimetype == "application/x-www-form-urlencoded":
            return problem(415, _NO_FORM)
        else:
            content, name = request.get_data(cache=False), query.filename or ""
        if len(content) > most:
            raise RequestEntityTooLarge
    except RequestEntityTooLarge:
        return problem(413, f"A file has at most {most:,} bytes; split it.")
    if not content:
        return problem(422, "The file is empty; send one with books.")
    try:
        job = current_jobs().take(content, name, query)
    except JobsOffError as error:
        return problem(503, f"{str(error)[:1].upper()}{str(error)[1:]}.", headers={"Retry-After": "3600"})
    except JobsFullError as error:
        return problem(429 if error.of_client else 503, why_full(error), headers={"Retry-After": "60"})
    except OSError:
        return problem(503, "The server has no space for the file; try again later.", headers={"Retry-After": "600"})
    response = _answer(job)
    response.status_code = 202
    response.headers["Location"] = url_for("jobs_api.get_job", id=job.id)
    return response


@jobs_api.get(
    "/jobs/<id>",
    operation_id="get_job",
    tags=[{"name": "jobs"}],
    summary="Say how far a job is",
    responses=responses(JobModel, 404, 422),
)
def get_job(path: JobPath) -> Response:
    """Say how far a job is."""
    job = current_jobs().store.find(path.id)
    return problem(404, _NO_JOB) if job is None else _answer(job)


@jobs_api.get(
    "/jobs/<id>/result",
    operation_id="get_result",
    tags=[{"name": "jobs"}],
    summary="Fetch the file with genres",
    description="409 while the job has not ended, or where it has failed.",
    responses=responses(None, 404, 409, 422, content=sorted(set(MEDIA_TYPES.values()))),
)
def get_result(path: JobPath) -> Response:
    """Send the result."""
    job = _done(path)
    if isinstance(job, Response):
        return job
    return _file(current_jobs().store.result_of(job), MEDIA_TYPES[job.writer])


@jobs_api.get(
    "/jobs/<id>/rejects",
    operation_id="get_rejects",
    tags=[{"name": "jobs"}],
    summary="Fetch the list of what could not be classified",
    description="One JSON object per line: record, identifier, reason. Empty where all were classified.",
    responses=responses(None, 404, 409, 422, content=_LINES),
)
def get_rejects(path: JobPath) -> Response:
    """Send the list of rejects."""
    job = _done(path)
    if isinstance(job, Response):
        return job
    if not job.rejected:
        return Response(b"", mimetype=_LINES)
    return _file(current_jobs().store.rejects_of(job), _LINES)


@jobs_api.delete(
    "/jobs/<id>",
    operation_id="delete_job",
    tags=[{"name": "jobs"}],
    summary="Delete a job and its files",
    description="One that is running is stopped.",
    responses={204: {"description": "Deleted"}} | {k: v for k, v in responses(None, 404, 422).items() if k != 200},
)
def delete_job(path: JobPath) -> Response:
    """Delete a job."""
    store = current_jobs().store
    if store.find(path.id) is None:
        return problem(404, _NO_JOB)
    store.delete(path.id)
    return Response(status=204)


def _answer(job: Job) -> Response:
    return jsonify(job_answer(job, model_version()).model_dump())


def _done(path: JobPath) -> Job | Response:
    """Return the job whose files can be fetched, or the problem with it."""
    job = current_jobs().store.find(path.id)
    if job is None:
        return problem(404, _NO_JOB)
    if job.state == "done":
        return job
    detail = f"The job has not ended: {job.done} of {job.books} books are done."
    if job.has_ended:
        detail = f"There is no result; {job.error}."
    return problem(409, detail)


def _file(path: Path, media_type: str) -> Response:
    try:
        return send_file(path, mimetype=media_type, as_attachment=True, download_name=path.name, max_age=None)
    except OSError:  # deleted meanwhile
        return problem(404, _NO_JOB)
