import json

import pytest

pytest.importorskip("fastai", reason="training needs the extra train")

RECIPE = """
[model]
base = "{base}"
window = 64

[data]
folder = "in-the-recipe"
train = ["train.jsonl"]
validation = ["validation.jsonl"]

[run]
folder = "{run}"
precision = "fp32"

[[stages]]
epochs = 1
learning_rate = 1e-3
"""


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    """Write a recipe whose paths are relative to a folder of its own, in which the test then runs."""
    monkeypatch.chdir(tmp_path)

    def recipe(text=RECIPE, base="./no-base-model", run="run-of-recipe"):
        path = tmp_path / "recipe.toml"
        path.write_text(text.replace("{base}", base).replace("{run}", run), encoding="utf-8")
        return path

    return recipe


@pytest.fixture(scope="module")
def base_model(tmp_path_factory):
    """Folder of a one-layer BERT with random weights."""
    from bookgenre.training.network import hugging_face  # noqa: F401, I001  first: it keeps a broken torchvision away
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    folder = tmp_path_factory.mktemp("base")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "spy", "book"]
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    transformers.BertModel(config).save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks).save_pretrained(folder)
    return str(folder)


def assert_refused(result, *words):
    assert result.exit_code == 2
    # Progress may stand before it.
    *_, line = result.stderr.splitlines()
    assert line.startswith("bookgenre: ")
    assert all(word in line for word in words), line


def test_a_missing_recipe_is_named_with_one_to_start_from(run, tmp_path):
    assert_refused(run("train", tmp_path / "nowhere.toml"), "nowhere.toml", "recipes/minilm.toml")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[model]", "[model", ["recipe.toml is not a TOML file"]),
        ("window = 64", "windows = 64", ["recipe.toml: unknown key 'windows' in [model]"]),
        ("window = 64", 'window = "64"', ["recipe.toml: [model] window is '64'; it must be a whole number"]),
        ("epochs = 1", "epochs = 0", ["[[stages]] 1, epochs is 0; it must be greater than 0"]),
        ('precision = "fp32"', 'precision = "fp8"', ["[run] precision is 'fp8'; it must be 'auto', 'bf16' or 'fp32'"]),
        ('folder = "{run}"', "", ["[run] lacks folder"]),
        ("[[stages]]\nepochs = 1\nlearning_rate = 1e-3\n", "", ["lacks the table [[stages]]"]),
    ],
)
def test_a_recipe_with_a_mistake_is_refused_with_the_place(run, recipe, tmp_path, old, new, words):
    assert old in RECIPE
    assert_refused(run("train", recipe(RECIPE.replace(old, new))), *words)
    assert {path.name for path in tmp_path.iterdir()} == {"recipe.toml"}


@pytest.mark.parametrize("option", [[], ["--lr-find"]])
def test_a_base_model_that_is_not_there_is_refused(run, recipe, option):
    assert_refused(run("train", recipe(), *option), "no-base-model", "config.json")


def test_a_base_model_in_a_package_that_is_not_installed_is_refused_with_its_name(run, recipe):
    assert_refused(run("train", recipe(base="package:nobody_has_this")), "pip install nobody-has-this")


def test_the_recipe_names_the_data_folder_and_data_another(run, recipe, base_model, tmp_path):
    path = recipe(base=base_model)
    assert_refused(run("train", path), "there is no file in-the-recipe")
    assert_refused(run("train", path, "--data", tmp_path / "elsewhere"), str(tmp_path / "elsewhere" / "train.jsonl"))


def test_the_recipe_names_the_run_folder_and_run_another(run, recipe, tmp_path):
    for name in ("run-of-recipe", "another"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "checkpoint.pt").write_bytes(b"not a checkpoint")
    path = recipe()
    assert_refused(run("train", path), "run-of-recipe/checkpoint.pt is damaged", "--restart")
    assert_refused(run("train", path, "--run", "another"), "another/checkpoint.pt is damaged", "--restart")


def test_restart_forgets_an_earlier_run_in_the_same_folder(run, recipe, tmp_path):
    checkpoint = tmp_path / "run-of-recipe" / "checkpoint.pt"
    checkpoint.parent.mkdir()
    checkpoint.write_bytes(b"not a checkpoint")
    assert_refused(run("train", recipe(), "--restart"), "no-base-model")
    assert not checkpoint.exists()


def test_training_rows_with_a_genre_that_nobody_knows_are_refused(run, recipe, base_model, write_rows):
    row = {"description": "A spy book", "labels": ["made-up-genre"]}
    for name in ("train.jsonl", "validation.jsonl"):
        write_rows([row] * 20, name)
    result = run("train", recipe(base=base_model), "--data", ".")
    assert_refused(result, "made-up-genre")
    assert json.dumps(row) not in result.stderr


@pytest.mark.parametrize("command", ["linear", "teach"])
def test_linear_and_teach_need_their_tables(run, recipe, command):
    result = run(command, recipe())
    assert result.exit_code == 2
    assert f"the recipe has no [{'linear' if command == 'linear' else 'teacher'}]" in result.stderr
    assert "Traceback" not in result.stderr


def test_linear_takes_another_data_folder(run, recipe, base_model, tmp_path):
    text = RECIPE + '\n[linear]\nfolder = "linear"\n'
    rows = [
        {"description": word * 9, "labels": ["fiction"] * (word == "spy "), "work": word} for word in ("spy ", "book ")
    ]
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows * 20), encoding="utf-8")
    result = run("linear", recipe(text, base_model), "--data", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert "next: bookgenre export RUN --linear linear" in result.stdout
    assert (tmp_path / "linear" / "linear.npz").is_file()
