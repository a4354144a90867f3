"""``python -m bookgenre``."""

from bookgenre.cli.main import main

main()
