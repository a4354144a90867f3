"""How many of the audit's entries are real errors, and how many errors it finds.

Data
    Labelled books as JSON Lines: validation rows, whose labels become Thema codes as `bookgenre stores` gives them for
    the three most specific (``--subjects codes``), or shop rows with their own headings (``--subjects headings``).

Method
    In each of ``--draws`` draws, a share of the books (``--errors``) gets one error, of a kind drawn at random:

    side      the subjects of a book of the other side (fiction for nonfiction, and the reverse)
    audience  codes for adults become codes for children or teenagers, and the reverse (codes only)
    genre     one subject is replaced by one of another book of the same side and audience, of another branch
    missing   all subjects of one branch are taken away; books with subjects of two branches or more
    series    five books of one side and one branch are called a series; one has the subjects of another book

    Series are looked at by themselves: half of them have one wrong book. Printed are, for each kind of entry, how many
    of them name a book with an injected error (precision), and for each kind of error how many are named (recall). The
    sources' own errors count as false entries, so that the precision is a lower bound. ``--curve`` prints the
    precision by score for every score, the figures behind `bookgenre.catalogue.audit.checks.SCALES`.

Command
    ``python benchmarks/catalogue/audit.py ../shared/corpus/validation.jsonl.gz``; a minute, and 20 ms more per book.
"""

import argparse
import json
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bookgenre.book import Book
from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.audit import checks
from bookgenre.catalogue.audit.auditor import Auditor
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, Record, Subject
from bookgenre.errors import BookgenreError
from bookgenre.files import Rejects, read_rows
from bookgenre.genres import load_taxonomy
from bookgenre.genres.label_mapper import LabelMapper
from bookgenre.stores import suggest_stores

ALL = 1000
TAXONOMY = load_taxonomy()
MAPPER = LabelMapper()
YOUNG = ("childrens", "young-adult")


@dataclass(frozen=True)
class Row:
    """A book, what it is, and what was found for it."""

    record: Record
    finding: Finding
    labels: frozenset[str]
    headings: tuple[str, ...]

    @property
    def side(self) -> str | None:
        """The one side that its labels name."""
        sides = self.labels & {"fiction", "nonfiction"}
        return next(iter(sides)) if len(sides) == 1 else None

    @property
    def audience(self) -> str:
        """For whom its labels say that it is."""
        return next((one for one in YOUNG if one in self.labels), "adult")

    @property
    def branches(self) -> frozenset[str]:
        """Branches of its kinds."""
        return frozenset(checks.branch_of(one, TAXONOMY) for one in self.labels if checks.is_kind(one, TAXONOMY))


def read(path: Path, books: int, kept: Path | None) -> list[Row]:
    """Rows of a labelled file with findings; those are read from `kept` where it has them."""
    rows = [row.values for row in read_rows(path, Rejects())]
    rows = [row for row in rows if row.get("lang", "en") == "en" and not row.get("masked")]
    rows = random.Random(20).sample(rows, min(books, len(rows)))
    known: dict[str, Any] = {}
    if kept is not None and kept.is_file():
        known = {one["id"]: one["finding"] for one in map(json.loads, kept.read_text(encoding="utf-8").splitlines())}
    answerer: RecordAnswerer | None = None
    found = []
    for number, row in enumerate(rows, start=1):
        record = Record(number, Book(row["description"], row["title"]), identifier=str(row["id"]))
        if str(row["id"]) not in known:
            answerer = answerer or RecordAnswerer(AnswerSettings(top=ALL))
            known[str(row["id"])] = answerer.finding(record).to_dict()
        finding = replace(Finding.from_dict(known[str(row["id"])]), number=number)
        if not finding.problem:
            labels = frozenset(one for one in row["labels"] if one in TAXONOMY)
            found.append(Row(record, finding, labels, tuple(row["genres"])))
    if kept is not None:
        lines = (json.dumps({"id": one, "finding": finding}) + "\n" for one, finding in known.items())
        kept.write_text("".join(lines), encoding="utf-8")
    return found


def subjects_of(row: Row, kind: str, audience: str = "") -> list[Subject]:
    """What a catalogue would say of a book."""
    if kind == "headings":
        return [Subject("", heading=heading) for heading in row.headings]
    return list(_codes(row.record.identifier, row.labels, row.side, audience or row.audience))


