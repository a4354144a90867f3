"""Spellings and words of stores and data sets for genres that the taxonomy lists under others.

The gathered corpus was unified before its labels were read ("Sci-Fi" had become "Science Fiction"), so the taxonomy's
own aliases lack them. Kept apart from them, because the taxonomy is shared data and this is not.
"""

__all__ = ["SYNONYMS"]

SYNONYMS: dict[str, str] = {
    "bildungsroman": "coming-of-age",
    "childrens fiction": "childrens",
    "childrens literature": "childrens",
    "comic novel": "humor",
    "cook books": "cooking",
    "detective novel": "detective",
    "espionage mysteries": "espionage",
    "ghost": "ghosts",
    "graphic novels and manga": "comics-graphic-novels",
    "historical novel": "historical-fiction",
    "historical novels": "historical-fiction",
    "humour": "humor",
    "humorous": "humor",
    "love stories": "romance",
    "love story": "romance",
    "mystery and suspense": "mystery-thriller-suspense",
    "non fiction": "nonfiction",
    "noir mysteries": "noir",
    "sci fi": "science-fiction",
    "scifi": "science-fiction",
    "sports and recreation": "sports",
    "spy fiction": "espionage",
    "spy novel": "espionage",
    "spy stories": "espionage",
    "techno thriller": "thriller",
    "technothriller": "thriller",
    "ya": "young-adult",
    "young adult literature": "young-adult",
}
"""Folded label to the id of the genre that it names."""
