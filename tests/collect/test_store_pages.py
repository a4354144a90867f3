import pytest

pytest.importorskip("parsel", reason="pip install 'bookgenre[collect]'")
from parsel import Selector

from bookgenre.collect import BookLink, Site
from bookgenre.collect.store_pages import Unparsed, one_line, paragraphs, parse_book, parse_listing


def test_the_text_of_an_element_is_had_with_or_without_its_paragraphs():
    page = Selector(text="<div><p>One  <b>two</b></p>\n<p>Three<br>four</p><!-- no --></div> five")
    element = page.css("div")[0]
    assert paragraphs(element) == "One two\n\nThree\nfour"
    assert one_line(element) == "One two Three four"


SITE = Site("https://www.example.org")
FIRST = f"{SITE.base}/books/category/1000/newest/0/any/any/0"
NEXT = f"{SITE.base}/books/category/1000/newest/0/any/any/20"
SHELF = f"{SITE.base}/shelves/category/1000/any/any"


def parse(html, url=FIRST):
    return parse_listing(Selector(text=html), url=url, site=SITE)


def row(number, title="Tea"):
    return f'<div class="library-book"><a class="library-title" href="/books/view/{number}">\n {title}</a></div>'


def link(number, title):
    return BookLink(str(number), f"{SITE.base}/books/view/{number}", title)


@pytest.mark.parametrize(
    "html",
    [
        row(7) + row(8, "<b>Salt</b> &amp; Bread"),
        '<a class="library-title" href="/books/view/7">Tea</a>'
        '<a class="library-title" href="//www.example.org/books/view/8">Salt & Bread</a>',
        '<a href="/books/view/7"><img src="x.jpg"></a><a href=" /books/view/7?ref=1 ">Tea</a>'
        '<a href="http://example.org/books/view/8">Salt & Bread</a><a href="/books/view/8">Read more</a>',
    ],
    ids=["rows", "links with a class", "any links to books"],
)
def test_books_are_found_in_old_and_new_markup_each_once(html):
    assert parse(html).books == (link(7, "Tea"), link(8, "Salt & Bread"))


def test_links_beside_the_rows_are_not_of_the_listing():
    assert parse(f'<a href="/books/view/9">Ad</a>{row(7)}<a href="/books/view/9">Ad</a>').books == (link(7, "Tea"),)


@pytest.mark.parametrize("href", ["https://www.example.com/books/view/9", "/books/download/9/1", "http://[", "", "#"])
def test_links_that_lead_elsewhere_are_passed_over(href):
    assert parse(f'<a class="library-title" href="{href}">Ad</a>{row(7)}<a>No link</a>').books == (link(7, "Tea"),)


@pytest.mark.parametrize(
    "pages",
    [
        '<ul class="pagination"><li class="page-item"><a class="page-link" href="{}">Next ›</a></li></ul>',
        '<ul class="pagination"><li><a href="/books/category/1000/newest/0/any/any/40">3</a>'
        '<li><a href="{}">next page</a></ul>',
        '<a rel="next" href="{}">→</a>',
        '<p><a href="{}">Next »</a></p>',
    ],
)
def test_the_next_page_is_found_in_old_and_new_markup(pages):
    assert parse(row(7) + pages.format("/books/category/1000/newest/0/any/any/20")).next_page == NEXT


@pytest.mark.parametrize(
    "html",
    [
        '<ul class="pagination"><li><a href="/books/category/1000/newest/0/any/any/0">Next ›</a></ul>',
        '<ul class="pagination"><li><a href="https://www.example.com/books/category/1000/newest">Next ›</a></ul>',
        '<ul class="pagination"><li><a href="/login">Next ›</a></ul>',
        '<ul class="pagination"><li><a href="/books/category/1000/newest/0/any/any/20">2</a></ul>',
        '<a href="/shelves/category/9/any/any">Next Door Romance</a>',
        '<a href="/shelves/category/9/any/any">nextgen</a>',
        "",
    ],
    ids=["itself", "elsewhere", "log in", "no next", "a shelf", "another shelf", "nothing"],
)
def test_on_the_last_page_there_is_no_next(html):
    assert parse(row(7) + html).next_page is None


