from bookgenre.classifier.hub import find_model_folder
from bookgenre.web.model_card import read_model_card


def test_the_packaged_card_is_read():
    folder = find_model_folder(None, None)
    card = read_model_card(folder)
    text = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"# {card.name}" in text
    assert len(card.genres) == 256
    assert {"micro-F1", "macro-F1", "mAP"} <= {figure.score for figure in card.figures}
    for figure in card.figures:
        assert f"| {figure.value} | {figure.note} |" in text
    fiction = card.genres["fiction"]
    assert (
        f"| fiction | {fiction.support} | {fiction.precision} | {fiction.recall} | {fiction.f1} | "
        f"{fiction.average_precision} | {fiction.threshold} |"
    ) in text
    assert card.conditions.startswith("On test.jsonl.gz")
    assert "Reproduce" not in card.conditions
    assert any("does not know the book" in limit for limit in card.limits)
    assert "`" not in card.data


def test_a_card_of_another_form_or_none_is_no_error(tmp_path):
    assert read_model_card(tmp_path).figures == ()
    (tmp_path / "MODEL_CARD.md").write_text("# Mine\n\n## Figures\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    card = read_model_card(tmp_path)
    assert (card.name, card.figures, card.genres, card.limits) == ("Mine", (), {}, ())
