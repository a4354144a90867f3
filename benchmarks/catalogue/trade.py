"""How trade and library files of other projects are handled: read, classified, or rejected for which reason.

Data
    The files of ``../shared/trade``: ONIX feeds, EPUB and OPF, MARC, a calibre library, vendors' feeds. They are not
    part of the repository.

Method
    Each file is read by the reader that its name and first bytes show, as ``bookgenre classify`` does it, and each of
    its records is classified with the packaged model. A record is *described* if it has a description to read.

Command
    ``python benchmarks/catalogue/trade.py`` writes docs/catalogue_trade.md; ``--folder`` names another folder.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.file_formats import find_reader, reader, reader_names
from bookgenre.catalogue.protocol import AnswerSettings, ReadOptions
from bookgenre.errors import BookgenreError

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "catalogue_trade.md"
FOLDERS = {
    "onix": "ONIX",
    "epub_opf": "EPUB and OPF",
    "marc": "MARC 21 and MARCXML",
    "calibre": "calibre libraries",
    "vendor_feeds": "Vendors' feeds",
}
HEAD = "| file | format | records | described | classified | rejected |\n|---|---|---:|---:|---:|---|\n"
_NUMBER = re.compile(r"\d[\d,]*")
_LONGEST_REASON = 110


def catalogues(folder: Path) -> list[Path]:
    """The files below a folder; a folder that is a catalogue itself in place of its files."""
    markers = {one.marker for one in map(reader, reader_names()) if one.marker}
    whole = {path.parent for marker in markers for path in folder.rglob(marker)}
    files = (path for path in folder.rglob("*") if path.is_file() and not whole & set(path.parents))
    return sorted([*whole, *files])


def row(path: Path, folder: Path, answerer: RecordAnswerer) -> tuple[str, Counter[str]]:
    """The line of the table for a file, and its numbers."""
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    label = "–"
    try:
        found = find_reader(path)
        label = found.label
        for record in found.read(path, ReadOptions()):
            counts["records"] += 1
            counts["described"] += record.book is not None
            finding = answerer.finding(record)
            if finding.problem:
                reasons[short(finding.problem.replace(str(path), "the file"))] += 1
            else:
                counts["classified"] += 1
    except BookgenreError as error:
        reasons[short(str(error).replace(str(path), "the file"))] += 1
        counts["refused"] = 1
    rejected = "; ".join(f"{count:,} × {reason}" if count > 1 else reason for reason, count in reasons.most_common())
    numbers = [f"{counts[name]:,}" for name in ("records", "described", "classified")]
    name = str(path.relative_to(folder)).replace("__", "/")
    return f"| {name} | {label} | {' | '.join(numbers)} | {rejected} |\n", counts


def short(reason: str) -> str:
    """A reason in one cell, the same for records that differ only in their numbers."""
    reason = _NUMBER.sub("N", reason).replace("|", "/").replace("<", "&lt;")
    return reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON].rsplit(' ', 1)[0]} …"


def section(folder: Path, title: str, answerer: RecordAnswerer) -> str:
    """The table of one folder."""
    rows, total = [], Counter[str]()
    for path in catalogues(folder):
        line, counts = row(path, folder, answerer)
        rows.append(line)
        total += counts
        total["files"] += 1
    text = (
        f"{total['files']:,} files, {total['records']:,} records, {total['described']:,} described, "
        f"{total['classified']:,} classified; {total['refused']:,} files refused."
    )
    return f"## {title}\n\n{text}\n\n{HEAD}{''.join(rows)}"


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "trade")
    parser.add_argument("--only", action="append", choices=FOLDERS, help="one of its folders; may be given many times")
    options = parser.parse_args()
    answerer = RecordAnswerer(AnswerSettings(top=1))
    sections = [
        section(options.folder / name, title, answerer)
        for name, title in FOLDERS.items()
        if (options.folder / name).is_dir() and (not options.only or name in options.only)
    ]
    version = answerer.recommender.classifier.model_version
    PAGE.write_text(INTRODUCTION.format(version=version) + "\n" + "\n".join(sections), encoding="utf-8")


INTRODUCTION = """\
# Files of the trade

This page shows how `bookgenre classify` handles files of other projects, with the packaged model ({version}): how many
records a file has, how many of them have a description, how many are classified, and why the others are not. `N` stands
for a number. The files are public test data and are kept beside the repository. `python benchmarks/catalogue/trade.py`
writes this page.
"""


if __name__ == "__main__":
    main()
