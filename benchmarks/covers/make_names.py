"""Write src/bookgenre/covers/names.json: what people call a colour, from the xkcd colour survey.

    python benchmarks/covers/make_names.py

The list comes with matplotlib (``matplotlib._color_data.XKCD_COLORS``), which took it from xkcd.com/color/rgb.txt,
published under CC0 1.0. Names that nobody would put into a brief are left out.
"""

import json
import re
from pathlib import Path

from matplotlib import colors

RUDE = re.compile(
    r"\b(poo|poop|shit|puke|vomit|snot|barf|booger|piss|bile|diarrhea|merde|ugly|nasty|sick|sickly|dirty|gross|putrid|"
    r"drab|flesh|fleshy|indian|bland|barney|hospital|bruise|toxic|mud|muddy|murky|swamp|baby|custard|pea|blood|"
    r"cement|really|bluey|reddy|nice|purpleish|greeny|browny|pinky|purply|yellowy|tree|warm|cool|very|almost|"
    # Misspellings, and second spellings of "purplish", "orangish" and "camouflage".
    r"toupe|liliac|orangeish|purpley|camo)\b|/|^(pale|dark|light|dull)$"
)
PACKAGED = Path(__file__).parents[2] / "src" / "bookgenre" / "covers" / "names.json"


def main() -> None:
    """Write the list, one colour a line."""
    names = {
        name.removeprefix("xkcd:"): value
        for name, value in colors.get_named_colors_mapping().items()
        if name.startswith("xkcd:")
    }
    kept = {name: str(value).lower() for name, value in names.items() if not RUDE.search(name)}
    kept |= {"black": "#000000", "white": "#ffffff"}
    # Two spellings of one name, and two names of one colour: the first that sorts is kept.
    unique: dict[str, str] = {}
    for name, value in sorted(kept.items()):
        if name.replace("gray", "grey") == name and name.replace(" ", "") not in {n.replace(" ", "") for n in unique}:
            unique[name] = value
    attribution = (
        "The xkcd colour survey, xkcd.com/color/rgb.txt, CC0 1.0, without the names that nobody would put into a brief."
    )
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in unique.items()]
    text = f'{{"attribution": {json.dumps(attribution)},\n"names": {{\n' + ",\n".join(lines) + "\n}}\n"
    PACKAGED.write_text(text, encoding="utf-8")
    print(f"{len(unique)} names")


if __name__ == "__main__":
    main()
