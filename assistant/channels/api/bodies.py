"""What the requests hold. Facts stay as they were sent: what they mean is read where `check` reads them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.ask import LONGEST

Day = Annotated[
    str, Field(description="A day such as 2026-11-25.", examples=["2026-11-25"], json_schema_extra={"format": "date"})
]
Written = Annotated[str, Field(max_length=LONGEST)]
FactsSent = Annotated[dict[str, Any], Field(description="As GET /v1/facts says.")]


class Body(BaseModel):
    """An unknown key is an error that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ask(Body):
    """One turn."""

    question: Annotated[str, Field(max_length=LONGEST, description="A deal or a question of law, in plain words.")]
    as_of: Day | None = None
    thread: Annotated[str | None, Field(min_length=1, max_length=100, description="Goes on with a conversation.")] = (
        None
    )


class Check(Body):
    """Facts of one transaction; the day may also stand in them."""

    facts: FactsSent
    as_of: Day | None = None
    record: Annotated[bool, Field(description="Keeps the verdict as a record.")] = False


class Screen(Body):
    """One party."""

    name: Annotated[str, Field(min_length=1, max_length=500)]
    type: Annotated[str | None, Field(description="Entity or Individual, where it is known.")] = None
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, such as CN.")] = None
    as_of: Day | None = None


class Search(Body):
    """What to look for, or a citation."""

    query: Annotated[str, Field(max_length=LONGEST)]
    k: Annotated[int, Field(ge=1, le=1000, description="How many, best first.")] = 10
    as_of: Day | None = None


class Replay(Body):
    """One deal under the law of every day."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True, validate_by_name=False)

    facts: FactsSent
    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None
    as_of: Day | None = None


class Hold(Body):
    """An order that waits for a signed answer on its facts."""

    order: Annotated[str, Field(min_length=1, max_length=200, description="The order's name, such as PO-5512.")]
    facts: FactsSent
    as_of: Day | None = None


class Note(Body):
    """What an officer writes to a signature."""

    note: Written = ""


class Reason(Body):
    """Why, for the file."""

    reason: Written


class Keep(Reason):
    """A legal hold."""

    until: Annotated[Day | None, Field(description="Its last day, if there is one; a past day lifts the hold.")] = None


class Overrule(Reason):
    """The outcome that shall count."""

    outcome: str
    policy: Annotated[str | None, Field(description="The review policy: how an application is viewed.")] = None


class SendBack(Body):
    """What is still to be answered."""

    question: Written


class Assign(Body):
    """The officer who takes it."""

    user: Annotated[str, Field(min_length=1, max_length=200)]


class Nothing(Body):
    """An empty object."""


class Settle(Body):
    """Whether a party is a listed one."""

    name: Annotated[str, Field(min_length=1, max_length=500)]
    entry_id: Annotated[str, Field(min_length=1, max_length=200, description="As a Hit has it.")]
    same: bool
    reason: Written
    until: Annotated[Day | None, Field(description="The last day on which it holds.")] = None
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, such as CN.")] = None


class Position(Reason):
    """The reading of the law that the company follows."""

    reading: Annotated[str, Field(description="codified or announced; the latter takes two officers.")]


class Rule(Reason):
    """A rule of the company's own, which only tightens."""

    name: Written
    when: Annotated[
        dict[str, list[Any]],
        Field(description="Facts as GET /v1/facts names them, each with the values for which the rule applies."),
    ]
    outcome: Annotated[str, Field(description="What an answer becomes where the rule applies and asks for more.")]
    review_policy: Annotated[str | None, Field(description="Goes with license_required.")] = None
    text: Annotated[Written, Field(description="What answers cite.")]
    effective_from: Annotated[Day | None, Field(description="The first day, today if left out.")] = None
    effective_to: Annotated[Day | None, Field(description="The last day, if there is one.")] = None


class Problem(BaseModel):
    """What is wrong: one sentence, and the field that it is about."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
