"""The Space: a book's description goes in; its genres, and cover colours that fit them, come out."""

from pathlib import Path

from bookgenre.space import build_page, launch

HERE = Path(__file__).parent

demo = build_page(HERE / "model", HERE / "examples.json")

if __name__ == "__main__":
    launch(demo)
