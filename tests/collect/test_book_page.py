import pytest

pytest.importorskip("parsel", reason="pip install 'bookgenre[collect]'")
from parsel import Selector

from bookgenre.collect.book_page import Unparsed, parse_book

TITLE = "<h1>Tea</h1>"
BLURB = '<div id="longDescription">Brass and steam.</div>'
SHELF = '<div class="category">Fiction » Romance</div>'


def parse(html):
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
    assert parse(TITLE + blurb.format("Brass <i>and</i> steam.") + SHELF).description == "Brass and steam."


def test_the_description_of_the_head_is_none():
    page = f'<head><meta name="description" itemprop="description" content="Brass"></head><body>{TITLE}{SHELF}'
    assert parse(page) == Unparsed("no description")


def test_an_empty_element_is_passed_over_for_the_next():
    assert parse(f'{TITLE}<p itemprop="description">\n</p>{BLURB}{SHELF}').description == "Brass and steam."


def test_paragraphs_are_kept_and_scripts_are_not():
    blurb = '<div id="longDescription"><p>One\ntwo.<p>Three.<br>Four.<script>five()</script></div>'
    assert parse(TITLE + blurb + SHELF).description == "One two.\n\nThree.\nFour."
    wrapped = (
        '<div class="mt-2" style="white-space: pre-wrap;">One\ntwo.\n\n\n\nThree &amp; &lt;i&gt;four&lt;/i&gt;.</div>'
    )
    assert parse(TITLE + wrapped + SHELF).description == "One\ntwo.\n\nThree & <i>four</i>."


@pytest.mark.parametrize(
    "title",
    [
        "<h1>Tea &amp;\n <em>Salt</em></h1>",
        '<div class="h4 font-weight-bolder">Tea & Salt</div>',
        '<p itemprop="name">Tea & Salt</p>',
    ],
)
def test_a_title_is_on_one_line(title):
    assert parse(title + BLURB + SHELF).title == "Tea & Salt"


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
    assert parse(TITLE + BLURB + categories).categories == (
        ("Fiction", "Romance", "Historical"),
        ("Fiction", "Adventure"),
    )


def test_a_category_that_is_shown_twice_is_had_once():
    assert parse(TITLE + BLURB + SHELF + SHELF.replace("Romance", "War") + SHELF).categories == (
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
    assert parse(other + TITLE + BLURB + SHELF + other).categories == (("Fiction", "Romance"),)
    assert parse(other + TITLE + BLURB + other) == Unparsed("no category")


def test_other_books_have_authors_and_facts_of_their_own():
    other = (
        '<div class="library-book"><a itemprop="author" href="/profile/view/bo">Bo Li</a>'
        '<div class="subnote">Words: 5 Language: Spanish</div></div>'
    )
    book = parse(f'{other}{TITLE}<a href="/profile/view/ada">Ada Wren</a>{BLURB}{SHELF}{other}')
    assert book.authors == ("Ada Wren",)
    assert (book.language, book.words) == (None, None)


def test_several_authors_are_kept_in_order_and_once():
    links = "".join(f'<a itemprop="author" href="/profile/view/x"><span>{name}</span></a>' for name in "BAB")
    assert parse(TITLE + links + BLURB + SHELF).authors == ("B", "A")


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
    book = parse(TITLE + blurb + SHELF + facts)
    assert (book.language, book.words, book.price, book.published) == ("English", 52310, "$2.99 USD", "2021-09-03")


def test_facts_that_are_not_shown_are_none():
    book = parse(f'{TITLE}<div id="longDescription">Language: love. Words: 3.</div>{SHELF}<p>Price: <p>Words: none</p>')
    assert (book.language, book.words, book.price, book.published) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "words"), [("1", 1), ("950", 950), ("1,234,567", 1234567), ("18.000", 18000), ("18,000. 12 maps", 18000)]
)
def test_the_number_of_words_ends_where_the_number_ends(text, words):
    assert parse(f'{TITLE}{BLURB}{SHELF}<div class="col-md-3">Words: {text}</div>').words == words


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
    assert parse(f'{TITLE}{BLURB}{SHELF}<div class="col-md-3">Published: {text}</div>').published == date


def test_tags_are_kept_in_order_and_once():
    tags = "".join(f'<a href="/books/tags/{tag}">{tag}</a>' for tag in ("tea", "salt", "tea"))
    assert parse(TITLE + BLURB + SHELF + tags).tags == ("tea", "salt")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "no description"),
        ("\0", "no description"),
        (BLURB, "no title"),
        (TITLE + BLURB, "no category"),
        (TITLE + SHELF, "no description"),
        ("<h2>Adult content</h2><p>This book is hidden by your adult content filter.", "hidden by the adult filter"),
        ("<p>To see adult titles change the filter: this one is hidden, being adult.", "hidden by the adult filter"),
    ],
)
def test_a_page_that_yields_no_book_says_why(page, reason):
    found = parse(page)
    assert found == Unparsed(reason)
    assert found.hidden is reason.startswith("hidden")


def test_a_menu_that_speaks_of_the_adult_filter_hides_nothing():
    # Else a site that has changed would look like one that hides all its books.
    assert parse(f"<nav>Adult content filter: on</nav>{TITLE}{SHELF}") == Unparsed("no description")


def test_a_book_about_adult_content_is_a_book():
    assert parse(TITLE + BLURB.replace("Brass", "Adult content filter") + SHELF).title == "Tea"


@pytest.mark.parametrize(
    "page",
    [
        f"<b><i>3 < 4 books & counting</b></i><p>{TITLE}{BLURB}{SHELF}</table></div><img src='x",
        f"<<html><body><table>{TITLE}<tr>{BLURB}<td>{SHELF}",
        "<div>" * 500 + TITLE + BLURB + SHELF,
        f"{TITLE}<div id=longDescription>{'<b>' * 1000}Brass and steam.{'</b>' * 1000}</div>{SHELF}",
    ],
    ids=["wrong ends", "a broken table", "nested deep", "a blurb nested deep"],
)
def test_broken_html_is_understood(page):
    book = parse(page)
    assert (book.title, book.description, book.categories) == ("Tea", "Brass and steam.", (("Fiction", "Romance"),))
