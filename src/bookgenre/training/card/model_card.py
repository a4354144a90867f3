"""The model card in the Hugging Face format, rendered from the figures of a model and nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any

from bookgenre.classifier.figures import Figures
from bookgenre.classifier.model_folder import ModelConfig
from bookgenre.errors import RecipeError
from bookgenre.files.toml_settings import from_tables
from bookgenre.training.card.out_of_domain import out_of_domain_table
from bookgenre.training.decide.thresholds import DecisionRule
from bookgenre.training.evaluate.curves import LEAST
from bookgenre.training.evaluate.evaluation import Evaluation
from bookgenre.training.evaluate.markdown import genre_table, score_table, sibling_definition, sibling_table
from bookgenre.training.recipe_tables import CardRecipe

__all__ = ["render_card", "training_record"]

# Of those bases that the documents name; what another's licence asks for is on its own card.
_BASE_LICENCES = {
    "sentence-transformers/all-MiniLM-L6-v2": "Apache-2.0",
    "sentence-transformers/all-mpnet-base-v2": "Apache-2.0",
    "distilroberta-base": "Apache-2.0",
}


def training_record(
    *,
    run: Mapping[str, Any],
    rule: DecisionRule,
    fp32: Evaluation,
    int8: Evaluation,
    linear_share: float = 0.0,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what `Figures.training` records of how a model was made.

    `run` is the contents of ``run.json``; an older one may lack some keys. `fp32` and `int8` are of the trained network
    and of the shipped graph, on the validation rows; `linear_share` is that of the linear model in the mean of logits.
    `notes` are paragraphs on what else was done to the weights and the decisions.
    """
    card = from_tables(CardRecipe, run.get("card", {}), RecipeError, "run.json")
    complete = int(run.get("complete_rows", run["train_rows"]))
    choose, value = next(iter(run["validation"].items()))
    scores = ("micro_f1", "macro_f1")
    return {
        "rows": complete,
        "taught_rows": int(run["train_rows"]) - complete if run.get("taught") else 0,
        "files": list(run.get("files", ())),
        "sources": dict(run.get("sources") or {}),
        "data": card.data.strip(),
        "limits": list(card.limits),
        "choice": card.choice.strip(),
        "licence": card.licence,
        "language": card.language,
        "choose": choose,
        "choose_value": value,
        "rule": asdict(rule),
        "fp32": {name: fp32.scores[name] for name in scores},
        "int8": {name: int8.scores[name] for name in scores},
        "linear_share": linear_share,
        "notes": list(notes),
    }


def render_card(figures: Figures, config: ModelConfig) -> str:
    """Return the card as Markdown."""
    from jinja2 import Environment

    # The template is ours, and Markdown needs no escapes of HTML.
    environment = Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    template = resources.files(__package__).joinpath("model_card.md.j2").read_text(encoding="utf-8")
    text = environment.from_string(template).render(
        figures=figures,
        config=config,
        made=figures.training,
        evaluation=figures.evaluation,
        elsewhere=figures.out_of_domain,
        base_licence=_BASE_LICENCES.get(config.base_model),
        least=LEAST,
        names=_names,
        tables={
            "scores": score_table(figures),
            "genres": genre_table(figures),
            "siblings": sibling_table(figures),
            "sibling_definition": sibling_definition(),
            "out_of_domain": out_of_domain_table(figures.out_of_domain) if figures.out_of_domain else "",
        },
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _names(genres: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"*{name}* ({probability:.0%})" for name, probability in genres)
