import json

import pytest

pytest.importorskip("torch", reason="export needs the extra train")


@pytest.fixture
def export(run, tmp_path, write_rows):
    """Export a run folder; the result, after which no model folder may have appeared."""

    def export(folder, rows, *options):
        out = tmp_path / "out" / "model"
        result = run("export", folder, "--validation", write_rows(rows), "--out", out, *options)
        assert result.exit_code == 2
        assert not out.exists()
        (line,) = result.stderr.splitlines()
        assert line.startswith("bookgenre: ")
        return line

    return export


def test_a_folder_without_a_finished_run_is_refused(export, book_rows, tmp_path):
    assert "is not the folder of a finished run" in export(tmp_path / "nowhere", book_rows)


@pytest.mark.parametrize("facts", ["{", "[]", json.dumps({"window": 64}), json.dumps({"genres": ["fiction"]})])
def test_a_run_folder_with_damaged_facts_is_refused(export, book_rows, tmp_path, facts):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "run.json").write_text(facts, encoding="utf-8")
    assert "is not the folder of a finished run" in export(folder, book_rows)


def test_too_few_complete_rows_are_refused(export, book_rows, tmp_path):
    rows = book_rows[:19] + [row | {"complete": False} for row in book_rows[19:]]
    assert "19 of 30 validation rows have a complete list of genres, which is too few" in export(tmp_path / "run", rows)


def test_a_missing_validation_file_is_named(run, tmp_path):
    result = run("export", tmp_path, "--validation", tmp_path / "nowhere.jsonl", "--out", tmp_path / "model")
    assert result.exit_code == 2
    assert "nowhere.jsonl" in result.stderr
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("option", ["--validation", "--out"])
def test_what_must_be_given_is_asked_for(run, write_rows, book_rows, tmp_path, option):
    given = {"--validation": write_rows(book_rows), "--out": tmp_path / "model"}
    del given[option]
    result = run("export", tmp_path, *(word for pair in given.items() for word in pair))
    assert result.exit_code == 2
    assert option in result.stderr