def test_a_full_page_without_any_pagination_may_have_a_follower():
    full = "".join(map(row, range(20)))
    assert parse(full).next_page == NEXT
    assert parse(full, url=NEXT).next_page == f"{SITE.base}/books/category/1000/newest/0/any/any/40"
    assert parse(full, url=SHELF).next_page is None
    assert parse(full + '<ul class="pagination"></ul>').next_page is None
    assert parse("".join(map(row, range(19)))).next_page is None


def test_shelves_are_found_each_once():
    html = (
        '<a href="/shelves/category/1/any/any">Fiction</a><a href="/shelves/category/2/any/any#x">Essays</a>'
        '<a href="/shelves/category/1/any/any">Fiction</a><a href="https://x.org/shelves/category/3">Elsewhere</a>'
    )
    found = parse(html, url=f"{SITE.base}/shelves/home/1/any/any")
    assert found.shelves == tuple(f"{SITE.base}/shelves/category/{n}/any/any" for n in (1, 2))
    assert found.books == ()


def test_an_empty_page_is_an_empty_listing():
    assert parse("") == parse("<p>There are no books on this shelf yet.</p>")
    assert parse("").books == ()


TITLE = "<h1>Tea</h1>"
BLURB = '<div id="longDescription">Brass and steam.</div>'
CATEGORY = '<div class="category">Fiction » Romance</div>'


def parse_page(html):
    return parse_book(Selector(text=html), book_id="7", url="https://www.example.org/books/view/7")


@pytest.mark.parametrize(
    "blurb",
    [
        '<div class="mt-2" style="white-space: pre-wrap;">{}</div>',
        '<section style="color: red; white-space:pre-wrap">{}</section>',
        '<div class="mt-2" id="longDescription">{}</div>',
        '<p itemprop="description">{}</p>',
        '<div class="book-description">{}</div>',
    ],
)
def test_a_description_is_found_in_old_and_new_markup(blurb):
    assert parse_page(TITLE + blurb.format("Brass <i>and</i> steam.") + CATEGORY).description == "Brass and steam."


def test_the_description_of_the_head_is_none():
    page = f'<head><meta name="description" itemprop="description" content="Brass"></head><body>{TITLE}{CATEGORY}'
    assert parse_page(page) == Unparsed("no description")


def test_an_empty_element_is_passed_over_for_the_next():
    assert parse_page(f'{TITLE}<p itemprop="description">\n</p>{BLURB}{CATEGORY}').description == "Brass and steam."


def test_paragraphs_are_kept_and_scripts_are_not():
    blurb = '<div id="longDescription"><p>One\ntwo.<p>Three.<br>Four.<script>five()</script></div>'
    assert parse_page(TITLE + blurb + CATEGORY).description == "One two.\n\nThree.\nFour."
    wrapped = (
        '<div class="mt-2" style="white-space: pre-wrap;">One\ntwo.\n\n\n\nThree &amp; &lt;i&gt;four&lt;/i&gt;.</div>'
    )
    assert parse_page(TITLE + wrapped + CATEGORY).description == "One\ntwo.\n\nThree & <i>four</i>."


@pytest.mark.parametrize(
    "title",
    [
        "<h1>Tea &amp;\n <em>Salt</em></h1>",
        '<div class="h4 font-weight-bolder">Tea & Salt</div>',
        '<p itemprop="name">Tea & Salt</p>',
    ],
)
def test_a_title_is_on_one_line(title):
    assert parse_page(title + BLURB + CATEGORY).title == "Tea & Salt"


