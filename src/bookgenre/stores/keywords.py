"""Keywords: phrases of a blurb that set it apart from other books of its genre."""

import csv
import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bookgenre.genres import Taxonomy
from bookgenre.genres.folding import fold
from bookgenre.text.language import FUNCTION_WORDS

__all__ = ["GROUPS", "candidate_phrases", "find_keywords", "phrase_words"]

GROUPS = (
    "romance", "fantasy", "science-fiction", "horror", "mystery-thriller-suspense", "historical-fiction",
    "contemporary-fiction", "young-adult", "childrens", "biography-memoir", "history", "business", "self-help",
    "health", "religion", "science", "technology", "politics", "art", "food-drink",
)  # fmt: skip
"""Genres within which phrases were counted."""

_LONGEST = 3
"""Words of a phrase."""
_LEAST_DISTINCTIVE = math.log(100)
"""Log of the number of books of the genre among which one holds the phrase."""

# Words that hold a sentence together, and those that every blurb may use; a phrase holds none of them.
_STOP = FUNCTION_WORDS | frozenset(
    """
    a about above across actually again against ago ahead all almost alone along already also although always am
    among an and another any anyone anything are around as away back be became because become becomes been
    behind being below beneath beside best better between beyond big both bring brings but by came come comes
    coming could couldn't currently day days did didn't do does doesn't doing done don't during each easily
    either else end ends enough entire especially even ever every everyone everything exactly face faces far few
    fifth final finally find finds first five follow following for forever four fourth free full fully gave get
    gets getting give given gives go goes going gone good got great had half happen happens hard has have he'd
    he'll he's her here herself high him himself his hold holds however i'd i'll i'm i've if inside instead
    isn't it's itself just keep keeps kind knew know known knows last late later lead leads least leave leaves
    left less let lets like little live lives long longer look looking looks lot made make makes making man many
    matter maybe me mean means meet meets mine more most mr mrs ms much my myself near nearly need needs never
    new next nine no nobody none not nothing now off often old once one only onto open other others ours
    ourselves over own part people perhaps place put quickly quite rather read reader readers real really right
    run runs said same saw say says second see seem seems seen self set sets seven several shall she'd she'll
    she's short should shows simply since six small so some someone something sometimes soon start starts still
    such sure take takes taken tell tells ten than that's theirs themselves there's they'd they'll they're thing
    things third this those though thought three thus time times today together tomorrow tonight too took top
    toward towards try trying turn turns twice two under until upon us use used using very want wants was wasn't
    way ways we'll we're week weeks well went whatever what's whenever where's wherever whether while whole
    whose why wish within without woman won't wonder work worse worst would wouldn't year years yes yesterday
    yet you'd you'll you're you've yours yourself amazing author authors award award-winning awards bestseller
    bestsellers bestselling best-selling book books brand chapter chapters classic collection copies copy
    edition editions epic excerpt favorite favourite fan fans fiction gripping hilarious includes incredible
    instalment installment introduction kindle library must-read nonfiction novel novella novels page pages
    page-turner paperback perfect popular praise print publication published publisher review reviews sale
    sequel series story stories tale tales thrilling title titles trilogy unforgettable unique volume winner
    wonderful writer writers
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_GAP = re.compile(r"[ \n]")


@dataclass(frozen=True, slots=True)
class _Counts:
    """Works that hold each phrase, in all ("") and by group."""

    works: dict[str, int]
    phrases: dict[str, dict[str, int]]


@cache
def _counts() -> _Counts:
    with (files("bookgenre.stores") / "data/phrases.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        table = {
            row["phrase"]: {"": int(row["works"])} | {group: int(row[group] or 0) for group in GROUPS} for row in rows
        }
    return _Counts(table.pop(""), table)


def phrase_words(phrase: str) -> list[str]:
    """Return the words of a phrase as `candidate_phrases` gives it."""
    return phrase.split(" ")


def candidate_phrases(text: str) -> Iterator[tuple[str, str]]:
    """Yield the runs of one to three words that hold no function word and no capital, and how the text spells them.

    Capitals begin names, and sentences, whose first word is left out for that reason.
    """
    run: list[tuple[str, int, int]] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        low = word.lower().replace("’", "'")
        if run and not _GAP.fullmatch(text, end, match.start()):
            yield from _windows(text, run)
            run = []
        if low in _STOP or word != word.lower() or len(low) < 3:
            yield from _windows(text, run)
            run = []
        else:
            run.append((low, match.start(), match.end()))
        end = match.end()
    yield from _windows(text, run)


def _windows(text: str, run: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, str]]:
    for length in range(1, min(_LONGEST, len(run)) + 1):
        for first in range(len(run) - length + 1):
            words = run[first : first + length]
            yield " ".join(word for word, _, _ in words), " ".join(text[words[0][1] : words[-1][2]].split())


def find_keywords(
    text: str,
    genres: Sequence[str],
    taxonomy: Taxonomy,
    *,
    title: str | None = None,
    avoid: Collection[str] = (),
    most: int = 7,
    longest: int = 50,
) -> tuple[str, ...]:
    """Return phrases of a cleaned blurb that few books of its genre share, the most telling first.

    Only phrases that other descriptions hold, too, are taken (at least 25 of the gathered ones), so that somebody may
    look for them. Names, words of the title, of the genres and of the categories, quality claims and words of the
    trade are left out, and no phrase repeats a word of another.

    Parameters
    ----------
    text
        The description, cleaned (`bookgenre.text.cleaning.clean_text`): without praise and other books.
    genres
        Ids of its genres, the main one first.
    taxonomy
        Knows their names.
    title
        Its words are not repeated.
    avoid
        Texts whose words are not repeated: the categories that are suggested.
    most, longest
        Keywords, and characters of one.
    """
    counts = _counts()
    group = next((one for genre in genres for one in _path(taxonomy, genre) if one in GROUPS), "")
    names = [name for genre in genres if genre in taxonomy for name in _names(taxonomy, genre)]
    taken = {word for known in (title or "", *avoid, *names) for word in fold(known).split()}
    scored = []
    for place, (phrase, spelt) in enumerate(dict(candidate_phrases(text)).items()):
        known = counts.phrases.get(phrase)
        if known is None or len(spelt) > longest:
            continue
        distinctive = math.log(counts.works[group] / (known[group] + 1))
        # Two words say more than one, and are how people search.
        score = distinctive * (1 if len(phrase_words(phrase)) == 1 else 1.5)
        if distinctive >= _LEAST_DISTINCTIVE:
            scored.append((-score, place, phrase, spelt))
    keywords: list[str] = []
    for _, _, phrase, spelt in sorted(scored):
        stems = {_stem(word) for word in fold(phrase).split()}
        if len(keywords) < most and not stems & {_stem(word) for word in taken}:
            keywords.append(spelt)
            taken.update(fold(phrase).split())
    return tuple(keywords)


def _path(taxonomy: Taxonomy, genre: str) -> tuple[str, ...]:
    return (genre, *reversed(taxonomy.ancestors(genre))) if genre in taxonomy else ()


def _names(taxonomy: Taxonomy, genre_id: str) -> tuple[str, ...]:
    genre = taxonomy[genre_id]
    return (genre.name, *genre.aliases)


def _stem(word: str) -> str:
    """A word without the ending of its plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
