"""The pages of catalogue jobs: send a file, watch its progress, fetch the result. None of them needs a script."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from bookgenre.errors import InputError
from bookgenre.web.bodies import TooManyFieldsError
from bookgenre.web.job_formats import result_formats, upload_formats
from bookgenre.web.job_runner import current_jobs
from bookgenre.web.jobs import COLUMN_OPTION
from bookgenre.web.jobs_api import NO_JOB, allow_upload, job_answer
from bookgenre.web.problems import TryLaterError, sentence
from bookgenre.web.request_schemas import JobOptions
from bookgenre.web.service import current_service

__all__ = ["jobs_page"]

jobs_page = Blueprint("catalogue", __name__)

_TOO_LONG = {
    "format": "There is no such format of the result; choose one of the list.",
    "description": "The name of the column has more than 200 characters; shorten it.",
}


@jobs_page.get("/catalogue")
def ask() -> Response:
    """The form."""
    return _form(deleted="deleted" in request.args)


@jobs_page.post("/catalogue")
def upload() -> BaseResponse:
    """Take a file and lead to its progress."""
    most = allow_upload()
    try:
        sent = request.files.get("file")
        content = sent.stream.read() if sent else b""
        if len(content) > most:
            raise RequestEntityTooLarge
    except TooManyFieldsError as error:
        return _form(413, error.detail)
    except RequestEntityTooLarge:
        return _form(413, f"The file is larger than {most / 1e6:.3g} MB; split it.")
    if sent is None or not content:
        return _form(422, "Choose a file that is not empty.")
    try:
        options = JobOptions(
            top=5,
            format=request.form.get("format") or None,
            description=request.form.get("description", "").strip() or None,
            colours="colours" in request.form,
            long="long" in request.form,
        )
    except ValidationError as error:
        wrong = [str(one["loc"][0]) for one in error.errors()]
        return _form(422, " ".join(said for name, said in _TOO_LONG.items() if name in wrong))
    try:
        job = current_jobs().take(content, sent.filename or "", options)
    except InputError as error:
        return _form(422, sentence(str(error).replace(COLUMN_OPTION, " in the field “Column of the descriptions”")))
    except TryLaterError as error:
        busy = f"Too many people are using the site at once. Try again in {error.retry_after} seconds."
        response = _form(error.status, error.detail or busy)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return redirect(url_for("catalogue.progress", job_id=job.id), 303)


@jobs_page.get("/catalogue/<job_id>")
def progress(job_id: str) -> Response:
    """How far a job is; the page loads itself anew until the job has ended."""
    job = current_jobs().store.find(job_id)
    if job is None:
        return _form(404, NO_JOB)
    return make_response(render_template("catalogue_job.html", job=job, answer=job_answer(job)))


@jobs_page.post("/catalogue/<job_id>/delete")
def delete(job_id: str) -> BaseResponse:
    """Delete a job."""
    store = current_jobs().store
    if store.find(job_id) is None:
        abort(404)
    store.delete(job_id)
    return redirect(url_for("catalogue.ask", deleted=1), 303)


def _form(status: int = 200, problem: str = "", *, deleted: bool = False) -> Response:
    # Of a form that could not be read, nothing is known.
    typed = request.form if status not in (404, 413) else {}
    page = render_template(
        "catalogue.html",
        problem=problem,
        deleted=deleted,
        why_off=current_jobs().store.why_off,
        readers=upload_formats(),
        writers=[one for one in result_formats() if one.source is None],
        settings=current_service().settings,
        chosen=typed.get("format", ""),
        column=typed.get("description", ""),
        ticked=[name for name in ("colours", "long") if name in typed],
    )
    return make_response(page, status)
