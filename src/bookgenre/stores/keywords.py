"""Keywords: phrases of a blurb that set it apart from other books of its genre."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from bookgenre.genres import Taxonomy
from bookgenre.genres.folding import fold
from bookgenre.stores.store_tables import read_table
from bookgenre.text.english import FUNCTION_WORDS, looks_english

__all__ = ["GROUPS", "STOP", "TROPES", "WORD", "candidate_runs", "find_keywords"]

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
_WEAK = frozenset(
    """
    answers boxes cards code condition conditions conversation container curtain difference failures fold forms gates
    habit items layers machines margins medium method methods mistakes noise numbers patient performance pockets post
    pounds products screens section sections services sheets shelf stairs steps stores strategy sweat wire
    """.split()
)
"""Nouns that say too little by themselves; with another word they may say enough."""
TROPES = tuple(
    " ".join(
        """
        accidental marriage, age gap, alpha male, amateur sleuth, arranged marriage, brother's best friend, chosen one,
        closed circle, cold case, dual timeline, enemies to lovers, fake betrothal, fake dating, fake engagement, fake
        relationship, fated mates, forbidden love, forbidden romance, forced proximity, found family, friends to lovers,
        grumpy sunshine, locked room, love triangle, mail-order bride, marriage of convenience, mistaken identity, one
        bed, opposites attract, portal fantasy, reverse harem, rivals to lovers, second chance, secret baby, secret
        identity, secret society, serial killer, single dad, single father, single mom, single mother, slow burn, small
        town, strangers to lovers, time loop, unreliable narrator, whodunit, workplace romance
        """.split()
    ).split(", ")
)
"""Plots, by the names that readers search for."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DENIALS = frozenset("no not nor never without".split())
_ARTICLES = frozenset("a an any the his its my our their your".split())
"""After these stands a noun or what describes it, and no verb."""
_BEGINNING = frozenset('.!?…:;\n•*|–—("“')
"""Signs after which a word has a capital though it is no name."""
_TROPE = re.compile(
    "".join(f"(?<!{denial} )(?<!{denial} a )" for denial in sorted(_DENIALS))
    + r"\b(?:"
    + "|".join(TROPES).replace(" ", "[ /-]").replace("'", "['’]")
    + r")s?\b",
    re.IGNORECASE,
)


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
        if row["kind"] == "other":
            # Not counted by group.
            works = {group: works[""] * total // totals[""] for group, total in totals.items()}
        lifts = (works[one] / totals[one] for one in GROUPS if works[one] >= _FEWEST)
        words[row["word"]] = _Word(row["kind"], works, max(lifts, default=0.0) / (works[""] / totals[""]))
    del words[""]
    return totals, words


def _guess(word: str) -> _Word:
    """A word that hardly any description holds; of no use where it looks like a form of a verb, or an adverb."""
    kind = "other" if word.endswith(("ing", "ly")) or "'" in word else "adjective" if word.endswith("ed") else "noun"
    return _Word(kind, dict.fromkeys(("", *GROUPS), 0), math.inf)


def candidate_runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the runs of words that hold no function word and no name, each after the word that stands before it.

    Left out is what "no" or "without" denies. A word with a capital counts as a name, unless it is a common word and
    begins a sentence that is one run, as in "Accidental marriage."
    """
    found = list(WORD.finditer(text))
    gaps = [text[one.end() : other.start()] for one, other in pairwise(found)]
    begins = [True, *(not _BEGINNING.isdisjoint(gap) for gap in gaps)]
    # A name has its capital there, too.
    inside = {match.group() for match, first in zip(found, begins, strict=False) if not first}
    run: list[str] = []
    before, denied = "", False
    for match, gap, first, after in zip(found, ["", *gaps], begins, [*gaps, ""], strict=False):
        word, low = match.group(), _low(match.group())
        common = word == word.lower() or (first and word not in inside and word[1:].islower() and low in _words()[1])
        stops = low in STOP or word.partition("-")[0] in _TENS or not common or len(word) < 3
        if not run:
            denied = gap == " " and (before in _DENIALS or (denied and before in _ARTICLES))
            start = before if gap == " " else ""
        if not stops:
            run.append(word)
        if run and (stops or after != " "):
            whole = run[0] == run[0].lower() or not stops
            if not denied and (whole or run[1:]):
                yield (start, run) if whole else (run[0], run[1:])
            run = []
        before = low


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

    A keyword is one of `TROPES`, which come first, or a noun with the nouns and adjectives before it. At least one of
    its words is rare in descriptions of the genre, and one says what a book is about: it comes more often in some
    genres than in others, or in hardly any other description. Names, words of the title, of the genres and of the
    categories, quality claims, words of the trade and what the text denies are left out, and no keyword repeats a word
    of another. A text that is not English gives none.

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
    scored = [(-math.inf, match.start(), 0, match.group()) for match in _TROPE.finditer(text)]
    for place, (before, run) in enumerate(candidate_runs(text)):
        words = [known.get(_low(part)) or _guess(_low(part)) for part in run]
        adverb = run[0].endswith("ly") and [word.kind for word in words[1:2]] == ["adjective"]
        if words[0].kind == "other" and not adverb and before in (_ARTICLES if run[0].isalpha() else ("a", "an")):
            # "the reading room", "a farrier's apprentice": whatever it is elsewhere, here it describes a noun.
            words[0] = replace(words[0], kind="adjective")
        for last, noun in enumerate(words):
            # A phrase that goes on with another noun is half of one.
            if noun.kind != "noun" or (last + 1 < len(words) and words[last + 1].kind == "noun"):
                continue
            scores = {
                first: _score(run[first : last + 1], words[first : last + 1], group, works[group], often)
                for first in range(max(0, last + 1 - _LONGEST), last + 1)
            }
            # The longest of them comes first.
            best = max(scores.values())
            scored += [
                (-best, place, first, " ".join(run[first : last + 1])) for first, score in scores.items() if score
            ]
    keywords: list[str] = []
    for *_, phrase in sorted(scored):
        stems = {_stem(word) for word in fold(phrase).split() if word not in STOP}
        if len(keywords) < most and not stems & taken:
            keywords.append(phrase)
            taken |= stems
    return tuple(keywords)


def _score(parts: Sequence[str], words: Sequence[_Word], group: str, works: int, often: Mapping[str, int]) -> float:
    """How much a phrase tells; 0 where it is no keyword."""
    if len(" ".join(parts)) > _MOST_CHARACTERS or any(word.kind == "other" for word in words):
        return 0
    # How many books of the genre there are for each one that holds the word.
    rare = [works / (word.works[group] + 1) for word in words]
    lift, unknown = max(word.lift for word in words), sum(not word.works[""] for word in words)
    if len(parts) == 1:
        # A word that no other description has may be misspelt; one that comes twice is what the book is about.
        known = parts[0].islower() and (not unknown or often[_stem(parts[0])] > 1)
        fits = rare[0] >= _ONE_IN and lift >= _LIFT_OF_ONE and known and parts[0] not in _WEAK
    else:
        # Two words are not both misspelt; but of a verb that is not known nothing tells it from a noun.
        known = unknown < len(parts) or not parts[-1].endswith("s")
        fits = max(rare) >= _ONE_IN and lift >= _LIFT and known
    # Two words say more than one, and are how people search.
    score = sum(min(math.log(one), _MOST_TELLING) for one in rare) / len(rare) ** 0.75
    return score * min(len(parts), 1.5) if fits else 0


def _stem(word: str) -> str:
    """A word without the ending of its plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
