"""What a build of a corpus did."""

from collections import Counter
from dataclasses import dataclass, field

from bookgenre.corpus.assemble.statistics import CorpusStatistics

__all__ = ["BuildReport"]


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Attributes
    ----------
    read
        Records of each source, in the order of the plan.
    rejected
        Rows and records rejected, by reason.
    boilerplate
        Records from which boilerplate was taken, by kind.
    repeated
        Sentences taken out wherever they stood because too many descriptions share them.
    exact, near
        Duplicates joined to another record: of the same text, and of nearly the same.
    useless
        Records that held nothing but repeated sentences.
    statistics
        Of what was written.
    unmapped
        Words that name no genre, by number of records.
    damaged
        Files that could not be read to their end, each as a sentence.
    recoded
        Lines by file that were not UTF-8.
    notes
        By file, sentences on how it was read: its format, which column was taken for what, what was mended.
    seconds
        How long it took.
    """

    statistics: CorpusStatistics
    read: list[int] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
    boilerplate: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    exact: int = 0
    near: int = 0
    useless: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)
    recoded: Counter[str] = field(default_factory=Counter)
    notes: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
