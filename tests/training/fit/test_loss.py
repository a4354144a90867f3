"""What the loss counts, against plain formulas."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra train")

from bookgenre.errors import RecipeError  # noqa: E402
from bookgenre.training.fit.loss import KnownCellsLoss, effective_number_weights  # noqa: E402
from bookgenre.training.recipe import Recipe  # noqa: E402
from bookgenre.training.recipe_tables import LossRecipe  # noqa: E402


def test_unknown_cells_add_no_loss_and_no_gradient():
    logits = torch.zeros(2, 3, requires_grad=True)
    targets, known = torch.tensor([[1.0, 0, 0], [1, 0, 0]]), torch.tensor([[1.0, 1, 1], [1, 0, 0]])
    loss = KnownCellsLoss()(logits, targets, known)
    loss.backward()
    assert loss.item() == pytest.approx(4 * np.log(2) / 6)
    assert logits.grad[1, 1:].tolist() == [0, 0]
    assert logits.grad[1, 0] != 0


@pytest.fixture
def cells():
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(5, 4, generator=generator).double().requires_grad_()
    targets = (torch.rand(5, 4, generator=generator) < 0.3).double()
    known = (torch.rand(5, 4, generator=generator) < 0.8).double()
    return logits, targets, known


def test_the_plain_loss_is_binary_cross_entropy(cells):
    logits, targets, known = cells
    expected = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, weight=known, reduction="sum") / 20
    assert KnownCellsLoss()(*cells).item() == pytest.approx(expected.item())


def test_the_asymmetric_loss_of_the_paper(cells):
    logits, targets, known = cells
    p = torch.sigmoid(logits)
    shifted = (p - 0.05).clamp(min=0)
    positive = (1 - p) ** 1 * torch.log(p)
    negative = shifted**4 * torch.log(1 - shifted)
    expected = -((targets * positive + (1 - targets) * negative) * known).sum() / 20
    loss = KnownCellsLoss(LossRecipe(focus_negative=4, focus_positive=1, margin=0.05))(*cells)
    assert loss.item() == pytest.approx(expected.item())
    loss.backward()
    assert torch.isfinite(logits.grad).all()


def test_extreme_logits_stay_finite():
    logits = torch.tensor([[-200.0, 200.0]], requires_grad=True)
    loss = KnownCellsLoss(LossRecipe(focus_negative=4, margin=0.05))(
        logits, torch.tensor([[1.0, 0.0]]), torch.ones(1, 2)
    )
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(logits.grad).all()


def test_rare_genres_weigh_more(cells):
    weights = effective_number_weights(torch.tensor([0, 1, 10, 100_000]), 0.999)
    assert weights.mean().item() == pytest.approx(1)
    assert weights[0] == weights[1]
    # By the formula: (1 - 0.999^100000) / (1 - 0.999^10) = 1 / 0.009955
    assert (weights[2] / weights[3]).item() == pytest.approx(100.45, rel=1e-3)
    loss = KnownCellsLoss(LossRecipe(balance=0.999), torch.tensor([1, 10, 10, 100_000]))
    weighed = loss.genre_weights
    logits, targets, known = cells
    expected = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, targets, weight=known * weighed, reduction="sum"
    )
    assert loss(*cells).item() == pytest.approx(expected.item() / 20)


TABLES = {
    "model": {"base": "b"},
    "data": {"folder": "f", "train": ["t"], "validation": ["v"]},
    "run": {"folder": "r"},
    "stages": [{"epochs": 1, "learning_rate": 1e-4}],
}


def test_a_recipe_without_a_loss_is_the_same_recipe_as_before():
    plain = Recipe.from_table(TABLES)
    assert Recipe.from_table(TABLES | {"loss": {}}).fingerprint() == plain.fingerprint()
    assert Recipe.from_table(TABLES | {"loss": {"balance": 0.9}}).fingerprint() != plain.fingerprint()


@pytest.mark.parametrize("table", [{"balance": 1.0}, {"focus_negative": -1.0}, {"margin": 2.0}])
def test_a_loss_that_cannot_be_is_refused(table):
    with pytest.raises(RecipeError, match=r"\[loss\] "):
        Recipe.from_table(TABLES | {"loss": table})
