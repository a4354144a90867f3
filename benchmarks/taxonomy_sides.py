"""How often books of a genre are fiction and nonfiction: what the taxonomy's ``side`` rests on.

python benchmarks/taxonomy_sides.py ../shared/corpus/train.jsonl.gz
"""

import sys
from collections import Counter
from pathlib import Path

from bookgenre.corpus import read_records
from bookgenre.genres import load_taxonomy

FEWEST = 20


def main() -> None:
    """Print a table of the genres below neither root, by their share of nonfiction."""
    taxonomy = load_taxonomy()
    books, fiction, nonfiction = Counter[str](), Counter[str](), Counter[str]()
    for record in read_records(Path(sys.argv[1])):
        if not record.complete:
            continue
        books.update(record.labels)
        fiction.update(record.labels if "fiction" in record.labels else ())
        nonfiction.update(record.labels if "nonfiction" in record.labels else ())
    rooted = {
        genre.id for genre in taxonomy if (*taxonomy.ancestors(genre.id), genre.id)[0] in ("fiction", "nonfiction")
    }
    found = [genre for genre in taxonomy if genre.id not in rooted and books[genre.id] >= FEWEST]
    print("| genre | books | fiction | nonfiction | side |\n|---|---:|---:|---:|---|")
    for genre in sorted(found, key=lambda genre: -nonfiction[genre.id] / books[genre.id]):
        n = books[genre.id]
        shares = f"{fiction[genre.id] / n:.2f} | {nonfiction[genre.id] / n:.2f}"
        print(f"| {genre.name} | {n:,} | {shares} | {taxonomy.side_of(genre.id) or ''} |")


if __name__ == "__main__":
    main()
