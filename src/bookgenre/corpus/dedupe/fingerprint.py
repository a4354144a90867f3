"""Numbers by which two descriptions are known as the same, as nearly the same, or as of one work."""

import re
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from bookgenre.book import Book
from bookgenre.genres import fold

__all__ = ["PERMUTATIONS", "Fingerprints", "exact_key", "identifier_keys", "prefix_key", "signature", "title_keys"]

Keys = npt.NDArray[np.uint64]

PERMUTATIONS = 128
"""Numbers in a MinHash signature; the similarity estimated from them has a standard error of at most 0.045."""

_SHINGLE = 3
_PREFIX = 100
_SEED = 222
_SUBTITLE = re.compile(r"[:;(\[]|\s[-\u2013\u2014]\s")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Identifiers of the record or of an edition's page. An ISBN is of one edition, and so of one work.
_NAMES_A_WORK = ("isbn13", "goodreads", "smashwords", "wikipedia", "asin", "oclc", "url")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The numbers of all records, row by row in the order of the shards.

    Attributes
    ----------
    signatures
        MinHash signatures, shape (rows, permutations); a memory map.
    exact
        Keys of the whole texts, shape (rows,).
    keys, key_rows
        What connects records into works: ``keys[i]`` is of row ``key_rows[i]``.
    title_keys, has_author
        Key of the title (0: none) and whether an author is known, shape (rows,).
    quality
        By which of several equal records the best is chosen, shape (rows,); higher is better.
    useful
        False where nothing but boilerplate was left, shape (rows,).
    """

    signatures: npt.NDArray[np.uint32]
    exact: Keys
    keys: Keys
    key_rows: npt.NDArray[np.int64]
    title_keys: Keys
    has_author: npt.NDArray[np.bool_]
    quality: npt.NDArray[np.float64]
    useful: npt.NDArray[np.bool_]


def exact_key(folded: str) -> int:
    """Key of the whole text; `folded` as `bookgenre.genres.fold` returns it."""
    return _key("text", folded)


def prefix_key(folded: str) -> int | None:
    """Key of the first 100 characters, None for a shorter text: sources that cut descriptions share them."""
    return _key("start", folded[:_PREFIX]) if len(folded) > _PREFIX else None


def signature(folded: str) -> npt.NDArray[np.uint32]:
    """MinHash signature, of shape (PERMUTATIONS,), of the set of word trigrams (Broder 1997).

    The share of equal places in two signatures estimates the Jaccard similarity of the sets.
    """
    words = folded.split()
    shingles = [" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))]
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update(shingles)
    return np.array(minhash.digest(), dtype=np.uint32)


def title_keys(book: Book) -> tuple[int | None, int | None]:
    """Keys of the title, and of title and first author.

    The first holds the whole title without what stands in brackets (a series); the second the title up to its subtitle
    and the author's last name, because sources spell the rest in many ways.
    """
    if not book.title:
        return None, None
    full = fold(_BRACKETS.sub(" ", book.title)) or fold(book.title)
    if not full:
        return None, None
    name = _last_name(book.authors[0]) if book.authors else ""
    if not name:
        return _key("title", full), None
    main = fold(_SUBTITLE.split(book.title, maxsplit=1)[0]) or full
    return _key("title", full), _key("title and author", f"{main}\n{name}")


def identifier_keys(book: Book) -> list[int]:
    """Keys of what names the book elsewhere."""
    return [_key(kind, value) for kind, value in book.identifiers.items() if kind in _NAMES_A_WORK and value]


def work_key(namespace: str, work: str) -> int:
    """Key of a source's own group of editions."""
    return _key("work", f"{namespace}\n{work}")


def _last_name(author: str) -> str:
    before, comma, _ = author.partition(",")
    words = fold(before if comma else author).split()
    while len(words) > 1 and words[-1] in ("jr", "sr", "ii", "iii", "iv", "phd", "md"):
        words.pop()
    return words[-1] if words else ""


def _key(kind: str, text: str) -> int:
    digest = blake2b(f"{kind}\n{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
