"""``bookgenre genres``."""

import dataclasses
import json
from typing import TYPE_CHECKING

import click

from bookgenre.errors import GenreError

if TYPE_CHECKING:
    from bookgenre.genres import Genre, Taxonomy

__all__ = ["genres"]


@click.command()
@click.argument("query", nargs=-1)
@click.option("--facet", help="List only one facet: fiction, nonfiction, audience, form, theme, culture, …")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of the genres with all their fields.")
def genres(query: tuple[str, ...], facet: str | None, as_json: bool) -> None:
    """List the genres, search them, or show one.

    If QUERY is the id, the name or an alias of a genre, that genre is shown with its ancestors, definition and support.
    Otherwise, the words of QUERY are searched for in names, aliases and definitions. Without QUERY, all genres are
    listed.
    """
    from bookgenre.genres import FACETS, load_taxonomy

    taxonomy = load_taxonomy()
    if facet is not None and facet not in FACETS:
        raise GenreError(f"there is no facet {facet!r}; use one of {', '.join(FACETS)}")
    words = " ".join(query)
    exact = taxonomy.by_label(words) if words else None
    found = [exact] if exact else taxonomy.search(words) if words else list(taxonomy)
    if not found:
        taxonomy.find(words)  # raises, with the nearest names
    facets = ", ".join(sorted({genre.facet for genre in found}))
    found = [genre for genre in found if facet in (None, genre.facet)]
    if not found:
        raise GenreError(f"no match for {words!r} has the facet {facet}; the matches have {facets}")
    if as_json:
        fields = [dataclasses.asdict(genre) | {"ancestors": taxonomy.ancestors(genre.id)} for genre in found]
        click.echo(json.dumps(fields, ensure_ascii=False, indent=1))
    elif exact:
        _show(taxonomy, exact)
    elif words:
        for genre in found:
            click.echo(f"{genre.id:28} {_path(taxonomy, genre)}")
    else:
        _list(taxonomy, [name for name in FACETS if facet in (None, name)])


def _list(taxonomy: "Taxonomy", facets: list[str]) -> None:
    for facet in facets:
        click.secho(facet, bold=True)
        for genre in sorted((g for g in taxonomy if g.facet == facet), key=lambda g: _path(taxonomy, g)):
            depth = sum(taxonomy[ancestor].facet == facet for ancestor in taxonomy.ancestors(genre.id))
            click.echo(f"  {'  ' * depth}{genre.name}  {click.style(genre.id, dim=True)}")


def _show(taxonomy: "Taxonomy", genre: "Genre") -> None:
    rows = {
        "id": genre.id,
        "facet": genre.facet,
        "path": _path(taxonomy, genre),
        "definition": genre.definition,
        "support": f"{genre.support:,} books of the gathered corpus",
        "children": ", ".join(child.id for child in taxonomy.children(genre.id)),
        "also called": ", ".join(genre.aliases),
        "implied by": ", ".join(genre.implied_by),
        "Thema": ", ".join(genre.thema),
    }
    click.secho(genre.name, bold=True)
    for name, value in rows.items():
        if value:
            click.echo(f"  {name:12} {value}")


def _path(taxonomy: "Taxonomy", genre: "Genre") -> str:
    return " > ".join([*(taxonomy[ancestor].name for ancestor in taxonomy.ancestors(genre.id)), genre.name])
