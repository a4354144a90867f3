"""The model card in the Hugging Face format, rendered from the figures of a model and nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any

from bookgenre.classifier.figures import Figures
from bookgenre.classifier.model_folder import ModelConfig
from bookgenre.training.card.out_of_domain import OutOfDomain, SourceRows, out_of_domain_table
from bookgenre.training.decide.thresholds import DecisionRule
from bookgenre.training.evaluate.evaluation import Evaluation
from bookgenre.training.evaluate.markdown import genre_table, score_table, sibling_definition, sibling_table
from bookgenre.training.evaluate.precision_recall import LEAST
from bookgenre.training.recipe_tables import CardRecipe

__all__ = ["render_card", "training_record"]

_TEMPLATE = "model_card.md.j2"

# Of those bases that the documents name; what another's licence asks for is on its own card.
_BASE_LICENCES = {
    "sentence-transformers/all-MiniLM-L6-v2": "Apache-2.0",
    "sentence-transformers/all-mpnet-base-v2": "Apache-2.0",
    "distilroberta-base": "Apache-2.0",
}


def training_record(
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
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what `Figures.training` records of how a model was made.

    Parameters
    ----------
    card
        What its maker says of data, choices and licence.
    train_rows
        Training rows with complete lists.
    choose, choose_value
        Name of the score by which the epoch was chosen, and its value on validation.
    fp32, int8
        On the validation rows, of the trained network and of the shipped graph.
    linear_share
        Of the linear model in the mean of logits.
    taught_rows
        Rows without complete lists that a teacher answered.
    files, sources
        Names of the training files, and the rows of each source among `train_rows`.
    notes
        Paragraphs on what else was done to the weights and the decisions.
    """
    scores = ("micro_f1", "macro_f1")
    return {
        "rows": train_rows,
        "taught_rows": taught_rows,
        "files": list(files),
        "sources": dict(sources or {}),
        "data": card.data.strip(),
        "limits": list(card.limits),
        "choice": card.choice.strip(),
        "licence": card.licence,
        "language": card.language,
        "choose": choose,
        "choose_value": choose_value,
        "rule": asdict(rule),
        "fp32": {name: fp32.scores[name] for name in scores},
        "int8": {name: int8.scores[name] for name in scores},
        "linear_share": linear_share,
        "notes": list(notes),
    }


def render_card(figures: Figures, config: ModelConfig) -> str:
    """Return the card as Markdown."""
    # A dependency of torch; the template is ours, and Markdown needs no escapes of HTML.
    from jinja2 import Environment

    environment = Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    template = resources.files(__package__).joinpath(_TEMPLATE).read_text(encoding="utf-8")
    elsewhere = _out_of_domain(figures.out_of_domain)
    text = environment.from_string(template).render(
        figures=figures,
        config=config,
        made=figures.training,
        evaluation=figures.evaluation,
        elsewhere=elsewhere,
        base_licence=_BASE_LICENCES.get(config.base_model),
        least=LEAST,
        names=_names,
        tables={
            "scores": score_table(figures),
            "genres": genre_table(figures),
            "siblings": sibling_table(figures),
            "sibling_definition": sibling_definition(),
            "out_of_domain": out_of_domain_table(elsewhere) if elsewhere else "",
        },
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _out_of_domain(values: Mapping[str, Any] | None) -> OutOfDomain | None:
    if values is None:
        return None
    return OutOfDomain(**{**values, "sources": tuple(SourceRows(**row) for row in values["sources"])})


def _names(genres: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"*{name}* ({probability:.0%})" for name, probability in genres)
