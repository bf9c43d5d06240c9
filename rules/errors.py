"""Errors of the rule base.

RulesError
├── BadFact          a fact that contradicts another or has no unit; names the field
├── LawNotModelled   a date before the first modelled day
└── BadLawFile       a YAML file of the law with a gap, an overlap, an unknown key, no cite
"""


class RulesError(Exception):
    """Anything the rule base refuses, in one sentence fit to be shown."""


class BadFact(RulesError):
    """`field`: what was found and what was expected."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class LawNotModelled(RulesError):
    """The law of this day is not in the rule base."""


class BadLawFile(RulesError):
    """A file of the law cannot be loaded; names file and key."""
