"""Count the phrases of book descriptions that can be keywords: src/bookgenre/stores/data/phrases.csv.

    python benchmarks/keyword_phrases.py ../shared/corpus/train.jsonl.gz ../shared/corpus/partial.jsonl.gz

A phrase is one to three words between function words, the last of them a noun, none of them a name. Kept are those of
at least 25 works, with the number of works that hold them, in all and by group of genres; no description is.
"""

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from bookgenre.stores.keywords import GROUPS, candidate_phrases, phrase_words

LEAST = 25
MOST_OF_A_WORD = 0.02
OUT = Path(__file__).parents[1] / "src/bookgenre/stores/data/phrases.csv"
# What stands before a noun, and what stands before a verb.
BEFORE_NOUN = frozenset("a an the his her their its this that these those my our your of no every each some in".split())
BEFORE_VERB = frozenset("to he she they it we you i will can must would could should not who may might".split())
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def rows(paths):
    """Yield work, description and labels of each record, each work once."""
    seen = set()
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row.get("work") not in seen:
                    seen.add(row.get("work"))
                    yield row["description"], set(row["labels"])


def main(paths):
    """Write the table."""
    noun, verb, lower, capital = Counter(), Counter(), Counter(), Counter()
    found = Counter()
    by_group = defaultdict(Counter)
    groups = Counter()
    for number, (text, labels) in enumerate(rows(paths), start=1):
        before, start = "", True
        for match in WORD.finditer(text):
            word = match.group()
            low = word.casefold().replace("’", "'")
            noun[low] += before in BEFORE_NOUN
            verb[low] += before in BEFORE_VERB
            if not start:
                (lower if word[0].islower() else capital)[low] += 1
            start = text[match.end() : match.end() + 1] in ".!?:"
            before = low
        mine = [group for group in GROUPS if group in labels]
        groups.update(["", *mine])
        for phrase in {phrase for phrase, _ in candidate_phrases(text)}:
            found[phrase] += 1
            for group in mine:
                by_group[phrase][group] += 1
        if number % 2000 == 0:
            # A phrase that has come once in so many is not among those that are kept.
            rare = [phrase for phrase, count in found.items() if count < number * LEAST / 400_000]
            for phrase in rare:
                del found[phrase]
                by_group.pop(phrase, None)
            print(number, len(found), file=sys.stderr, flush=True)

    def is_noun(word):
        return noun[word] >= 8 and noun[word] > 1.5 * verb[word]

    kept = []
    for phrase, count in found.items():
        words = phrase_words(phrase)
        named = any(capital[word] > lower[word] for word in words)
        if count < LEAST or named or not is_noun(words[-1]) or verb[words[0]] > noun[words[0]]:
            continue
        if len(words) == 1 and (count > MOST_OF_A_WORD * groups[""] or noun[words[0]] < 4 * verb[words[0]]):
            continue
        kept.append((phrase, count))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["phrase", "works", *GROUPS])
        table.writerow(["", groups[""], *(groups[group] for group in GROUPS)])
        for phrase, count in sorted(kept):
            table.writerow([phrase, count, *(by_group[phrase][group] or "" for group in GROUPS)])
    print(len(kept), "phrases of", groups[""], "works", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
