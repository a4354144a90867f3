import dataclasses
import os

import pytest

from bookgenre.corpus.plan import BuildPlan, SourcePlan, languages_of
from bookgenre.errors import DataError

FULL = """
languages = ["en", "German"]
validation = 0.1
test = 0
seed = 3
duplicate = 0.9
related = 0.6
repeated = 0

[[source]]
path = "books.jsonl"

[[source]]
path = "../more/table.csv"
format = "generic"
columns = { description = "Blurb", isbn13 = "EAN" }
separator = "/"
name = "A shop"
licence = "CC0"
complete = true
"""


@pytest.fixture
def toml(tmp_path):
    def toml(text):
        path = tmp_path / "plans" / "plan.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return toml


def test_a_plan_is_read_with_paths_from_its_own_folder(toml, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    plan = BuildPlan.read(toml(FULL))
    assert plan == BuildPlan(
        sources=(
            SourcePlan(tmp_path / "plans" / "books.jsonl"),
            SourcePlan(
                tmp_path / "plans" / "../more/table.csv",
                format="generic",
                columns={"description": "Blurb", "isbn13": "EAN"},
                separator="/",
                name="A shop",
                licence="CC0",
                complete=True,
            ),
        ),
        languages=frozenset({"en", "de"}),
        validation=0.1,
        test=0,
        seed=3,
        duplicate=0.9,
        related=0.6,
        repeated=0,
    )


def test_an_absolute_path_stays_one(toml, tmp_path):
    (source,) = BuildPlan.read(toml(f'[[source]]\npath = "{tmp_path / "books.jsonl"}"')).sources
    assert source.path == tmp_path / "books.jsonl"


def test_what_a_plan_leaves_out_is_as_documented(toml):
    plan = BuildPlan.read(toml('[[source]]\npath = "a.csv"'))
    assert plan.languages == {"en"}
    assert (plan.validation, plan.test, plan.seed) == (0.05, 0.05, 0)
    assert (plan.duplicate, plan.related, plan.repeated) == (0.8, 0.5, 25)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no sources"),
        ("source = 3", "names no sources"),
        ("source = [1]", "names no sources"),
        ("source = []", "no source is given"),
        ("[[source]]\n", r"plan\.toml, \[\[source\]\] 1: lacks path"),
        ("[[source]]\npath = 3", "path is 3; it must be text"),
        ('sed = 3\n[[source]]\npath = "a"', r"plan\.toml: unknown key 'sed'; known are: .*seed"),
        ('[[source]]\npath = "a"\nlicense = "CC0"', r"\[\[source\]\] 1: unknown key 'license'; known are: .*licence"),
        ('languages = "en"\n[[source]]\npath = "a"', "languages"),
        ('languages = ["klingon"]\n[[source]]\npath = "a"', "no language 'klingon'"),
        ('languages = [3]\n[[source]]\npath = "a"', "no language 3"),
        ('languages = [["en"]]\n[[source]]\npath = "a"', "no language"),
        ('validation = "5%"\n[[source]]\npath = "a"', "validation is '5%'; it must be a number"),
        ('validation = 0.5\ntest = 0.5\n[[source]]\npath = "a"', "less than 1 together"),
        ('test = -0.1\n[[source]]\npath = "a"', "0 or more"),
        ('test = nan\n[[source]]\npath = "a"', "test is nan; it must be a finite number"),
        ('repeated = "25"\n[[source]]\npath = "a"', "repeated is '25'; it must be a whole number"),
        ('repeated = true\n[[source]]\npath = "a"', "repeated is True; it must be a whole number"),
        ('seed = 1.5\n[[source]]\npath = "a"', "seed is 1.5; it must be a whole number"),
        ('related = 0.9\n[[source]]\npath = "a"', "related <= duplicate"),
        ('related = 0.3\n[[source]]\npath = "a"', r"0\.4 <= related"),
        ('duplicate = 1.1\n[[source]]\npath = "a"', "duplicate <= 1"),
        ('[[source]]\npath = "a"\ncomplete = "yes"', "complete is 'yes'; it must be true or false"),
        ('[[source]]\npath = "a"\ncolumns = "Blurb"', "columns is 'Blurb'; it must be a table"),
        ('[[source]]\npath = "a"\ncolumns = { description = 3 }', r"\[columns\] description is 3; it must be text"),
        ('[[source]]\npath = "a"\nseparator = 3', "separator is 3; it must be text"),
        ('[[source]]\npath = "a"\nformat = 3', "format is 3; it must be text"),
        ("[[source]", "not a TOML file"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_the_reason(toml, text, words):
    with pytest.raises(DataError, match=words):
        BuildPlan.read(toml(text))


def test_a_plan_in_another_encoding_or_a_missing_one_is_refused(tmp_path):
    path = tmp_path / "plan.toml"
    with pytest.raises(DataError, match=r"there is no file .*plan\.toml"):
        BuildPlan.read(path)
    path.write_bytes(b'[[source]]\npath = "caf\xe9"')
    with pytest.raises(DataError, match="not a TOML file"):
        BuildPlan.read(path)
    with pytest.raises(DataError, match="not a TOML file"):
        BuildPlan.read(tmp_path)


@pytest.mark.parametrize(
    ("named", "codes"),
    [
        (["en"], {"en"}),
        (["EN", "Deutsch", "fre", "pt-BR"], {"en", "de", "fr", "pt"}),
        (["all"], set()),
        (["en", "all"], set()),
        (["vec", "English"], {"vec", "en"}),
        ([], set()),
    ],
)
def test_languages_are_given_as_codes_or_names(named, codes):
    assert languages_of(named) == codes


def test_a_format_that_does_not_exist_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(DataError, match="did you mean best-books-ever"):
        SourcePlan(tmp_path / "a.csv", format="best-book-ever").adapter()


def test_columns_cannot_be_named_for_a_format_that_knows_its_own(tmp_path):
    with pytest.raises(DataError, match="leave out one of the two"):
        SourcePlan(tmp_path / "a.csv", format="7k-books", columns={"description": "Blurb"}).adapter()
    assert SourcePlan(tmp_path / "a.csv", format="generic", separator="/").adapter().name == "generic"


def test_the_key_is_of_options_and_files(tmp_path):
    path = tmp_path / "books.jsonl"
    path.write_text("one", encoding="utf-8")
    plan = BuildPlan((SourcePlan(path),), languages=frozenset("ab"))
    key = plan.key()
    assert key == BuildPlan((SourcePlan(path),), languages=frozenset("ba")).key()
    others = [
        dataclasses.replace(plan, **change)
        for change in (
            {"languages": frozenset("a")},
            {"validation": 0.1},
            {"test": 0.1},
            {"seed": 1},
            {"duplicate": 0.9},
            {"related": 0.6},
            {"repeated": 0},
            {"sources": (SourcePlan(path, complete=True),)},
            {"sources": (SourcePlan(path, columns={"description": "x"}),)},
            {"sources": (SourcePlan(path), SourcePlan(path))},
        )
    ]
    assert len({key, *(other.key() for other in others)}) == len(others) + 1
    path.write_text("two!", encoding="utf-8")
    changed = plan.key()
    assert changed != key
    os.utime(path, ns=(1, 1))
    assert plan.key() not in (changed, key)


def test_the_key_is_of_the_version_too(tmp_path, monkeypatch):
    path = tmp_path / "books.jsonl"
    path.write_text("one", encoding="utf-8")
    plan = BuildPlan((SourcePlan(path),))
    key = plan.key()
    monkeypatch.setattr("bookgenre.corpus.plan.__version__", "another")
    assert plan.key() != key


@pytest.mark.parametrize("text", ["x = " + "[" * 100_000, "# padding\n" * 200_000])
def test_a_plan_without_end_is_an_error(tmp_path, text):
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"plan\.toml"):
        BuildPlan.read(tmp_path / "plan.toml")
