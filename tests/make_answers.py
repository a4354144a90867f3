"""What the packaged model answers at each entry point, for a dozen invented books: ``python tests/make_answers.py``.

Writes ``tests/answers.json``, which `test_answers.py` compares with the answers of today's code. Run it again when
another model is packaged or an answer is meant to change, and read the difference before you commit it.
"""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

FILE = Path(__file__).with_name("answers.json")

_BOOKS = [
    (
        "The Ferryman's Ledger",
        "Inspector Ada Quill has one winter before she retires, and one body in the weir. The drowned ferryman kept a "
        "ledger in a cipher that his daughter can read, and half of the town's debts are in it. As the river freezes, "
        "Quill learns who paid to keep the crossing closed on the night of the fire.",
    ),
    (
        "Ashes of the Ninth Moon",
        "On the ninth moon the dragons come home to burn. Iri, a scribe without magic, is chained to the last rider "
        "of a ruined order and told to keep him alive until the gate opens. But the sword that he carries speaks, and "
        "it has begun to speak to her.",
    ),
    (
        None,
        "Tess came back to the harbour to sell her grandmother's tea shop, not to argue about scones with the baker "
        "next door. He is grumpy, widowed and far too fond of her dog. One summer, one leaking roof and one very "
        "small town that has already decided how this ends.",
    ),
    (
        "Signal from Kepler Station",
        "Four hundred years after Earth fell silent, an engineer on a mining station decodes a distress call in her "
        "own voice. The ship's mind forbids the voyage, the crew votes for it, and the signal changes each time "
        "somebody lies about it.",
    ),
    (
        "Bread Without Hurry",
        "Seventy recipes for slow loaves: rye sours, flatbreads, brioche and the buns that my aunts sold at the "
        "station. With timetables for people who work, step-by-step pictures of shaping, and a chapter on ovens that "
        "do not behave.",
    ),
    (
        "Price, Trust, Patience",
        "Why do some small firms outlive their founders? Two economists followed ninety workshops, bakeries and "
        "software studios for ten years. They show how owners set prices, hire, borrow and say no, and give managers "
        "twelve questions to ask before every large decision.",
    ),
    (
        "What the Marsh Kept",
        "A memoir of a childhood on the salt marsh: a father who built boats and sank them, a mother who taught "
        "herself law by candle, and the daughter who left at sixteen and wrote to neither. Thirty years later she "
        "comes back to clear the house and finds every letter unopened and every letter answered.",
    ),
    (
        "Otto and the Borrowed Moon",
        "Otto the hedgehog cannot sleep without the moon, so he borrows it. Now the owl is lost, the tide is late and "
        "the whole wood is looking for the thief. A picture book for ages three to six about saying sorry and giving "
        "things back.",
    ),
    (
        "The Iron Winter",
        "In January 1943 a company of sappers holds a bridge that both armies have forgotten. Drawn from diaries, "
        "maps and interviews with the last survivors, this is the history of five weeks on the eastern front, of the "
        "villages on both banks and of the orders that nobody signed.",
    ),
    (
        "The House on Larch Street",
        "The old nursery is always cold. When Mara moves in with her new husband and his silent son, she hears "
        "someone pacing behind the wall at three each morning. The boy says that it is his mother. His mother, "
        "everyone agrees, is dead and buried in the garden.",
    ),
    (
        "Der letzte Zug",
        "Im Winter 1938 verliert ein Uhrmacher seine Werkstatt und behält nur eine Taschenuhr, die rückwärts geht. "
        "Mit seiner Tochter nimmt er den letzten Zug nach Süden. Unterwegs erzählt er ihr jede Nacht eine Geschichte "
        "von der Stadt, aus der sie fliehen, und jede ist ein wenig weniger wahr.",
    ),
]
# All of them one after another fill several windows of the model.
BOOKS = [*_BOOKS, ("An Anthology", "\n\n".join(description for _, description in _BOOKS[:10]))]
EXPLAINED = (0, 4)
GENRES = ["noir", "Historical Fiction"]


def make():
    """Answers by entry point."""
    parts = {"model": model, "logits": logits, "python": python, "cli": cli, "api": api, "site": site, "space": space}
    return {name: part() for name, part in parts.items()}


def model():
    """Version of the packaged model."""
    from bookgenre import GenreClassifier

    return GenreClassifier.from_pretrained(threads=1).model_version


def logits():
    """A digest of what the network gives for the first book, which depends on the model and the kind of processor."""
    from bookgenre import Book, GenreClassifier

    title, description = BOOKS[0]
    found = GenreClassifier.from_pretrained(threads=1).probabilities([Book(description, title)])
    return hashlib.sha256(found.round(7).tobytes()).hexdigest()[:16]


