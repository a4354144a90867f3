"""Selectors for the store's pages: the one file to correct when the site has changed.

Each list is tried in order, newest markup first; what follows is older markup or a fallback that asks for less. Classes
and link patterns only, no absolute paths. Facts from public scrapers of 2019 to 2024.
"""

import re

# ---- a page that lists books --------------------------------------------------------------------------------------

LISTING_LINKS = [
    'a[class~="library-title"]',
    'a[href*="/books/view/"]',
]
SHELF_LINKS = ['a[href*="/shelves/category/"]']
PAGINATION = "ul.pagination"
# The last one whose text is "Next", with or without an arrow.
NEXT_PAGE = ["ul.pagination li.page-item a.page-link", "ul.pagination a", 'a[rel="next"]', "a"]

# ---- the page of a book -------------------------------------------------------------------------------------------

TITLE = ["h1", ".font-weight-bolder", '[itemprop="name"]']
AUTHOR = ['a[itemprop="author"]', '[itemprop="author"]', 'a[href*="/profile/view/"]']
# No meta tag: it has only the first words, and would hide that the site has changed.
DESCRIPTION = [
    'div.mt-2[style*="pre-wrap"]',
    '[style*="pre-wrap"]',
    "#longDescription",
    '[itemprop="description"]',
    '[id*="escription"], [class*="escription"]',
]
# Links of which one path is made: those of one parent, or one whose text is the path.
CATEGORY_LINKS = [
    'td span > a[href*="/shelves/category/"], td span > a[href*="/books/category/"]',
    'a[href*="/shelves/category/"]',
    'a[href*="/books/category/"]',
]
# Elements whose complete text is a path; tried before the links, because a path needs its order.
CATEGORY_TEXTS = [".category"]
TAGS = ['a[href*="/books/tags/"]', ".tags a", 'a[href*="/tags/"]']
PRICE = ['[itemprop="price"]', ".text-price"]

# Menus, bread crumbs and other books list categories and authors that are not this book's.
NAVIGATION = (
    "ancestor-or-self::nav or ancestor::header or ancestor::footer or ancestor::*[contains(@class, 'library-book')]"
)

SEPARATOR = re.compile(r"\s*[»›]\s*")

ADULT_HINTS = re.compile(r"adult[\w\s-]{0,40}(filter|content|hidden)|(hidden|filter)[\w\s-]{0,40}adult", re.IGNORECASE)

# Printed labels and their values: "Language: English". The first scope that holds a label counts.
FACTS = [".col-md-3", ".subnote", "table", "body"]
FACT = re.compile(r"\b(Language|Words|Price|Published|Publication date)\s*:\s*", re.IGNORECASE)