@pytest.mark.parametrize(
    "categories",
    [
        # Printed, 2019.
        '<div class="category">Fiction » Romance » Historical</div><div class="category">Fiction » Adventure</div>',
        # One link a path, 2023.
        '<table><tr><td><span><a href="/shelves/category/1">Fiction » Romance » Historical</a></span>'
        '<span><a href="/shelves/category/2">Fiction » Adventure</a></span></td></tr></table>',
        # One link a part, of two paths in two elements, 2024.
        '<div><a href="/shelves/category/1">Fiction</a> » <a href="/shelves/category/2">Romance</a> » '
        '<a href="/shelves/category/3"><b>Historical</b></a></div>'
        '<div><a href="/shelves/category/1">Fiction</a> › <a href="/shelves/category/4">Adventure</a></div>',
        # The same in one element, one path a line; and with older addresses.
        '<p><a href="/books/category/1/newest">Fiction</a> » <a href="/books/category/2/newest">Romance</a> <i>»</i> '
        '<a href="/books/category/3/newest">Historical</a><br>'
        '<a href="/books/category/1/newest">Fiction</a> » <a href="/books/category/4/newest">Adventure</a></p>',
    ],
)
def test_every_category_is_a_path_in_its_order(categories):
    assert parse_page(TITLE + BLURB + categories).categories == (
        ("Fiction", "Romance", "Historical"),
        ("Fiction", "Adventure"),
    )


def test_a_category_that_is_shown_twice_is_had_once():
    assert parse_page(TITLE + BLURB + CATEGORY + CATEGORY.replace("Romance", "War") + CATEGORY).categories == (
        ("Fiction", "Romance"),
        ("Fiction", "War"),
    )


@pytest.mark.parametrize(
    "other",
    [
        '<nav><a href="/shelves/category/9">Essays</a></nav>',
        '<header><div class="category">Essays » Food</div></header>',
        '<ul><li class="library-book row"><a href="/shelves/category/9">Essays</a></li></ul>',
        '<footer><p><a href="/books/category/9/newest">Essays</a></p></footer>',
    ],
)
def test_menus_and_other_books_have_categories_of_their_own(other):
    assert parse_page(other + TITLE + BLURB + CATEGORY + other).categories == (("Fiction", "Romance"),)
    assert parse_page(other + TITLE + BLURB + other) == Unparsed("no category")


def test_other_books_have_authors_and_facts_of_their_own():
    other = (
        '<div class="library-book"><a itemprop="author" href="/profile/view/bo">Bo Li</a>'
        '<div class="subnote">Words: 5 Language: Spanish</div></div>'
    )
    book = parse_page(f'{other}{TITLE}<a href="/profile/view/ada">Ada Wren</a>{BLURB}{CATEGORY}{other}')
    assert book.authors == ("Ada Wren",)
    assert (book.language, book.words) == (None, None)


def test_several_authors_are_kept_in_order_and_once():
    links = "".join(f'<a itemprop="author" href="/profile/view/x"><span>{name}</span></a>' for name in "BAB")
    assert parse_page(TITLE + links + BLURB + CATEGORY).authors == ("B", "A")


@pytest.mark.parametrize(
    "facts",
    [
        '<div class="col-md-3"><div>Price: $2.99 USD</div><div>Words: 52,310</div><div>Language: <span>English</span>'
        "</div><div>Published: Sept. 3, 2021</div></div>",
        '<div class="subnote"><span>Words: 52,310.</span> <span>Language:\n English.</span> <span>Published: '
        'September 3, 2021</span></div><b itemprop="price">$2.99 USD</b>',
        "<table><tr><td>Price:</td><td>$2.99 USD</td></tr><tr><td>Words:</td><td>~52310</td></tr>"
        "<tr><td>Language:</td><td>English</td></tr><tr><td>Publication date:</td><td>2021-09-03</td></tr></table>",
        "<p>Price: $2.99 USD | Words: 52,310 | Language: English | Published: 3 September 2021</p>",
    ],
)
def test_facts_are_told_by_their_labels_wherever_they_stand(facts):
    # The blurb comes first and has words of its own for it.
    blurb = '<div id="longDescription">Language: love. Price: high. Words: 3. Published: never.</div>'
    book = parse_page(TITLE + blurb + CATEGORY + facts)
    assert (book.language, book.words, book.price, book.published) == ("English", 52310, "$2.99 USD", "2021-09-03")


