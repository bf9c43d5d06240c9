"""One verdict and one answer made by hand, so that a change of the law changes no rendering."""

from __future__ import annotations

import datetime as dt

from assistant.answer import Answer, Citation, Grounding
from rules.proof import (
    Assumption,
    ExceptionFound,
    LawState,
    LawWarning,
    ListState,
    Option,
    Question,
    Reading,
    RedFlagFound,
    Verdict,
)

DAY = dt.date(2026, 10, 5)
A1 = "15 CFR Part 774, Supp. No. 1, ECCN 3A090.a.1"
B1 = "15 CFR Part 774, Supp. No. 1, ECCN 3A090.b.1"
SEAT = "15 CFR 744.23(a)(3)(i)(A)"

QUESTION = Question(
    fact="parties[0].headquarters",
    also=("parties[0].ultimate_parent.headquarters",),
    decides="outcome",
    text="Is the buyer headquartered in Macau or D:5?",
    why=f"The seat decides ({SEAT}).",
    options=(
        Option(
            label="No, in Uruguay",
            value="UY",
            sets={"parties[0].headquarters": "UY", "parties[0].ultimate_parent.headquarters": "UY"},
            outcome="no_license_required",
            review_policy=None,
        ),
        Option(
            label="Yes, in China",
            value="CN",
            sets={"parties[0].headquarters": "CN"},
            outcome="license_required",
            review_policy="presumption_of_denial",
        ),
    ),
    if_yes="license_required",
    if_no="no_license_required",
)
VERDICT = Verdict(
    outcome="needs_facts",
    eccn="4A090.b",
    computed={
        "tpp": 3040,
        "performance_density": 4.75,
        "arithmetic": {"tpp": "380 x 8 = 3,040 (INT8, dense)", "performance_density": "3,040 / 640 = 4.75"},
        "distances": {
            "eccn_3a090.a.tpp_alone": {"line": 4800, "cite": A1, "by": -1760},
            "eccn_3a090.b.tpp_from": {"line": 2400, "cite": B1, "by": 640},
        },
    },
    license_required=None,
    review_policy=None,
    exceptions=(
        ExceptionFound(
            code="NAC", available=None, conditions=("notice 25 days before",), citations=("15 CFR 740.8(c)",)
        ),
    ),
    reasons=(
        {
            "rule": "part_774.eccn_3a090.b",
            "question": "Is the chip described in ECCN 3A090.b?",
            "holds": True,
            "used": {"item.tpp": 3040},
            "figures": {"eccn_3a090.b.tpp_from": {"value": 2400, "cite": B1}},
            "follows": "the card is 4A090.b",
            "cites": [B1],
        },
        {
            "rule": "part_744.advanced_computing.b_items",
            "question": "Is it for an entity headquartered in Macau or D:5?",
            "holds": None,
            "used": {"parties[0].headquarters": None},
            "figures": {},
            "follows": "a license is required",
            "cites": [SEAT],
        },
    ),
    missing=("parties[0].headquarters",),
    possible_outcomes=("license_required", "no_license_required"),
    assumptions=(
        Assumption(fact="end_uses", value=["civil"], basis="nobody said otherwise", otherwise=("license_required",)),
    ),
    red_flags=(RedFlagFound(id="1", text="red flag 1, open <b>", citations=("15 CFR Part 732, Supp. No. 3",)),),
    readings=(
        Reading(
            id="codified",
            basis="15 CFR 742.6(a)(6)(iii)(A)",
            outcome="needs_facts",
            license_required=None,
            review_policy=None,
            followed=True,
            citations=("15 CFR 742.6(a)(6)(iii)(A)",),
        ),
        Reading(
            id="announced",
            basis="BIS, 2025-05-13",
            outcome="no_license_required",
            license_required=False,
            review_policy=None,
            followed=False,
            citations=(),
        ),
    ),
    as_of=DAY,
    questions=(QUESTION,),
    law=LawState(
        rule_base="2026.10.1",
        verified_through=dt.date(2026, 9, 24),
        gap_days=11,
        state="fresh",
        stale=False,
        warnings=(
            LawWarning(id="valid_until", text="From this day on the verdict can change by itself."),
            LawWarning(id="list_age", text="The party list at hand is of 2026-07-31, 66 days old."),
        ),
        lists=(ListState(id="consolidated_screening_list", date=dt.date(2026, 7, 31), age_days=66, entries=2),),
    ),
    parties_screened=(),
    valid_until=dt.date(2027, 3, 23),
    next_steps=("Answer the questions; until then nothing is cleared.",),
)
FACTS = {
    "item": {"form": "card", "tpp": 3040, "applicable_die_area_mm2": 640, "process_nonplanar": True},
    "quantity": 12,
    "destination": "UY",
    "parties": [{"name": "Ostra <img src=x>", "roles": ["ultimate_consignee"], "location": "UY"}],
    "words": {"quantity": {"text": "a dozen", "start": 4, "end": 11, "status": "stated"}},
}
ANSWER = Answer(
    kind="verdict",
    answer="Not decided yet [1]. The seat decides [2].",
    as_of=DAY,
    facts=FACTS,
    verdict=VERDICT,
    citations=(
        Citation(
            cite=B1,
            title="TPP of 2,400 or more",
            passage="The passage, in our words.",
            url="https://www.ecfr.gov/current/title-15",
            source="digest",
            effective_from=dt.date(2023, 11, 17),
            effective_to=None,
            sha256="0" * 64,
        ),
        Citation(
            cite=SEAT,
            title="Headquarters",
            passage="Another <script>alert(1)</script> passage.",
            url="javascript:alert(1)",
            source="company",
            effective_from=dt.date(2023, 11, 17),
            effective_to=dt.date(2026, 1, 14),
            sha256="1" * 64,
        ),
    ),
    questions=(QUESTION,),
    deals=(),
    law=VERDICT.law,
    grounding=Grounding(),
)
