"""Keywords: phrases of a blurb that set it apart from other books of its genre."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bookgenre.genres import Taxonomy
from bookgenre.genres.folding import fold
from bookgenre.stores.store_tables import read_table
from bookgenre.text.english import FUNCTION_WORDS, looks_english

__all__ = ["GROUPS", "STOP", "WORD", "candidate_phrases", "find_keywords"]

GROUPS = (
    "romance", "fantasy", "science-fiction", "horror", "mystery-thriller-suspense", "historical-fiction",
    "contemporary-fiction", "young-adult", "childrens", "biography-memoir", "history", "business", "self-help",
    "health", "religion", "science", "technology", "politics", "art", "food-drink",
)  # fmt: skip
"""Genres within which words were counted."""

_LONGEST, _MOST_CHARACTERS = 3, 50
"""Words of a phrase, and its characters."""
_ONE_IN = 100
"""Books of the genre among which at most one holds the rarest word of a phrase."""
_LIFT, _LIFT_OF_ONE = 1.5, 3
"""How many times as often as elsewhere books of some group hold a word that says what a book is about."""
_FEWEST = 4
"""Works of a group that prove it."""
_MOST_READ = 10_000
_MOST_TELLING = math.log(1000)
"""How much rarity counts."""

# Words that hold a sentence together, and those that every blurb may use; a phrase holds none of them.
STOP = FUNCTION_WORDS | frozenset(
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
    wonderful writer writers eight eighteen eighty eleven fifteen fifty forty fourteen hundred hundreds million
    nineteen ninety seventeen seventy sixteen sixty thirteen thirty thousand thousands twelve twenty dozen
    dozens afternoon evening evenings hour hours minute minutes month months morning moment moments night nights
    who've somebody nobody's everybody anybody others' content contents included scenes epilogue deadline colour
    color cliffhanger bit bits bunch loads plenty sort sorts
    """.split()
)
"""Function words, numbers, words of the trade, and what every blurb may say: no keyword holds one."""
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of descriptions.

    Attributes
    ----------
    kind
        ``noun``, ``adjective``, or ``other``.
    works
        That hold it, in all ("") and by group.
    lift
        How many times as often as elsewhere the books of one group hold it: high for words with a topic.
    """

    kind: str
    works: Mapping[str, int]
    lift: float


@cache
def _words() -> tuple[Mapping[str, int], Mapping[str, _Word]]:
    """Numbers of works by group; words."""
    totals: dict[str, int] = {}
    words: dict[str, _Word] = {}
    for row in read_table("words.csv"):
        works = {"": int(row["works"])} | {group: int(row[group] or 0) for group in GROUPS}
        # The first row.
        totals = totals or works
        lifts = (works[one] / totals[one] for one in GROUPS if works[one] >= _FEWEST)
        words[row["word"]] = _Word(row["kind"], works, max(lifts, default=0.0) / (works[""] / totals[""]))
    del words[""]
    return totals, words


def _guess(word: str) -> _Word | None:
    """A word that hardly any description holds; None where it looks like a form of a verb, or an adverb."""
    if word.endswith(("ing", "ly")) or "'" in word:
        return None
    return _Word("adjective" if word.endswith("ed") else "noun", dict.fromkeys(("", *GROUPS), 0), math.inf)


def candidate_phrases(text: str) -> Iterator[str]:
    """Yield the runs of one to three words that hold no function word and no name, as the text spells them.

    A word with a capital counts as a name, also where it only begins a sentence.
    """
    run: list[re.Match[str]] = []
    end = 0
    for match in WORD.finditer(text):
        word = match.group()
        stops = _low(word) in STOP or word.partition("-")[0] in _TENS or word != word.lower() or len(word) < 3
        if stops or text[end : match.start()] != " ":
            yield from _windows(text, run)
            run = []
        if not stops:
            run.append(match)
        end = match.end()
    yield from _windows(text, run)


def _windows(text: str, run: Sequence[re.Match[str]]) -> Iterator[str]:
    for length in range(1, min(_LONGEST, len(run)) + 1):
        for first in range(len(run) - length + 1):
            yield text[run[first].start() : run[first + length - 1].end()]


def _low(word: str) -> str:
    return word.lower().replace("’", "'")


def find_keywords(
    text: str,
    genres: Sequence[str],
    taxonomy: Taxonomy,
    *,
    title: str | None = None,
    avoid: Collection[str] = (),
    most: int = 7,
) -> tuple[str, ...]:
    """Return phrases of a cleaned blurb that set it apart from other books of its genre, the most telling first.

    A keyword is a noun with the nouns and adjectives before it. At least one of its words is rare in descriptions of
    the genre, and one says what a book is about: it comes more often in some genres than in others, or in hardly any
    other description. Names, words of the title, of the genres and of the categories, quality claims and words of the
    trade are left out, and no keyword repeats a word of another. A text that is not English gives none.

    Parameters
    ----------
    text
        The description, cleaned (`bookgenre.text.cleaning.clean_text`): without praise and other books. Its first
        10,000 characters are read.
    genres
        Ids of its genres, the main one first.
    taxonomy
        Knows their names.
    title
        Its words are not repeated.
    avoid
        Texts whose words are not repeated: the categories that are suggested.
    most
        Keywords.
    """
    text = text[:_MOST_READ]
    if not looks_english(text):
        # In another language every word is rare.
        return ()
    works, known = _words()
    paths = [one for genre in genres for one in (genre, *reversed(taxonomy.ancestors(genre)))]
    group = next((one for one in paths if one in GROUPS), "")
    names = [name for genre in genres for name in (taxonomy[genre].name, *taxonomy[genre].aliases)]
    taken = {_stem(word) for said in (title or "", *avoid, *names) for word in fold(said).split()}
    often = Counter(_stem(_low(match.group())) for match in WORD.finditer(text))
    scored = []
    for place, phrase in enumerate(dict.fromkeys(candidate_phrases(text))):
        parts = [_low(part) for part in phrase.split()]
        words = [word for part in parts if (word := known.get(part) or _guess(part)) and word.kind != "other"]
        if len(phrase) > _MOST_CHARACTERS or len(words) < len(parts) or words[-1].kind != "noun":
            continue
        # How many books of the genre there are for each one that holds the word.
        rare = [works[group] / (word.works[group] + 1) for word in words]
        lift, unknown = max(word.lift for word in words), sum(part not in known for part in parts)
        if len(parts) == 1:
            # A word that no other description has may be misspelt; one that comes twice is what the book is about.
            fits = rare[0] >= _ONE_IN and lift >= _LIFT_OF_ONE and (not unknown or often[_stem(parts[0])] > 1)
        else:
            fits = max(rare) >= _ONE_IN and lift >= _LIFT and unknown < len(parts)
        if fits:
            # Two words say more than one, and are how people search.
            score = sum(min(math.log(one), _MOST_TELLING) for one in rare) / len(rare) ** 0.75
            scored.append((-score * min(len(parts), 1.5), place, phrase))
    keywords: list[str] = []
    for _, _, phrase in sorted(scored):
        stems = {_stem(word) for word in fold(phrase).split()}
        if len(keywords) < most and not stems & taken:
            keywords.append(phrase)
            taken |= stems
    return tuple(keywords)


def _stem(word: str) -> str:
    """A word without the ending of its plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
