"""``bookgenre collect``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bookgenre.cli.shared.common_options import files_argument, path_option, with_options
from bookgenre.cli.shared.reporting import INTERRUPTED, needs_extra, show_progress
from bookgenre.errors import CollectError, DataError, InputError

if TYPE_CHECKING:
    from bookgenre.collect.crawl_report import CrawlReport
    from bookgenre.collect.options import CrawlOptions
    from bookgenre.collect.site import Site

__all__ = ["collect"]

_SMASHWORDS = "https://www.smashwords.com"


@click.group()
def collect() -> None:
    """Collect book descriptions and their categories from the Smashwords store, politely.

    robots.txt and its Crawl-delay are obeyed, one page is fetched at a time, and no page is fetched twice. An
    interrupted crawl, even a killed one, resumes when the same command is run again.
    """


_site_option = click.option(
    "--site", default=_SMASHWORDS, show_default=True, metavar="URL", help="Address of the store."
)

_crawl_options = with_options(
    path_option("--out", required=True, help="File to write or to continue (.jsonl)."),
    click.option(
        "--contact",
        required=True,
        envvar="BOOKGENRE_CONTACT",
        show_envvar=True,
        metavar="MAIL|URL",
        help="How the site's operators can reach you; sent with every request.",
    ),
    _site_option,
    click.option("--limit", type=int, metavar="N", help="Stop after N new records."),
    click.option("--delay", type=float, default=0.0, metavar="SECONDS", help="Shortest time between two pages."),
    click.option("--adult", is_flag=True, help="Request titles that the store hides by default."),
    click.option(
        "--max-age",
        "max_age_days",
        type=float,
        default=30.0,
        show_default=True,
        metavar="DAYS",
        help="Fetch a page again if its cached copy is older.",
    ),
    click.option(
        "--progress",
        "progress_seconds",
        type=float,
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        help="Time between two lines of progress.",
    ),
)


@collect.command()
@click.argument("listings", nargs=-1)
@click.option("--category", "categories", multiple=True, metavar="ID|FROM-TO", help="Number of a category, or a range.")
@click.option("--shelf", "shelves", multiple=True, type=int, metavar="ID", help="Number of a page of shelves.")
@_crawl_options
def links(
    listings: tuple[str, ...], categories: tuple[str, ...], shelves: tuple[int, ...], out: Path, **options: Any
) -> None:
    """Collect the links to books from all pages of categories or shelves.

    LISTINGS are addresses of categories or shelves. If you give neither LISTINGS nor --category nor --shelf, the crawl
    starts at the store's page of shelves.
    """
    with needs_extra("collect"):
        from bookgenre.collect.crawl import collect_links

    show_progress()
    plan = _options(options)
    addresses = _listings(plan.site, listings, categories, shelves)
    report = collect_links(addresses, _jsonl(out), plan)
    _summary("links", out, report)
    if report.new + report.known == 0 and report.missing and len(report.missing) >= len(addresses):
        raise CollectError(f"none of the listings exists: {', '.join(report.missing[:5])}; check their numbers")


@collect.command()
@files_argument
@_crawl_options
def books(files: tuple[Path, ...], out: Path, **options: Any) -> None:
    """Collect the books that FILES link to: title, description, categories as paths, and more.

    FILES are the output of `collect links` or `collect join`, or tables with a column "url". Pages without a
    description or a category are kept in the folder "unparsed" beside the output, with the reason.
    """
    with needs_extra("collect"):
        from bookgenre.collect.crawl import collect_books

    show_progress()
    report = collect_books(files, _jsonl(out), _options(options))
    _summary("books", out, report)


@collect.command()
@files_argument
@path_option("--out", required=True, help="File to write (.jsonl or .csv).")
@_site_option
def join(files: tuple[Path, ...], out: Path, site: str) -> None:
    """Join FILES of links or books into one file that has each book once; later values replace earlier ones.

    FILES are the output of `collect`, tables with title and url, or tables with title, description and genres (a list
    as text).
    """
    from bookgenre.collect.join import join_files
    from bookgenre.collect.site import Site

    report = join_files(files, out, site=Site(site))
    click.echo(f"{report.books:,} books in {out}, from {report.read:,} rows; {report.duplicates:,} were duplicates")
    for path, count in report.rows.items():
        click.echo(f"  {path}: {count:,} rows")
    for name, count in report.changed.most_common():
        click.echo(f"  {name}: {count:,} times a later value replaced another")
    for reason, count in report.rejected.items():
        click.echo(f"  {count:,} rejected: {reason} (see {out.name}.rejects.jsonl)")
    if report.damaged:
        raise DataError(f"{'; '.join(report.damaged)}. The rows before it were joined into {out}")


def _options(values: dict[str, Any]) -> "CrawlOptions":
    from bookgenre.collect.options import CrawlOptions
    from bookgenre.collect.site import Site

    return CrawlOptions(**values | {"site": Site(values["site"])})


def _listings(
    site: "Site", listings: tuple[str, ...], categories: tuple[str, ...], shelves: tuple[int, ...]
) -> list[str]:
    addresses = []
    for address in listings:
        if not site.is_listing(address):
            raise InputError(f"{address} is not a category or shelf of {site.host}; name another store with --site")
        addresses.append(site.listing_url(address))
    for category in categories:
        first, dash, last = category.partition("-")
        last = last if dash else first
        if not first.isdecimal() or not last.isdecimal() or int(last) < int(first):
            raise InputError(f"{category!r} is not a category; give a number, or a range such as 1000-1010")
        addresses += [site.category_url(number) for number in range(int(first), int(last) + 1)]
    addresses += [site.shelves_url(number) for number in shelves]
    return list(dict.fromkeys(addresses)) or [site.shelves_url(1)]


def _jsonl(out: Path) -> Path:
    if out.suffix.lower() != ".jsonl":
        raise DataError(f"{out} must end in .jsonl, because records are added one per line as they arrive")
    return out


def _summary(what: str, out: Path, report: "CrawlReport") -> None:
    counts = [f"{report.new + report.known:,} {what} in {out} ({report.new:,} new)"]
    counts.append(f"{report.pages:,} pages read, {report.asked:,} requests in {report.seconds:,.0f} s")
    if report.repeated:
        counts.append(f"{report.repeated:,} links were duplicates")
    if report.empty:
        counts.append(f"{len(report.empty):,} listings without a book: {', '.join(report.empty[:3])}")
    for status, count in report.refused.items():
        counts.append(f"{count:,} requests refused with {status}, and repeated later")
    for reason, count in report.failed.items():
        counts.append(f"{count:,} pages not fetched: {reason}")
    if report.hidden:
        counts.append(f"{report.hidden:,} titles hidden as adult; --adult requests them")
    for reason, count in report.unparsed.items():
        counts.append(f"{count:,} pages kept in {out.parent / 'unparsed'}: {reason}")
    if report.site_has_changed:
        counts.append(
            f"warning: {report.unparsed.total():,} of {report.judged:,} pages could not be read. "
            "The site has probably changed: compare the pages in 'unparsed' with bookgenre/collect/selectors.py"
        )
    click.echo("\n".join(counts), err=True)
    if report.stop_reason:
        raise CollectError(report.stop_reason)
    if report.interrupted:
        click.echo("stopped; run the same command again to resume", err=True)
        raise SystemExit(INTERRUPTED)
    if report.unanswered:
        raise CollectError(
            f"{report.unanswered:,} pages were not answered; check the connection and run the same command again"
        )
    if report.reached_limit:
        click.echo("reached the limit; run the same command again to resume", err=True)
