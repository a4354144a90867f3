import json

import numpy as np
import pytest

from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.errors import ModelError
from bookgenre.genres import load_taxonomy


def genre(genre_id, parent=None, base_rate=0.1, threshold=0.5, **calibration):
    return ModelGenre(genre_id, genre_id.title(), parent, base_rate, threshold, **calibration)


@pytest.fixture
def labels():
    """The child stands before its parents, as outputs of a model may."""
    return LabelSpace(
        [
            genre("espionage", "thriller", base_rate=0.01, threshold=0.3),
            genre("fiction", base_rate=0.8, threshold=0.6),
            genre("thriller", "fiction", base_rate=0.1),
            genre("cooking", base_rate=0.02),
        ]
    )


def test_paths_lead_from_the_root_down(labels):
    assert labels.paths == [(1, 2), (), (1,), ()]
    assert labels.index == {"espionage": 0, "fiction": 1, "thriller": 2, "cooking": 3}
    assert len(labels) == 4


def test_probabilities_are_calibrated_genre_by_genre():
    labels = LabelSpace([genre("plain"), genre("steep", scale=2.0, offset=-1.0)])
    probabilities = labels.probabilities(np.array([[0.0, 0.5], [1.0, 1.0]]))
    expected = [[0.5, 0.5], [1 / (1 + np.exp(-1)), 1 / (1 + np.exp(-1))]]
    np.testing.assert_allclose(probabilities, expected)


def test_a_second_scale_bends_what_is_far_above_0():
    plain, bent = genre("plain", scale=2.0, offset=-1.0), genre("bent", scale=2.0, scale_above=0.5, offset=-1.0)
    logits = np.array([-20.0, -1.0, 0.0, 1.0, 20.0])
    expected, found = (LabelSpace([g]).probabilities(logits[:, None])[:, 0] for g in (plain, bent))
    assert found[0] == pytest.approx(expected[0], rel=1e-6)
    assert found[-1] == pytest.approx(1 / (1 + np.exp(-(0.5 * 20 - 1))), rel=1e-6)
    assert (np.diff(found) > 0).all()
    assert (found[1:] < expected[1:]).all()


def test_extreme_logits_are_certain_and_overflow_nothing(labels):
    probabilities = labels.probabilities(np.array([-1e9, 700.0, 0.0, 1e9]))
    np.testing.assert_allclose(probabilities, [0, 1, 0.5, 1], atol=1e-12)


def test_a_probable_genre_raises_those_above_it_and_no_other(labels):
    np.testing.assert_allclose(labels.coherent(np.array([0.7, 0.1, 0.2, 0.4])), [0.7, 0.7, 0.7, 0.4])
    np.testing.assert_allclose(labels.coherent(np.array([0.1, 0.9, 0.4, 0.3])), [0.1, 0.9, 0.4, 0.3])


def test_a_genre_is_chosen_at_its_own_threshold_and_above(labels):
    np.testing.assert_array_equal(
        labels.decide(np.array([[0.29, 0.6, 0.49, 0.5], [0.0, 0.59, 0.0, 0.49]])),
        [[False, True, False, True], [False, False, False, False]],
    )


def test_a_genre_is_not_chosen_without_those_above_it(labels):
    np.testing.assert_array_equal(labels.decide(np.array([0.45, 0.9, 0.45, 0.0])), [False, True, False, False])
    np.testing.assert_array_equal(labels.decide(np.array([0.5, 0.59, 0.59, 0.0])), [False, False, False, False])


def test_a_chosen_parent_does_not_bring_its_children(labels):
    np.testing.assert_array_equal(labels.decide(np.array([0.0, 0.9, 0.9, 0.0])), [False, True, True, False])


def test_deciding_and_raising_leave_what_they_are_given_alone(labels):
    given = np.array([[0.9, 0.1, 0.2, 0.3]])
    labels.coherent(given)
    labels.decide(given)
    assert given.tolist() == [[0.9, 0.1, 0.2, 0.3]]


