"""The pages around the books: the frame of every page, listings, shelves, and messages."""

from html import escape
from string import Template
from urllib.parse import quote

from .books import StoreBook
from .catalogue import Catalogue

SHORT_BLURB = 160
NEIGHBOURS = 3

# The header tempts a crawler away: to accounts, to the disallowed search, to another host.
FRAME = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Smashwords – $title</title>
<link rel="stylesheet" href="/static/store.css">
<script>var books = {"view": "/books/view/0", "next": "<li class='page-item'>"};</script>
</head>
<body>
<nav class="navbar navbar-dark">
<a class="navbar-brand" href="/">Smashwords</a>
<a href="/login">Log in</a> <a href="/signup">Join</a> <a href="/cart">Cart (0)</a>
<a href="/books/search?query=new+releases">Search</a> <a href="/shelves/home/1/any/any">Shelves</a>
<a href="https://www.example.org/partner?from=store">Our partner</a>
</nav>
<div class="container" id="pageContent">
$content
</div>
<footer class="footer small"><a href="/about">About</a> <a href="/about/tos">Terms &amp; conditions</a>
<a href="mailto:help@example.org">Help</a> <a href="javascript:void(0)">Back to top</a></footer>
</body>
</html>
""")

ROW = Template("""<div class="library-book row p-2">
<div class="col-md-2"><a href="/books/view/$id"><img src="/static/covers/$id.jpg" alt="Cover for ‘$title’"></a></div>
<div class="text col-md-10">
<a class="library-title" href="/books/view/$id">
  $title</a>
<span class="library-by-line">by <a itemprop="author" href="/profile/view/$profile"><span>$author</span></a></span>
<div><span class="text-nowrap">$price</span></div>
<div class="subnote"><span class="text-nowrap">Words: $words.</span>
  <span class="text-nowrap">Language:
    $language.</span>
  <span class="text-nowrap">Published: $published</span></div>
<div class="subnote">Categories: $categories</div>
<div class="card bg-light border-light p-2">
  $blurb
</div>
</div>
</div>""")


def frame(title: str, content: str) -> str:
    """A whole page: `title` is text, `content` is HTML."""
    return FRAME.substitute(title=escape(title), content=content)


def message(heading: str, text: str, link: str = "/") -> str:
    """A page that only says something."""
    return frame(heading, f'<h2>{escape(heading)}</h2>\n<p>{escape(text)} <a href="{escape(link)}">Continue</a></p>')


def profile(author: str) -> str:
    """The last part of the link to an author."""
    return quote("".join(letter for letter in author if letter.isalnum()))


def category_links(catalogue: Catalogue, path: tuple[str, ...]) -> str:
    """A category path with a link for each of its parts."""
    return " » ".join(
        f'<a href="/shelves/category/{catalogue.category_ids[path[:depth]]}/any/any">{escape(path[depth - 1])}</a>'
        for depth in range(1, len(path) + 1)
    )


def listing_page(
    catalogue: Catalogue, category: tuple[str, ...], books: list[StoreBook], *, base: str, offset: int, page_size: int
) -> str:
    """One page of a category's books; `base` is the address to which an offset is added."""
    heading = " » ".join(category) or "All books"
    rows = [_row(catalogue, book) for book in books[offset : offset + page_size]]
    content = "\n".join(rows) or '<p class="text-muted">There are no books on this shelf yet.</p>'
    pages = _pagination(base, offset, len(books), page_size)
    return frame(heading, f"<h2>{escape(heading)}</h2>\n<div id='pageCenterContent'>\n{content}\n</div>\n{pages}")


def shelves_page(catalogue: Catalogue, category: tuple[str, ...]) -> str:
    """The shelves of a category and of all below it."""
    items = "\n".join(
        f'<li class="depth-{len(path)}"><a href="/shelves/category/{catalogue.category_ids[path]}/any/any">'
        f"{escape(path[-1])}</a></li>"
        for path in catalogue.below(category)
        if path
    )
    return frame("Shelves", f'<h2>Shelves</h2>\n<ul class="list-unstyled shelves">\n{items}\n</ul>')


def _row(catalogue: Catalogue, book: StoreBook) -> str:
    blurb = " ".join(book.plain_description.split())
    if len(blurb) > SHORT_BLURB:
        blurb = blurb[:SHORT_BLURB].rsplit(" ", 1)[0] + "…"
    return ROW.substitute(
        id=book.id,
        title=escape(book.title),
        author=escape(book.author),
        profile=profile(book.author),
        price=escape(book.price),
        words=f"{book.words:,}",
        language=book.language,
        published=f"{book.published:%B} {book.published.day}, {book.published.year}",
        categories=" ".join(
            f'<span style="white-space: nowrap;">{category_links(catalogue, path)}</span>' for path in book.categories
        ),
        blurb=escape(blurb, quote=False),
    )


def _pagination(base: str, offset: int, total: int, page_size: int) -> str:
    last = max(0, (total - 1) // page_size)
    current = min(offset // page_size, last)
    if not last:
        return ""
    shown = [page for page in range(last + 1) if page in (0, last) or abs(page - current) <= NEIGHBOURS]
    links = [(str(page + 1), page) for page in shown]
    if current:
        links.insert(0, ("‹ Previous", current - 1))
    if current < last:
        links.append(("Next ›", current + 1))
    items = "\n".join(
        f'<li class="page-item{" active" if text == str(current + 1) else ""}">'
        f'<a class="page-link" href="{base}/{page * page_size}">{text}</a></li>'
        for text, page in links
    )
    return f'<nav aria-label="Pages"><ul class="pagination">\n{items}\n</ul></nav>'
