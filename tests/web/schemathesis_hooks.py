"""What the two formats of the document stand for: text with something to read in it, and what a genre may be called."""

import schemathesis
from hypothesis import strategies as st

from bookgenre.genres import load_taxonomy

READABLE = ["A spy is sent to Berlin again.", "Пять новых рецептов супа", "<b>Fifty</b> soups for cold evenings"]

schemathesis.openapi.format("description", st.builds("{} {}".format, st.text(max_size=300), st.sampled_from(READABLE)))
schemathesis.openapi.format("genre", st.sampled_from([genre.id for genre in load_taxonomy()]))