@pytest.mark.parametrize("seed", range(5))
def test_any_logits_give_probabilities_and_sets_that_obey_the_tree(seed):
    taxonomy, rng = load_taxonomy(), np.random.default_rng(seed)
    ids = list(taxonomy.ids)
    rng.shuffle(ids)
    labels = LabelSpace(
        [
            genre(
                genre_id,
                taxonomy[genre_id].parent,
                threshold=rng.random(),
                scale=rng.uniform(0.2, 5),
                offset=rng.normal(0, 3),
            )
            for genre_id in ids
        ]
    )
    probabilities = labels.probabilities(rng.normal(0, 6, (200, len(ids))))
    sets = [labels.decide(probabilities), *(labels.decide_at(probabilities, t) for t in (0.1, 0.5, 0.9))]
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    for child, path in enumerate(labels.paths):
        for above in path:
            assert (probabilities[:, above] >= probabilities[:, child]).all()
            assert all((chosen[:, above] | ~chosen[:, child]).all() for chosen in sets)
    assert any(chosen.any() for chosen in sets)
    # At one threshold for all, the probabilities alone decide.
    np.testing.assert_array_equal(sets[2], probabilities >= 0.5)


def test_a_rare_probable_genre_tells_more_than_a_common_one(labels):
    telling = labels.specificity(np.array([0.60, 0.95, 0.70, 0.03]))
    espionage, fiction, thriller, cooking = telling
    assert espionage > thriller > fiction
    # Half as likely again as in any book, but still most unlikely: that is no news.
    assert cooking < thriller


def test_a_genre_at_its_base_rate_tells_nothing(labels):
    np.testing.assert_allclose(labels.specificity(labels.base_rates), 0, atol=1e-12)


def test_certain_and_impossible_genres_stay_finite():
    labels = LabelSpace([genre("never", base_rate=0.0), genre("always", base_rate=1.0)])
    assert np.isfinite(labels.specificity(np.array([[0.0, 0.0], [1.0, 1.0]]))).all()


@pytest.mark.parametrize(
    "genres",
    [
        [genre("espionage", "thriller")],
        [genre("espionage", "espionage")],
        [genre("a", "b"), genre("b", "a")],
        [genre("leaf", "a"), genre("a", "b"), genre("b", "a")],
    ],
)
def test_parents_that_form_no_tree_are_refused(genres):
    with pytest.raises(ModelError, match=r"genres\.json: the parents of .* form no tree"):
        LabelSpace(genres)


def test_a_genre_named_twice_is_refused():
    with pytest.raises(ModelError, match="names a genre twice"):
        LabelSpace([genre("poetry"), genre("poetry")])


def test_what_is_written_is_read_again(tmp_path, labels):
    path = tmp_path / "genres.json"
    written = LabelSpace([*labels.genres, ModelGenre("cafe", "Caf\u00e9", "fiction", 0.25, 0.125, 1.5, -0.3)])
    written.write(path)
    assert LabelSpace.read(path).genres == written.genres
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 5


@pytest.mark.parametrize(
    "content",
    [b"", b"[{]", b"7", b'["poetry"]', b'[{"id": "poetry"}]', b'{"id": "poetry"}', b"\xff", b'[{"id": "a", "x": 1}]'],
)
def test_a_file_that_is_no_list_of_genres_is_a_model_error(tmp_path, content):
    path = tmp_path / "genres.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"genres\.json cannot be read .*again"):
        LabelSpace.read(path)


def test_a_missing_file_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match=r"genres\.json cannot be read"):
        LabelSpace.read(tmp_path / "genres.json")


def record(**changed):
    return {"id": "a", "name": "A", "parent": None, "base_rate": 0.1, "threshold": 0.5} | changed


