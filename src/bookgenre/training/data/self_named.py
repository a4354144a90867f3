"""Weak labels: blurbs that name their own genre, for genres that came after most rows were labelled."""

import re

from bookgenre.book import Book

__all__ = ["self_named"]

# Only phrases that hardly ever mean anything else; single common words ("gardening", "engineering") are left out.
_PHRASES = {
    "litrpg": "lit-?rpg|game-?lit|progression fantasy|cultivation (?:novel|story|fantasy)|xianxia|dungeon core",
    "why-choose-romance": (
        "reverse[- ]harem|why[- ]choose|(?:poly|polyamorous|polyamory|m[eé]nage) (?:romance|love story)|m[/ ]?f[/ ]?m"
        "|m/m/f|m[eé]nage(?: [aà] trois)?"
    ),
    "dark-romance": r"(?:dark|mafia|bully|captive|mob)(?:/\w+)? (?:[\w-]+ )?romance",
    "romantic-comedy": "romantic comed(?:y|ies)|rom-?coms?",
    "small-town-romance": r"small[- ]town (?:[\w-]+ )?romance",
    "billionaire-romance": r"(?:billionaire|millionaire)s? (?:[\w-]+ )?romance",
    "sapphic-romance": r"(?:sapphic|lesbian|wlw|f/f) (?:[\w-]+ )?(?:romance|love story)|romance, lesbian",
    "science-fiction-romance": r"(?:sci-?fi|science fiction|alien|futuristic) (?:[\w-]+ )?romance",
    "amish-fiction": "amish (?:romance|fiction|novel|suspense|mystery)",
    "family-saga": "family saga|generational saga|multi-?generational (?:saga|novel|epic|story)",
    "cozy-fantasy": "co[sz]y fantasy",
    "climate-fiction": "climate fiction|cli-fi",
    "puzzles": "(?:sudoku|crosswords?|word searches|word search) (?:puzzles?|books?|grids?)",
    "coloring-activity": "colou?ring (?:books?|pages)",
    "journals-planners": "guided journal|(?:daily|weekly|monthly) planner",
    "board-books": "board book",
    "devotionals": r"(?:daily|\d+-day|day) devotional|bible study guide",
    "study-guides": "official study guide|exam (?:prep|preparation) (?:guide|book)|test prep",
}
_PATTERNS = {genre: re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE) for genre, phrases in _PHRASES.items()}
_DENIED = re.compile(r"(?:\bnot|\bno|n['’]t|\bnever)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)


def self_named(book: Book) -> frozenset[str]:
    """Ids of the genres that the title or the description of `book` names in so many words ("a LitRPG adventure").

    A phrase after *not* or *no* does not count. A blurb that compares its book with another kind is still misread now
    and then, so the result is a weak label.
    """
    text = f"{book.title or ''}\n{book.description}"
    return frozenset(
        genre
        for genre, pattern in _PATTERNS.items()
        if any(not _DENIED.search(text, max(0, match.start() - 40), match.start()) for match in pattern.finditer(text))
    )
