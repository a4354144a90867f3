"""The model card, in the Hugging Face format, written from measured figures alone."""

from collections.abc import Mapping, Sequence

from bookgenre.classifier.model_folder import ModelConfig
from bookgenre.training.card.card_figures import with_figures
from bookgenre.training.card.known_failures import ShownFailure
from bookgenre.training.decide.thresholds import DecisionRule
from bookgenre.training.evaluate.evaluation import Evaluation
from bookgenre.training.recipe_tables import CardRecipe

__all__ = ["model_card"]

_HEADER = """\
---
license: {licence}
{language}library_name: onnxruntime
pipeline_tag: text-classification
base_model: {base}
tags: [books, genre, multi-label, onnx]
---

# bookgenre {version}

Predicts which of {genres} genres a book has, from its description and, where there is one, its title.
Mean-pooled encoder (`{base}`), one linear output a genre, quantised to 8 bits for ONNX Runtime.
{beside}
## Use

```python
from bookgenre import GenreClassifier

prediction = GenreClassifier.from_pretrained("this folder").predict("A retired spy …", title="…")
```

Inputs `input_ids` and `attention_mask`; windows of {window} tokens, longer texts are split and their logits averaged.
`genres.json` holds each genre's calibration and threshold.

## Data and its limits

{data}

## How it was chosen

Weights of the epoch with the best {choose} on validation ({choose_value:.4f}). Calibration: two scales, below 0
and above, and one offset a genre, drawn toward common ones with a weight of {shrinkage:g} examples. Thresholds:
{own_share:.0%} the genre's own threshold of highest expected F1, the rest the common one. Both numbers were chosen by
ten-fold cross-validation within the validation rows, where the rule scored micro-F1 {rule_micro:.4f} and macro-F1
{rule_macro:.4f}.{choice}
{share}
The 8-bit graph against the 32-bit network on validation: micro-F1 {int8_micro:.4f} against {fp32_micro:.4f},
macro-F1 {int8_macro:.4f} against {fp32_macro:.4f}.

## How to reproduce

With bookgenre's repository, its extra `train`, a recipe and records in the form of `docs/training.md`:

```
{commands}
```

There, `recipes/` holds recipes to start from. Other records give another model, and the last command measures it on
yours.

## Licence

{own_licence}
{base_licence}
"""


_BESIDE = """\
Its logits are added to those of a sparse linear model over tokens and pairs of tokens (`ngrams.npz`).
"""
_SHARE = """
The linear model has a share of {share:.0%} in the mean of calibrated logits: of those tried, the one with the highest
sum of mAP, nDCG@10 and micro-F1 on the validation rows.
"""
# Of those bases that the documents name; what another's licence asks for is on its own card.
_BASE_LICENCES = {
    "sentence-transformers/all-MiniLM-L6-v2": "Apache-2.0",
    "sentence-transformers/all-mpnet-base-v2": "Apache-2.0",
    "distilroberta-base": "Apache-2.0",
}
_TAUGHT = " {rows:,} more, without complete lists, were answered by a teacher."
_NOT_STATED = """\
Where these rows come from, how far their lists of genres can be trusted, and whether editions of one work stand in two
splits, was not stated when the model was made."""
_NO_LICENCE = "No licence was stated for this model; ask its maker before you pass it on."
_KNOWS = "- It does not know the book, only what the description says of it."
_MOST_SOURCES = 12


