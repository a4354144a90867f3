"""A tiny encoder of each family, and a corpus of invented books that it can learn."""

import json
import random

import numpy as np
import pytest

WORDS = (
    "spy agent berlin secret handler love kiss wedding heart duke recipe oven bake soup kitchen dragon sword magic "
    "wizard quest the a of and to in is her his finds must dead old new lost house night city story book with for"
).split()

TOPICS = {
    "espionage": ("spy agent berlin secret handler", ["fiction", "mystery-thriller-suspense", "thriller", "espionage"]),
    "romance": ("love kiss wedding heart duke", ["fiction", "romance"]),
    "cooking": ("recipe oven bake soup kitchen", ["nonfiction", "food-drink", "cooking"]),
    "fantasy": ("dragon sword magic wizard quest", ["fiction", "speculative-fiction", "fantasy"]),
}


def _tokenizer(kind):
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    if kind == "roberta":
        marks, unknown = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"], "<unk>"
        first, last = "<s>", "</s>"
        template = ("<s> $A </s>", "<s> $A </s> </s> $B </s>")
    elif kind == "mpnet":
        marks, unknown = ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"], "[UNK]"
        first, last = "<s>", "</s>"
        template = ("<s> $A </s>", "<s> $A </s> </s> $B </s>")
    else:
        marks, unknown = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], "[UNK]"
        first, last = "[CLS]", "[SEP]"
        template = ("[CLS] $A [SEP]", "[CLS] $A [SEP] $B [SEP]")
    vocabulary = {token: i for i, token in enumerate([*marks, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=unknown))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=template[0], pair=template[1], special_tokens=[(t, vocabulary[t]) for t in (first, last)]
    )
    return tokenizer, marks, len(vocabulary)


FAMILIES = ("bert", "roberta", "mpnet", "distilbert")


def _write_base_model(kind, folder):
    """Write a two-layer encoder of a family, with random weights, in the Hugging Face format."""
    import torch
    import transformers as hf

    import bookgenre.training.network.hugging_face  # noqa: F401

    torch.manual_seed(0)
    tokenizer, marks, size = _tokenizer(kind)
    common = {"vocab_size": size, "max_position_embeddings": 80}
    shape = {
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
    }
    if kind == "bert":
        model = hf.BertModel(hf.BertConfig(**common, **shape))
    elif kind == "roberta":
        model = hf.RobertaModel(hf.RobertaConfig(**common, **shape, pad_token_id=1, bos_token_id=0, eos_token_id=2))
    elif kind == "mpnet":
        model = hf.MPNetModel(hf.MPNetConfig(**common, **shape, pad_token_id=1))
    else:
        model = hf.DistilBertModel(hf.DistilBertConfig(**common, dim=32, n_layers=2, n_heads=2, hidden_dim=64))
    model.save_pretrained(folder)
    unknown = "<unk>" if kind == "roberta" else "[UNK]"
    hf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=marks[1] if kind in ("roberta", "mpnet") else marks[0],
        unk_token=unknown,
    ).save_pretrained(folder)
    return folder


