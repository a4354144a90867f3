"""Sentences that sell a book without saying anything about it.

A sentence is taken for one of them if each of its words belongs to a closed vocabulary in which no word tells one genre
from another, and some are of the trade. "Book 3 in the bestselling series!" is one; "Book 3 in the Dragon
Riders series" is not, for dragons tell something.
"""

import re

from bookgenre.text.details import is_product_data, join_labels

__all__ = ["SAYS_NOTHING", "WORD", "drop_marketing", "words_of"]

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
# To the end of a text that has said enough before.
_ABOUT_AUTHOR = re.compile(
    r"(?:(?<=[.!?\"\u201d\u2019)])\s|\n)(?:about the authors?|author(?:'s)? bio(?:graphy)?|meet the authors?)\b"
    r" ?[:\n\u2013\u2014-].{0,1200}\Z",
    re.IGNORECASE | re.DOTALL,
)
# The same in the last lines, without its heading: a name, then what he or she has written, or where and with whom he or
# she lives. Characters live with their families, too, so more must stand before it, and no question after it.
_WRITER = r"(?:writer|novelist|poet|journalist|screenwriter|playwright|essayist|blogger)s?"
_LIVES = (
    r"(?:lives (?:in|near|on|at|by|just|outside|between|with|happily|currently)|resides|makes (?:his|her|their) home"
    r"|(?:divides|splits) (?:his|her|their) time)\b[^\n.!?]{0,100}"
    r"\b(?:with|and) (?:his|her|their|an? |two|three|four)\b"
)
# A journalist may be the hero of a novel, but has no books then.
_WORK = (
    r"(?s:.{0,800})\b(?:books?|novels?|novellas?|stories|poems|poetry|plays?|essays|columns?|trilogy|series|author|authored"
    r"|published|publication|fiction|award|prize|best-?selling|bestsellers?|lives|resides|divides|splits|born"
    r"|website|newsletter|worked|works|magazines?|newspapers?)\b"
)
_LIFE = re.compile(
    r"\n(?:The (?:author|writer) (?:lives|resides|was born|grew up|has (?:written|published|been writing))\b"
    rf"|(?:[A-Z][\w.\u2019'-]* ){{2,4}}(?:(?:is|was|has been) (?:the|an?)\b[^\n.!?]{{0,100}}"
    rf"\b(?:authors?\b|{_WRITER}\b(?={_WORK}))|{_LIVES}))"
    r"[^\n?]{0,800}(?:\n[^\n?]{1,160}){0,3}\Z"
)
_BEFORE_LIFE = 150
"""Characters that stand before it at least."""
SAYS_NOTHING = _TRADE | _HALF_TRADE | _BESIDE
"""Words that tell no genre from another."""
WORD = re.compile(r"[^\W\d_]+(?:['\u2019.-][^\W\d_]+)*")
_OLD_YEAR = re.compile(r"\b1[4-9]\d\d\b")
_MOST = 240
"""Characters of a sentence of this kind at most."""

# What a book is not: the model reads the words, not their denial.
_DENIAL = re.compile(
    r"(?:this|it)(?: is|['\u2019]s) (?:not|no) (?:an? |your )?(?:[\w'\u2019-]+ ){0,3}"
    r"(?:romance|thriller|myster(?:y|ies)|fantasy|horror|memoir|novel|love story|fairy ?tale|book|guide|textbook"
    r"|cookbook|novella|fiction)s?"
    r"|(?:there (?:are|is) )?no [\w'\u2019-]+(?:,? (?:and |or )?(?:no )?[\w'\u2019-]+){0,12} (?:in|within)"
    r" (?:this|these|the) (?:book|novel|story|series|pages)"
    r"|this (?:book|novel|story) (?:contains|has) no [^.!?]{2,80}",
    re.IGNORECASE,
)

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
    | (?:copyright\ )?(?:\u00a9|\(c\))\ ?(?:copyright\ )?\d{4}.{0,60}
    | copyright\ (?:by\ )?\d{4}(?:,|\ by|\ -)?\ .{1,60}
    """,
    re.VERBOSE | re.IGNORECASE,
)


def drop_marketing(text: str) -> str:
    """Return `text` without the sentences that only sell; lines stay lines.

    White space must come in single spaces and line ends. Product data count as selling.
    """
    text = _ABOUT_AUTHOR.sub("", text)
    if life := _LIFE.search(text, _BEFORE_LIFE):
        text = text[: life.start()]
    parts = _BREAK.split(join_labels(text))
    sentences = zip(parts[::2], [*parts[1::2], ""], strict=True)
    return "".join(sentence + gap for sentence, gap in sentences if not _only_sells(sentence))


def _only_sells(sentence: str) -> bool:
    bare = sentence.strip(" \t*_~#|=>\u2022-")
    if not bare or len(bare) > _MOST:
        return False
    if _NOTES.fullmatch(bare) or _DENIAL.fullmatch(bare.rstrip(".!")) or is_product_data(bare):
        return True
    words = words_of(bare)
    # A year before 2000 tells a classic.
    if not words <= SAYS_NOTHING or _OLD_YEAR.search(bare):
        return False
    half = len(words & _HALF_TRADE)
    enough = any(map(str.isdigit, bare)) or bare.split()[0].lower() in _ASKS
    return bool(words & _TRADE) or half > 1 or (half == 1 and enough)


def words_of(text: str) -> set[str]:
    """Return the words of `text` as the vocabularies hold them."""
    return {word.lower().replace("\u2019", "'") for word in WORD.findall(text)}
