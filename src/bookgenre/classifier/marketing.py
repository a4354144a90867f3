"""Sentences that sell a book without saying anything about it.

A sentence is taken for one of them if each of its words belongs to a closed vocabulary in which no word tells one genre
from another, and some are of the trade. "Book 3 in the bestselling series!" is one; "Book 3 in the Dragon
Riders series" is not, for dragons tell something.
"""

import re

__all__ = ["drop_marketing"]

# Words of the trade: one of them must be there …
_TRADE = frozenset(
    """
    amazon arc audible audiobook audiobooks backlist best-seller best-sellers best-selling bestseller bestsellers
    bestselling bogo bookbub booklist bookstagram booktok box-set boxset copies copy discounted drm duet duology
    e-book e-books ebook ebooks edition editions facebook goodreads hardback hardcover instagram installment
    instalment isbn kindle kobo ku must-read newsletter nook one-click paperback patreon pinterest pre-order
    preorder prequel printing quartet reissue reissued reprint reprinted sequel series stand-alone standalone
    subscribers tiktok trilogy unlimited
    """.split()
)
# … or two of these, which stories use as well.
_HALF_TRADE = frozenset(
    """
    asin audio author authors available award awards blog bonus book books buy buying c cents click clicking com
    cover covers discount download excerpt free giveaway limited list listed offer order ordering pages please
    preview price priced print prize promo promotion published publisher publishers purchase purchased rated
    rating ratings read reader readers reading released reserved review reviewer reviewers reviews rights saga
    sale sales sold stars subscribe subscription thank twitter volume website winner writing wrote youtube
    """.split()
)
# What may stand beside them.
_BESIDE = frozenset(
    """
    a able about above absolutely acclaimed account across action add added adding after again all alone along
    already also alternate alternative always am amazing an and another any anyone anywhere app apple applied
    apps are as at author's award-winning awesome back be because been before begin beginning begins beloved
    below best better binge binge-read bookstore bookstores both bought bring but button buys by can can't
    cannot cart cent chance chapter chapters charts check cliffhanger cliffhangers collection complete completed
    contains continue continued continues could couldn't countries country course critically currently cut date
    day days deal dear debut details device devices did digital digitally discover do does don't down dozens
    each eagerly easy eight eighth either email end ending enjoy enjoyed enjoying enjoys enough enter even every
    everyone everywhere excited exciting exclusive exclusively extra fan fans far fast favorite favourite
    feedback few fifth final finally find finish first five five-star flagged follow following for forget format
    formats formerly found four fourth from full full-length further get gets getting give go got grab great
    group groups guide had half happy has have here here's highly hit hope hours how hundred i i'd i'll i'm i've
    if in included includes including instant instantly international internationally introductory is isn't
    issue issued it it's its itself join journal just keep kind kirkus language languages last latest leave left
    less link links listening loads long long-awaited look looking love loved low lowest made mailing make
    making many material may me million millions minute minutes miss missed month months more most much must my
    national nationwide near never new newer newest news newsletters next nine ninth no nominated not note now
    number of off on once one online only onto open or original originally other our out over own page
    page-turner part parts pay peek per perfect phenomenal phenomenon phone place platform popular possible post
    present previously pro proud publication publisher's purchasers put quick rave readers' reads ready receive
    recommend recommended recommends regular releases request retailers right same save saved say scroll search
    second see selected selling sensation separate separately seven seventh share shelf shop short-listed
    shortlisted should sign sign-up signed signing since sites six sixth sneak so social software some somebody
    something soon special spoiler spoilers star starred start started starting stay stock stop store stores
    stories story street such sunday sure tablet take taken tell tenth than thanks that that's the their them
    then there these they third this those thousand thousands three thrilled through time times title titles to
    today today's together top total translated tuned turning two unabridged under unputdownable until up
    updated updates us usa use used version versions very via visit visiting wait waiting wall want was
    washington watch way we week weekly weeks well what what's when where wherever whether which while who why
    will winning wishlist with within without won won't word work works world world's worldwide worth would
    write written year year's years yes yet york you you'd you'll you're you've your yours yourself
    """.split()
)
# What reviewers say of books of any genre, and who says it.
_PRAISE = frozenset(
    """
    absorbing addictive astonishing astounding beautiful beautifully brilliant brilliantly captivating charming
    clever compelling dazzling debut deeply delightful elegant engaging engrossing enjoyable entertaining
    enthralling excellent exceptional exquisite extraordinary fantastic fascinating finest flawless fresh
    gorgeous greatest gripping impressive incredible intelligent luminous lyrical magnificent marvellous
    marvelous masterful masterfully masterpiece memorable moving novel novels outstanding page-turning pleasure
    powerful profound ravishing remarkable rich riveting satisfying skillfully smart sparkling spectacular
    spellbinding splendid storyteller storytelling striking stunning sublime superb superbly talent talented
    terrific thoroughly thought-provoking thoughtful timeless timely touching tour-de-force triumph
    unforgettable unique utterly vivid vividly voice wonderful wonderfully writer
    """.split()
)
_OUTLETS = frozenset(
    """
    amazon atlantic book bookish booklist bookpage books bookseller boston buzzfeed cbs chicago chronicle cosmopolitan
    customer daily elle entertainment esquire financial forbes francisco globe goodreads guardian herald independent
    journal kirkus library los angeles magazine mail netgalley new news newsday newsweek npr observer oprah paper people
    post press publishers reader reviewer reviewers review reviews san school spectator standard star starred street sun
    sunday telegraph times today tribune usa wall washington weekly york yorker
    """.split()
)
_QUOTE = re.compile(
    r"(?:[\u2605*] ?){0,6}[\"\u201c]([^\"\u201c\u201d\n]{2,240})[\"\u201d]\s?[-\u2013\u2014\u2015~]{1,3}\s?"
    r"([^\n\"\u201c.!?\u2022]{2,60}?)\s?(?=[.!?\"\u201c\n\u2022]|\Z)[.!]?"
)
# To the end of a text that has said enough before.
_ABOUT_AUTHOR = re.compile(
    r"(?:(?<=[.!?\"\u201d\u2019)])\s|\n)about the authors?\b ?[:\n\u2013\u2014-].{0,1200}\Z",
    re.IGNORECASE | re.DOTALL,
)
_KNOWN = _TRADE | _HALF_TRADE | _BESIDE
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019.-][^\W\d_]+)*")
_MOST = 240
"""Characters of a sentence of this kind at most."""

