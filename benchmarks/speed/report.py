"""Results as a table in docs/speed.md, as a short one in README.md, and as a plot."""

import json
import re
from pathlib import Path
from statistics import median
from typing import Any

from bookgenre.files import write_file
from speed.systems import SYSTEMS

__all__ = ["report", "spread"]

_ROOT = Path(__file__).parents[2]
_PAGE, _README, _PLOT = _ROOT / "docs" / "speed.md", _ROOT / "README.md", _ROOT / "docs" / "speed.png"
_PEERS = _ROOT / "benchmarks" / "peers" / "results"
_BEGIN, _END = "<!-- speed: written by benchmarks/speed/run -->\n", "<!-- end of speed -->"


def report(results: dict[str, Any]) -> None:
    """Rewrite the parts of both pages that are measured, and the plot."""
    _replace(_PAGE, _long(results))
    _replace(_README, _short(results))
    _plot(results)


def spread(values: list[float], scale: float = 1.0, digits: int = 0) -> str:
    """Return the median of all rounds with their range: ``12 (11 to 14)``."""
    low, middle, high = (f"{scale * value:.{digits}f}" for value in (min(values), median(values), max(values)))
    return middle if low == high else f"{middle} ({low} to {high})"


def _replace(page: Path, made: str) -> None:
    text = page.read_text(encoding="utf-8")
    if _BEGIN not in text:
        raise SystemExit(f"{page} lacks the line {_BEGIN.strip()}")
    pattern = f"{re.escape(_BEGIN)}.*?{re.escape(_END)}"
    write_file(page, re.sub(pattern, lambda _: f"{_BEGIN}{made}\n{_END}", text, count=1, flags=re.DOTALL))


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _quality(key: str | None) -> str:
    if key is None:
        return "–"
    note = json.loads((_PEERS / f"{key}.json").read_text(encoding="utf-8"))
    scores = note["test"] if "test" in note else max((r["test"] for r in note["rows"]), key=lambda t: t["micro_f1"])
    return f"{scores['micro_f1']:.3f} / {scores['macro_f1']:.3f}"


def _times(theirs: float, ours: float) -> str:
    return f"{theirs / ours:.1f}"


def _long(results: dict[str, Any]) -> str:
    names = {system.key: system.name for system in SYSTEMS}
    parts, paragraphs = results["parts"], [_conditions(results)]
    if "throughput" in parts:
        rows = [
            [names[key], spread(found["rates"], 1, 1), found["setting"], spread(found["cpu"], 1000, 1), quality]
            for key, found in parts["throughput"].items()
            for quality in [next(_quality(s.quality) for s in SYSTEMS if s.key == key)]
        ]
        head = ["throughput", "texts per second", "setting", "CPU ms per text", "micro-F1 / macro-F1"]
        paragraphs.append(_table(head, rows))
    if "latency" in parts:
        for threads in parts["latency"]["bookgenre"]:
            lengths = parts["latency"]["bookgenre"][threads]
            head = [f"single text, {threads} thread{'s' * (threads != '1')}, ms", *(f"{one} tokens" for one in lengths)]
            rows = [
                [names[key], *(spread(values, 1000, 1) for values in found[threads].values())]
                for key, found in parts["latency"].items()
            ]
            paragraphs.append(_table(head, rows))
    if "start" in parts and "sizes" in parts:
        head = ["cold start", "import, s", "first answer, s", "CPU, s", "peak memory, MB", "model, MB", "installed, MB"]
        rows = []
        for key, found in parts["start"].items():
            measured = [spread(found["import"], 1, 2), spread(found["answer"], 1, 2), spread(found["cpu"], 1, 2)]
            size = parts["sizes"][key]
            rows.append(
                [names[key], *measured, spread(found["megabytes"]), f"{size['model']:.1f}", f"{size['installed']:.0f}"]
            )
        paragraphs.append(_table(head, rows))
    if "roofline" in parts:
        paragraphs.append(_roofline(parts["roofline"]))
    return "\n\n".join(paragraphs) + "\n"


