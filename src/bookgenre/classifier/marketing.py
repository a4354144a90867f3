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
    amazon arc audible audiobook audiobook's audiobooks backlist best-seller best-sellers best-selling
    bestseller bestsellers bestselling bingeable bogo bookbub booklist bookstagram booktok box-set boxed boxset
    copies copy discounted drm duet duology e-book e-books ebook ebooks edition editions facebook goodreads
    hardback hardcover hbo hulu instagram installment instalment isbn kindle kobo ku launch must-read netflix
    newsletter newsletters nook one-click paperback patreon pinterest pre-order preorder prequel printing
    quartet reissue reissued reprint reprinted sequel series sneak stand-alone standalone subscribers tiktok
    trilogy unlimited
    """.split()
)
# … or two of these, which stories use as well.
_HALF_TRADE = frozenset(
    """
    adaptation afterword asin audio author author's authors available award awards blog bonus book books buy
    buying c category cents chapter chapters chart charts click clicking com cover covers discount download
    downloaded downloads epub excerpt fan fans film foreword free giveaway giveaways hits instant interview
    limited list listed mobi movie novel novels offer order ordering pages pdf please preview price priced print
    prize promo promotion published publisher publishers purchase purchased ranked ranking rated rating ratings
    read reader readers readers' reading release released releases reserved review reviewer reviewers reviews
    revised rights saga sale sales sample shelf shelves shop signing sold spoiler spoilers stars store stores
    subscribe subscription thank topping tv twitter volume website winner writing wrote youtube
    """.split()
)
# Where a sentence begins with one of these, one of the others is enough.
_ASKS = frozenset("buy click download grab order purchase scroll subscribe".split())
# What may stand beside them.
_BESIDE = frozenset(
    """
    a able about above absolutely acclaimed account across action add added addictive adding additional adore
    adored after again age ages all alone along already also alternate alternative always am amazing an and
    anniversary another any anyone anywhere app appeal apple applied appreciated apps are as at award-winning
    awesome back be because been before begin beginning begins beloved below best better binge binge-read
    binge-worthy bookstore bookstores both bought box breathtakingly bring but button buys by can can't cannot
    cart cent chance charity check choice choices cliffhanger cliffhangers club clubs coffee collection comment
    comments compatible complete completed contains content continue continued continues copy's could couldn't
    countries country course critically cup currently cut date day days deal dear debut detail device devices
    devour devoured devouring did digital digitally discover discussion do does don't down dozen dozens e-mail
    each eagerly easy edition's editor's eight eighth either email enabled end ending enjoy enjoyed enjoying
    enjoys enough enter even every everyone everyone's everywhere excited exciting exclusive exclusively extra
    fallen far fast favorite favourite feedback few fifth final finally find finish first five five-star flagged
    follow following font for forget format formats formerly found four fourth from full full-length fully
    further get gets getting give go goes got grab great group groups guide guides had half happy has have here
    here's highly hit hooked hope hours how hundred hundreds hurry i i'd i'll i'm i've if in included includes
    including info information inside instantly international internationally into introductory is isn't issue
    issued it it's its itself join journal just keep kind kirkus language languages large last latest leave left
    lending less link links listening loads long long-awaited look looking love loved loving low lowest made
    mailing major make making many material may me million million-copy millions minute minutes miss missed
    month months more most motion much must my national nationwide near never new newer newest news next
    next-level nine ninth no nominated not note now number of off on once one online only onto open or original
    originally other our out over own page page-turner part parts pay peek per perfect phenomenal phenomenon
    phone pick pick-me-up picked picks picture place platform popular portion possible post present previously
    prints pro proceeds proud publication publisher's purchasers put quick rave raving reads ready receive
    recommend recommended recommends regular request retailers right same save saved say scroll search second
    see seen selected selling sensation separate separately set seven seventh share short-listed shortlisted
    should sign sign-up signed since sites six sixth size sizes so social software sold-out some somebody
    something soon special star starred start started starting stay stock stop stories story street such sunday
    sure tablet take taken talked talking tell tenth than thanks that that's the their them then there these
    they third thirtieth this those thousand thousands three thrilled through time times title titles to today
    today's together top total translated tuned turning twentieth two unabridged under unputdownable until up
    updated updates us usa use used version versions very via visit visiting wait waiting wall want was
    washington watch way we week weekend weekends weekly weeks welcome welcomed well what what's when where
    wherever whether which while who why will winning wishlist with within without won won't word work works
    world world's worldwide worth would write written year year's years yes yet york you you'd you'll you're
    you've your yours yourself
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
_OLD_YEAR = re.compile(r"\b1[4-9]\d\d\b")
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
    # A year before 2000 tells a classic.
    if not words <= _KNOWN or _OLD_YEAR.search(bare):
        return False
    half = len(words & _HALF_TRADE)
    enough = any(map(str.isdigit, bare)) or bare.split()[0].lower() in _ASKS
    return bool(words & _TRADE) or half > 1 or (half == 1 and enough)


def _words(text: str) -> set[str]:
    return {word.lower().replace("\u2019", "'") for word in _WORD.findall(text)}


def _without_praise(quote: re.Match[str]) -> str:
    """Return nothing for a reviewer's praise that fits any book, and the rest as it is."""
    praise, source = (_words(part) for part in quote.groups())
    named = bool(source & _OUTLETS) and source <= _OUTLETS | _BESIDE | _HALF_TRADE
    return " " if named and praise <= _KNOWN | _PRAISE else quote[0]
