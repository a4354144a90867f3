"""How many answers change with what people and programs put around a blurb, with and without cleaning.

Data
    Validation blurbs with complete genre lists, a sample drawn with a fixed seed; titles shown.

Method
    Each blurb is answered as it is and altered in one way: lines before and after it, drawn with the same seed, or its
    own sentences in another form. Both texts are read twice: as the model reads them (``clean_text``), and with only
    tags, entities and invisible marks removed. Counted are the books whose most probable genre below the two roots
    changes, those whose most specific genre changes (``LabelSpace.specificity``), those whose chosen genres change at
    all, and the mean share of the chosen genres that the two answers do not share (1 - Jaccard).

    Then the cost: what share of all validation blurbs the cleaning changes as they are, and the model's figures with
    and without it.

Command
    ``python benchmarks/robustness.py --data ../shared/corpus/validation.jsonl.gz [--rows 300] [--model FOLDER]``
"""

import argparse
import html
import quopri
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bookgenre.book import Book
from bookgenre.classifier import GenreClassifier, genre_classifier
from bookgenre.classifier.sentences import sentence_spans
from bookgenre.corpus import LabelledBook, read_records
from bookgenre.text.cleaning import clean_text
from bookgenre.training.evaluate.evaluation import evaluate_probabilities

LINES = {
    "place in a series": (
        "Book 3 in the bestselling series!",
        "This is the second book in the trilogy.",
        "The long-awaited sequel is finally here!",
        "Volume 1 of 5. Can be read as a standalone.",
        "The first installment in an award-winning new series.",
        "BOOK TWO OF THE SERIES – should be read in order",
        "Each book in this series is a standalone and can be read in any order.",
        "Reading order: Book 1, Book 2, Book 3.",
    ),
    "price and shop": (
        "FREE on Kindle Unlimited",
        "Only 99c for a limited time! Regular price $4.99.",
        "Available in ebook, paperback and audiobook.",
        "Now available in paperback and on Audible!",
        "Read for free with Kindle Unlimited!",
        "SALE! Save 50% this week only on Amazon.",
        "Also available on Kobo, Nook and Apple Books.",
        "Kindle Edition, 342 pages",
    ),
    "bestseller": (
        "#1 New York Times Bestseller",
        "An international bestseller with over 2 million copies sold!",
        "THE INSTANT USA TODAY BESTSELLER",
        "Amazon Charts Bestseller. More than 10,000 five-star reviews on Goodreads.",
        "Winner of the 2019 Readers' Favorite Award.",
        "Over 500 5-star reviews!",
        "A must-read from an award-winning, bestselling author.",
    ),
    "call to buy": (
        "Scroll up and click Buy Now to start reading today!",
        "Get your copy today!",
        "Pre-order now!",
        "Grab your copy now and find out why readers can't put it down.",
        "Download now. You won't be able to stop turning the pages.",
        "Sign up for my newsletter at www.example.com/news and receive a free book!",
        "Buy it now and see for yourself!",
        "Follow me on Facebook and Instagram for updates on new releases.",
    ),
    "author's note": (
        "Thank you for reading! If you enjoyed this book, please leave a review on Amazon.",
        "Dear reader, I hope you enjoy reading this as much as I enjoyed writing it.",
        "I wrote this book over the course of three years, mostly at night, and I am so excited to share it with you.",
        "This is my first book, so please be kind!",
        "I loved writing this one and I can't wait for you to read it.",
        "Please note: this book was previously published under another title.",
    ),
    "edition": (
        "12,500 first printing. $50,000 ad/promo.",
        "Reissue.",
        "From the Trade Paperback edition.",
        "A newer edition of this title can be found here.",
        "ISBN: 978-0-00-000000-2",
        "An alternate cover edition for this ISBN can be found here.",
        "Book Description Publication Date: April 1, 1998",
    ),
    "review quote": (
        '"I couldn\'t put it down." —Booklist',
        '"A page-turner from start to finish!" – Amazon reviewer',
        "“Unforgettable.” —The New York Times Book Review",
        "“Gripping, smart and beautifully written.” —Kirkus Reviews (starred review)",
        '★★★★★ "Best book I have read all year!" - Goodreads reviewer',
        "“A remarkable debut.” —Publishers Weekly",
    ),
    "about the author": (
        "About the author: J. B. Carter is the bestselling author of twelve books. She lives in Ohio with her husband.",
        "About the Author\nM. Lindqvist grew up in a small town and now lives by the lake with two children and a cat.",
        "The author lives in Portland, Oregon, and has been writing since the age of ten.",
    ),
}
# What stands before a blurb and what stands after it.
AROUND = {
    "life of the author, no heading": (
        ("", "J. B. Carter lives in Ohio with her husband, two children and a very old dog."),
        ("", "M. Lindqvist is the author of twelve novels. When she is not writing, she is out on the lake."),
        ("", "Ada Wren is an award-winning journalist. He divides his time between Portland and a farm."),
    ),
    "e-mail": (
        ("From: Ada Wren <ada@example.org>\nSent: Tuesday, March 3, 2026 10:14 AM\nTo: Ben Roe\nSubject: Blurb", ""),
        ("---------- Forwarded message ---------\nFrom: Ada <ada@example.org>\nDate: Tue, 3 Mar 2026\nTo: Ben Roe", ""),
        ("Begin forwarded message:\n\nFrom: Ada Wren\nSubject: Re: text\nDate: 3 March 2026 at 10:14", ""),
        ("On Tue, Mar 3, 2026 at 10:14 AM Ada Wren <ada@example.org> wrote:", "--\nAda Wren\nWren Books"),
    ),
    "letter": (
        ("Hi Ben,", "Thanks,\nAda"),
        ("Dear Ms Roe,\n\nPlease find the description of my book below.", "Kind regards,\nAda Wren\n+1 555 010 2233"),
        ("Good morning Ben,", "Best,\nAda\n\nSent from my iPhone"),
    ),
    "chat": (
        ("Ada Wren 10:14 AM", ""),
        ("Sure! Here's a polished version of your blurb:", "Let me know if you'd like any changes!"),
        ("Here is a shorter description for your book:", "Would you like me to adjust the tone?"),
    ),
    "request": (
        ("What genre is this book?", ""),
        ("Please classify the following book description:", ""),
        ("", "Which genre does this belong to?"),
    ),
    "heading": (
        ("Back cover text:", ""),
        ("Blurb v3 FINAL (150 words)", "Last edited: 3 March 2026"),
        ("Amazon book description", "(150 words)"),
    ),
    "fence": (("```", "```"), ("```text", "```"), ("~~~", "~~~")),
}
EMOJI = "😍 🔥 📚 ⭐ 💥 ❤️ 🎉 👉 ✨ 💯 🙌🏽 👨‍👩‍👧".split()
Alter = Callable[[str, random.Random], str]
Answers = tuple[np.ndarray, np.ndarray, np.ndarray]