def _roofline(found: dict[str, Any]) -> str:
    peak, network = median(found["peak"]), median(found["network"])
    return (
        f"**Roofline.** A window has {found['tokens']:.0f} tokens on average, and the network needs "
        f"{found['multiply_adds'] / 1e9:.2f} billion multiply-adds for it. On one thread, ONNX Runtime's best product "
        f"of large 8-bit matrices reaches {spread(found['peak'], 1e-9)} billion per second; the network reaches "
        f"{spread(found['network'], 1e-9)}, so it takes {peak / network:.1f} times as long as it would at the peak."
    )


def _conditions(results: dict[str, Any]) -> str:
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return (
        f"`{results['command']}` on {results['date']}: {results['books']:,} validation blurbs, {results['rounds']} "
        f"rounds, the pipelines in turn, each in a process of its own; medians, with the lowest and the highest round. "
        f"Machine: {machine['processor']}, {machine['cores']} cores, load average {machine['load']:.1f} at the start, "
        f"{machine['system']}. Versions: {versions}."
    )


def _short(results: dict[str, Any]) -> str:
    names = {system.key: system.name for system in SYSTEMS}
    parts = results["parts"]
    if not {"throughput", "latency", "start", "sizes"} <= parts.keys():
        return "The measurement is not complete."
    cores = list(parts["latency"]["bookgenre"])[-1]
    rows = []
    for key in ("bookgenre", "reference"):
        start, size = parts["start"][key], parts["sizes"][key]
        values = [
            f"{median(parts['throughput'][key]['rates']):.1f}",
            f"{1000 * median(parts['latency'][key][cores]['180']):.1f}",
            f"{median(start['answer']):.2f}",
            f"{median(start['megabytes']):.0f}",
            f"{size['model']:.1f}",
            f"{size['installed']:.0f}",
        ]
        rows.append([names[key], *values])
    ours, theirs = (list(map(float, row[1:])) for row in rows)
    # Of a rate more is better, of all else less.
    ratios = [_times(ours[0], theirs[0]), *(_times(b, a) for a, b in zip(ours[1:], theirs[1:], strict=True))]
    rows.append(["bookgenre is better by a factor of", *ratios])
    machine = results["machine"]
    where = f"{machine['cores']} cores of {machine['processor']}"
    measured = ["texts/s", "ms per text of 180 tokens", "s to first answer"]
    head = [where, *measured, "MB of memory", "MB of model", "MB installed"]
    return _table(head, rows)


def _plot(results: dict[str, Any]) -> None:
    parts = results["parts"]
    if not {"throughput", "latency"} <= parts.keys():
        return
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    names = {system.key: system.name for system in SYSTEMS}
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
    keys = list(parts["throughput"])[::-1]
    middles = [median(parts["throughput"][key]["rates"]) for key in keys]
    left.barh([names[key] for key in keys], middles, color=["#1f5fa8" if k == "bookgenre" else "#b8bfc8" for k in keys])
    left.set(xscale="log", xlabel="texts per second (logarithmic)")
    left.bar_label(left.containers[0], fmt="%.1f", padding=3)
    left.margins(x=0.2)
    others = iter(("#c8571b", "#6f7a86", "#a3abb5"))
    for key, found in parts["latency"].items():
        lengths = list(found.values())[-1]
        ours = {"color": "#1f5fa8", "linewidth": 2.5}
        right.plot(
            list(map(int, lengths)),
            [1000 * median(v) for v in lengths.values()],
            marker="o",
            label=names[key],
            **(ours if key == "bookgenre" else {"color": next(others)}),
        )
    right.set(xlabel="tokens of the text", ylabel="ms per single text (logarithmic)", yscale="log")
    right.legend(fontsize="small")
    figure.savefig(_PLOT, dpi=110, metadata={"Software": None})
    plt.close(figure)
