"""What surrounds a description in e-mails, letters, chats and requests."""

from collections import Counter

import pytest

from bookgenre.text.cleaning import clean_text
from bookgenre.text.leftovers import KINDS, drop_boilerplate
from bookgenre.text.messages import MESSAGE_KINDS, one_message

STORY = "Anne is the mother of six, and tired."
HEADERS = "From: Ada Wren <ada@example.org>\nDate: Tue, 3 Mar 2026 at 10:14\nSubject: Fwd: blurb\nTo: Ben Roe\n\n\n"
AROUND = {
    "an e-mail": [
        f"From: Ada Wren\nSent: Monday, May 3, 2019 10:00 AM\nTo: Ben Roe\nSubject: RE: blurb\n\n{STORY}",
        f"---------- Forwarded message ---------\n{HEADERS}{STORY}",
        f"Begin forwarded message:\n\n{HEADERS}{STORY}",
        f"-----Original Message-----\n{HEADERS}{STORY}",
        f"{STORY}\n\n---------- Forwarded message ---------\n{HEADERS}",
        f"On Mon, May 3, 2019 at 10:00 AM Ada Wren wrote:\n{STORY}",
        f"Von: Ada Wren\nGesendet: Montag, 3. M\u00e4rz 2026 10:14\nAn: Ben Roe\nBetreff: Klappentext\n\n{STORY}",
        f"De : Ada Wren\nEnvoy\u00e9 : lundi 3 mars 2026\n\u00c0 : Ben Roe\nObjet : texte\n\n{STORY}",
        f"{STORY}\n\nSent from my iPhone",
        f"{STORY}\n--\nAda Wren\nVampire Press",
    ],
    "a greeting or a closing": [
        f"Hi Ben,\n\n{STORY}",
        f"Good morning all!\n{STORY}",
        f"FYI\n{STORY}",
        f"{STORY}\n\nThanks,\nAda\n\nP.S. The vampire book is late.",
        f"{STORY}\n\nBest regards\nAda Wren\nThis e-mail is confidential. Delete it at once.",
        f"{STORY}\n\nKind regards,\nAda\nDragon Press Ltd, registered in England no. 1234.",
        f"Dear Ms Roe,\n\n{STORY}\n\nKind regards,\nAda Wren\nVampire Press\n+1 555 010 2233",
        f"{STORY}\n\nThanks so much!\nAda",
        f"{STORY}\n\nBest,\nAda Wren",
    ],
    "the start of a chat message": [
        f"[03/03/2026, 10:14:22] Ada Wren: {STORY}",
        f"3/3/26, 10:14 AM - Ada: {STORY}",
        f"Ada Wren 10:14 AM\n{STORY}",
    ],
    "a request": [
        f"What genre is this book?\n\n{STORY}",
        f"Please classify the following book description into genres:\n{STORY}",
        f"Can you suggest BISAC categories for my novel? {STORY}",
        f"{STORY}\n\nWhich genre does this belong to?",
        f"Please find the description of my book below.\n{STORY}",
    ],
    "a chatbot's words": [
        f"Sure! Here is a blurb for your book:\n\n{STORY}",
        f"Here\u2019s a revised version: {STORY}",
        f"Here is my description.\n{STORY}",
        f"{STORY}\n\nLet me know if you'd like me to adjust the tone!",
    ],
}


def test_every_kind_is_shown_and_taken_out_with_the_other_boilerplate():
    assert set(AROUND) == {kind for kind, _, _ in MESSAGE_KINDS} <= {kind.kind for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in AROUND.items() for text in texts], ids=lambda text: text[:50]
)
def test_only_the_description_is_left_of_a_message(kind, text):
    assert clean_text(text) == STORY
    found = Counter()
    drop_boilerplate(text, found)
    assert found[kind] == 1


def test_all_of_a_letter_goes_at_once():
    text = f"Hi Ben,\n\nPlease find the blurb below.\n\nSynopsis:\n{STORY}\n\nMany thanks,\nAda\n\nSent from my iPad"
    assert clean_text(text) == STORY


# An odd number: half of it is not the other half.
LONG = f"{STORY} " * 7
ASKED = "Could you send me the blurb? The dragon fantasy with the vampires was lovely."


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\n\nOn Mon, Mar 3, 2026 at 10:12 AM Jane <j@example.org> wrote:\n> {ASKED}\n>\n> Jane",
        f"Hi Jane,\n{LONG}\n\nThanks,\nAda\n\n-----Original Message-----\n{HEADERS}{ASKED}",
        f"{LONG}\n\n________________________________\n{HEADERS}{ASKED}",
        f"Here it is, let me know what you think.\n\n---------- Forwarded message ---------\n{HEADERS}{LONG}",
        f"Hi Bo, see below.\n________________________________\n{HEADERS.replace('Date', 'Sent')}{LONG}",
        f"{LONG}\n\nOn Mon, 3 Mar 2026 Jane Doe wrote:\n{ASKED}",
    ],
)
def test_of_a_thread_the_mail_with_the_description_is_left(text):
    assert clean_text(text) == LONG.strip()


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\nOn the wall of the cell in Berlin somebody wrote:\nThe dragon fantasy comes at night.",
        f"A spaceship.\nFrom: Captain Ruiz\nDate: 3 March 2081, 10:15\nTo: Earth\nSubject: Last words\n{LONG}",
        f"{LONG}\nFrom: the dead\nTo: the living\nSubject: revenge",
        f"On 3 March 2026 at 10:12 Jane wrote:\n{LONG}",
        f"{LONG}\nOn 14 June 2016, the night before she vanished, Clara wrote:\nDo not look for me.\nThe dragon did.",
        f"{LONG}\nFrom: Captain Ruiz\nTo: Earth\nDate: 3 March 2081\nSubject: Last words\nThe aliens are inside.",
    ],
)
def test_a_text_that_is_no_thread_is_whole(text):
    assert one_message(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "To: my sister. I never wrote: until now.",
        "Here is a description of the killer: tall, kind, dead.",
        # A novel in letters says so.
        "Dear Anne,\nthe harvest failed, and your brother is gone to sea.\nYour loving mother",
        "Hello, Moon!\nA bear looks for the moon.",
        "What category of storm is this? Ada has ten minutes to decide.",
        "Which of them did this is the question.\nThe genre of a letter was never in doubt.",
        "The forwarded message: come home, and bring the gun.",
        "Berlin, 23:45\nThe bomb is under the stage.",
        "He wakes at 10:14, and the city is empty.",
        "Best friends, best enemies.\nThanks to a letter, Ada knows which.",
        "She needs a job.\nThank you, next, says Berlin.",
        "Please find my daughter. She is below the ice.",
    ],
)
def test_words_of_a_story_are_kept(text):
    found = Counter()
    assert drop_boilerplate(text, found) == text
    assert not found
