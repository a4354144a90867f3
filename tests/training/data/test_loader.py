import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from bookgenre.book import Book
from bookgenre.classifier.encoding import BookEncoder
from bookgenre.corpus import LabelledBook
from bookgenre.errors import DataError
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.data.loader import BatchLoader, TokenisedBooks
from bookgenre.training.data.soft_targets import TeacherAnswers
from bookgenre.training.network.genre_network import load_tokenizer_json

GENRES = ["fiction", "romance", "history"]


def record(labels, complete=True, masked=(), description="a spy in love", title="old house", source="a"):
    return LabelledBook(
        Book(description, title, source=source), "w", frozenset(labels), complete=complete, masked=frozenset(masked)
    )


@pytest.fixture(scope="module")
def encoder(base_model):
    return BookEncoder(Tokenizer.from_str(load_tokenizer_json(str(base_model))), 64)


def loader(encoder, count=50, complete=True, **options):
    records = [
        record(["fiction"], complete, description="spy " * (1 + i % 40), source="a" if i % 5 else "b")
        for i in range(count)
    ]
    books = TokenisedBooks.build(records, GENRES, encoder)
    return BatchLoader(books, encoder, batch_size=8, pad_id=0, **options)


def test_an_incomplete_row_knows_its_side_and_a_mask_hides_an_absence():
    targets, known = label_arrays(
        [record(["fiction"]), record(["fiction"], complete=False), record(["fiction"], masked=["history", "fiction"])],
        GENRES,
    )
    assert targets.tolist() == [[1, 0, 0]] * 3
    # Of the incomplete row it is known that a novel is no history, not that it is no romance.
    assert known.tolist() == [[1, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_a_genre_that_the_model_does_not_know_is_refused():
    with pytest.raises(DataError, match="'cooking'"):
        label_arrays([record(["cooking"])], GENRES)


def test_base_rates_come_from_complete_rows():
    known = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 0]], dtype=np.uint8)
    targets = np.array([[1, 0, 0], [0, 0, 0], [0, 1, 0]], dtype=np.uint8)
    books = TokenisedBooks([[], [], []], [[], [], []], targets, known, ["", "", ""])
    assert books.base_rates().tolist() == [0.5, 0, 0]


def test_an_epoch_deals_out_every_book_once(encoder):
    batches, _ = loader(encoder, shuffle=True, seed=3).plan()
    assert sorted(np.concatenate(batches)) == list(range(50))
    assert len(batches) == len(loader(encoder, shuffle=True)) == 7


def test_the_same_seed_and_epoch_give_the_same_batches_and_others_do_not(encoder):
    first, again, other = (loader(encoder, shuffle=True, seed=seed, title_probability=0.5) for seed in (3, 3, 4))

    def contents(batches):
        return [ids.tolist() for ids, _, _, _ in batches]

    plan = contents(first)
    assert plan == contents(again)
    assert plan != contents(other)
    again.epoch = 1
    assert plan != contents(again)


def test_a_loader_goes_on_with_the_batches_that_it_still_owes(encoder):
    whole = list(loader(encoder, shuffle=True, seed=3, title_probability=0.5))
    rest = loader(encoder, shuffle=True, seed=3, title_probability=0.5)
    rest.start = 4
    for (left, *_), (right, *_) in zip(whole[4:], rest, strict=True):
        assert torch.equal(left, right)
    assert len(list(rest)) == 7  # the next epoch is whole again


def test_titles_are_shown_in_the_share_of_the_recipe(encoder):
    _, titled = loader(encoder, count=2000, shuffle=True, title_probability=0.5).plan()
    assert 0.45 < titled.mean() < 0.55
    _, always = loader(encoder).plan()
    assert always.all()


def test_a_source_is_drawn_in_the_share_of_the_recipe_and_anew_each_epoch(encoder):
    half = loader(encoder, count=500, shuffle=True, keep={"a": 0.5})
    rows = np.concatenate(half.plan()[0])
    assert len(rows) == 300
    assert len(half) == len(half.plan()[0])
    assert sum(row % 5 == 0 for row in rows) == 100
    half.epoch = 1
    assert set(rows) != set(np.concatenate(half.plan()[0]))


def test_books_of_like_length_share_a_batch(encoder):
    spreads = [int(mask.sum(1).max() - mask.sum(1).min()) for _, mask, _, _ in loader(encoder, 400, shuffle=True)]
    assert np.mean(spreads) < 3


def test_a_teacher_fills_what_is_not_known_and_leaves_the_rest():
    answers = np.array([[0.0, 0.0, 0.0], [0.8, 0.4, 0.2]], dtype=np.float16)
    teacher = TeacherAnswers(answers, np.array([1, 0]), gap_weight=0.5)
    targets, known = teacher.fill(np.array([0]), np.array([[1.0, 0.0, 0.0]]), np.array([[1.0, 1.0, 0.0]]))
    np.testing.assert_allclose(targets, [[1.0, 0.0, 0.2]], atol=1e-3)
    np.testing.assert_allclose(known, [[1, 1, 0.5]])
    assert targets.dtype == known.dtype == np.float32


def test_batches_carry_the_answers_to_their_own_books(encoder):
    answers = np.random.default_rng(0).random((50, 3)).astype(np.float16)
    teacher = TeacherAnswers(answers, np.arange(50)[::-1], gap_weight=1.0)
    deal = loader(encoder, complete=False, shuffle=True, seed=3, answers=teacher)
    batches, _ = deal.plan()
    for rows, (_, _, targets, known) in zip(batches, deal, strict=True):
        # Of an incomplete novel it is not known whether it is a romance; that it is no history is.
        np.testing.assert_allclose(targets[:, 1].numpy(), answers[::-1][rows, 1].astype(np.float32))
        assert targets[:, 0].min() == 1
        assert targets[:, 2].max() == 0
        assert known.min() == 1


def test_a_source_that_is_kept_several_times_comes_so_often_and_evenly(encoder):
    # Of 50 books 10 are of source b.
    rows = np.concatenate(loader(encoder, shuffle=True, seed=3, keep={"b": 2.5, "a": 0.5}).plan()[0])
    counts = np.bincount(rows, minlength=50)
    assert counts[::5].sum() == 25
    assert set(counts[::5]) == {2, 3}
    assert np.delete(counts, np.s_[::5]).sum() == 20