@pytest.mark.parametrize(
    "records",
    [
        [record(id=str(number)) for number in range(100_000)],
        [record(id=str(n), parent=str(n - 1) if n else None) for n in range(4_000)],
        [],
        {"a": record()},
        [[1]],
        [record(id=5)],
        [record(id={})],
        [record(name="A\x1b[2J")],
        [record(name="A" * 5_000)],
        [record(parent=["a"])],
        [record(scale=10**400)],
        [record(scale=1e300)],
        [record(threshold=-0.1)],
        [record(base_rate=True)],
        [record(offset="1")],
    ],
)
def test_genres_that_no_model_has_are_a_model_error(tmp_path, records):
    path = tmp_path / "genres.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    with pytest.raises(ModelError, match=r"genres\.json") as caught:
        LabelSpace.read(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("field", ["base_rate", "threshold", "scale", "scale_above", "offset"])
def test_calibration_that_is_no_number_is_refused(tmp_path, field, value):
    path = tmp_path / "genres.json"
    path.write_text(json.dumps([record(**{field: "@"})]).replace('"@"', value), encoding="utf-8")
    with pytest.raises(ModelError, match=r"genres\.json cannot be read .*again"):
        LabelSpace.read(path)


def test_deep_json_is_a_model_error(tmp_path):
    (tmp_path / "genres.json").write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(ModelError, match=r"genres\.json cannot be read"):
        LabelSpace.read(tmp_path / "genres.json")


def test_a_genre_that_the_taxonomy_does_not_hold_belongs_to_theme():
    labels = LabelSpace([ModelGenre("noir", "Noir", None, 0.1, 0.5), ModelGenre("mine", "My Genre", None, 0.1, 0.5)])
    assert labels.facets == ("fiction", "theme")
    assert labels.get("mine").name == "My Genre"
    assert labels.get("romance") is None


def settled():
    """A model whose *Fiction*, *Nonfiction* and *Children's* follow from cooking and dragons."""
    return LabelSpace(
        [
            genre("fiction", evidence=(0, 0, 0, -6, 6, 0), evidence_offset=0.0),
            genre("nonfiction", evidence=(0, 0, 0, 6, -6, 0), evidence_offset=0.0),
            genre("childrens", evidence=(0, 0, 0, -4, 0, 0), evidence_offset=2.0),
            genre("cooking", "nonfiction"),
            genre("dragons", "fiction"),
            genre("picture-books", "childrens"),
        ]
    )


def test_a_settled_genre_follows_from_all_and_bounds_those_below_it():
    labels = settled()
    # Its own logit, and that of a genre below it, count for nothing against the evidence.
    found = labels.probabilities(np.array([9.0, -9.0, 9.0, 4.0, -4.0, 9.0]))
    fiction, nonfiction, childrens, cooking, _, picture_books = found
    assert fiction < 0.01 < 0.99 < nonfiction
    cooked = 1 / (1 + np.exp(-4.0))
    assert childrens == pytest.approx(1 / (1 + np.exp(-(2 - 4 * cooked))))
    assert picture_books == childrens
    assert cooking == pytest.approx(cooked)
    chosen = labels.decide(np.array([0.7, 0.6, 0.1, 0.6, 0.6, 0.1]))
    assert chosen.tolist() == [True, False, False, False, True, False]


def test_only_both_sides_exclude_each_other():
    labels = LabelSpace([genre("fiction"), genre("nonfiction"), genre("humor", evidence=(1, 1, 1))])
    assert labels.decide(np.array([0.9, 0.9, 0.9])).all()


def test_evidence_has_a_number_for_each_genre():
    with pytest.raises(ModelError, match="evidence of 'humor' has 1 numbers, and the model 2 genres"):
        LabelSpace([genre("fiction"), genre("humor", evidence=(1.0,))])


def test_evidence_is_written_and_read_again(tmp_path):
    settled().write(tmp_path / "genres.json")
    assert LabelSpace.read(tmp_path / "genres.json").genres == settled().genres
