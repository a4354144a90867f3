"""Invented descriptions of about 150 tokens."""

import random

_WHO = [
    "a retired spy",
    "the new vicar",
    "a grieving chef",
    "two rival bakers",
    "the last dragon rider",
    "a shy botanist",
]
_WHERE = [
    "Cold War Berlin",
    "a storm-battered village",
    "the drowned coast",
    "a small Yorkshire town",
    "a dying star ship",
]
_DEED = [
    "must find who betrayed the old handler before the supply boat returns",
    "opens a letter that was never meant to be read and cannot let it rest",
    "learns to bake bread the way her grandmother did, one burnt loaf at a time",
    "has three days to choose between a crown and the people who would burn for it",
    "keeps a promise made to a stranger on the night when the bridges were closed",
    "discovers that the map in the attic shows a country which nobody remembers",
]
_TONE = [
    "By turns funny and heartbreaking, it asks what we owe to those who raised us.",
    "A slow-burning tale of loyalty, secrets and second chances.",
    "With recipes, letters and a map, this is a book to read in one sitting.",
    "Dark, tender and full of suspense, it will keep you guessing to the last page.",
]


def blurbs(count: int, seed: int = 1) -> list[str]:
    """Descriptions that differ from each other and are the same for the same seed."""
    choose = random.Random(seed)
    made = []
    for _ in range(count):
        sentences = []
        for _ in range(5):
            who, where, deed = choose.choice(_WHO), choose.choice(_WHERE), choose.choice(_DEED)
            sentences.append(f"In {where}, {who} {deed}.")
        made.append(" ".join([*sentences, choose.choice(_TONE), choose.choice(_TONE)]))
    return made