@cache
def _codes(identifier: str, labels: frozenset[str], side: str | None, audience: str) -> tuple[Subject, ...]:
    """Thema codes for a book with these labels."""
    kinds = [one for one in labels if checks.is_kind(one, TAXONOMY)]
    narrow = [one for one in kinds if not any(one in TAXONOMY.ancestors(other) for other in kinds)]
    # The same three each time, and not the three that come first in the alphabet.
    narrow.sort(key=lambda one: (-len(TAXONOMY.ancestors(one)), zlib.crc32(f"{identifier} {one}".encode())))
    genres = narrow[:3] or sorted(labels & {"fiction", "nonfiction", *YOUNG})
    try:
        report = suggest_stores(genres, "", None, side=side, audience=audience, stores=["thema"])
    except BookgenreError:
        return ()
    return tuple(Subject("thema", code=one.text) for one in report.stores[0].suggestions)


def genres_of(subject: Subject) -> frozenset[str]:
    """Genres of a subject, parents included."""
    return TAXONOMY.close(MAPPER.genres_of(subject.code or subject.heading))


def branches_of(subject: Subject) -> frozenset[str]:
    """Branches of a subject."""
    return frozenset(checks.branch_of(one, TAXONOMY) for one in genres_of(subject) if checks.is_kind(one, TAXONOMY))


def spoil(row: Row, rows: Sequence[Row], error: str, kind: str, draw: random.Random) -> list[Subject] | None:
    """Subjects with one error; None where the book cannot have it."""
    own = subjects_of(row, kind)
    if not own or row.side is None:
        return None
    if error == "audience":
        if kind == "headings":
            return None
        return subjects_of(row, kind, draw.choice(YOUNG) if row.audience == "adult" else "adult")
    if error == "missing":
        by_branch = defaultdict(list)
        for one in own:
            for branch in branches_of(one):
                by_branch[branch].append(one)
        if len(by_branch) < 2:
            return None
        lost = draw.choice(sorted(by_branch))
        left = [one for one in own if lost not in branches_of(one)]
        return left or None
    for _ in range(50):
        other = draw.choice(rows)
        if other.side is None or (other.side == row.side) != (error == "genre"):
            continue
        theirs = subjects_of(other, kind)
        if error == "side" and theirs:
            return theirs
        theirs = [one for one in theirs if branches_of(one) and branches_of(one).isdisjoint(row.branches)]
        if error == "genre" and other.audience == row.audience and theirs:
            at = draw.randrange(len(own))
            return [*own[:at], draw.choice(theirs), *own[at + 1 :]]
    return None


def one_draw(
    rows: Sequence[Row], kind: str, errors: float, draw: random.Random
) -> Iterator[tuple[Row, str, list[Any]]]:
    """Each book with its error ("" for none) and what the audit says of it."""
    auditor = Auditor()
    for row in rows:
        error = draw.choice(["side", "audience", "genre", "missing"]) if draw.random() < errors else ""
        spoilt = spoil(row, rows, error, kind, draw) if error else None
        subjects = subjects_of(row, kind) if spoilt is None else spoilt
        if not subjects:
            continue
        record = replace(row.record, subjects=tuple(subjects))
        yield row, error if spoilt is not None else "", auditor.look(record, row.finding)


def one_draw_of_series(rows: Sequence[Row], kind: str, draw: random.Random) -> tuple[int, int, int, int]:
    """Entries of the kind series, those that name a wrong book, wrong books, and those that any entry names."""
    groups = defaultdict(list)
    for row in rows:
        if row.side and len(row.branches) == 1 and subjects_of(row, kind):
            groups[row.side, row.audience, *row.branches].append(row)
    auditor, wrong = Auditor(most=10_000), set()
    for key, members in groups.items():
        members = draw.sample(members, len(members))
        for start in range(0, len(members) - 4, 5):
            if draw.random() < 0.5:
                wrong.add(members[start].record.number)
            for row in members[start : start + 5]:
                subjects = subjects_of(row, kind)
                if row.record.number in wrong:
                    subjects = spoil(row, rows, draw.choice(["side", "genre"]), "codes", draw) or subjects
                series = f"{' '.join(key)} {chr(97 + start // 5 % 26)}{chr(97 + start // 130)}"
                auditor.look(replace(row.record, subjects=tuple(subjects), fields={"series": series}), row.finding)
    concerns = auditor.result().concerns
    named = [one.number for one in concerns if one.kind == "series"]
    return len(named), len(set(named) & wrong), len(wrong), len({one.number for one in concerns} & wrong)


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--subjects", choices=["codes", "headings"], default="codes")
    parser.add_argument("--books", type=int, default=100_000)
    parser.add_argument("--errors", type=float, default=0.05)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--cache", type=Path, help="file that keeps what was found for the next run")
    parser.add_argument("--curve", action="store_true", help="print precision by score, for every score")
    parser.add_argument("--false", type=int, default=0, metavar="N", help="print N entries without an injected error")
    options = parser.parse_args()
    rows = read(options.data, options.books, options.cache)
    scales = dict(checks.SCALES)
    for scale in scales if options.curve else [""]:
        if scale:
            # This check alone, at every score; a score above 1 is never reached.
            checks.SCALES = {one: ((0.0, 0.0), (1.0, 1.0)) if one == scale else ((2.0, 0.0),) for one in scales}
        measured = measure(rows, options.subjects, options.errors, options.draws)
        rate = sum(measured.injected.values()) / measured.books
        print(f"\n{options.data.name}, {options.subjects}: {len(rows):,} books, {rate:.1%} with an error {scale}\n")
        if scale:
            print_curve([entry for found in measured.entries.values() for entry in found], measured.books)
        else:
            print_tables(measured)
            print_series(rows, options.subjects, options.draws)
            false = random.Random(1).sample(measured.false, min(options.false, len(measured.false)))
            for concern in false:
                print(
                    f"\n{concern.kind} {concern.confidence:.2f}: {concern.title} {concern.message}\n"
                    f"   {concern.subjects}"
                )


