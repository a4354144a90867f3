"""Reading the files that people have, and writing ones that survive an interruption."""

from bookgenre.files.atomic import atomic_folder, atomic_write, locked_folder, write_file
from bookgenre.files.bounded import read_bounded
from bookgenre.files.csv_writer import CsvWriter, safe_cell, write_csv
from bookgenre.files.jsonl import JsonLinesLog, write_json_lines
from bookgenre.files.lines import open_lines
from bookgenre.files.lists import parse_list
from bookgenre.files.rejects import Rejects
from bookgenre.files.rows import Row, read_rows, require_columns
from bookgenre.files.unpacked import open_unpacked, packing, read_head

__all__ = [
    "CsvWriter",
    "JsonLinesLog",
    "Rejects",
    "Row",
    "atomic_folder",
    "atomic_write",
    "locked_folder",
    "open_lines",
    "open_unpacked",
    "packing",
    "parse_list",
    "read_bounded",
    "read_head",
    "read_rows",
    "require_columns",
    "safe_cell",
    "write_csv",
    "write_file",
    "write_json_lines",
]
