"""Blurbs to try the site with; all of them invented, and of no book that is known."""

from dataclasses import dataclass

__all__ = ["SAMPLES", "Sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A blurb that one click fills in; `key` is its name in an address, `label` what its button says."""

    key: str
    label: str
    title: str
    author: str
    description: str


SAMPLES = (
    Sample(
        "mystery",
        "A mystery",
        "The Keeper’s Tide",
        "Maud Penhallow",
        "When the lighthouse keeper of a storm-battered Cornish village is found drowned in a locked room, the new "
        "vicar, once a London detective, has three days before the supply boat returns to learn which of her "
        "parishioners killed him. Half the village is oddly keen that she should stop asking. The other half brings "
        "cake, and watches her eat it. As the tide rises over the causeway, she finds the keeper’s ledger, in which "
        "somebody has been paid every month for forty years to keep quiet.",
    ),
    Sample(
        "fantasy",
        "A fantasy",
        "The Salt Crown",
        "Ilse Varga",
        "Seventeen-year-old Neris can call the sea, a gift that the kings of the drowned coast have always burned. "
        "When the last dragon washes ashore beneath her village, she hides it in the salt mines and learns that it "
        "remembers the war that everyone else was made to forget. Hunted by the crown’s witch-finders, and by the "
        "prince who once taught her to swim, Neris must choose: drown a kingdom, or wear its crown.",
    ),
    Sample(
        "memoir",
        "A memoir",
        "Nine Kitchens",
        "Rosalind Achebe-Thorne",
        "Before she was thirty, Rosalind Achebe-Thorne had cooked in nine kitchens on three continents, been fired "
        "from four, and buried the grandmother who taught her to fry plantain. In this frank and funny memoir she "
        "writes of hunger and heat, of what it is to be the only Black woman on the line, of the year in which she "
        "stopped eating, and of the small restaurant in Lisbon that gave her back her appetite. With twenty recipes.",
    ),
    Sample(
        "business",
        "A business book",
        "Small Companies, Long Games",
        "Priya Raman and Jonas Lindqvist",
        "Most advice for founders is written for companies that want to be sold. This book is for those that want to "
        "last. Drawing on twelve years of interviews with the owners of firms of fewer than fifty people, from a "
        "Danish organ builder to a payroll bureau in Pune, two economists show how small companies set prices, keep "
        "good people and outlive their founders. Each chapter ends with questions to ask at your next board meeting.",
    ),
)
