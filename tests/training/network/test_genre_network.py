import pytest
import torch
from tokenizers import Tokenizer

from bookgenre.classifier.encoding import BookEncoder, pad_windows
from bookgenre.errors import RecipeError
from bookgenre.training.network.genre_network import GenreNetwork, load_tokenizer_json


def test_every_family_gives_logits_that_padding_does_not_change(family):
    network = GenreNetwork.from_base(str(family), 5).eval()
    encoder = BookEncoder(Tokenizer.from_str(load_tokenizer_json(str(family))), 64)
    windows = encoder.windows("spy agent berlin", "love") + encoder.windows("a dragon finds the old sword in the house")
    pad_id = network.encoder.config.pad_token_id
    ids, mask = (torch.from_numpy(array) for array in pad_windows(windows, pad_id))
    with torch.no_grad():
        together = network(ids, mask)
        alone = network(torch.tensor([windows[0]]), torch.ones(1, len(windows[0]), dtype=torch.long))
    assert together.shape == (2, 5)
    torch.testing.assert_close(together[:1], alone, atol=1e-5, rtol=1e-4)


def test_groups_hold_every_parameter_once_from_the_bottom_up(family):
    network = GenreNetwork.from_base(str(family), 5)
    groups = network.parameter_groups()
    assert len(groups) == 4  # embeddings, two layers, head
    placed = [id(parameter) for group in groups for parameter in group]
    assert sorted(placed) == sorted(id(parameter) for parameter in network.parameters())
    assert groups[-1][0].shape == (5, 32)


def test_dropout_of_the_encoder_is_that_of_the_recipe(family):
    network = GenreNetwork.from_base(str(family), 5, encoder_dropout=0.0, dropout=0.3)
    drops = {module.p for module in network.encoder.modules() if isinstance(module, torch.nn.Dropout)}
    assert drops == {0.0}
    assert network.dropout.p == 0.3


def test_pooling_is_the_mean_over_the_mask(base_model):
    network = GenreNetwork.from_base(str(base_model), 5).eval()
    ids = torch.tensor([[2, 6, 7, 8, 3, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 1, 0, 0]])
    with torch.no_grad():
        hidden = network.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[0, :5]
        torch.testing.assert_close(network(ids, mask)[0], network.head(hidden.mean(dim=0)))


def test_the_head_starts_at_the_base_rates(base_model):
    network = GenreNetwork.from_base(str(base_model), 3)
    network.set_base_rates(torch.tensor([0.5, 0.9, 0.0]))
    torch.testing.assert_close(torch.sigmoid(network.head.bias), torch.tensor([0.5, 0.9, 1e-4]))


def test_half_precision_changes_the_answer_only_a_little(base_model):
    exact = GenreNetwork.from_base(str(base_model), 5).eval()
    half = GenreNetwork(exact.encoder, 5, precision="bf16").eval()
    half.head = exact.head
    ids = torch.tensor([[2, 6, 7, 8, 3]])
    with torch.no_grad():
        expected, found = exact(ids, torch.ones_like(ids)), half(ids, torch.ones_like(ids))
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, expected, atol=0.05, rtol=0.05)


def test_a_base_that_cannot_be_loaded_is_told(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "no-such-type"}')
    with pytest.raises(RecipeError, match="cannot be loaded"):
        GenreNetwork.from_base(str(tmp_path), 5)
