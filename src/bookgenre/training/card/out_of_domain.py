"""What the benchmark found that leaves one source out of training at a time, as a section of a model card."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bookgenre.errors import InputError

__all__ = ["out_of_domain_table", "read_out_of_domain"]

_OURS = ("bookgenre", "bookgenre-frozen")
"""The recipe, and what stands in for it where it was not measured: its encoder not trained."""
_SCORES = (("ndcg_at_10", "nDCG@10"), ("micro_f1", "micro-F1"))
_SOURCE = {"name": str, "source": str, "train_rows": int, "test_rows": int}

Scores = Mapping[str, Mapping[str, float]]


def read_out_of_domain(path: Path) -> dict[str, Any]:
    """Read what ``benchmarks/peers/run --leave-source-out`` has written, as `Figures.out_of_domain` holds it.

    Each of the ``sources`` was left out of training in turn; its ``train_rows`` are those of the others. ``ours`` names
    bookgenre's own recipe, ``other`` the best other method by its mean nDCG@10; it is empty where there is none.

    Raises `InputError` if the file cannot be read, or lacks something.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        sources = [{key: kind(row[key]) for key, kind in _SOURCE.items()} for row in found["sources"]]
        if not sources:
            raise ValueError("it names no source")
        # The recipe comes first, as it ships; what follows under the same key are its parts, and no other methods.
        ours = next((row for key in _OURS for row in found["rows"] if row["key"] == key), None)
        if ours is None:
            raise ValueError(f"no row has the key {_OURS[0]!r}")
        scores = {str(row["name"]): _scores(row, sources) for row in found["rows"] if row["key"] not in _OURS}
        other = max(scores, key=lambda name: _mean(scores[name], "ndcg_at_10"), default="")
        return {
            "command": str(found["command"]),
            "sources": sources,
            "ours": str(ours["name"]),
            "our_scores": _scores(ours, sources),
            "other": other,
            "other_scores": scores.get(other, {}),
        }
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; name the file of --leave-source-out") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"{path} is not what benchmarks/peers/run --leave-source-out writes ({reason}); run that, and name its file"
        ) from None


def out_of_domain_table(found: Mapping[str, Any]) -> str:
    """Return one row per source, and one with their means, as a Markdown table."""
    columns = [
        (key, head, scores)
        for key, label in _SCORES
        for head, scores in ((label, found["our_scores"]), ("of the other", found["other_scores"]))
        if scores
    ]
    heads = ["source", "rows of the others", "its test rows", *(head for _, head, _ in columns)]
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for row in found["sources"]:
        values = [f"{scores[row['source']][key]:.4f}" for key, _, scores in columns]
        counts = f"{row['train_rows']:,} | {row['test_rows']:,}"
        lines.append(f"| {row['name']}: {row['source']} | {counts} | {' | '.join(values)} |")
    means = [f"{_mean(scores, key):.4f}" for key, _, scores in columns]
    lines.append(f"| mean of the sources | | | {' | '.join(means)} |")
    return "\n".join(lines)


def _scores(row: dict[str, Any], sources: Sequence[Mapping[str, Any]]) -> Scores:
    """Score by source; one that is missing, or no number, is an error."""
    named = [source["source"] for source in sources]
    return {source: {key: float(row["scores"][source][key]) for key, _ in _SCORES} for source in named}


def _mean(scores: Scores, key: str) -> float:
    return sum(values[key] for values in scores.values()) / len(scores)