def model_card(
    config: ModelConfig,
    *,
    card: CardRecipe,
    train_rows: int,
    choose: str,
    choose_value: float,
    rule: DecisionRule,
    fp32: Evaluation,
    int8: Evaluation,
    linear_share: float = 0.0,
    taught_rows: int = 0,
    files: Sequence[str] = (),
    sources: Mapping[str, int] | None = None,
    failures: Sequence[ShownFailure] = (),
    made: Sequence[str] = (),
) -> str:
    """Return the card as Markdown; its figures are those on the validation rows until `with_figures` replaces them.

    Parameters
    ----------
    card
        What its maker says of data, choices and licence.
    train_rows
        Training rows with complete lists.
    fp32, int8
        On the validation rows, of the trained network and of the shipped graph.
    linear_share
        Of the linear model in the mean of logits.
    taught_rows
        Rows without complete lists that a teacher answered.
    files, sources
        Names of the training files, and the rows of each source among `train_rows`.
    failures
        Examples that this model gets wrong.
    made
        Paragraphs on what else was done to the weights and the decisions.
    """
    text = _HEADER.format(
        base=config.base_model,
        version=config.model_version,
        genres=len(int8.genres),
        window=config.window,
        licence=card.licence or "unknown",
        language=f"language: {card.language}\n" if card.language else "",
        data=_data(card, train_rows, taught_rows, files, sources or {}),
        own_licence=_own_licence(card.licence),
        beside=_BESIDE if linear_share else "",
        share="".join([_SHARE.format(share=linear_share) if linear_share else "", *(f"\n{part}\n" for part in made)]),
        choice=f" {card.choice.strip()}" if card.choice.strip() else "",
        choose=choose,
        choose_value=choose_value,
        shrinkage=rule.shrinkage,
        own_share=rule.own_share,
        rule_micro=rule.micro_f1,
        rule_macro=rule.macro_f1,
        int8_micro=int8.scores["micro_f1"],
        fp32_micro=fp32.scores["micro_f1"],
        int8_macro=int8.scores["macro_f1"],
        fp32_macro=fp32.scores["macro_f1"],
        commands=_commands(config.window, bool(linear_share), bool(taught_rows)),
        base_licence=_base_licence(config.base_model),
    )
    return with_figures(text, int8, "the validation rows, on which the rule was chosen", failures=failures)


def _data(card: CardRecipe, rows: int, taught: int, files: Sequence[str], sources: Mapping[str, int]) -> str:
    of = f" of {', '.join(f'`{name}`' for name in files)}" if files else ""
    counted = f"Trained on {rows:,} book descriptions with complete genre lists{of}."
    if taught:
        counted += _TAUGHT.format(rows=taught)
    named = [f"{source or 'no source named'} ({count:,})" for source, count in sources.items()]
    if len(named) > _MOST_SOURCES:
        rest = len(named) - _MOST_SOURCES
        named = [*named[:_MOST_SOURCES], f"{rest} more ({sum([*sources.values()][_MOST_SOURCES:]):,})"]
    if any(sources):
        counted += f" Sources: {', '.join(named)}."
    stated = card.data.strip() or _NOT_STATED
    # One list, where the maker's text ends in one.
    between = "\n" if stated.splitlines()[-1].startswith("- ") else "\n\n"
    return f"{counted}\n\n{stated}{between}{_KNOWS}"


def _own_licence(licence: str) -> str:
    stated = f"This model and its thresholds are under the licence `{licence}`." if licence else _NO_LICENCE
    return f"{stated} Its list of genres comes from bookgenre, which is under the MIT licence."


def _commands(window: int, linear: bool, taught: bool) -> str:
    lines = [
        "bookgenre teach RECIPE --data CORPUS" if taught else "",
        "bookgenre train RECIPE --data CORPUS",
        "bookgenre linear RECIPE --data CORPUS" if linear else "",
        f"bookgenre export RUN{' --linear LINEAR' if linear else ''} --window {window} \\\n"
        "    --validation CORPUS/validation.jsonl.gz --out MODEL",
        "bookgenre evaluate MODEL --card --data CORPUS/test.jsonl.gz",
    ]
    return "\n".join(line for line in lines if line)


def _base_licence(base: str) -> str:
    if base in _BASE_LICENCES:
        return f"The base model, `{base}`, from which it was trained, is under {_BASE_LICENCES[base]}."
    return f"The base model, `{base}`, from which it was trained, has a licence of its own, which may ask for more."
