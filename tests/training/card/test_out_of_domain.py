import json

import pytest

from bookgenre.errors import InputError
from bookgenre.training.card.out_of_domain import out_of_domain_table, read_out_of_domain


def scores(ndcg, micro):
    return {"ndcg_at_10": ndcg, "map": 0.5, "micro_f1": micro, "macro_f1": 0.4}


def report():
    return {
        "command": "benchmarks/peers/run --data ../shared/corpus --leave-source-out",
        "sources": [
            {"name": "A", "source": "one/books", "train_rows": 30000, "test_rows": 499},
            {"name": "B", "source": "two/books", "train_rows": 35000, "test_rows": 266},
        ],
        "rows": [
            {"name": "Linear", "key": "svm", "scores": {"one/books": scores(0.7, 0.55), "two/books": scores(0.5, 0.3)}},
            {
                "name": "bookgenre's recipe",
                "key": "bookgenre",
                "scores": {"one/books": scores(0.8, 0.6), "two/books": scores(0.6, 0.4)},
            },
            {"name": "Trees", "key": "x", "scores": {"one/books": scores(0.9, 0.1), "two/books": scores(0.4, 0.2)}},
        ],
    }


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "out_of_domain.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def test_our_row_stands_beside_the_best_other_one(write):
    found = read_out_of_domain(write(report()))
    assert found["ours"] == "bookgenre's recipe"
    assert found["other"] == "Trees"  # a mean of 0.65 against 0.60
    assert out_of_domain_table(found).splitlines() == [
        "| source | rows of the others | its test rows | nDCG@10 | of the other | micro-F1 | of the other |",
        "|---|---:|---:|---:|---:|---:|---:|",
        "| A: one/books | 30,000 | 499 | 0.8000 | 0.9000 | 0.6000 | 0.1000 |",
        "| B: two/books | 35,000 | 266 | 0.6000 | 0.4000 | 0.4000 | 0.2000 |",
        "| mean of the sources | | | 0.7000 | 0.6500 | 0.5000 | 0.1500 |",
    ]


def test_parts_of_our_recipe_are_no_other_method(write):
    parts = report()
    best = {"one/books": scores(0.99, 0.9), "two/books": scores(0.99, 0.9)}
    parts["rows"].append({"name": "bookgenre's recipe: a part of it", "key": "bookgenre", "scores": best})
    assert read_out_of_domain(write(parts)) == read_out_of_domain(write(report()))


def test_our_row_may_stand_alone(write):
    alone = report()
    alone["rows"] = alone["rows"][1:2]
    found = read_out_of_domain(write(alone))
    assert found["other"] == ""
    assert out_of_domain_table(found).splitlines()[2] == "| A: one/books | 30,000 | 499 | 0.8000 | 0.6000 |"


def without(*path):
    """The report without the entry at `path`."""
    changed = report()
    *way, last = path
    place = changed
    for step in way:
        place = place[step]
    del place[last]
    return changed


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is not what"),
        ("[]", "is not what"),
        ("null", "is not what"),
        (without("command"), "it lacks 'command'"),
        (without("sources"), "it lacks 'sources'"),
        (without("sources", 0, "test_rows"), "it lacks 'test_rows'"),
        (without("rows", 1), "no row has the key 'bookgenre'"),
        (without("rows", 0, "key"), "it lacks 'key'"),
        (without("rows", 1, "scores", "two/books"), "it lacks 'two/books'"),
        (without("rows", 2, "scores", "one/books", "micro_f1"), "it lacks 'micro_f1'"),
        (report() | {"sources": []}, "it names no source"),
        (report() | {"rows": [{"name": "x", "key": "bookgenre", "scores": []}]}, "is not what"),
    ],
)
def test_a_file_of_another_form_is_refused(write, content, words):
    with pytest.raises(InputError, match=words) as caught:
        read_out_of_domain(write(content))
    assert "run that, and name its file" in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.json cannot be read: No such file"):
        read_out_of_domain(tmp_path / "nowhere.json")
    with pytest.raises(InputError, match="cannot be read"):
        read_out_of_domain(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "odd.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is not what"):
        read_out_of_domain(tmp_path / "odd.json")
