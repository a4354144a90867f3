"""Reading the files that people have, and writing ones that survive an interruption."""

from bookgenre.files.jsonl import JsonLinesLog, write_json_lines
from bookgenre.files.lists import parse_list
from bookgenre.files.rejects import Rejects
from bookgenre.files.rows import Row, read_rows, require_columns
from bookgenre.files.text import open_lines
from bookgenre.files.whole import whole_file

__all__ = [
    "JsonLinesLog",
    "Rejects",
    "Row",
    "open_lines",
    "parse_list",
    "read_rows",
    "require_columns",
    "whole_file",
    "write_json_lines",
]
