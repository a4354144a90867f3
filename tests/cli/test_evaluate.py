import json
import re

import pytest

pytest.importorskip("sklearn", reason="the figures need the extra train")

SCORES = [
    *(f"{average}_f1{how}" for average in ("micro", "macro", "weighted", "samples") for how in ("", "_common")),
    *("map precision_at_1 precision_at_5 precision_at_10 recall_at_10 ndcg_at_10 exact_match".split()),
    *("hamming_accuracy hamming_accuracy_of_nothing calibration_error".split()),
]


@pytest.fixture
def measure(run, tiny_model_folder, write_rows, tmp_path):
    """Evaluate rows on the tiny model; what is written and said."""

    def measure(rows, *options, folder=tiny_model_folder):
        out = tmp_path / "figures"
        result = run("evaluate", folder, "--data", write_rows(rows), "--out", out, *options)
        assert result.exit_code == 0, result.stderr
        figures = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
        return figures, (out / "evaluation.md").read_text(encoding="utf-8"), result

    return measure


def test_figures_are_printed_and_written_as_json_and_as_a_table(measure, book_rows):
    figures, table, result = measure(book_rows)
    assert figures["model_version"] == "2026.01.02+00000000"
    assert figures["data"] == ["books.jsonl"]
    assert figures["titles"] is True
    assert (figures["rows"], figures["skipped"], figures["masked_cells"]) == (30, 0, 0)
    assert set(SCORES) <= set(figures["scores"])
    printed = result.stdout.rpartition("\n\nwrote ")[0]
    assert table.startswith(printed)
    assert "30 books (0 with incomplete lists left out" in printed
    assert "| micro-F1 | 1.0000 | own thresholds |" in printed
    assert "evaluation.json" in result.stdout
    assert "measuring" in result.stderr
    assert "measuring" not in result.stdout


def test_a_model_without_a_mistake_scores_one_and_a_mistake_costs(measure, book_rows):
    figures, _, _ = measure(book_rows)
    for name in ("micro_f1", "macro_f1", "samples_f1", "exact_match", "hamming_accuracy", "map", "precision_at_1"):
        assert figures["scores"][name] == 1, name
    true = sum(len(row["labels"]) for row in book_rows)
    assert figures["scores"]["hamming_accuracy_of_nothing"] == pytest.approx(1 - true / (30 * 9), abs=1e-5)
    book_rows[0]["labels"] = ["fiction", "romance"]  # a spy's book: three genres too many, and one missed
    figures, _, _ = measure(book_rows)
    true += 2 - 4
    assert figures["scores"]["micro_f1"] == pytest.approx(2 * (true - 1) / (true + true + 2), abs=1e-5)
    assert figures["scores"]["exact_match"] == pytest.approx(29 / 30, abs=1e-5)


def test_the_table_says_that_hamming_accuracy_is_uninformative(measure, book_rows):
    _, table, _ = measure(book_rows)
    lines = table.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("| Hamming accuracy"))
    assert "uninformative" in lines[at]
    assert "without any genre" in lines[at + 1]


def test_every_genre_has_a_row_with_its_support(measure, book_rows, tiny_classifier):
    figures, table, _ = measure(book_rows)
    support = {genre["id"]: genre["support"] for genre in figures["genres"]}
    assert support == {genre.id: 0 for genre in tiny_classifier.labels.genres} | {
        "fiction": 20,
        "mystery-thriller-suspense": 10,
        "thriller": 10,
        "espionage": 10,
        "fantasy": 10,
        "nonfiction": 10,
        "food-drink": 10,
        "cooking": 10,
    }
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")]
    assert ["| fiction", "20", "1.000", "1.000", "1.000", "1.000", "0.500 |"] in rows
    assert next(genre for genre in figures["genres"] if genre["id"] == "romance")["average_precision"] is None


def test_rows_with_incomplete_lists_are_left_out(measure, book_rows):
    incomplete = [row | {"labels": ["romance"], "complete": False} for row in book_rows[:3]]
    figures, _, result = measure(book_rows + incomplete)
    assert (figures["rows"], figures["skipped"]) == (30, 3)
    assert figures["scores"]["micro_f1"] == 1
    assert "(3 with incomplete lists left out" in result.stdout


