"""The model card, in the Hugging Face format, written from measured figures alone."""

from collections.abc import Sequence

from bookgenre.classifier.model_folder import ModelConfig
from bookgenre.training.card_figures import with_figures
from bookgenre.training.evaluation import Evaluation
from bookgenre.training.known_failures import ShownFailure
from bookgenre.training.thresholds import DecisionRule

__all__ = ["model_card"]

_HEADER = """\
---
license: mit
language: en
library_name: onnxruntime
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

Trained on {train_rows:,} English book descriptions with complete genre lists, gathered from public repositories (mostly
Goodreads shelves: what readers say of a book, not what a cataloguer decided). Editions of one work never stand in two
splits. {taught}The descriptions belong to their publishers and authors and are not part of this model's folder.

- "Complete" means a reader's top seven to ten shelves: that a trope or a place is missing there is weak evidence.
- A quarter of the training rows are one imprint's romances; romance tropes come almost from them alone.
- Publishers' blurbs; authors' own texts, and languages other than English, were not measured.
- It does not know the book, only what the description says of it.

## How it was chosen

Weights of the epoch with the best {choose} on validation ({choose_value:.4f}). Calibration: two scales, below 0
and above, and one offset a genre, drawn toward common ones with a weight of {shrinkage:g} examples. Thresholds:
{own_share:.0%} the genre's own threshold of highest expected F1, the rest the common one. Both numbers were chosen by
ten-fold cross-validation within the validation rows, where the rule scored micro-F1 {rule_micro:.4f} and macro-F1
{rule_macro:.4f}. No choice was made on the test rows.
{share}
The 8-bit graph against the 32-bit network on validation: micro-F1 {int8_micro:.4f} against {fp32_micro:.4f},
macro-F1 {int8_macro:.4f} against {fp32_macro:.4f}.

## How to reproduce

With bookgenre's repository, its extra `train`, a recipe and records in the form of `docs/training.md`:

```
{commands}
```

There, `recipes/` holds the recipes, and `make train` makes the packaged model again. The descriptions are not given
away: other records give another model, and the last command measures it on yours.

## Licence

This model, its thresholds and its list of genres are under the MIT licence, as bookgenre's code is.
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
_TAUGHT = "{rows:,} more, without complete lists, were answered by a teacher. "


def model_card(
    config: ModelConfig,
    *,
    train_rows: int,
    choose: str,
    choose_value: float,
    rule: DecisionRule,
    fp32: Evaluation,
    int8: Evaluation,
    linear_share: float = 0.0,
    taught_rows: int = 0,
    failures: Sequence[ShownFailure] = (),
) -> str:
    """Return the card as Markdown; its figures are those on the validation rows until `with_figures` replaces them.

    Parameters
    ----------
    fp32, int8
        On the validation rows, of the trained network and of the shipped graph.
    linear_share
        Of the linear model in the mean of logits.
    taught_rows
        Rows without complete lists that a teacher answered.
    failures
        Examples that this model gets wrong.
    """
    text = _HEADER.format(
        base=config.base_model,
        version=config.model_version,
        genres=len(int8.genres),
        window=config.window,
        train_rows=train_rows,
        beside=_BESIDE if linear_share else "",
        share=_SHARE.format(share=linear_share) if linear_share else "",
        taught=_TAUGHT.format(rows=taught_rows) if taught_rows else "",
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
