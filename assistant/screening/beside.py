"""What people write beside a name and what is no part of it: a town, a branch, a department, a form of address.

The rest is a reading of its own that counts for less than the whole: "Kriogenmash OAO - Doha" is read as
"kriogenmash" too. Nothing is taken off where only plain words would be left: "Bank of Moscow" is no "bank".
"""

from assistant.screening import names
from assistant.screening.rarity import is_plain, places
from assistant.screening.word_set import word_set

LONGEST_PLACE = 4  # words
ADDRESSED = word_set("messrs mssrs prof professor col colonel capt captain lt lieutenant maj gen hon sir haji hajji ms")
DEPARTMENT = names.PART_OF_FIRM | word_set(
    "department procurement purchasing accounts accounting reception warehouse head"
)


def kind_told(name: str) -> str | None:
    """What the name itself says of its bearer: a company where it carries a company form."""
    held = {word.strip(",()").replace(".", "").lower() for word in name.split()}
    return None if held.isdisjoint(names.LEGAL) else "Entity"


def alone(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without what stands beside the name; all of them where nothing that tells would be left."""
    left = words
    while len(left) > 1 and (taken := _at_start(left)):
        left = left[taken:]
    while len(left) > 1 and (taken := _at_end(left)):
        left = left[:-taken]
    return words if all(map(is_plain, left)) else left


def _at_start(words: tuple[str, ...]) -> int:
    if words[:2] == ("m", "s"):  # "M/s"
        return 2
    return int(words[0] in ADDRESSED or words[0] in DEPARTMENT)


def _at_end(words: tuple[str, ...]) -> int:
    if words[-1] in DEPARTMENT:
        return 1
    return next((many for many in range(LONGEST_PLACE, 0, -1) if " ".join(words[-many:]) in places()), 0)
