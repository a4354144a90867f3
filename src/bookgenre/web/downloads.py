"""An answer to take along: as text, JSON or CSV, and its colours as files that other programs read."""

import io
import json

from bookgenre.classifier import Prediction
from bookgenre.covers.export import to_ase, to_css, to_gpl
from bookgenre.covers.mockup import barcode_svg
from bookgenre.covers.palette import MODE_NAMES, Palette
from bookgenre.files import CsvWriter
from bookgenre.web.question import Question
from bookgenre.web.wording import percent

__all__ = ["PALETTE_FORMS", "answer_csv", "answer_json", "answer_text", "palette_file"]

PALETTE_FORMS = {
    "json": ("application/json", "JSON, with the evidence"),
    "css": ("text/css", "CSS custom properties"),
    "gpl": ("text/plain", "GIMP, Inkscape, Krita"),
    "ase": ("application/octet-stream", "Adobe Swatch Exchange"),
    "svg": ("image/svg+xml", "SVG, the barcode"),
}
"""Suffix to media type, and what it is for."""


def answer_text(question: Question, prediction: Prediction, palette: Palette) -> str:
    """Return the answer in lines for people."""
    title = " ".join(question.title.split()) or "Untitled book"
    author = " ".join(question.author.split())
    order = "most telling first" if prediction.rank == "specific" else "most probable first"
    lines = [f"{title}, by {author}" if author else title, "", f"Genres ({order}; ✓ passes its threshold)"]
    lines += [
        f"{percent(score.probability):>5} {'✓' if score.chosen else ' '} {score.name}" for score in prediction.genres
    ]
    lines += ["", f"Cover colours ({MODE_NAMES[palette.mode].lower()})"]
    lines += [f"{entry.share:>4}%  {entry.colour.hex}  {entry.colour.name}" for entry in palette.colours]
    working = palette.working
    lines += ["", "To build with"]
    lines += [
        f"{role:<7} {colour.hex}  {colour.name}"
        for role, colour in (("ground", working.ground), ("accent", working.accent), ("text", working.text))
    ]
    lines += [""] + [f"Note: {warning}." for warning in prediction.warnings]
    return "\n".join([*lines, f"bookgenre, model {prediction.model_version}", ""])


def answer_json(question: Question, prediction: Prediction, palette: Palette) -> str:
    """Return the answer as the API gives it, with title, author and palette, as JSON."""
    book = {"title": question.title or None, "author": question.author or None, "genres": list(question.genres)}
    plain = {"book": book, **prediction.to_dict(), "palette": palette.to_dict()}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def answer_csv(question: Question, prediction: Prediction) -> str:
    """Return one line a genre (RFC 4180); no cell is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = CsvWriter(out)
    writer.write_row(["title", "rank", "genre_id", "genre", "path", "probability", "passes_threshold", "model_version"])
    for place, score in enumerate(prediction.genres, 1):
        writer.write_row(
            [
                question.title,
                place,
                score.id,
                score.name,
                " > ".join(score.path),
                f"{score.probability:.4f}",
                "yes" if score.chosen else "no",
                prediction.model_version,
            ]
        )
    return out.getvalue()


def palette_file(palette: Palette, form: str, title: str) -> bytes:
    """Return a palette in one of `PALETTE_FORMS`."""
    match form:
        case "css":
            return to_css(palette).encode()
        case "gpl":
            return to_gpl(palette, title).encode()
        case "ase":
            return to_ase(palette, title)
        case "svg":
            return barcode_svg(palette).encode()
        case _:
            return palette.to_json().encode()