# A line of its own ends a sentence, whether it has a full stop or not; so does a bullet.
_BREAK = re.compile(
    r"(\n|(?<=[.!?\u2026])[\"'\u201d\u2019)\]*]*\s| ?[\u2022\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]+ ?)"
)
# Notes in fixed words that hold more than the vocabulary: printing runs, edition notes, leftovers of page and shop.
_NOTES = re.compile(
    r"""
    (?:a\ )?\$?[\d,]+\ (?:first\ printing|ad/promo)\.?
    | [(\[]?(?:from\ the\ )?(?:trade\ |mass[- ]market\ )?
      (?:hardcover|paperback|hardback|kindle|ebook)\ edition[)\]]?\.?
    | [\[("-]*\s*(?:from\ the\ |on\ the\ |--?\s*)?
      (?:back\ cover|front\ flap|book\ jacket|publisher|inside\ flap)[)\]".]*
    | book\ description\ publication\ date:\ \w+\ \d+,\ \d{4}
    | (?:(?:publication|release)\ date|isbn(?:-1[03])?|asin|pages|print\ length|format|language)\s*:\s*[\w\s,./-]{1,40}
    | (?:copyright\ )?(?:\u00a9|\(c\))\ ?\d{4}.{0,60}
    """,
    re.VERBOSE | re.IGNORECASE,
)


def drop_marketing(text: str) -> str:
    """Return `text` without the sentences that only sell; lines stay lines.

    White space must come in single spaces and line ends, as `bookgenre.classifier.text.clean_markup` leaves it.

    A text that would be left with fewer than five words is returned as it is: then they are all there is.
    """
    parts = _BREAK.split(_QUOTE.sub(_without_praise, _ABOUT_AUTHOR.sub("", text)))
    kept = [
        (sentence, gap)
        for sentence, gap in zip(parts[::2], [*parts[1::2], ""], strict=True)
        if not _only_sells(sentence)
    ]
    left = "".join(sentence + gap for sentence, gap in kept)
    return left if len(_WORD.findall(left)) >= 5 else text


def _only_sells(sentence: str) -> bool:
    bare = sentence.strip(" \t*_~#|=>\u2022-")
    if not bare or len(bare) > _MOST:
        return False
    if _NOTES.fullmatch(bare):
        return True
    words = _words(bare)
    if not words <= _KNOWN:
        return False
    half = len(words & _HALF_TRADE)
    return bool(words & _TRADE) or half > 1 or (half == 1 and any(map(str.isdigit, bare)))


def _words(text: str) -> set[str]:
    return {word.lower().replace("\u2019", "'") for word in _WORD.findall(text)}


def _without_praise(quote: re.Match[str]) -> str:
    """Return nothing for a reviewer's praise that fits any book, and the rest as it is."""
    praise, source = (_words(part) for part in quote.groups())
    named = bool(source & _OUTLETS) and source <= _OUTLETS | _BESIDE | _HALF_TRADE
    return " " if named and praise <= _KNOWN | _PRAISE else quote[0]
