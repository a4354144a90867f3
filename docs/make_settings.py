"""Write the table of settings into docs/deploy.md; with --check, fail if it would change."""

import re
import sys
from pathlib import Path

from bookgenre.web.settings import PREFIX, Settings

PAGE = Path(__file__).with_name("deploy.md")
BEGIN, END = "<!-- settings: written by python docs/make_settings.py -->\n", "<!-- end of settings -->"


def table() -> str:
    """One row a variable: name, default, meaning."""
    rows = ["| variable | default | what it sets |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{PREFIX}{name.upper()}` | {default(name, field.default)} | {field.description} |")
    return "\n".join(rows) + "\n"


def default(name: str, value: object) -> str:
    """A default in words."""
    if name == "workers":
        return "cores"
    if value in (None, "", ()):
        return "none"
    shown = str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{shown}`"


def main() -> None:
    """Write or check the page."""
    page = PAGE.read_text(encoding="utf-8")
    place = f"{re.escape(BEGIN)}.*?{re.escape(END)}"
    text = re.sub(place, lambda _: f"{BEGIN}\n{table()}\n{END}", page, flags=re.DOTALL)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif text != page or BEGIN not in page:
        sys.exit("docs/deploy.md does not say what the settings are; run: python docs/make_settings.py")


if __name__ == "__main__":
    main()
