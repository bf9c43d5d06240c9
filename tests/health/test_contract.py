"""The models have the contract's fields, no more and no fewer."""

from __future__ import annotations

from assistant.answer import Answer, Citation, DealAnswer
from rules.proof import Assumption, ExceptionFound, LawState, Option, Question, Reading, Verdict

FIELDS = {
    Answer: "kind answer as_of facts verdict citations questions deals law grounding proposals id record",
    DealAnswer: "label as_of facts verdict questions",
    Citation: "cite title passage url source effective_from effective_to sha256 beside note",
    Verdict: "outcome eccn computed license_required review_policy exceptions reasons missing possible_outcomes "
    "assumptions red_flags readings as_of questions law parties_screened valid_until next_steps house",
    Question: "fact decides text why options also if_yes if_no",
    Option: "label value sets outcome review_policy",
    Reading: "id basis outcome license_required review_policy followed citations",
    Assumption: "fact value basis otherwise",
    ExceptionFound: "code available conditions citations",
    LawState: "rule_base verified_through gap_days state stale warnings lists",
}


def test_models_have_the_fields_of_the_contract() -> None:
    for model, names in FIELDS.items():
        assert set(model.model_fields) == set(names.split()), model.__name__
