"""Write docs/reference.md from the docstrings of the public names; with --check, fail if it would change.

griffe reads signatures and numpydoc sections without importing the package.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

PAGE = Path(__file__).with_name("reference.md")
SOURCE = Path(__file__).parents[1] / "src"
MODULES = ("bookgenre", "bookgenre.catalogue")

HEAD = """# Python reference

Written by `python docs/make_reference.py` from the docstrings. [In Python](python.md) shows how the parts are used.
"""


def public(module: griffe.Module) -> list[griffe.Object]:
    """The names of ``__all__``, in their order, as what they stand for."""
    names = [str(name) for name in module.exports or ()]
    return [item.final_target if item.is_alias else item for item in (module[name] for name in names)]


def sections(item: griffe.Object) -> Iterator[str]:
    """The docstring of a class or function, section by section."""
    for section in item.docstring.parsed if item.docstring else ():
        value: Any = section.value
        match section.kind:
            case griffe.DocstringSectionKind.text:
                yield value.replace("``", "`")
            case griffe.DocstringSectionKind.returns:
                yield "Returns " + "; ".join(rendered(one) for one in value)
            case griffe.DocstringSectionKind.raises:
                yield "\n".join(["Raises", "", *(f"- `{one.annotation}`: {text(one)}" for one in value)])
            case griffe.DocstringSectionKind.parameters | griffe.DocstringSectionKind.attributes:
                yield "\n".join(["| name | type | |", "|---|---|---|", *(row(one) for one in value)])
            case griffe.DocstringSectionKind.examples:
                code = "\n\n".join(content for _, content in value)
                yield f"```pycon\n{code}\n```"
            case _:
                yield str(value)


def text(one: Any) -> str:
    """A description on one line."""
    return " ".join(one.description.split()).replace("``", "`").replace("|", "\\|")


def rendered(one: Any) -> str:
    """A return value: its description, after its type where the docstring names one."""
    return f"`{one.annotation}`: {text(one)}" if one.annotation and text(one) else text(one) or f"`{one.annotation}`"


def row(one: Any) -> str:
    """A parameter or attribute as a row of a table."""
    kind = f"`{one.annotation}`".replace("|", "\\|") if one.annotation else ""
    default = getattr(one, "default", None)
    return f"| `{one.name}` | {kind} | {text(one)}{f' Default: `{default}`.' if default else ''} |"


def signature(item: griffe.Function, name: str) -> str:
    """A call with its parameters, without types, which the table of parameters holds."""
    shown, star = [], False
    for one in item.parameters:
        if one.name in ("self", "cls"):
            continue
        if one.kind is griffe.ParameterKind.keyword_only and not star:
            shown.append("*")
            star = True
        mark = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}.get(one.kind, "")
        star = star or mark == "*"
        shown.append(f"{mark}{one.name}{f'={one.default}' if one.default is not None and not mark else ''}")
    return f"{name}({', '.join(shown)})"


def entry(item: griffe.Object, level: int, owner: str = "") -> Iterator[str]:
    """A heading, the docstring, and the public methods of a class below it."""
    name = f"{owner}{item.name}"
    title = signature(item, name) if isinstance(item, griffe.Function) else name
    yield f"{'#' * level} `{title}`"
    yield from sections(item)
    if isinstance(item, griffe.Class):
        for member in item.members.values():
            if isinstance(member, griffe.Function) and not member.name.startswith("_") and member.docstring:
                yield from entry(member, level + 1, f"{item.name}.")


def page() -> str:
    """The whole page as Markdown."""
    package = griffe.load("bookgenre", search_paths=[SOURCE], docstring_parser="numpy", resolve_aliases=True)
    parts = [HEAD.strip()]
    for path in MODULES:
        module = package if path == "bookgenre" else package[path.removeprefix("bookgenre.")]
        parts.append(f"## {path}")
        for item in public(module):
            parts += entry(item, 3)
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write or check the page."""
    now = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(now, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != now:
        sys.exit("docs/reference.md is not what the docstrings say; run: python docs/make_reference.py")


if __name__ == "__main__":
    main()