@dataclass(frozen=True)
class Measured:
    """Entries by kind, each with its confidence and whether its book has an injected error; errors by kind."""

    books: int
    listed: int
    entries: dict[str, list[tuple[float, bool]]]
    injected: Counter[str]
    named: Counter[str]
    false: list[Any]


def measure(rows: Sequence[Row], kind: str, errors: float, draws: int) -> Measured:
    """Inject errors `draws` times, and look."""
    draw = random.Random(2029)
    entries: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    injected: Counter[str] = Counter()
    named: Counter[str] = Counter()
    books, listed, false = 0, 0, {}
    for _ in range(draws):
        for row, error, concerns in one_draw(rows, kind, errors, draw):
            books += 1
            injected[error] += bool(error)
            named[error] += bool(error and concerns)
            listed += bool(concerns)
            for concern in concerns:
                # A subject that a list of three leaves out is missing, too, where the labels name it.
                real = bool(error) or (concern.kind == "missing" and concern.genre in row.labels)
                entries[concern.kind].append((concern.confidence, real))
                if not real:
                    false[concern.title, concern.kind] = concern
    return Measured(books, listed, entries, injected, named, list(false.values()))


def print_tables(found: Measured) -> None:
    """Precision by kind of entry, and recall by kind of error."""
    print(f"{found.listed / found.books:.1%} of the books are listed\n\nentry | entries | real errors\n---|---:|---:")
    for kind, entries in sorted(found.entries.items()):
        print(f"{kind} | {len(entries):,} | {sum(real for _, real in entries) / len(entries):.1%}")
    everything = [real for entries in found.entries.values() for _, real in entries]
    print(f"all | {len(everything):,} | {sum(everything) / max(1, len(everything)):.1%}")
    print("\nerror | injected | found\n---|---:|---:")
    for error in sorted(one for one in found.injected if one):
        print(f"{error} | {found.injected[error]:,} | {found.named[error] / found.injected[error]:.1%}")


def print_series(rows: Sequence[Row], kind: str, draws: int) -> None:
    """Precision and recall for series."""
    draw = random.Random(2030)
    total = [one_draw_of_series(rows, kind, draw) for _ in range(draws)]
    entries, right, wrong, found = (sum(column) for column in zip(*total, strict=True))
    print(f"\nseries | {entries:,} entries, {right / max(1, entries):.1%} real errors")
    print(f"wrong books in series | {wrong:,}, found by entries of any kind {found / max(1, wrong):.1%}")


def print_curve(found: Sequence[tuple[float, bool]], books: int) -> None:
    """Precision of the entries at or above each score, and of those near it."""
    print("score | entries per 1,000 books | real errors from here on | of those near it\n---:|---:|---:|---:")
    ranked = sorted(found, reverse=True)
    before = 0
    for n in (20, 50, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000):
        if n > len(ranked):
            break
        above, near = ranked[:n], ranked[before:n]
        real, real_near = (sum(one for _, one in part) / len(part) for part in (above, near))
        print(f"{ranked[n - 1][0]:.4f} | {n / books * 1000:.2f} | {real:.0%} | {real_near:.0%}")
        before = n


if __name__ == "__main__":
    main()
