"""From a book to the token windows that the model reads; the same code serves training and prediction."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from bookgenre.book import Book
from bookgenre.classifier.model_folder import TOKENIZER
from bookgenre.classifier.scorer import Callback
from bookgenre.classifier.tokenizer_file import read_tokenizer
from bookgenre.classifier.untrusted import as_model_error
from bookgenre.errors import ModelError

__all__ = ["MAX_WINDOWS", "BookEncoder", "BookTokens", "average_windows", "pad_windows", "run_windows"]

MAX_WINDOWS = 16
"""Windows that are read of one book, in an answer and in an explanation; what is beyond them is not read."""

TITLE_TOKENS = 40
"""A title is cut after so many tokens, so that a long subtitle cannot crowd out the description."""

# One form of each apostrophe and quotation mark: an author's program chooses it, and it says nothing about the book. No
# character is gained or lost, so that places in the text stay what they are.
_STRAIGHT = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'") | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
)


@dataclass(frozen=True, slots=True)
class BookTokens:
    """The tokens of one book that the model reads.

    Attributes
    ----------
    description, title
        Ids of their tokens, without marks; the description's at most as many as `MAX_WINDOWS` windows hold.
    offsets, title_offsets
        Of each token: its first character, and the one after its last; empty where not asked for.
    shares
        Of each window: its first token of the description, and the one after its last.
    characters, total
        Number of characters of the description that are read, from its start, and of all; the same, unless it is too
        long.
    """

    description: list[int]
    title: list[int]
    offsets: list[tuple[int, int]]
    title_offsets: list[tuple[int, int]]
    shares: list[tuple[int, int]]
    characters: int
    total: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know where not all of the description is read."""
        if self.characters == self.total:
            return ()
        return (
            f"only the first {self.characters:,} of the description's {self.total:,} characters were read "
            f"({MAX_WINDOWS} windows of the model); shorten it to what the book is about",
        )


