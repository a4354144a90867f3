"""Count the nouns and adjectives of book descriptions: src/bookgenre/stores/data/words.csv, which keywords rest on.

    python benchmarks/keyword_words.py ../shared/corpus/train.jsonl.gz ../shared/corpus/partial.jsonl.gz

A noun stands after an article and before the end of a clause, an adjective after an article and before a noun; names
are left out. Kept are words of at least 15 works, with the number of works that hold them, and for nouns and adjectives
of at most one work in ten also by group of genres. No description is kept.
"""

import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from bookgenre.stores.keywords import GROUPS, STOP, WORD

LEAST, MOST = 15, 1 / 10
OUT = Path(__file__).parents[1] / "src/bookgenre/stores/data/words.csv"
BEFORE_NOUN = frozenset("a an the his her their its this that these those my our your of no every each some in".split())
BEFORE_VERB = frozenset("to he she they it we you i will can must would could should not who may might".split())


def rows(paths):
    """Yield the description and the labels of each work."""
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
    after_article, after_pronoun, ends, goes_on = Counter(), Counter(), Counter(), Counter()
    lower, capital, works, groups = Counter(), Counter(), Counter(), Counter()
    by_group = defaultdict(Counter)
    for number, (text, labels) in enumerate(rows(paths), start=1):
        found = [(match.group(), match.end()) for match in WORD.finditer(text)]
        words = [word.lower().replace("’", "'") for word, _ in found]
        for place, (spelt, end) in enumerate(found):
            word = words[place]
            if word in STOP:
                continue
            before = words[place - 1] if place else ""
            after_article[word] += before in BEFORE_NOUN
            after_pronoun[word] += before in BEFORE_VERB
            breaks = text[end : end + 1] != " " or place + 1 == len(words)
            last = breaks or words[place + 1] in STOP
            (ends if last else goes_on)[word] += 1
            if place and text[found[place - 1][1] : found[place - 1][1] + 1] == " ":
                (lower if spelt[0].islower() else capital)[word] += 1
        mine = [group for group in GROUPS if group in labels]
        groups.update(["", *mine])
        once = set(words) - STOP
        works.update(once)
        for group in mine:
            by_group[group].update(once)
        if number % 5000 == 0:
            print(number, len(works), file=sys.stderr, flush=True)

    write(after_article, after_pronoun, ends, goes_on, lower, capital, works, groups, by_group)


def kind_of(word, after_article, after_pronoun, ends, goes_on):
    """Return what a word is, by what stands before and after it."""
    share = after_article[word] / (ends[word] + goes_on[word])
    # Forms of verbs stand after an article less often, unless they are nouns or adjectives in their own right.
    least = 0.3 if word.endswith(("ing", "ed")) else 0.1 if word.endswith("s") else 0.2
    if share < least or after_article[word] < max(5, 1.5 * after_pronoun[word]) or word.endswith(("'s", "ly")):
        return "other"
    return "noun" if ends[word] > 1.5 * goes_on[word] else "adjective"


def write(after_article, after_pronoun, ends, goes_on, lower, capital, works, groups, by_group):
    """Write the words that are kept; of those that are neither noun nor adjective, no counts by group."""
    kept = 0
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["word", "kind", "works", *GROUPS])
        table.writerow(["", "", groups[""], *(groups[group] for group in GROUPS)])
        for word, count in sorted(works.items()):
            if not count >= LEAST or len(word) < 3 or capital[word] > lower[word]:
                continue
            kind = kind_of(word, after_article, after_pronoun, ends, goes_on)
            if kind != "other" and count > MOST * groups[""]:
                kind = "other"
            counts = [by_group[group][word] or "" for group in GROUPS] if kind != "other" else []
            table.writerow([word, kind, count, *counts])
            kept += 1
    print(kept, "words of", groups[""], "works", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