def test_records_of_a_list_of_ids_are_left_out(measure, book_rows, tmp_path):
    ids = tmp_path / "ids.txt"
    ids.write_text("# twins\nfirst\nnobody\n", encoding="utf-8")
    book_rows[0] |= {"id": "first", "labels": ["fiction", "romance"]}
    figures, table, _ = measure(book_rows, "--leave-out", ids)
    assert figures["rows"] == 29
    assert figures["scores"]["micro_f1"] == 1
    assert "on books.jsonl without the records of ids.txt: 29 books" in table


def test_calibration_on_a_mixture_stands_beside_the_other_scores(measure, write_rows, book_rows, tmp_path):
    plain, table, _ = measure(book_rows)
    assert not [name for name in plain["scores"] if name.startswith("mixture")]
    assert "mixture" not in table
    incomplete = [row | {"complete": False} for row in book_rows if "nonfiction" in row["labels"]]
    mixture = write_rows(book_rows + incomplete, "mixture.jsonl")
    figures, table, _ = measure(book_rows, "--mixture", mixture)
    scores = figures["scores"]
    assert scores["mixture_rows"] == 40
    assert 0 < scores["mixture_calibration_error"] < 0.2
    shown = re.search(r"\| calibration error, mixture \| (.+?) \| all cells, 40 rows", table)
    assert float(shown[1]) == pytest.approx(scores["mixture_calibration_error"], abs=1e-4)
    assert {name: value for name, value in scores.items() if not name.startswith("mixture")} == plain["scores"]
    other, _, _ = measure(book_rows, "--mixture", mixture, "--nonfiction-share", 0.9)
    assert other["scores"]["mixture_calibration_error"] != scores["mixture_calibration_error"]


def test_masked_cells_are_left_out(measure, book_rows):
    book_rows[0]["labels"] = ["fiction", "mystery-thriller-suspense", "thriller"]
    unmasked, _, _ = measure(book_rows)
    book_rows[0]["masked"] = ["espionage", "fiction"]  # only the absence of a genre can be masked
    masked, _, _ = measure(book_rows)
    assert unmasked["scores"]["micro_f1"] < 1
    assert masked["scores"]["micro_f1"] == 1
    assert masked["masked_cells"] == 1


def test_titles_are_shown_unless_they_are_hidden(measure, book_rows):
    plain = "The story of an old house and the new book that was in it for one day."
    rows = [row | {"title": row["description"], "description": plain} for row in book_rows]
    shown, _, _ = measure(rows)
    hidden, table, _ = measure(rows, "--no-titles")
    assert shown["scores"]["micro_f1"] > 0.9
    assert hidden["scores"]["micro_f1"] == 0
    assert hidden["titles"] is False
    assert "titles hidden" in table


def test_many_files_are_measured_together(run, tiny_model_folder, write_rows, book_rows, tmp_path):
    first, second = write_rows(book_rows[:10], "first.jsonl"), write_rows(book_rows[10:], "second.jsonl")
    out = tmp_path / "both"
    result = run("evaluate", tiny_model_folder, "--data", first, "--data", second, "--out", out)
    assert "on first.jsonl, second.jsonl: 30 books" in result.stdout
    assert json.loads((out / "evaluation.json").read_text(encoding="utf-8"))["rows"] == 30