def _lines(kind: str) -> Alter:
    def alter(text: str, rng: random.Random) -> str:
        before, *after = rng.sample(LINES[kind], k=3)
        return "\n\n".join([text, after[0]] if kind == "about the author" else [before, text, *after])

    return alter


def _around(kind: str) -> Alter:
    def alter(text: str, rng: random.Random) -> str:
        before, after = rng.choice(AROUND[kind])
        return "\n\n".join(filter(None, (before, text, after)))

    return alter


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _emoji(text: str, rng: random.Random) -> str:
    return " ".join(f"{rng.choice(EMOJI)} {sentence} {rng.choice(EMOJI)}" for sentence in _sentences(text))


def _bullets(text: str, rng: random.Random) -> str:
    mark = rng.choice("•●★✓-*")
    return "\n".join(f"{mark} {sentence}" for sentence in _sentences(text))


def _first_in_capitals(text: str, _: random.Random) -> str:
    first, *rest = _sentences(text) or [""]
    return "\n\n".join([first.upper(), " ".join(rest)])


def _html(text: str, rng: random.Random) -> str:
    marks = rng.choice(
        (("<p>", "</p>\n"), ("&lt;p&gt;", "&lt;/p&gt;"), ("", "<br /><br />"), ("[b]", "[/b]\\n"), ("**", "**"))
    )
    return "".join(f"{marks[0]}{html.escape(sentence)}&nbsp;{marks[1]}" for sentence in _sentences(text))


KINDS: dict[str, Alter] = {
    **{kind: _lines(kind) for kind in LINES},
    **{kind: _around(kind) for kind in AROUND},
    "pasted twice": lambda text, _: f"{text}\n\n{text}",
    "source of an e-mail (quoted-printable)": lambda text, _: quopri.encodestring(text.encode()).decode(),
    "emoji around each sentence": _emoji,
    "bullets": _bullets,
    "first sentence in capitals": _first_in_capitals,
    "all in capitals": lambda text, _: text.upper(),
    "leftovers of markup": _html,
}

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.{0,500}?-->", re.DOTALL)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)


