import numpy as np
import pytest

from bookgenre.classifier.ngrams import NgramModel, genre_type, ngram_counts
from bookgenre.errors import ModelError

SIZE = 10
PAIR = SIZE * (3 + 1) + 4  # the pair (3, 4)


def model(**changed):
    """Token 3 speaks for genre 0; the pair (3, 4) for genre 1 and against genre 0."""
    parts = {
        "keys": np.array([3, 4, PAIR]),
        "idf": np.array([1.0, 2.0, 3.0], dtype=np.float32),
        "starts": np.array([0, 1, 1, 3]),
        "genres": np.array([0, 0, 1], dtype=np.uint8),
        "weights": np.array([10, -20, 30], dtype=np.int8),
        "scales": np.array([0.1, 0.2], dtype=np.float32),
        "offsets": np.array([-1.0, -2.0], dtype=np.float32),
    }
    return NgramModel(SIZE, **(parts | changed))


def test_tokens_and_pairs_are_counted():
    keys, counts = ngram_counts([3, 4, 3, 4], SIZE)
    assert dict(zip(keys.tolist(), counts.tolist(), strict=True)) == {3: 2, 4: 2, PAIR: 2, SIZE * (4 + 1) + 3: 1}


def test_logits_are_the_weighted_ngrams_of_a_row_of_length_one():
    values = np.array([1, 2, 3]) / np.sqrt(14)
    expected = [0.1 * (10 * values[0] - 20 * values[2]) - 1, 0.2 * 30 * values[2] - 2]
    np.testing.assert_allclose(model().logits([[3, 4]]), [expected], rtol=1e-6)
    np.testing.assert_allclose(model().logits([[9, 3, 9]]), [[0.1 * 10 - 1, -2]], atol=1e-6)


def test_repetition_counts_by_its_logarithm():
    tf = 1 + np.log(2)
    length = np.sqrt(tf**2 + (2 * tf) ** 2 + (3 * tf) ** 2)
    expected = 0.1 * (10 * tf - 20 * 3 * tf) / length - 1
    assert model().logits([[3, 4, 9, 3, 4]])[0, 0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("window", [[], [9], [9, 8]])
def test_a_window_without_known_ngrams_has_the_offsets(window):
    np.testing.assert_allclose(model().logits([window]), [[-1, -2]])


def test_times_multiplies_logits():
    np.testing.assert_allclose(model().times(3).logits([[3, 4]]), 3 * model().logits([[3, 4]]), rtol=1e-6)


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "ngrams.npz"
    model().write(path)
    np.testing.assert_array_equal(NgramModel.read(path).logits([[3, 4], [4, 3]]), model().logits([[3, 4], [4, 3]]))
    assert NgramModel.read(path).vocabulary_size == SIZE


@pytest.mark.parametrize(("genres", "kind"), [(256, np.uint8), (257, np.uint16)])
def test_more_than_256_genres_are_kept_in_two_bytes(tmp_path, genres, kind):
    path = tmp_path / "ngrams.npz"
    columns = np.array([0, 2, genres - 1], dtype=genre_type(genres))
    ones = np.ones(genres, dtype=np.float32)
    wide = model(genres=columns, starts=np.array([0, 3, 3, 3]), scales=ones, offsets=0 * ones)
    wide.write(path)
    with np.load(path) as file:
        assert file["genres"].dtype == kind
    logits = NgramModel.read(path).logits([[3]])
    assert np.flatnonzero(logits).tolist() == [0, 2, genres - 1]
    np.testing.assert_allclose(logits[0, columns], [10, -20, 30])


@pytest.mark.parametrize(
    "changed",
    [
        {"keys": np.array([4, 3, PAIR])},
        {"starts": np.array([0, 1, 1, 2])},
        {"starts": np.array([0, 2, 1, 3])},
        {"genres": np.array([0, 0, 2], dtype=np.uint8)},
        {"offsets": np.zeros(3, dtype=np.float32)},
        {"idf": np.ones(2, dtype=np.float32)},
    ],
)
def test_parts_that_do_not_fit_each_other_are_refused(changed):
    with pytest.raises(ModelError, match="do not fit"):
        model(**changed)


def test_a_damaged_or_pickled_file_is_a_model_error(tmp_path):
    path = tmp_path / "ngrams.npz"
    model().write(path)
    whole = path.read_bytes()
    for content in (b"", b"PK", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(ModelError, match=r"ngrams\.npz cannot be read .*again"):
            NgramModel.read(path)
    np.savez(path, vocabulary_size=np.array({}, dtype=object))
    with pytest.raises(ModelError, match="cannot be read"):
        NgramModel.read(path)
    np.savez(path, vocabulary_size=np.int64(4))
    with pytest.raises(ModelError, match="cannot be read"):
        NgramModel.read(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name in ("scales", "offsets") for value in (3e38, -3e38, np.inf, np.nan)]
    + [("idf", np.inf), ("idf", np.nan)],
)
def test_numbers_that_would_make_infinite_logits_are_refused(tmp_path, name, value):
    path = tmp_path / "ngrams.npz"
    changed = np.ones(3 if name == "idf" else 2, dtype=np.float32)
    changed[-1] = value
    model(**{name: changed}).write(path)
    with pytest.raises(ModelError, match="no number, or too large"):
        NgramModel.read(path)