def test_figures_go_to_a_folder_named_evaluation_unless_told_otherwise(
    run, tiny_model_folder, write_rows, book_rows, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert run("evaluate", tiny_model_folder, "--data", write_rows(book_rows)).exit_code == 0
    assert {path.name for path in (tmp_path / "evaluation").iterdir()} == {"evaluation.json", "evaluation.md"}


def test_card_renews_figures_and_card(measure, model_copy, book_rows):
    measure(book_rows, "--card", folder=model_copy)
    card = (model_copy / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "On books.jsonl: 30 books" in card
    assert "| fiction | 20 | 1.000 |" in card
    measure(book_rows, "--card", folder=model_copy)  # the folder still answers, and its card does not grow
    assert (model_copy / "MODEL_CARD.md").read_text(encoding="utf-8") == card


def test_card_draws_its_plots_beside_it(measure, model_copy, book_rows):
    _, _, result = measure(book_rows, "--card", folder=model_copy)
    card = (model_copy / "MODEL_CARD.md").read_text(encoding="utf-8")
    for name in ("calibration.png", "precision_recall.png"):
        assert f"]({name})" in card
        assert (model_copy / name).read_bytes().startswith(b"\x89PNG")
    assert f"{model_copy / 'MODEL_CARD.md'} and its plots" in result.stdout


def test_without_card_the_folder_stays_as_it_was(measure, model_copy, book_rows):
    before = {path.name: path.read_bytes() for path in model_copy.iterdir()}
    measure(book_rows, folder=model_copy)
    assert {path.name: path.read_bytes() for path in model_copy.iterdir()} == before


def test_what_the_plots_show_is_in_the_figures(measure, book_rows):
    book_rows[0]["labels"] = ["fiction", "romance"]
    figures, table, _ = measure(book_rows)
    assert sum(b["cells"] for b in figures["reliability"]) == 30 * 9
    assert [curve["genre"] for curve in figures["curves"]][:2] == [None, "fiction"]
    assert figures["curves"][0]["recall"][-1] == 1
    assert figures["siblings"] == []  # too few books
    assert "No such pair was confused." in table


def out_of_domain(path, **changes):
    scores = {"ndcg_at_10": 0.8125, "map": 0.5, "micro_f1": 0.6, "macro_f1": 0.4}
    report = {
        "command": "benchmarks/peers/run --leave-source-out",
        "sources": [{"name": "A", "source": "one/books", "train_rows": 100, "test_rows": 20}],
        "rows": [{"name": "ours", "key": "bookgenre", "scores": {"one/books": scores}}],
    }
    path.write_text(json.dumps(report | changes), encoding="utf-8")
    return path


def test_figures_of_other_domains_go_into_the_card_and_stay_there(measure, model_copy, book_rows, tmp_path):
    measure(book_rows, "--card", "--out-of-domain", out_of_domain(tmp_path / "other.json"), folder=model_copy)
    card = (model_copy / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| A: one/books | 100 | 20 | 0.8125 | 0.6000 |" in card
    measure(book_rows, "--card", folder=model_copy)
    assert (model_copy / "MODEL_CARD.md").read_text(encoding="utf-8") == card


def test_figures_of_other_domains_need_a_card(run, model_copy, write_rows, book_rows, tmp_path):
    path = out_of_domain(tmp_path / "other.json")
    result = run("evaluate", model_copy, "--out-of-domain", path, "--data", write_rows(book_rows))
    assert result.exit_code == 2
    assert result.stderr == "bookgenre: --out-of-domain is for the model card; give --card, too\n"


@pytest.mark.parametrize("rows", [[], None, [{"name": "theirs", "key": "svm", "scores": {}}]])
def test_a_file_of_other_domains_that_is_none_is_refused_before_anything_is_measured(
    run, model_copy, write_rows, book_rows, tmp_path, rows
):
    before = (model_copy / "MODEL_CARD.md").read_bytes()
    path = out_of_domain(tmp_path / "other.json", rows=rows)
    result = run("evaluate", model_copy, "--card", "--out-of-domain", path, "--data", write_rows(book_rows))
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"bookgenre: {path} is not what benchmarks/peers/run --leave-source-out writes")
    assert (model_copy / "MODEL_CARD.md").read_bytes() == before


def test_errors_are_written_with_a_warning_that_they_quote(measure, book_rows, tmp_path):
    book_rows[0]["labels"] = ["fiction", "romance"]  # a spy's book: three genres too many, and one missed
    path = tmp_path / "errors.jsonl"
    _, _, result = measure(book_rows, "--errors", path)
    mistakes = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {(mistake["genre"], mistake["kind"]) for mistake in mistakes} == {
        ("mystery-thriller-suspense", "false positive"),
        ("thriller", "false positive"),
        ("espionage", "false positive"),
        ("romance", "false negative"),
    }
    assert mistakes[0]["first_words"].startswith("A secret agent and spy")
    assert "wrote 4 mistakes" in result.stdout
    assert "do not publish or commit it" in result.stderr


def test_so_many_errors_a_genre_as_are_asked_for(measure, book_rows, tmp_path):
    for row in book_rows:
        row["labels"] = ["fiction", "romance"]
    measure(book_rows, "--errors", tmp_path / "errors.jsonl", "--errors-per-genre", 3)
    lines = (tmp_path / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = [(json.loads(line)["genre"], json.loads(line)["kind"]) for line in lines]
    assert kinds.count(("romance", "false negative")) == 3
    assert kinds.count(("thriller", "false positive")) == 3


@pytest.mark.parametrize("arguments", [[], ["nowhere"], ["somebody/something"]])
def test_card_without_a_model_folder_is_refused_before_anything_is_read(run, tmp_path, arguments):
    result = run("evaluate", *arguments, "--card", "--data", tmp_path / "nowhere.jsonl", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.startswith("bookgenre: --card writes into a model folder")
    assert not (tmp_path / "out").exists()


def test_card_with_hidden_titles_is_refused(run, model_copy, write_rows, book_rows):
    before = (model_copy / "MODEL_CARD.md").read_bytes()
    result = run("evaluate", model_copy, "--card", "--no-titles", "--data", write_rows(book_rows))
    assert result.exit_code == 2
    assert "--card" in result.stderr
    assert (model_copy / "MODEL_CARD.md").read_bytes() == before


def bad_rows(rows):
    return {
        "only incomplete lists": ([row | {"complete": False} for row in rows], "complete"),
        "a genre of another model": ([rows[0] | {"labels": ["noir"]}], "'noir'"),
        "no genres at all": ([row | {"labels": []} for row in rows], ""),
    }


@pytest.mark.parametrize("kind", ["only incomplete lists", "a genre of another model", "no genres at all"])
def test_rows_that_cannot_be_measured_are_refused_and_nothing_is_written(
    run, tiny_model_folder, write_rows, book_rows, tmp_path, kind
):
    rows, word = bad_rows(book_rows)[kind]
    result = run("evaluate", tiny_model_folder, "--data", write_rows(rows), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert word in result.stderr.splitlines()[-1]
    assert result.stderr.splitlines()[-1].startswith("bookgenre: ")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "odd", [{"description": "A spy and half a character \ud800"}, {"title": "\ud800"}, {"title": 1984}], ids=str
)
def test_an_odd_record_ends_in_no_traceback(process, tiny_model_folder, write_rows, book_rows, tmp_path, odd):
    book_rows[3] |= odd
    done = process("evaluate", tiny_model_folder, "--data", write_rows(book_rows), "--out", tmp_path / "out")
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 2)


def test_a_missing_data_file_is_named(run, tiny_model_folder, tmp_path):
    result = run("evaluate", tiny_model_folder, "--data", tmp_path / "nowhere.jsonl")
    assert result.exit_code == 2
    assert "nowhere.jsonl" in result.stderr


def test_data_must_be_given(run, tiny_model_folder):
    result = run("evaluate", tiny_model_folder)
    assert result.exit_code == 2
    assert "--data" in result.stderr


def test_a_folder_that_cannot_be_written_is_named(run, tiny_model_folder, write_rows, book_rows, tmp_path):
    (tmp_path / "taken").write_text("a file stands here", encoding="utf-8")
    result = run("evaluate", tiny_model_folder, "--data", write_rows(book_rows), "--out", tmp_path / "taken")
    assert result.exit_code == 2
    assert "taken" in result.stderr
    assert "--out" in result.stderr


def test_shortlists_are_measured_on_the_rows_and_on_judged_blurbs(measure, book_rows, write_rows, spy):
    judged = write_rows([{"description": spy, "must": ["espionage"], "may": [], "never": ["romance"]}], "judged.jsonl")
    figures, table, result = measure(book_rows, "--judged", judged)
    labels, readers = figures["shortlist"]
    assert (labels["books"], labels["precision"], labels["recall"], labels["hit"]) == (30, 1, 1, 1)
    assert (readers["blurbs"], readers["without_never"], readers["with_must"]) == (1, 1, 1)
    assert "| names no `never` genre | 1.0000 |" in table
    assert "| names no `never` genre | 1.0000 |" in result.stdout