def only_tags(text: str) -> str:
    """Return `text` without tags, entities, invisible marks and needless white space."""
    text = _TAG.sub(" ", _INVISIBLE.sub("", html.unescape(text)))
    return " ".join(unicodedata.normalize("NFC", text).split())


class Model:
    """A classifier, asked with texts that were cleaned by a function of choice."""

    def __init__(self, name: str | None) -> None:
        self.classifier = GenreClassifier.from_pretrained(name, threads=1)
        self.labels, self.config = self.classifier.labels, self.classifier.config
        self.inner = np.array([bool(path) for path in self.labels.paths])

    def probabilities(self, books: Sequence[Book], clean: Callable[[str], str]) -> np.ndarray:
        """Calibrated probabilities of shape (books, genres)."""

        def clean_book(book: Book) -> Book:
            return Book(clean(book.description), clean(book.title) if book.title else None)

        with patch.object(genre_classifier, "clean_book", clean_book):
            return self.classifier.probabilities(books)

    def answers(self, probabilities: np.ndarray) -> Answers:
        """Most probable genre below the roots, most specific genre, chosen genres."""
        below = np.where(self.inner, probabilities, -1)
        return below.argmax(1), self.labels.specificity(probabilities).argmax(1), self.labels.decide(probabilities)


def changed(before: Answers, after: Answers) -> tuple[float, float, float, float]:
    """Shares of books whose top genre, specific genre and chosen genres differ, and 1 - Jaccard of the sets."""
    (top, specific, chosen), (new_top, new_specific, new_chosen) = before, after
    union = np.maximum((chosen | new_chosen).sum(1), 1)
    distance = 1 - (chosen & new_chosen).sum(1) / union
    return (
        float((top != new_top).mean()),
        float((specific != new_specific).mean()),
        float((chosen != new_chosen).any(1).mean()),
        float(distance.mean()),
    )


def altered(books: Sequence[Book], kind: str) -> list[Book]:
    """Return the books, altered; the same way each time."""
    rng = random.Random(kind)
    return [Book(KINDS[kind](book.description, rng), book.title) for book in books]


def cost(model: Model, records: Sequence[LabelledBook]) -> None:
    """Print what the cleaning does to blurbs as they are."""
    books = [record.book for record in records]
    share = np.mean([clean_text(book.description) != only_tags(book.description) for book in books])
    print(f"\n{len(books):,} blurbs as they are: {share:.1%} change\n")
    print("| | mAP | micro-F1 | macro-F1 | nDCG@10 |\n|---|---:|---:|---:|---:|")
    for name, clean in (("only tags removed", only_tags), ("cleaned", clean_text)):
        probabilities = model.probabilities(books, clean)
        scores = evaluate_probabilities(probabilities, records, model.labels, model.config.common_threshold).scores
        cells = " | ".join(f"{scores[key]:.4f}" for key in ("map", "micro_f1", "macro_f1", "ndcg_at_10"))
        print(f"| {name} | {cells} |", flush=True)


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--model", metavar="FOLDER")
    parser.add_argument("--no-cost", action="store_true", help="leave out the second table")
    args = parser.parse_args()
    model = Model(args.model)
    records = [record for record in read_records(args.data) if record.complete]
    books = [record.book for record in random.Random(1).sample(records, min(args.rows, len(records)))]
    print(f"{len(books)} books; changed in % without cleaning → with it\n")
    print("| added to the blurb | top genre | most specific genre | chosen genres | 1 - Jaccard |")
    print("|---|---:|---:|---:|---:|")
    cleaners = (only_tags, clean_text)
    plain = [model.answers(model.probabilities(books, clean)) for clean in cleaners]
    for kind in KINDS:
        new = altered(books, kind)
        shares = [
            changed(before, model.answers(model.probabilities(new, clean)))
            for before, clean in zip(plain, cleaners, strict=True)
        ]
        cells = " | ".join(f"{100 * old:.1f} → {100 * cleaned:.1f}" for old, cleaned in zip(*shares, strict=True))
        print(f"| {kind} | {cells} |", flush=True)
    if not args.no_cost:
        cost(model, records)


if __name__ == "__main__":
    sys.exit(main())
