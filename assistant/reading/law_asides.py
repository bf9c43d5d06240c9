"""Questions of law that a turn puts by the way, beside what it tells of the deal."""

import re

from assistant.reading.lists import pattern, words_file

OF_THE_DEAL = re.compile(  # "and why does it need a license?"
    r"(?i)\b(?:it|this|that|they|them|their|he|she|we|our|these|those|here|deal|order|shipment|buyer|customer"
    r"|client|parent"
    r"|owner|end[- ]user|outcome|result|answer|verdict|case)\b"
)
_BY_THE_WAY = re.compile(
    r"(?i)^\W*(?:and |but )?(?:by the way|btw|(?:a )?(?:quick|side|general|another|other|different) question|unrelated"
    r"|out of curiosity|just curious|in general|generally)\b\W*"
)


_RULE = (  # what the law's own words are called, where a place beside them is no destination
    r"(?:(?:the )?(?:ai )?diffusion(?: (?:rule|framework|tiers?|caps?))?|tiers?(?: (?:one|two|three|[123]))?"
    r"|the caps?\b|affiliates rule"
    r"|50 ?(?:%|percent|per cent) rule|country (?:groups?|caps?|allocations?)|(?:january|gain"
    r"|chip security|remote access)"
    r" (?:\d{4} )?(?:rule|act|bill)|(?:january|2026) (?:gate|policy)|foreign[- ]direct[- ]product rule"
    r"|fdp rule|de minimis"
    r"|is[- ]informed letters?|validated end[- ]user|data cent(?:er|re) veu)"
)
_OF_A_RULE = re.compile(
    rf"(?i)(?:^|[,;:.]\s*|\b)(?:what|which|who|when|why|how|was|were|is|are|did|does|do|has|have|isn['’]?t"
    rf"|wasn['’]?t|hasn['’]?t|didn['’]?t)\b"
    rf"[^.;!\n]{{0,80}}\b{_RULE}[^.;!\n]*\?\s*$"
    rf"|\b{_RULE}[^.;!\n]*,? (?:right|correct|no|isn['’]?t it|doesn['’]?t it|is it|yes|true)\s*\?+\s*$"
)
_DAY_SWITCH = re.compile(  # "and under the diffusion rule?": the deal on another day
    r"(?i)^\W*(?:(?:and|so|but|or|ok|what about|how about|what (?:was|is|would) it(?: be)?|how was it|was it)\b\W*)*"
    r"(?:under|during|in|before|after|by|with|on|at the time of)\b"
)
_SANCTION = re.compile(  # "and what is the fine if I get it wrong?"
    r"(?i)\b(?:what(?:['’]s| is| are| would be)?|how (?:high|big|much|bad|long)|is there|are there|can (?:i"
    r"|we|they)|do (?:i|we)|could (?:i|we))\b"
    r"[^.;!?\n]{0,40}\b(?:fines?|fined|penalt(?:y|ies)|punish\w*|prison|jail|jailed|prosecut\w+|criminal"
    r"|sanction for)\b[^.;!\n]*\?\s*$"
)


_IS_THERE = re.compile(  # "isn't there a January 2026 rule that allows that?"
    rf"(?i)\b(?:is|are|was|were)(?:n['’]t| not)? there (?:an?|any|some|no|the)?\s?(?:new |special "
    rf"|old )?(?:\w+ ){{0,2}}{_RULE}[^.;!\n]*\?\s*$"
)


_OF_A_PLACE = re.compile(  # "is Hong Kong treated as China?"
    r"(?i)^\W*(?:(?:and|but|so|ok|by the way|btw)\b\W*)*(?:is|are|was|were|does|do) (?!(?:it|they|this|that|he"
    r"|she|we|the (?:deal|order"
    r"|buyer|customer|destination))\b)[A-Z][\w .'’-]{1,30} (?:also |still |now |really |always )*(?:treated"
    r"|considered|counted|regarded"
    r"|seen|count(?:ed)?) (?:as|like|to be|under)\b[^.;!\n]*\?\s*$"
)
_CAP = re.compile(  # "isn't there a cap of 50,000 GPUs per country?"
    r"(?i)\b(?:is|are|was|were)(?:n['’]t| not)? there (?:an?|any|some|no|the)\s(?:\w+ )?(?:caps?|limits?"
    r"|quotas?|ceilings?|maximum|allocations?)\b[^.;!\n]*\?\s*$"
)


_RUNS_OUT = re.compile(  # "until when does their authorization run?"
    r"(?i)^\W*(?:(?:and|but|so|ok|also|then)\b\W*)*(?:(?:since|until|till|from) when|when"
    r"|how long)\b[^.;,!?\n]{0,50}\b(?:authori[sz]ations?|approvals?"
    r"|stays?|pauses?"
    r"|rules?|supplements?|listings?|exceptions?|relief|guidance|polic(?:y|ies)|exemptions?|suspensions?|truce"
    r"|moratorium)\b"
    r"[^.;!?\n]{0,30}\b(?:run|runs|end|ends|ended|expire|expires|expired|last|lasts|lapse|lapses|start|started|starts"
    r"|begin|began|begins|valid|hold|holds|take effect|took effect|come|came|good|over|in force"
    r"|effective)\b[^.;,!?\n]*\?*\W*$"
)


_OF_A_FILING = re.compile(  # "and how many days do we have to file EEI?"
    r"(?i)^\W*(?:(?:and|but|so|ok|also|then)\b\W*)*(?:what|which|how|when|who|do|does|must|where|is)\b[^.;,!?\n]{0,60}"
    r"\b(?:EEI|AES|ITN|destination control statement)\b[^.;,!?\n]*\?\s*$"
)


def asks_of_a_filing(text: str) -> bool:
    """Is it asked whether or when a filing is due?"""
    return _OF_A_FILING.match(text.rstrip(" .?!") + "?") is not None


def asks_of_a_cap(text: str) -> bool:
    """Is it asked whether the law has a cap?"""
    return _CAP.search(text) is not None


def asks_of_the_law(text: str) -> bool:
    """Does a turn within a deal ask of a rule itself, or of what breaking it costs ("was Brazil tier 2?")?"""
    if _SANCTION.search(text) or _RUNS_OUT.search(text) or _OF_A_FILING.match(text):
        return True
    if _IS_THERE.search(text) or _OF_A_PLACE.search(text):
        return True
    return _OF_A_RULE.search(text) is not None and not _DAY_SWITCH.match(text) and not OF_THE_DEAL.search(text)


def law_asides(text: str) -> tuple[str, ...]:
    """The sentences that ask of the law by the way; none where the text says nothing else."""
    pieces = [piece for piece in re.split(r"(?<=[.?!])\s+", text) if re.search(r"\w", piece)]
    asides = tuple(piece for piece in pieces if _is_aside(piece))
    return asides if len(asides) < len(pieces) else ()


def _is_aside(piece: str) -> bool:
    lead = _BY_THE_WAY.match(piece)
    if lead is None or not piece.rstrip().endswith("?") or OF_THE_DEAL.search(piece[lead.end() :]):
        return False
    told = words_file("kinds.yaml")
    return any(pattern(told[key]).search(piece) for key in ("law_words", "strict_law"))
