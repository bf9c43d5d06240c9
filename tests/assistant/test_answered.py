"""Words that choose an option: a yes with anything unread, doubtful or denied in it is none."""

from __future__ import annotations

import pytest

from assistant.answered import reply

QUESTION = {
    "fact": "nac.number",
    "text": "Is there a NAC number?",
    "options": [{"label": "Yes", "sets": {"nac": "yes"}}, {"label": "No", "sets": {"nac": "no"}}],
}


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("yes", "yes"),
        ("Yes, they confirmed in writing.", "yes"),
        ("no", "no"),
        ("No, not yet", "no"),
        ("Confirmed, not yet", None),
        ("right, it is not", None),
        ("correct, they have not", None),
        ("right now", None),
        ("yes, but maybe", None),
    ],
)
def test_only_a_plain_yes_or_no_chooses(words: str, chosen: str | None) -> None:
    found = reply(words, [QUESTION])
    assert (found and found.sets.get("nac")) == chosen