def test_facts_that_are_not_shown_are_none():
    book = parse_page(
        f'{TITLE}<div id="longDescription">Language: love. Words: 3.</div>{CATEGORY}<p>Price: <p>Words: none</p>'
    )
    assert (book.language, book.words, book.price, book.published) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "words"), [("1", 1), ("950", 950), ("1,234,567", 1234567), ("18.000", 18000), ("18,000. 12 maps", 18000)]
)
def test_the_number_of_words_ends_where_the_number_ends(text, words):
    assert parse_page(f'{TITLE}{BLURB}{CATEGORY}<div class="col-md-3">Words: {text}</div>').words == words


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Jan. 5, 2020", "2020-01-05"),
        ("May 15, 2020", "2020-05-15"),
        ("Dec 31, 2020", "2020-12-31"),
        ("August 1, 2023", "2023-08-01"),
        ("08/01/2023", "2023-08-01"),
        ("1 Aug 2023", "2023-08-01"),
        ("soon", "soon"),
        ("Feb. 30, 2020", "Feb. 30, 2020"),
    ],
)
def test_a_date_is_read_or_kept_as_shown(text, date):
    assert parse_page(f'{TITLE}{BLURB}{CATEGORY}<div class="col-md-3">Published: {text}</div>').published == date


def test_tags_are_kept_in_order_and_once():
    tags = "".join(f'<a href="/books/tags/{tag}">{tag}</a>' for tag in ("tea", "salt", "tea"))
    assert parse_page(TITLE + BLURB + CATEGORY + tags).tags == ("tea", "salt")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "no description"),
        ("\0", "no description"),
        (BLURB, "no title"),
        (TITLE + BLURB, "no category"),
        (TITLE + CATEGORY, "no description"),
        ("<h2>Adult content</h2><p>This book is hidden by your adult content filter.", "hidden by the adult filter"),
        ("<p>To see adult titles change the filter: this one is hidden, being adult.", "hidden by the adult filter"),
    ],
)
def test_a_page_that_yields_no_book_says_why(page, reason):
    found = parse_page(page)
    assert found == Unparsed(reason)
    assert found.hidden is reason.startswith("hidden")


def test_a_menu_that_speaks_of_the_adult_filter_hides_nothing():
    # Else a site that has changed would look like one that hides all its books.
    assert parse_page(f"<nav>Adult content filter: on</nav>{TITLE}{CATEGORY}") == Unparsed("no description")


def test_a_book_about_adult_content_is_a_book():
    assert parse_page(TITLE + BLURB.replace("Brass", "Adult content filter") + CATEGORY).title == "Tea"


@pytest.mark.parametrize(
    "page",
    [
        f"<b><i>3 < 4 books & counting</b></i><p>{TITLE}{BLURB}{CATEGORY}</table></div><img src='x",
        f"<<html><body><table>{TITLE}<tr>{BLURB}<td>{CATEGORY}",
        "<div>" * 500 + TITLE + BLURB + CATEGORY,
        f"{TITLE}<div id=longDescription>{'<b>' * 1000}Brass and steam.{'</b>' * 1000}</div>{CATEGORY}",
    ],
    ids=["wrong ends", "a broken table", "nested deep", "a blurb nested deep"],
)
def test_broken_html_is_understood(page):
    book = parse_page(page)
    assert (book.title, book.description, book.categories) == ("Tea", "Brass and steam.", (("Fiction", "Romance"),))