def make_records(count, seed):
    """Invented books: a few words of one topic among common words, and the topic's genres."""
    rng = random.Random(seed)
    rows = []
    for number in range(count):
        words, labels = TOPICS[rng.choice(sorted(TOPICS))]
        text = rng.choices(words.split(), k=8) + rng.choices(WORDS[20:], k=rng.randrange(4, 30))
        rng.shuffle(text)
        rows.append(
            {
                "id": str(number),
                "work": f"{seed}-{number}",
                "title": " ".join(rng.choices(words.split(), k=2)),
                "description": " ".join(text),
                "genres": [],
                "labels": labels,
                "complete": True,
                "source": "a" if number % 3 else "b",
            }
        )
    return rows


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Compute in one thread, here and in child processes: faster for tiny networks, and sums come out the same."""
    try:
        import torch
    except ImportError:  # some tests here need no PyTorch
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def invented_books():
    """Return `make_records`: rows of `count` books that follow from a seed."""
    return make_records


@pytest.fixture(scope="session", params=FAMILIES)
def family(request, tmp_path_factory):
    """Folder of a tiny encoder of each family in turn."""
    return _write_base_model(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def base_model(tmp_path_factory):
    """Folder of a tiny BERT."""
    return _write_base_model("bert", tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory):
    """Folder with train.jsonl (240 books) and validation.jsonl (60)."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, count, seed in (("train", 240, 1), ("validation", 60, 2)):
        lines = (json.dumps(row) for row in make_records(count, seed))
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def recipe_table(base_model, corpus_folder, tmp_path):
    """Tables of a recipe that trains the tiny BERT in seconds."""
    return {
        "model": {"base": str(base_model), "window": 64, "encoder_dropout": 0.1},
        "data": {"folder": str(corpus_folder), "train": ["train.jsonl"], "validation": ["validation.jsonl"]},
        "optimiser": {"batch_size": 16},
        "run": {"folder": str(tmp_path / "run"), "precision": "fp32"},
        "stages": [
            {"epochs": 1, "learning_rate": 3e-3, "train_layers": 1, "head_factor": 3.0},
            {"epochs": 3, "learning_rate": 3e-3, "layer_decay": 0.9, "head_factor": 3.0},
        ],
    }


@pytest.fixture(scope="session")
def short_table(base_model, corpus_folder, tmp_path_factory):
    """Tables of the recipe of `trained_run` and `linear_folder`, which tests share and leave as they are."""
    return {
        "model": {"base": str(base_model), "window": 64},
        "data": {"folder": str(corpus_folder), "train": ["train.jsonl"], "validation": ["validation.jsonl"]},
        "optimiser": {"batch_size": 16},
        "run": {"folder": str(tmp_path_factory.mktemp("run")), "precision": "fp32"},
        "stages": [{"epochs": 3, "learning_rate": 3e-3, "head_factor": 3.0}],
        "linear": {"folder": str(tmp_path_factory.mktemp("linear")), "folds": 2},
    }


@pytest.fixture(scope="session")
def trained_run(short_table):
    """Folder of a finished run of the tiny BERT."""
    from bookgenre.training.fit.run import train
    from bookgenre.training.recipe import Recipe

    return train(Recipe.from_table(short_table))


@pytest.fixture(scope="session")
def exported(trained_run, corpus_folder, tmp_path_factory):
    """Report of that run's export."""
    from bookgenre.corpus import read_records
    from bookgenre.training.export.export_model import export_model

    rows = list(read_records(corpus_folder / "validation.jsonl"))
    return export_model(trained_run, tmp_path_factory.mktemp("export") / "model", rows)


@pytest.fixture(scope="session")
def linear_folder(short_table):
    """Folder of the linear model of that recipe."""
    from bookgenre.training.linear.linear_model import train_linear
    from bookgenre.training.recipe import Recipe

    return train_linear(Recipe.from_table(short_table))


@pytest.fixture(scope="session")
def evaluation():
    """Figures of 400 invented books and six genres, fantasy and romance being mixed up now and then."""
    from bookgenre.book import Book
    from bookgenre.classifier.label_space import LabelSpace, ModelGenre
    from bookgenre.corpus import LabelledBook
    from bookgenre.training.evaluate.evaluation import evaluate_probabilities

    parents = {"fiction": None, "fantasy": "fiction", "romance": "fiction", "dogs": None, "noir": None, "war": None}
    labels = LabelSpace([ModelGenre(name, name.title(), parent, 0.2, 0.5) for name, parent in parents.items()])
    rng = np.random.default_rng(4)
    records, rows = [], []
    for number in range(400):
        kind = ("fantasy", "romance", "dogs", "noir", "war")[min(int(rng.exponential(1.2)), 4)]
        true = {kind, "fiction"} if kind in ("fantasy", "romance") else {kind}
        records.append(LabelledBook(Book(f"book {number}"), f"{number}", frozenset(true)))
        answer = {"fantasy": "romance"}.get(kind, kind) if rng.random() < 0.2 else kind
        likely = {answer, "fiction"} if answer in ("fantasy", "romance") else {answer}
        rows.append([rng.beta(5, 2) if genre in likely else rng.beta(1, 12) for genre in parents])
    return evaluate_probabilities(np.array(rows), records, labels, 0.5)
