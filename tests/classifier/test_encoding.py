import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from bookgenre.classifier.encoding import (
    MAX_WINDOWS,
    TITLE_TOKENS,
    BookEncoder,
    average_windows,
    pad_windows,
    run_windows,
)
from bookgenre.errors import ModelError

CLS, SEP = 2, 3
WINDOW = 64


@pytest.fixture
def encoder(bert_tokenizer):
    return BookEncoder(bert_tokenizer, WINDOW)


@pytest.fixture
def roberta_tokenizer():
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "spy": 4, "bread": 5, "book": 6}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, "<unk>"))
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


@pytest.mark.parametrize("title", [[], [11], [11, 12, 13], list(range(10, 10 + TITLE_TOKENS + 25))])
@pytest.mark.parametrize("length", [0, 1, 17, 18, 19, 59, 61, 62, 63, 64, 123, 124, 125, 320, 336])
def test_windows_hold_every_token_once_in_order_and_never_exceed_the_limit(encoder, length, title):
    description = list(range(100, 100 + length))
    head = [CLS, *title[:TITLE_TOKENS], SEP] if title else [CLS]
    windows = encoder.assemble(description, title)
    room = WINDOW - len(head) - 1
    assert len(windows) == max(1, -(-length // room))
    assert all(len(window) <= WINDOW for window in windows)
    assert all(window[: len(head)] == head and window[-1] == SEP for window in windows)
    assert [token for window in windows for token in window[len(head) : -1]] == description


@pytest.mark.parametrize("title", [[], [11]])
def test_no_book_has_more_windows_than_are_read_and_they_are_full(encoder, title):
    room = WINDOW - len(title) - (3 if title else 2)
    most = MAX_WINDOWS * room
    just, beyond = (list(range(100, 100 + length)) for length in (most, 5 * most))
    windows = encoder.assemble(beyond, title)
    assert windows == encoder.assemble(just, title)
    assert [len(window) for window in windows] == [WINDOW] * MAX_WINDOWS


class CountingTokenizer:
    """A tokenizer that counts the characters it is given."""

    def __init__(self, tokenizer):
        self.tokenizer, self.characters = tokenizer, 0

    def __getattr__(self, name):
        return getattr(self.tokenizer, name)

    def encode(self, text, *pair, **options):
        self.characters += len(text)
        return self.tokenizer.encode(text, *pair, **options)


LONG_WORD = "supercalifragilistic" * 12


@pytest.mark.parametrize(
    "text",
    ["." * 49_000, "spy, " * 9_000, "love " * 991 + "bread", "love " * 992 + "bread", f"{LONG_WORD} spy " * 200,
     "spy " + LONG_WORD * 150 + " bread" * 2_000, "o" * 30_000, "spy bread"],
)  # fmt: skip
def test_the_start_of_a_text_has_the_tokens_that_the_text_begins_with(encoder, bert_tokenizer, text):
    tokens = encoder.read(text, offsets=True)
    ids = bert_tokenizer.encode(text, add_special_tokens=False).ids
    most = MAX_WINDOWS * (WINDOW - 2)
    assert tokens.description == ids[:most]
    assert tokens.total == len(text)
    if len(ids) <= most:
        assert tokens.characters == len(text)
        assert tokens.warnings == ()
    else:
        assert tokens.characters == tokens.offsets[-1][1] < len(text)
        assert encoder.read(text[: tokens.characters]).description == tokens.description
        assert tokens.warnings[0].startswith(f"only the first {tokens.characters:,} of the description's {len(text):,}")


def test_little_more_is_tokenised_than_is_read(bert_tokenizer):
    counting = CountingTokenizer(bert_tokenizer)
    encoder = BookEncoder(counting, WINDOW)
    counting.characters = 0
    encoder.read("." * 49_000, "." * 49_000)
    assert counting.characters < 3 * MAX_WINDOWS * WINDOW
    counting.characters = 0
    encoder.read("An old spy, in Berlin.", "Spy")
    assert counting.characters == len("An old spy, in Berlin.Spy")


def test_the_check_goes_before_every_run_and_its_exception_ends_the_work():
    log = []

    def check():
        log.append("check")
        if len(log) > 4:
            raise TimeoutError

    def run(input_ids, mask):
        log.append("run")
        return np.zeros((len(input_ids), 2), dtype=np.float32)

    with pytest.raises(TimeoutError):
        run_windows(run, [[2, 3]] * 9, pad_id=0, genres=2, batch_size=2, callback=check)
    assert log == ["check", "run", "check", "run", "check"]


def test_the_windows_of_a_long_text_have_equal_shares(encoder):
    sizes = [len(window) for window in encoder.assemble(list(range(100, 300)))]
    assert len(sizes) == 4
    assert max(sizes) - min(sizes) <= 1


def test_a_book_is_encoded_with_its_title_and_without(encoder, bert_tokenizer):
    ids = bert_tokenizer.token_to_id
    spy, bread = ids("spy"), ids("bread")
    assert encoder.windows("Spy bread, spy") == [[CLS, spy, bread, ids(","), spy, SEP]]
    assert encoder.windows("spy", "BREAD") == [[CLS, bread, SEP, spy, SEP]]


def test_curly_quotes_and_apostrophes_are_read_as_straight_ones(encoder):
    straight, curly = "'spy' isn't \"bread\"", "\u2018spy\u2019 isn\u2019t \u201cbread\u201d"
    assert encoder.windows(curly, curly) == encoder.windows(straight, straight)
    assert encoder.tokens_many([curly]) == encoder.tokens_many([straight])
    assert encoder.read(curly, offsets=True) == encoder.read(straight, offsets=True)


def test_windows_are_those_of_the_tokenizers_own_template(encoder, bert_tokenizer):
    assert encoder.windows("spy bread spy") == [bert_tokenizer.encode("spy bread spy").ids]
    assert encoder.windows("spy bread", "love") == [bert_tokenizer.encode("love", "spy bread").ids]


@pytest.mark.parametrize("title", [None, "", "  "])
def test_a_title_without_words_is_no_title(encoder, title):
    assert encoder.windows("spy", title) == encoder.windows("spy")


def test_the_template_of_roberta_is_kept(roberta_tokenizer):
    encoder = BookEncoder(roberta_tokenizer, WINDOW)
    assert encoder.windows("spy bread") == [[0, 4, 5, 2]]
    assert encoder.windows("spy bread", "bread") == [[0, 5, 2, 2, 4, 5, 2]]
    windows = encoder.assemble([4] * 150, [5])
    assert [len(window) for window in windows] == [55, 55, 55]
    assert all(window[:4] == [0, 5, 2, 2] and window[-1] == 2 for window in windows)


def test_the_first_window_is_full_and_the_rest_cut_off(encoder):
    description = list(range(100, 200))
    assert encoder.first_window(description) == [CLS, *description[:62], SEP]
    assert encoder.first_window(description, [11]) == [CLS, 11, SEP, *description[:60], SEP]
    assert encoder.first_window([100, 101]) == [CLS, 100, 101, SEP]


def test_many_texts_are_tokenised_as_one_by_one(encoder):
    texts = ["spy bread", "", "love , magic", "unheard words"]
    assert encoder.tokens_many(texts) == [encoder.read(text).description for text in texts]


def test_truncation_and_padding_of_the_tokenizer_file_are_switched_off(bert_tokenizer):
    bert_tokenizer.enable_truncation(8)
    bert_tokenizer.enable_padding(length=32)
    encoder = BookEncoder(bert_tokenizer, WINDOW)
    assert len(encoder.read("spy " * 40).description) == 40
    assert len(encoder.windows("spy bread")[0]) == 4


def test_the_vocabulary_counts_added_tokens(bert_tokenizer):
    before = BookEncoder(bert_tokenizer, WINDOW).vocabulary_size
    bert_tokenizer.add_tokens(["bookgenre"])
    assert BookEncoder(bert_tokenizer, WINDOW).vocabulary_size == before + 1


def test_a_window_without_room_for_title_and_text_is_refused(bert_tokenizer):
    with pytest.raises(ModelError, match=r"a window of 32 tokens is too short .* use 64 or more"):
        BookEncoder(bert_tokenizer, 32)


def test_a_tokenizer_without_a_template_is_refused():
    bare = Tokenizer(models.WordLevel({"<unk>": 0, "book": 1}, "<unk>"))
    with pytest.raises(ModelError, match="no template for single texts and pairs"):
        BookEncoder(bare, WINDOW)


def test_a_tokenizer_that_drops_every_word_is_refused():
    with pytest.raises(ModelError, match="no template for single texts and pairs"):
        BookEncoder(Tokenizer(models.BPE()), WINDOW)


def test_a_tokenizer_comes_from_its_file(tmp_path, bert_tokenizer, encoder):
    bert_tokenizer.save(str(tmp_path / "tokenizer.json"))
    read = BookEncoder.from_file(tmp_path / "tokenizer.json", WINDOW)
    assert read.windows("spy bread", "love") == encoder.windows("spy bread", "love")


@pytest.mark.parametrize("content", [b"", b"{}", b"not JSON", b"\xff\xfe\x00"])
def test_a_file_that_is_no_tokenizer_is_a_model_error(tmp_path, content):
    path = tmp_path / "tokenizer.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"tokenizer\.json is not a tokenizer .*again"):
        BookEncoder.from_file(path, WINDOW)


def test_a_missing_tokenizer_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match=r"tokenizer\.json is not a tokenizer"):
        BookEncoder.from_file(tmp_path / "tokenizer.json", WINDOW)


def test_windows_are_padded_to_the_longest_of_them():
    input_ids, attention_mask = pad_windows([[5], [6, 7, 8], [9, 9]], pad_id=1)
    np.testing.assert_array_equal(input_ids, [[5, 1, 1], [6, 7, 8], [9, 9, 1]])
    np.testing.assert_array_equal(attention_mask, [[1, 0, 0], [1, 1, 1], [1, 1, 0]])
    assert input_ids.dtype == attention_mask.dtype == np.int64


def test_the_logits_of_a_book_are_the_mean_over_its_windows():
    logits = np.array([[1, 10], [2, 20], [4, 40], [6, 60], [8, 80], [-5, 0]], dtype=np.float32)
    np.testing.assert_allclose(average_windows(logits, [1, 2, 2, 1]), [[1, 10], [3, 30], [7, 70], [-5, 0]])


def test_a_tokenizer_that_fails_at_a_text_is_a_model_error(bert_tokenizer):
    vocabulary = {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "book": 3}
    broken = Tokenizer(models.WordPiece(vocabulary))
    broken.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    encoder = BookEncoder(broken, WINDOW)
    for read in (encoder.read, lambda text: encoder.tokens_many([text])):
        with pytest.raises(ModelError, match=r"tokenizer\.json cannot read a text .*again"):
            read("spy")
