"""What the loss counts, against plain formulas."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra train")

from bookgenre.training.fit.learner import known_cells_loss  # noqa: E402


def test_unknown_cells_add_no_loss_and_no_gradient():
    logits = torch.zeros(2, 3, requires_grad=True)
    targets, known = torch.tensor([[1.0, 0, 0], [1, 0, 0]]), torch.tensor([[1.0, 1, 1], [1, 0, 0]])
    loss = known_cells_loss(logits, targets, known)
    loss.backward()
    assert loss.item() == pytest.approx(4 * np.log(2) / 6)
    assert logits.grad[1, 1:].tolist() == [0, 0]
    assert logits.grad[1, 0] != 0


def test_the_loss_is_binary_cross_entropy():
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(5, 4, generator=generator).double()
    targets = (torch.rand(5, 4, generator=generator) < 0.3).double()
    known = (torch.rand(5, 4, generator=generator) < 0.8).double()
    p = torch.sigmoid(logits)
    expected = -(known * (targets * p.log() + (1 - targets) * (1 - p).log())).sum() / 20
    assert known_cells_loss(logits, targets, known).item() == pytest.approx(expected.item())


def test_extreme_logits_stay_finite():
    logits = torch.tensor([[-200.0, 200.0]], requires_grad=True)
    loss = known_cells_loss(logits, torch.tensor([[1.0, 0.0]]), torch.ones(1, 2))
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(logits.grad).all()
