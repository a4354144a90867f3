"""Invented books, and builds of them in this process."""

import json
import random

import pyarrow.parquet as pq
import pytest

from bookgenre.corpus.assemble.build import build_corpus
from bookgenre.corpus.plan import BuildPlan, SourcePlan

SPLITS = ("train", "validation", "test")
FUNCTION_WORDS = "the of and to is with for that his her he she it their by from at this but who has have when".split()
WORDS = """
    harbour lantern sister winter letter garden secret river village stranger mother winter captain island forest
    daughter kitchen soldier station window morning summer teacher painter doctor journey promise silence shadow
    memory market castle bridge mountain orchard library hospital wedding funeral brother cousin neighbour farmer
    sailor thief witness lawyer detective murder crime trial prison escape treasure map ship storm coast lighthouse
    fire smoke bread honey apple horse wolf raven bird stone iron silver gold glass paper book song dance theatre
    actor singer queen king prince servant palace tower dragon wizard spell magic sword battle army border train
    road city street house room door key lock clock mirror portrait photograph ghost grave church priest faith love
    hate fear hope grief anger courage truth lie betrayal revenge mercy justice freedom power money debt
    inheritance fortune luck chance fate dream nightmare sleep night dawn evening autumn spring snow rain wind sea
    walks runs finds loses hides opens closes breaks builds leaves returns remembers forgets follows believes
    learns teaches writes reads sings paints cooks sails fights marries inherits discovers uncovers betrays saves
    old young cold warm dark bright quiet empty broken hidden lost forgotten dangerous gentle strange foreign
    distant lonely famous poor rich brave clever stubborn patient honest cruel
""".split()


def blurb(draw, length=60):
    """A text that reads as English to a machine, and shares no run of words with another."""
    words = [draw.choice(FUNCTION_WORDS if draw.random() < 0.45 else WORDS) for _ in range(length)]
    return " ".join(words).capitalize() + "."


@pytest.fixture
def draw():
    return random.Random(7)


@pytest.fixture
def write(tmp_path):
    """Write rows as JSON Lines; the path."""

    def write(name, rows):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


@pytest.fixture
def build(tmp_path):
    """Build a corpus of files, or of `SourcePlan`s, in this process; its report."""

    def build(*sources, out=None, keep=False, processes=1, **options):
        sources = tuple(s if isinstance(s, SourcePlan) else SourcePlan(s) for s in sources)
        plan = BuildPlan(sources, **options)
        return build_corpus(plan, out or tmp_path / "out", processes=processes, keep=keep)

    return build


@pytest.fixture
def rows(tmp_path):
    """The rows of a corpus by split, or of some of its files."""

    def rows(out=None, names=(*SPLITS, "unlabelled")):
        return {name: pq.read_table((out or tmp_path / "out") / f"{name}.parquet").to_pylist() for name in names}

    return rows


@pytest.fixture
def written(rows):
    """All rows of a corpus, with their split."""

    def written(out=None):
        return [row | {"split": split} for split, found in rows(out).items() for row in found]

    return written


@pytest.fixture
def invent(draw):
    """Records of invented books; about a third repeat another one, word for word or with some words changed."""

    def invent(count, start=0):
        records = []
        for number in range(start, start + count):
            words = blurb(draw, draw.randint(40, 90)).split()
            chance = draw.random()
            if records and chance < 0.35:
                words = draw.choice(records)["description"].split()
                for _ in range(0 if chance < 0.05 else draw.randint(1, max(1, len(words) // 10))):
                    words[draw.randrange(len(words))] = draw.choice(WORDS)
            records.append(
                {
                    "title": f"{draw.choice(WORDS)} {draw.choice(WORDS)} {number}".title(),
                    "author": f"{draw.choice(WORDS)} {draw.choice(WORDS)}".title(),
                    "description": " ".join(words),
                    "genres": draw.sample(["Fantasy", "Romance", "Poetry", "War", "Cooking", "Blorp"], 2),
                }
            )
        return records

    return invent


@pytest.fixture
def texts(draw):
    """So many different descriptions."""
    return lambda count, length=60: [blurb(draw, length) for _ in range(count)]


@pytest.fixture
def files_of():
    """The contents of all files of a corpus, by name."""

    def files_of(folder):
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and ".build" not in path.parts
        }

    return files_of
