"""A book's own page, in the three generations of markup that crawlers have met."""

from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from .books import StoreBook
from .catalogue import Catalogue
from .pages import category_links, frame, profile

MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True)
class Omit:
    """What a book's page lacks or breaks."""

    description: bool = False
    categories: bool = False
    sound_markup: bool = False


def book_page(catalogue: Catalogue, book: StoreBook, omit: Omit) -> str:
    """The page of a book in its own generation of markup."""
    render = {"2019": _page_2019, "2023": _page_2023, "2024": _page_2024}[book.markup]
    paths = () if omit.categories else _repeated(book)
    content = render(catalogue, book, () if omit.description else book.description, paths)
    page = frame(f"{book.title} – a book by {book.author}", f"{content}\n{_around(catalogue, book)}")
    return _broken(page) if omit.sound_markup else page


def _page_2019(catalogue: Catalogue, book: StoreBook, description: tuple[str, ...], paths: tuple) -> str:
    # Half of the pages link the parts of a path, half only print them.
    linked = book.id % 2 == 0
    categories = "\n".join(
        f'<div class="category">{category_links(catalogue, path) if linked else escape(" » ".join(path))}</div>'
        for path in paths
    )
    paragraphs = "".join(f"<p>{_with_tags(paragraph)}</p>\n" for paragraph in description)
    blurb = f'<div id="longDescription">{paragraphs}</div>' if description else ""
    return f"""<h1>{escape(book.title)}</h1>
<div>By {_author_link(book)}</div>
<div class="row"><div class="col-md-3"><img src="/static/covers/{book.id}.jpg" alt=""></div>
<div class="col-md-9">{blurb}
<h4>Category</h4>
{categories}</div></div>
{_facts(book)}
<div>Tags: {_tags(book)}</div>"""


def _page_2023(catalogue: Catalogue, book: StoreBook, description: tuple[str, ...], paths: tuple) -> str:
    # Half of the pages have one link a path, half have one a part.
    link = _one_link if book.id % 2 else category_links
    spans = "<br>\n".join(f"<span>{link(catalogue, path)}</span>" for path in paths)
    row = f"<tr><td>Categories</td><td>{spans}</td></tr>" if paths else ""
    text = "<br><br>\n".join(_with_tags(paragraph) for paragraph in description)
    blurb = f'<div class="mt-2" id="longDescription">{text}</div>' if description else ""
    return f"""<h1 class="pt-2">{escape(book.title)}</h1>
<div>a book by {_author_link(book)}</div>
{_facts(book)}
{blurb}
<table class="table table-sm">
<tr><td>Formats</td><td><span><a href="/books/download/{book.id}/8/latest/0/0/x.txt">txt</a></span></td></tr>
{row}
<tr><td>Tags</td><td>{_tags(book)}</td></tr></table>"""


def _page_2024(catalogue: Catalogue, book: StoreBook, description: tuple[str, ...], paths: tuple) -> str:
    # The description is the author's own text: its line breaks count, and its tags are escaped, not rendered.
    text = escape("\n\n".join(description), quote=False)
    blurb = f'<div class="mt-2" style="white-space: pre-wrap;">{text}</div>' if description else ""
    categories = "\n".join(f"<div>{category_links(catalogue, path)}</div>" for path in paths)
    return f"""<div class="row"><div class="col-md-9">
<div class="h4 font-weight-bolder">{escape(book.title)}</div>
<div>by {_author_link(book)}</div>
{blurb}
</div>
{_facts(book)}</div>
<div class="card mt-3">
{categories}
<div>Tags: {_tags(book)}</div></div>"""


def _facts(book: StoreBook) -> str:
    return f"""<div class="col-md-3">
<div>Price: {escape(book.price)}</div>
<div>Words: {book.words:,}</div>
<div>Language: <span>{book.language}</span></div>
<div>Published: {_day(book.published)}</div>
<div>ISBN: 97800000{book.id:07d}0</div>
</div>"""


def _around(catalogue: Catalogue, book: StoreBook) -> str:
    others = "\n".join(
        f'<li><a href="/books/view/{other.id}">{escape(other.title)}</a></li>' for other in catalogue.also_by(book)
    )
    return f"""<div><a href="/books/download/{book.id}/1/latest/0/0/x.epub">Download epub</a>
<a href="/cart?add={book.id}">Add to cart</a> <a href="https://books.example.org/{book.id}">Print edition</a></div>
<h3>Also by this author</h3>
<ul class="also-by">
{others}
</ul>"""


def _repeated(book: StoreBook) -> tuple[tuple[str, ...], ...]:
    """The category paths as the page shows them: one book in three shows its first path twice."""
    return (*book.categories, *book.categories[:1]) if book.id % 3 == 0 else book.categories


def _one_link(catalogue: Catalogue, path: tuple[str, ...]) -> str:
    return f'<a href="/shelves/category/{catalogue.category_ids[path]}/any/any">{escape(" » ".join(path))}</a>'


def _author_link(book: StoreBook) -> str:
    return f'<a itemprop="author" href="/profile/view/{profile(book.author)}"><span>{escape(book.author)}</span></a>'


def _tags(book: StoreBook) -> str:
    return " ".join(f'<a href="/books/tags/{quote(tag)}">{escape(tag)}</a>' for tag in book.tags)


def _with_tags(paragraph: str) -> str:
    return escape(paragraph, quote=False).replace("&lt;i&gt;", "<i>").replace("&lt;/i&gt;", "</i>")


def _day(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _broken(page: str) -> str:
    """The page with the faults of hand-made HTML, none of them inside title, description or categories."""
    page = page.replace("</body>\n</html>\n", "").replace("</p>", "").replace("</li>", "").replace("</table>", "")
    page = page.replace('<div class="container"', '<b><i>3 < 4 books & counting</b></i><p><div class="container"')
    # An open quote swallows what follows it up to the next one, so it stands after everything that matters.
    return page.replace("<h3>Also", '<img src="/static/x.png><h3>Also')