def python():
    """Genres of each book in both orders, shortlist, stores and colours; explanations, and two versions compared."""
    from bookgenre import Book, GenreClassifier, Recommender

    classifier = GenreClassifier.from_pretrained()
    recommender = Recommender(classifier)
    answers = []
    for place, (title, description) in enumerate(BOOKS):
        book = Book(description, title)
        answer = {rank: genres(classifier.predict(book, rank=rank).to_dict()) for rank in ("probability", "specific")}
        prediction = recommender.predict(book)
        answer["shortlist"] = shortlist(prediction.to_dict())
        if prediction.shortlist.genres:
            answer["stores"] = stores(recommender.stores(book, prediction=prediction).to_dict())
        answer["palette"] = palette(recommender.palette(book).to_dict())
        if place in EXPLAINED:
            answer["explanation"] = explanation(classifier.explain(book, answer["specific"][0].split()[0]).to_dict())
        answers.append(answer)
    answers[0]["compared"] = comparison(classifier.compare(Book(BOOKS[0][1]), Book(BOOKS[9][1])).to_dict())
    answers[0]["given genres"] = palette(
        recommender.palette(Book(BOOKS[0][1], BOOKS[0][0], tuple(GENRES)), predict=True).to_dict()
    )
    return answers


def cli():
    """Lines of ``predict`` and ``cover``, and genres of ``predict --json``."""
    from click.testing import CliRunner

    from bookgenre.cli.main import cli as commands

    def run(*arguments):
        result = CliRunner().invoke(commands, list(arguments), prog_name="bookgenre", catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result

    texts = [description for _, description in BOOKS]
    rows = map(json.loads, run("predict", "--json", *texts).stdout.splitlines())
    answers = {
        "predict": run("predict", "--rank", "specific", "--top", "6", *texts).output.splitlines(),
        "json": [[*genres(row), *shortlist(row)] for row in rows],
        "explain": run("predict", "--explain", "--title", *BOOKS[4]).output.splitlines(),
        "why not": run("predict", "--genre", "noir", "--title", *BOOKS[4]).output.splitlines(),
        "stores": run("stores", "--title", *BOOKS[0]).output.splitlines(),
        "compare": run("compare", BOOKS[0][1], BOOKS[9][1]).output.splitlines(),
        "cover": run("cover", "--title", *BOOKS[1]).output.splitlines(),
        "cover of genres": run("cover", *(f"--genre={genre}" for genre in GENRES)).output.splitlines(),
    }
    return answers


def api():
    """Answers of the REST API."""
    client = _site_client()

    def post(name, **body):
        response = client.post(f"/api/v1/{name}", json=body)
        assert response.status_code == 200, response.text
        return response.json

    title, description = BOOKS[0]
    many = [{"description": text} | ({"title": name} if name else {}) for name, text in BOOKS]
    one = post("predict", description=description, title=title, rank="specific", explain="first")
    cover = post("cover", description=description, title=title, genres=GENRES)
    detail = client.get("/api/v1/genres/noir").json
    return {
        "one": genres(one),
        "shortlist": shortlist(one),
        "explanation": explanation(one["explanation"]),
        "many": [genres(answer) for answer in post("predict", books=many)["predictions"]],
        "palette": palette(cover["palette"]),
        "prediction of the cover": genres(cover["prediction"]),
        "pictures": [digest(cover["barcode_svg"]), digest(cover["cover_svg"])],
        "genre": [detail[name] for name in ("id", "path", "base_rate", "threshold")],
    }


def site():
    """What the page of an answer shows, and what it gives for download."""
    client = _site_client()
    answers = {}
    for place in (0, 2, 11):
        title, description = BOOKS[place]
        form = {"description": description, "title": title or "", "genres": "; ".join(GENRES)}
        page = client.post("/answer", data=form | {"explain": "fiction"}).text
        facets = client.post("/answer", data=form | {"view": "facets", "rank": "specific", "layout": "frame"}).text
        table = client.post("/download/answer.csv", data=form | {"rank": "specific"}).text.lstrip("\ufeff")
        answers[place] = {
            "page": rows(page),
            "facets": rows(facets),
            "headline": re.findall(r"<strong>(.*?)</strong>", re.search(r'<p class="lede">.*?</p>', page)[0]),
            "reasons": re.findall(r"<td>(.*?)</td>", page),
            "text": client.post("/download/answer.txt", data=form).text.splitlines(),
            "json": genres(json.loads(client.post("/download/answer.json", data=form).text)),
            "csv": [" ".join(row[1:]) for row in csv.reader(io.StringIO(table))],
            "files": [
                digest(client.post(f"/download/{name}", data=form).data)
                for name in ("palette.json", "palette.css", "palette.gpl", "palette.ase", "palette.svg", "cover.svg")
            ],
        }
    return answers


def space():
    """Answers of the Gradio page's API, from a process of its own: Gradio leaves event loops open."""
    done = subprocess.run([sys.executable, __file__, "space"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _space():
    from bookgenre.space import build_page

    page = build_page(cores=1)
    named = {function.api_name: function.fn for function in page.fns.values()}
    title, description = BOOKS[0]
    cover = named["cover"](description, title, GENRES, "A. Nobody", "split", "stand-out", 1)
    return {
        "predict": [genres(named["predict"](text, name or "")) for name, text in BOOKS[:4]],
        "specific": genres(named["predict"](description, title, "specific", 5)),
        "shortlist": shortlist(named["predict"](description, title)),
        "stores": stores(named["stores"](description, title)),
        "compared": comparison(named["compare"](BOOKS[0][1], BOOKS[9][1])),
        "check": named["check"](["#14060c", "#c1121f", "#f0e8d8"], ["thriller"])["says"],
        "explain": explanation(named["explain"](description, title, "mystery-thriller-suspense")),
        "cover": palette(cover),
        "pictures": [digest(cover["barcode_svg"]), digest(cover["cover_svg"])],
    }


def _site_client():
    from bookgenre import GenreClassifier
    from bookgenre.web import Settings, create_app

    return create_app(Settings(rate_limit=""), GenreClassifier.from_pretrained(threads=1)).test_client()


def genres(answer):
    """Genres of an answer as plain values: one line each, then the ids of the chosen ones."""
    lines = [f"{row['id']} {row['probability']:.4f}{' chosen' * row['chosen']}" for row in answer["genres"]]
    return [*lines, " ".join(answer["chosen"]), f"{answer['windows']} windows", *answer["warnings"]]


def shortlist(answer):
    """A shortlist as plain values: side and audience, then its genres, then its doubts."""
    plain = answer["shortlist"]
    names = " ".join(row["id"] for row in plain["genres"])
    return [f"{plain['side']} {plain['audience']}: {names}", *plain["doubts"]]


def stores(plain):
    """What to paste at each store, and the keywords."""
    return [f"{one['id']}: {one['paste']}" for one in plain["stores"]] + ["; ".join(plain["keywords"])]


def comparison(plain):
    """Genres that rose and fell, and what each changed part adds."""
    lines = [
        f"{row['id']} {row['before']:.4f} {row['after']:.4f} {row['log_odds']:+.4f} {row['listed']}"
        for row in (*plain["rose"], *plain["fell"])
    ]
    for part in (*plain["removed"], *plain["added"]):
        weights = " ".join(f"{genre} {weight:+.4f}" for genre, weight in part["contributions"].items())
        lines.append(f"{part['kind']} {part['text'][:24]}: {weights}")
    return [*lines, f"in {plain['passes']}", *plain["notes"]]


def palette(plain):
    """Colours of a palette as plain values, and a digest of what they rest on."""
    colours = [f"{entry['share']}% {entry['hex']}" for entry in plain["colours"]]
    reasons = json.dumps([[entry["name"], entry["why"], entry["evidence"]] for entry in plain["colours"]])
    working = [plain["working"][role]["hex"] for role in ("ground", "accent", "text")]
    numbers = [plain["working"][name] for name in ("contrast", "difference")]
    groups = ", ".join(f"{group} {weight:.4f}" for group, weight in plain["groups"].items())
    return [", ".join(colours), digest(reasons), " ".join(map(str, working + numbers)), groups, *plain["notes"]]


def explanation(plain):
    """Parts of an explanation as plain values, one line each."""
    parts = [*([plain["title_part"]] if plain["title_part"] else []), *plain["sentences"], *plain["words"][:8]]
    lines = [f"{part['contribution']:+.4f} {part['without']:.4f} {part['text'][:24]}" for part in parts]
    return [f"{plain['genre']} {plain['probability']:.4f} in {plain['passes']}", *lines, *plain["notes"]]


def rows(page):
    """Genres that a page lists, with their percents, thresholds and bars."""
    return [
        " ".join(found)
        for found in re.findall(
            r'<li class="genre( chosen)?.*?">.*?/genres/([\w-]+)".*?"percent">(.*?)<span.*?threshold (\S+?)</span>'
            r'.*?class="fill" width="([\d.]+)".*?class="at" x="([\d.-]+)"',
            page,
            re.DOTALL,
        )
    ]


def digest(content):
    """Twelve digits of the SHA-256 of a file."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:12]


def main():
    """Write the file, or the answers of the page for `space`."""
    if sys.argv[1:] == ["space"]:
        sys.stdout.write(json.dumps(_space()))
        return
    answers = json.dumps(make(), ensure_ascii=False, indent=0)
    FILE.write_text(answers + "\n", encoding="utf-8")
    sys.stdout.write(f"wrote {FILE.name}: {len(answers):,} characters\n")


if __name__ == "__main__":
    main()
