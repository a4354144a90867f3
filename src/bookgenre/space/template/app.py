"""The Space: paste a book description and get its genres and matching cover colours."""

from pathlib import Path

from bookgenre.space import build_page, launch

HERE = Path(__file__).parent

demo = build_page(HERE / "model", HERE / "examples.json")

if __name__ == "__main__":
    launch(demo)