class BookEncoder:
    """Turn titles and descriptions into windows of token ids.

    A window is ``[CLS] title [SEP] description [SEP]``, or ``[CLS] description [SEP]`` where there is no title, with
    whatever marks the tokenizer's own template puts there. A description that does not fit one window is dealt out
    over as few windows as hold it, in equal shares, each with the title before it. Of a description that does not fit
    `MAX_WINDOWS` windows, only as much as fits is read.

    Parameters
    ----------
    tokenizer
        A tokenizer with a post-processor for single texts and pairs.
    window
        Tokens in a window at most, marks included.
    """

    def __init__(self, tokenizer: Tokenizer, window: int) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self.window = window
        (self._single_head, self._single_tail), (self._pair_head, self._pair_middle, self._pair_tail) = _marks(
            tokenizer
        )
        if window < len(self._pair_head + self._pair_middle + self._pair_tail) + TITLE_TOKENS + 16:
            raise ModelError(f"a window of {window} tokens is too short for a title and a text; use 64 or more")

    @classmethod
    def from_file(cls, path: Path, window: int) -> "BookEncoder":
        """Read a ``tokenizer.json``.

        Raises
        ------
        ModelError
            If the file is missing, is not a tokenizer, or is one that may not come from elsewhere (`read_tokenizer`).
        """
        tokenizer = read_tokenizer(path)
        with as_model_error(path, "is not a tokenizer"):
            return cls(tokenizer, window)

    @property
    def vocabulary_size(self) -> int:
        """Number of token ids, added tokens included."""
        return int(self._tokenizer.get_vocab_size(with_added_tokens=True))

    def read(self, description: str, title: str | None = None, *, offsets: bool = False) -> BookTokens:
        """Tokenise a description and a title, both gone over by `clean_text`, as far as the model reads them.

        `offsets`: whether to return those of the tokens; for many long books they take much memory.
        """
        heading = self._encode_start(title, TITLE_TOKENS) if title else None
        titled = list(heading.ids[:TITLE_TOKENS]) if heading else []
        most = MAX_WINDOWS * self._space_for_text(titled)
        # One token more than is read shows that there are more.
        encoding = self._encode_start(description, most + 1)
        cut = len(encoding) > most
        return BookTokens(
            description=list(encoding.ids[:most]),
            title=titled,
            offsets=list(encoding.offsets[:most]) if offsets else [],
            title_offsets=list(heading.offsets[:TITLE_TOKENS]) if heading and offsets else [],
            shares=self.shares(len(encoding), titled),
            characters=encoding.offsets[most - 1][1] if cut else len(description),
            total=len(description),
        )

    def _encode_start(self, text: str, most: int) -> Encoding:
        """Encode so much of `text`, and little more, that its first `most` tokens are those of all of it."""
        text = text.translate(_STRAIGHT)
        length = 2 * most
        while True:
            # Words are never cut: the tokens before a space are the same whatever follows it.
            end = len(text) if length >= len(text) else text.rfind(" ", 0, length)
            with _of_tokenizer():
                encoding = self._tokenizer.encode(text[: end if end > 0 else length], add_special_tokens=False)
            if length >= len(text) or len(encoding) >= most:
                return encoding
            length *= 2

    def tokens_many(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of the tokens of texts that `clean_text` has gone over, without marks; on all cores."""
        with _of_tokenizer():
            straight = [text.translate(_STRAIGHT) for text in texts]
            return [list(encoding.ids) for encoding in self._tokenizer.encode_batch(straight, add_special_tokens=False)]

    def assemble(self, description: Sequence[int], title: Sequence[int] = ()) -> list[list[int]]:
        """Windows of token ids for a tokenised description and title; from 1 to `MAX_WINDOWS`."""
        return [self.wrap(description[start:end], title) for start, end in self.shares(len(description), title)]

    def shares(self, tokens: int, title: Sequence[int] = ()) -> list[tuple[int, int]]:
        """How a description of so many tokens is dealt out: first token of each window, and the one after its last."""
        space = self._space_for_text(title)
        tokens = min(tokens, MAX_WINDOWS * space)
        count = max(1, -(-tokens // space))
        return list(itertools.pairwise(round(i * tokens / count) for i in range(count + 1)))

    def wrap(self, share: Sequence[int], title: Sequence[int] = ()) -> list[int]:
        """One window: a share of a description that fits it, with the title and the marks."""
        head, tail = self._frame(title)
        return [*head, *share, *tail]

    def first_window(self, description: Sequence[int], title: Sequence[int] = ()) -> list[int]:
        """One full window from the start of the description, the rest cut off: what training sees of a long text."""
        return self.wrap(description[: self._space_for_text(title)], title)

    def _space_for_text(self, title: Sequence[int]) -> int:
        """Tokens of a description that fit one window."""
        head, tail = self._frame(title)
        return self.window - len(head) - len(tail)

    def _frame(self, title: Sequence[int]) -> tuple[list[int], list[int]]:
        """Ids before and after the description in every window."""
        if not title:
            return self._single_head, self._single_tail
        return [*self._pair_head, *title[:TITLE_TOKENS], *self._pair_middle], self._pair_tail

    def windows(self, description: str, title: str | None = None) -> list[list[int]]:
        """Windows of token ids for a description and a title, both gone over by `clean_text`."""
        tokens = self.read(description, title)
        return self.assemble(tokens.description, tokens.title)

    def windows_of(self, books: Iterable[Book]) -> tuple[list[list[int]], list[int]]:
        """Windows of books that `clean_book` has gone over, one after another, and the number of windows of each."""
        parts = [self.windows(book.description, book.title) for book in books]
        return list(itertools.chain.from_iterable(parts)), [len(part) for part in parts]


def _of_tokenizer() -> AbstractContextManager[None]:
    """Raise what the library raises as a `ModelError`: a tokenizer can fail at its first text, or at a rare one."""
    return as_model_error(Path(TOKENIZER), "cannot read a text")


def _marks(
    tokenizer: Tokenizer,
) -> tuple[tuple[list[int], list[int]], tuple[list[int], list[int], list[int]]]:
    """Ids that the template puts around a single text, and around and between the two of a pair."""
    single = tokenizer.encode("book")
    marks = single.special_tokens_mask
    inner = [i for i, special in enumerate(marks) if not special]
    pair = tokenizer.encode("book", "book")
    runs = [i for i, special in enumerate(pair.special_tokens_mask) if not special]
    if not inner or len(inner) == len(marks) or len(runs) != 2 * len(inner):
        raise ModelError(
            "the tokenizer has no template for single texts and pairs; export it from its base model again"
        )
    n = len(inner)
    return (
        (single.ids[: inner[0]], single.ids[inner[-1] + 1 :]),
        (pair.ids[: runs[0]], pair.ids[runs[n - 1] + 1 : runs[n]], pair.ids[runs[-1] + 1 :]),
    )


def pad_windows(windows: Sequence[Sequence[int]], pad_id: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pad windows to the longest of them.

    Returns
    -------
    input_ids, attention_mask
        Each of shape (windows, longest window).
    """
    longest = max(len(window) for window in windows)
    input_ids = np.full((len(windows), longest), pad_id, dtype=np.int64)
    attention_mask = np.zeros((len(windows), longest), dtype=np.int64)
    for row, window in enumerate(windows):
        input_ids[row, : len(window)] = window
        attention_mask[row, : len(window)] = 1
    return input_ids, attention_mask


def run_windows(
    run: Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], npt.NDArray[np.float32]],
    windows: Sequence[Sequence[int]],
    *,
    pad_id: int,
    genres: int,
    batch_size: int,
    callback: Callback | None = None,
) -> npt.NDArray[np.float32]:
    """Return logits of shape (windows, genres).

    `run` takes ids and mask of a batch and returns its logits; windows of like length share a batch. `callback` is
    called before each batch.
    """
    result = np.empty((len(windows), genres), dtype=np.float32)
    order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
    for start in range(0, len(order), batch_size):
        if callback is not None:
            callback()
        rows = order[start : start + batch_size]
        result[rows] = run(*pad_windows([windows[row] for row in rows], pad_id))
    return result


def average_windows(logits: npt.NDArray[np.floating], counts: Sequence[int]) -> npt.NDArray[np.float64]:
    """Average logits of shape (windows, genres) over the windows of each book.

    `counts` are the numbers of windows of the books, in order. The windows of a text hold equal shares of it, so they
    weigh the same. Returns shape (books, genres).
    """
    starts = np.cumsum([0, *counts[:-1]])
    means: npt.NDArray[np.float64] = np.add.reduceat(logits.astype(np.float64), starts, axis=0)
    means /= np.asarray(counts)[:, None]
    return means
