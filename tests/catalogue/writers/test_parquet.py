"""Parquet: types of the inputs, and of what is added."""

import pytest

from bookgenre.catalogue import classify_catalogue

arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'bookgenre[catalogue]'")
parquet = pytest.importorskip("pyarrow.parquet")


def test_columns_keep_their_types_and_values(settings, tmp_path):
    from datetime import UTC, datetime
    from decimal import Decimal

    table = arrow.table(
        {
            "id": arrow.array([9780000000002, None], arrow.int64()),
            "description": arrow.array(["A secret agent and spy is sent to Berlin.", None]).dictionary_encode(),
            "price": arrow.array([Decimal("7.50"), None], arrow.decimal128(8, 2)),
            "date": arrow.array([datetime(2026, 1, 1, tzinfo=UTC), None], arrow.timestamp("ms", "UTC")),
            "tags": arrow.array([["a", "b"], None]),
            "size": arrow.array([{"w": 1, "h": 2.5}, None]),
        }
    )
    parquet.write_table(table, tmp_path / "in.parquet")
    classify_catalogue(tmp_path / "in.parquet", tmp_path / "out.parquet", settings=settings)
    out = parquet.read_table(tmp_path / "out.parquet")
    for name in table.column_names:
        assert out.column(name).to_pylist() == table.column(name).to_pylist()
        if name != "description":
            assert out.schema.field(name).type == table.schema.field(name).type
    assert out.column("bookgenre_shortlist").to_pylist() == [["Espionage"], []]
    assert out.schema.field("bookgenre_probability_1").type == arrow.float64()


def test_columns_of_json_lines_get_types_where_all_values_agree(settings, tmp_path):
    (tmp_path / "in.jsonl").write_text(
        '{"description": "", "n": 1, "x": 1, "y": 1, "z": [1]}\n{"description": "", "n": 2, "x": 2.5, "y": "a"}\n',
        encoding="utf-8",
    )
    classify_catalogue(tmp_path / "in.jsonl", tmp_path / "out.parquet", settings=settings)
    out = parquet.read_table(tmp_path / "out.parquet")
    assert [str(out.schema.field(name).type) for name in "nxyz"] == ["int64", "double", "string", "string"]
    assert out.column("y").to_pylist() == ["1", "a"]
    assert out.column("z").to_pylist() == ["[1]", None]


def test_an_empty_cell_among_numbers_is_none(settings, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"description": "", "n": ""}\n{"description": "", "n": 2}\n', encoding="utf-8")
    classify_catalogue(tmp_path / "in.jsonl", tmp_path / "out.parquet", settings=settings)
    assert parquet.read_table(tmp_path / "out.parquet").column("n").to_pylist() == [None, 2]
