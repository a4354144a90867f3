"""Invented text: topics read from the TOML files beside this module, and blurbs composed from them."""

import functools
import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILES = ("fiction.toml", "nonfiction.toml", "other_languages.toml")
MOST_WORDS = 180
PEOPLE = ("woman", "man", "surname", "pet", "animal", "peer_small")
PLACES = ("city", "ciudad", "stadt", "place", "realm", "world", "ship", "town", "empire", "year", "estate", "house")
NAMES = frozenset(PEOPLE + PLACES)


@dataclass(frozen=True)
class Topic:
    """What books of one kind are composed from; of a path in `categories`, the first is in every such book."""

    name: str
    genre: str
    language: str
    adult: bool
    words: tuple[int, int]
    categories: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    titles: tuple[str, ...]
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    fillers: tuple[str, ...]
    closings: tuple[str, ...]
    lists: dict[str, list[str]]


class Slots(dict):
    """The words of one book: a name is the same in all its sentences, any other slot takes a new word in each."""

    def __init__(self, topic: Topic, rng: random.Random):
        super().__init__(genre=topic.genre)
        self._english = topic.language == "English"
        self._lists = {name: rng.sample(words, len(words)) for name, words in topic.lists.items()}

    def __missing__(self, slot: str) -> str:
        name = slot.rstrip("0123456789")
        return self._lists[name][int(slot[len(name) :] or 1) - 1]

    def fill(self, pattern: str) -> str:
        """Fill the slots, and give each sentence its capital letter."""
        text = re.sub(r"(^“?|[.!?] “?)([a-zé])", lambda m: m[1] + m[2].upper(), pattern.format_map(self))
        for name, words in self._lists.items():
            if name not in NAMES:
                used = pattern.count("{" + name)
                self._lists[name] = words[used:] + words[:used]
        return re.sub(r"\b([Aa]) (?=[aeiou])(?!one|uni|use)", r"\1n ", text) if self._english else text


@functools.cache
def read_topics() -> tuple[Topic, ...]:
    """All topics, in the order of the files."""
    topics = []
    for file in FILES:
        shelf = tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
        topics += [_topic(table, shelf) for table in shelf["topic"]]
    return tuple(topics)


def _topic(table: dict, shelf: dict) -> Topic:
    # A solo topic (picture books, poems, another language) would read oddly with the sentences of the others.
    shared = {"closings": [], "fillers": []} if table.get("solo") else shelf
    named = set(Topic.__dataclass_fields__)
    return Topic(
        name=table["name"],
        genre=table["genre"],
        language=table.get("language", "English"),
        adult=table.get("adult", False),
        words=tuple(table.get("words", (18_000, 140_000))),
        categories=tuple(tuple(path) for path in table["categories"]),
        tags=tuple(table["tags"]),
        titles=tuple(table["titles"]),
        openings=tuple(table["openings"]),
        middles=tuple(table["middles"]),
        fillers=tuple(shared["fillers"]),
        closings=(*table["closings"], *shared["closings"]),
        lists=shelf["common"] | {k: v for k, v in table.items() if isinstance(v, list) and k not in named},
    )


def trigrams(text: str) -> set[tuple[str, ...]]:
    """The runs of three words in a text: what two descriptions of one book share."""
    words = text.lower().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def write_blurb(topic: Topic, slots: Slots, rng: random.Random) -> tuple[str, ...]:
    """A description of 60 to 180 words in two to four paragraphs."""
    own = rng.choice((2, 3))
    middle = [
        *rng.sample(topic.middles, own),
        *rng.sample(topic.fillers, rng.choice((0, 1, 2)) if topic.fillers else 0),
    ]
    rng.shuffle(middle)
    patterns = [rng.choice(topic.openings), *middle, rng.choice(topic.closings)]
    sentences = [slots.fill(pattern) for pattern in patterns]
    while sum(len(sentence.split()) for sentence in sentences) > MOST_WORDS:
        sentences.pop(-2)
    cuts = sorted(rng.sample(range(1, len(sentences)), rng.choice((1, 2, 2, 3))))
    return tuple(" ".join(sentences[start:end]) for start, end in zip([0, *cuts], [*cuts, len(sentences)], strict=True))
