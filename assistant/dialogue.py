"""A turn after others: a change to the facts (correct, suppose, answer, switch the day), or a new deal.

A turn copies the last deal and moves the facts that its words name: "and for Japan?" moves the destination and
what hangs on it. `changed` lists the paths that are other than before.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant import forward
from assistant.answered import Reply, is_bare, reply
from assistant.between import with_the_distributor
from assistant.by_item import FRESH
from assistant.catalogue import catalogue, facts_for
from assistant.completed import completed, in_own_words
from assistant.earlier import Meant, Spoken, meant
from assistant.later_facts import later_facts, with_all_flags
from assistant.later_parties import main_party, says_who, which_nation
from assistant.pointing import asked_of_the_deal, asked_of_the_law, of_another_place, of_that_rule, says_nothing_itself
from assistant.reading.items import is_generic
from assistant.reading.left_over import left_out
from assistant.reading.listing_asked import names_asked
from assistant.reading.of_the_desk import asked_of_the_desk
from assistant.reading.openings import opening
from assistant.reading.understand import understand
from assistant.reading.understood import DealRead, Understood
from assistant.restate import with_facts
from assistant.retold import without_middle
from assistant.short_forms import ONLY_A_NUMBER
from assistant.slips import in_their_words, mended
from assistant.told_briefly import asks_of_today, goes_back_to_today, swapped

CHANGE = re.compile(
    r"(?i)^\W*(?:and\b|or\b|but\b|what (?:if|about)|how about|if\b|suppose|sorry|correction|oops|wait|"
    r"actually|no[, ]|not\b|yes\b|instead|then\b|ok and|same\b|make (?:it|that)|"
    r"i meant?|change|replace|now\b|it'?s\b|it is\b|they\b|both\b|the (?:buyer|customer|parent|end user|"
    r"tenant|owner)|und\b|y\b|et\b)|\binstead\b|\bsame (?:deal|buyer|customer)\b|\bthe same\b"
)
WHY = re.compile(
    rf"(?i){opening()}(?:why(?: (?:is (?:that|this|it)|so|not|that|this|"
    r"on earth))?|how (?:come|so)"
    r"|explain(?: (?:that|this|it|please|yourself))*|what(?:['’]s| is) the (?:reason|reasoning|basis)|"
    r"on what (?:basis|grounds?)"
    r"|why (?:is|was|are|would|does|do)?\s*(?:it|that|this|they|we|the deal)?\s*(?:be )?(?:not )?(?:ok|okay|fine"
    r"|allowed"
    r"|legal|lawful|permitted|possible|clear(?:ed)?|blocked|forbidden|denied|a problem"
    r"|(?:need(?:ed)?|requir\w+)(?: (?:a|the) licen[cs]e)?)"
    r"|why (?:was|is|were|are|did|has|had|does) (?:it|that|this|they|the (?:deal|order|answer|result|outcome|verdict))"
    r"(?: (?:now|not|still|be|become|been|blocked|held|stopped|refused|different|change[d]?|move[d]?|ok|okay"
    r"|on hold|before|then"
    r"|open|cleared|denied|so|strict|earlier|first|at first|again)){1,4}"
    r"|why (?:do|are|would|did) you (?:need|ask|asking|want|care|insist)\b[^.;!\n]{0,60}"
    r"|why (?:does|do|did|is|are|was|were|would|does[n]['’]t|is[n]['’]t) (?:the |our )?(?:first|second|third"
    r"|other|last|former|latter|one)\b[^?!.,;:]{0,90}"
    r"|why (?:does|do|did|is|are|was|were|would)\s+(?:need|require|not|be)\b[^?!.,;:]{0,60}\b(?:the (?:first"
    r"|second|third|other|last)|(?:does|is|did)(?:n['’]t| not))\b[^?!.,;:]{0,30}"
    r"|why the difference|what(?:['’]s| is) the difference(?: (?:then|here|between (?:them|the two|those)))?"
    r"|what(?:['’]s| is) the (?:rule|law|provision|paragraph|section)(?:s)? (?:for|on|behind|about) (?:that|this|it)"
    r"|says who|(?:show|give) (?:me |us )?the (?:proof|reasons?|reasoning)|"
    r"(?:(?:under|in|by|per|from) )?(?:which|what) (?:exact |licen[cs]e )?(?:exceptions?|paragraphs?|sections?"
    r"|provisions?|rules?"
    r"|articles?|clauses?|cites?"
    r"|citations?|parts?|legal basis|law)"
    r"(?: (?:is|are|was|would|be|does|do|did|says?|said|applies|apply|requires?|forbids?|decides?|makes?|covers?"
    r"|it|that"
    r"|this|so|the|a"
    r"|license|licence|exception|here|exactly|please|from|of|in|you|rely|on|behind|for|say|come|comes|stand|stands"
    r"|mean|means|answer|result))*"
    r"|where (?:does|is|did) (?:it|that|this) (?:say|stand|come from|stated|written)(?: (?:so|that|this))?"
    r"|(?:can|could|would) you (?:please )?(?:cite|quote|name) (?:the |a )?(?:paragraph|section|provision"
    r"|rule|source)s?|"
    r"warum|wieso|por qué|pourquoi|为什么|なぜ)\W*$"
)


_ROLE = (
    r"(?:(?:the|our|their|its|his|this|that) )?(?:(?:ultimate|final|end|actual) )?(?:buyers?|customers?|clients?"
    r"|consignees?"
    r"|end[- ]?users?|users?|parents?|owners?|companies|company|firms?|seat|headquarters|hq|destination|quantity"
    r"|end[- ]use|use"
    r"|item|order|deal|parties|party|route|forwarder|goods)"
)
_ASKS_WHETHER = re.compile(  # "does that change anything?"
    rf"(?i){opening('then')}(?:(?:does|would|did|will) (?:that|this|it)(?: \w+)? (?:change|matter|affect|alter"
    r"|make)(?: (?!(?:if|when|where|for|with|to|under|in case|once)\b)[a-z]+){0,4}"
    r"|is (?:that|this|it)(?: \w+)? (?:a problem|an issue|relevant|ok|okay|fine|bad|good|enough|allowed"
    r"|legal)(?: \w+){0,2}"
    r"|(?:can|may|could|should) (?:we|i) (?:ship|sell|export|send|deliver|go ahead|proceed)(?: (?:it|them|now|then"
    r"|this))*)"
    r"\s*\?*\W*$"
)
ASKS_BACK = re.compile(  # "did they say who the end user is?": of what the deal holds, and nothing is told by it
    rf"(?i){opening()}"
    rf"(?:(?:did|do|does|have|has) (?:they|he|she|we|you|i|sales|anybody|anyone|{_ROLE}) (?:ever |also "
    rf"|already )?(?:say|said|tell"
    rf"|told|mention(?:ed)?|confirm(?:ed)?|know|state[d]?|specif(?:y|ied)|name[d]?)(?: (?:us|me|you|anything"
    rf"|something|it|that))?"
    rf"(?: (?:about|on|in writing))?\s*(?:(?:who|what|where|which|how many|if|whether)\b)?"
    rf"|(?:which|what) (?:party )?(?:lists?|list date) (?:did|do|have|was|were) (?:you|it|this)? ?(?:use[ds]?"
    rf"|check(?:ed)?|screen(?:ed)?)(?: against)?"
    rf"|(?:who|what|where|which|how many)(?:['’]s)?)"
    rf"(?:\s+(?:is|are|was|were|would be|it|that|this|again|and|or|for|of|they|he|she|sits?|based|located"
    rf"|owns?|then|now"
    rf"|(?:the |their |its )?(?:(?:licen[cs]e|licensing|review) )?(?:policy|outcome|result|verdict|status|eccn"
    rf"|classification|tpp|performance density|class)"
    rf"|(?:that|this|the|of|its) (?:thing|chip|card|gpu|box|system|board)|by the way|btw"
    rf"|{_ROLE}))*(?: (?:according to|from|in|as) (?:you|your|what|we|i)(?: \w+){{0,3}})?\s*\W*$"
)


_ASKS_BY_ITS_WORDS = re.compile(  # "and how long does that take"
    rf"(?i){opening('then', 'also')}(?:how (?:long|much|many|do|does|is|are)|when|who|whom|whose|since when|until when"
    r"|what (?:is|are|does|do|papers?|documents?|happens)|which)\b"
)


@dataclass(frozen=True, slots=True)
class _Left:
    """A turn that nothing goes on about any more; it keeps the numbers of the turns behind it."""

    facts: Mapping[str, Any] = field(default_factory=dict)


def _since_anew(history: Sequence[Spoken]) -> Sequence[Spoken]:
    """The turns, those before the last "start over" without a word."""
    anew = [at for at, one in enumerate(history) if asked_of_the_desk(str(getattr(one, "question", ""))) == "anew"]
    return [_Left()] * (anew[-1] + 1) + list(history[anew[-1] + 1 :]) if anew else history


def next_turn(text: str, *, as_of: date, history: Sequence[Spoken] = ()) -> Understood:
    """The turn as read after those before it; without an earlier deal it stands alone."""
    history = _since_anew(history)
    said = [str(getattr(one, "question", "")) for one in history]
    if (again := mended(text, said)) is not None and not _is_swapped(text, history[-1]):
        read = next_turn(again, as_of=as_of, history=history[:-1])
        return _against(in_their_words(read, text, said[-1], len(history)), _deal(history[-1]), _deal(history[-1]))
    if history and _answer(history[-1]).get("kind") == "explanation" and (asked := of_another_place(text, said[-1])):
        return Understood("law", law_questions=(asked,))
    spoken = meant(text, history)
    if spoken is None:
        return _first(text, as_of=as_of, history=history)
    base = _deal(spoken.deal.told)
    if (named := _listing_of_the_party(text, base)) is not None:
        return named
    read = _read(spoken.text, spoken, base, as_of=as_of, history=history)
    if spoken.deal is not spoken.before:
        read = _against(read, _deal(spoken.before.told), base)
    if read.kind == "law" or read.out_of_scope == "other" or _asks_only(read, text):
        read = _pointing(read, text, base, history, as_of)
    if read.kind == "law" and read.law_questions == (text.strip(),):
        return read
    if read.kind not in {"deal", "nothing", "law"} or read.fresh or spoken.before.verdict is None:
        return read
    return replace(read, before={"facts": spoken.before.facts, "verdict": spoken.before.verdict})


_THE_PARTY = re.compile(
    r"(?i)\b(?:it|they|he|she|(?:the|that|this) (?:buyer|customer|company|firm|consignee|end[- ]user|entity|one))\b"
)


def _listing_of_the_party(text: str, base: DealRead) -> Understood | None:
    """ "Since when has it been on the list?" of the one party that was named; None where anything else is asked."""
    names = {str(party["name"]) for party in base.facts.get("parties") or () if party.get("name")}
    if len(names) != 1 or not _ASKS_BY_ITS_WORDS.match(text) or names_asked(text):
        return None
    name = names.pop()
    put_in = _THE_PARTY.sub(lambda _: name, text, count=1)
    asked = names_asked(put_in)
    return Understood("law", law_questions=(put_in,), listings=asked) if asked else None


def _answer(turn: Spoken) -> Mapping[str, Any]:
    """What was answered to the turn; empty where it is not kept."""
    return getattr(turn, "answer", None) or {}


def _asks_only(read: Understood, text: str) -> bool:
    """ "And how long does that take?": a question that was read as a deal and tells nothing of one."""
    if read.kind != "deal" or read.changed or not (text.rstrip().endswith("?") or _ASKS_BY_ITS_WORDS.match(text)):
        return False
    if any(deal.as_of or deal.during for deal in read.deals):
        return False
    return not (WHY.search(text) or _ASKS_WHETHER.match(text) or ASKS_BACK.search(text) or forward.is_asked(text))


def _pointing(read: Understood, text: str, base: DealRead, history: Sequence[Spoken], as_of: date) -> Understood:
    """A question that leans on the deal: of the law with the deal put in, or of nothing but the deal."""
    said = "\n".join(str(getattr(one, "question", "")) for one in history)
    told = (str(getattr(one, "question", "")) for one in reversed(history) if _answer(one).get("kind") == "explanation")
    law = next(told, "")
    of_the_law = read.kind == "law"
    if read.listings or (of_the_law and len(read.law_questions) > 1):
        return read
    item = str((base.words.get("item.name") or {}).get("text", ""))
    asked = asked_of_the_deal(text, base.facts, item, as_of, of_the_law=of_the_law)
    if asked is not None:
        return Understood("law", law_questions=(asked,), language=read.language)
    if read.kind == "deal":
        plain = asked_of_the_law(text, as_of) or of_that_rule(text, law, as_of)
        return read if plain is None else Understood("law", law_questions=(plain,), language=read.language)
    if read.kind == "out_of_scope" and (both := of_that_rule(text, law, as_of)) is not None:
        return Understood("law", law_questions=(both,), language=read.language)
    lost = read.kind == "out_of_scope" and says_nothing_itself(text, said)
    return _returned(base, base) if lost else read


def _is_swapped(text: str, last: Spoken) -> bool:
    """Does a fact hold the word that is put right, so that it takes the other?"""
    return swapped(_plain(last.facts), last.facts.get("words") or {}, text) is not None


def _first(text: str, *, as_of: date, history: Sequence[Spoken]) -> Understood:
    """A turn before which no deal was told; what the last turn said of one fills what this one leaves out."""
    read = understand(text, as_of=as_of)
    answer: Mapping[str, Any] = (getattr(history[-1], "answer", None) or {}) if history else {}
    lead = str(getattr(history[-1], "question", "")) if history else ""
    if (
        read.kind not in {"deal", "out_of_scope"}
        or len(read.deals) > 1
        or answer.get("kind") not in {"clarification", "out_of_scope"}
    ):
        return read
    told = read.deals[0] if read.deals else DealRead("", {}, {})
    if "item" in told.facts and _says_where(told):
        return read
    both = understand(f"{lead}\n{text}", as_of=as_of)
    gap = len(lead) + 1
    if both.kind != "deal" or len(both.deals) != 1 or not set(both.deals[0].facts) > set(told.facts):
        return read
    words = {path: _in_turn(word, gap, len(history)) for path, word in both.deals[0].words.items()}
    return replace(both, deals=(replace(both.deals[0], words=words),))


def _in_turn(word: dict[str, Any], gap: int, turn: int) -> dict[str, Any]:
    """The place of a word within the one of two turns that said it."""
    if int(word["start"]) < gap:
        return {**word, "end": min(int(word["end"]), gap - 1), "turn": turn - 1}
    return {**word, "start": int(word["start"]) - gap, "end": int(word["end"]) - gap, "turn": turn}


def _of_owner(base: DealRead, history: Sequence[Spoken]) -> str:
    """The words of the turn that told who is at the top of the owners."""
    word = base.words.get("parties[0].ultimate_parent.headquarters") or {}
    turn = int(word.get("turn", 0))
    return str(getattr(history[turn], "question", "")) if word and turn < len(history) else ""


def _countries(history: Sequence[Spoken]) -> frozenset[str]:
    """The countries that the deals of the conversation named."""
    codes: set[str] = set()
    for one in history:
        codes |= {str(value) for path, value in _flat("", _plain(one.facts)) if path.rpartition(".")[2] in _COUNTRY}
    return frozenset(codes)


_ELLIPTIC = re.compile(
    rf"(?i){opening('or', 'then', 'what about', 'how about')}(?:to|by|of|in|at) (?!.*\b(?:if|owned"
    rf"|belong\w*)\b)[^.;]{{3,40}}\?\s*$"
)


def _lead(history: Sequence[Spoken]) -> str:
    """The words of the last turn that says itself what it is about: "and to a fund?" leans on the one before."""
    said = [str(getattr(one, "question", "")) for one in history]
    for text in reversed(said):
        if _ELLIPTIC.match(text) is None and ONLY_A_NUMBER.match(text) is None:
            return text
    return said[-1]


_COUNTRY = {"destination", "location", "headquarters"}


def _read(text: str, spoken: Meant, base: DealRead, *, as_of: date, history: Sequence[Spoken]) -> Understood:
    """The turn against the deal that it speaks of."""
    last, turn, owner = history[-1], len(history), _of_owner(base, history)
    if spoken.returns:
        return _returned(base, base)
    if WHY.search(text) or _ASKS_WHETHER.match(text) or not re.search(r"\w", text):
        return _returned(base, base)
    if asks_of_today(text) and {"date", "as_of"} & set(_said(base)):
        return _today(base)
    answered = reply(text, (getattr(last, "answer", None) or {}).get("questions") or ())
    if answered is not None:
        more = understand(text, as_of=as_of, before=base) if answered.free else None
        if more is None or not _tells_more(more):
            return _answered(base, answered, turn)
        if _only_tells(more):  # resolved, and told how: both count
            both = _changed(_answered(base, answered, turn).deals[0], more, text, turn, owner)
            return replace(both, changed=tuple(_differences(base.facts, both.deals[0].facts)))
    if is_bare(text):
        return _returned(base, base)
    item = str((base.words.get("item.name") or {}).get("text", ""))
    whole = completed(text, base.facts, item=item, lead=_lead(history),
                      told=_countries(history))  # fmt: skip
    read = in_own_words(understand(whole.text, as_of=as_of, before=base), whole)
    if forward.is_asked(text) and (read.kind != "deal" or not any(deal.facts for deal in read.deals)):
        return _returned(base, base)
    if read.kind in {"law", "out_of_scope"} and ASKS_BACK.search(text):
        return _returned(base, base)
    if read.kind != "deal" or not read.deals:
        return read
    if len(read.deals) > 1 and not any(_says_whose(deal) for deal in read.deals):
        return _several(base, read, text, turn)
    if len(read.deals) > 1 or _stands_alone(text, read.deals[0]):
        return replace(read, fresh=True)
    return _changed(base, read, text, turn, owner, asked=_asked_about(last))


def _several(base: DealRead, read: Understood, text: str, turn: int) -> Understood:
    """ "10 L40S and 5 H20": several items for the one buyer, each a deal with what was said of it so far."""
    deals = (_changed(base, replace(read, deals=(deal,)), text, turn).deals[0] for deal in read.deals)
    labels = (deal.label for deal in read.deals)
    return replace(read, deals=tuple(replace(deal, label=label) for deal, label in zip(deals, labels, strict=True)))


def _against(read: Understood, last: DealRead, base: DealRead) -> Understood:
    """A turn that goes back to an earlier state, its changes told against the last one."""
    if read.kind != "deal" or not any(deal.facts for deal in read.deals):
        read = _returned(base, base)
    if read.fresh or len(read.deals) != 1:
        return read
    return replace(read, changed=tuple(_differences(last.facts, read.deals[0].facts)))


def _tells_more(read: Understood) -> bool:
    """Does a turn tell facts, a use that was merely not understood aside, or ask how to evade the rules?"""
    told = (
        deal.facts.get("end_uses", ["unknown"]) != ["unknown"] or deal.facts.keys() - {"end_uses"}
        for deal in read.deals
    )
    return read.kind == "evasion" or any(told)


def _only_tells(read: Understood) -> bool:
    """One deal told plainly, with no other red flag in its words and no request to evade."""
    return read.kind == "deal" and len(read.deals) == 1 and not {"red_flags", "exporter"} & set(read.deals[0].facts)


def _answered(base: DealRead, answered: Reply, turn: int) -> Understood:
    """The deal with an answer to its question."""
    facts = with_facts(_plain(base.facts), answered.sets)
    changed = tuple(_differences(base.facts, facts))
    words = _words(base.words, {}, changed, turn)
    deal = replace(base, facts=facts, words=words, not_understood=(), notes=(answered.said,))
    return Understood("deal", (deal,), changed=changed)


def _returned(last: DealRead, earlier: DealRead) -> Understood:
    """An earlier deal once more."""
    deal = replace(earlier, facts=_plain(earlier.facts))
    return Understood("deal", (deal,), changed=tuple(_differences(last.facts, deal.facts)))


def _said(deal: DealRead) -> dict[str, Any]:
    return {**deal.facts, **({"as_of": deal.as_of} if deal.as_of else {})}


def _today(base: DealRead) -> Understood:
    """The deal on the day of asking again."""
    facts = _plain(base.facts)
    facts.pop("date", None)
    deal = replace(base, facts=facts, as_of=None)
    return Understood("deal", (deal,), changed=("date",))


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts without their words and without what screening wrote, which is done anew."""
    kept = {key: copy.deepcopy(value) for key, value in facts.items() if key not in {"words", "as_of"}}
    for party in kept.get("parties", []):
        for holder in (party, party.get("ultimate_parent") or {}):
            own = [entry for entry in holder.get("listings") or [] if not entry.get("entry_id")]
            if "listings" in holder and not own:
                del holder["listings"]
            elif "listings" in holder:
                holder["listings"] = own
    return kept


def _deal(turn: Spoken) -> DealRead:
    """The earlier turn as a deal, its item's other readings looked up again."""
    if isinstance(turn, DealRead):
        return turn
    facts, words = _plain(turn.facts), dict(turn.facts.get("words") or {})
    return DealRead("", facts, words, None, _variants(words, facts))


def _variants(words: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    said = str((words.get("item.name") or {}).get("text", ""))
    named = catalogue().lookup(said) if said else None
    if named is None or "item" not in facts:
        return ()
    return tuple(dict(one.item) for one in facts_for(named)[1:])


def _stands_alone(text: str, deal: DealRead) -> bool:
    """Is the turn a deal of its own: an item and where it goes, with nothing that points back?"""
    if FRESH.search(text):
        return True
    named = deal.facts.get("item", {})
    item = any(key in named for key in ("name", "eccn", "tpp", "tops")) and not is_generic(str(named.get("name", "")))
    return item and _says_where(deal) and not CHANGE.search(text)


def _says_where(deal: DealRead) -> bool:
    return "destination" in deal.facts or any(says_who(party) for party in deal.facts.get("parties", []))


def _says_whose(deal: DealRead) -> bool:
    """Does one of several deals say itself where it goes, or to whom?"""
    told = [key for party in deal.facts.get("parties", []) for key in party]
    return "destination" in deal.facts or bool({"name", "headquarters", "location", "ultimate_parent"} & set(told))


def _asked_about(last: Spoken) -> int | None:
    """The place of the party that the first question of the last answer is about."""
    questions = (getattr(last, "answer", None) or {}).get("questions") or ()
    found = re.match(r"parties\[(\d+)\]", str(questions[0]["fact"])) if questions else None
    return int(found[1]) if found is not None else None


def _changed(
    base: DealRead, read: Understood, text: str, turn: int, owner: str = "", asked: int | None = None
) -> Understood:
    """The base deal with what the turn named."""
    new = with_all_flags(base, read.deals[0], text)
    told = without_middle(new, text, owner)
    facts, variants = later_facts(base, _plain(base.facts), told, text, asked)
    facts = with_the_distributor(base.facts, facts, text)
    if left_out({**told.facts, "item": None}, facts) and facts.get("parties"):
        buyer = facts["parties"][main_party(facts)]  # whatever the country has to do with it, the buyer is asked about
        buyer.update(headquarters=None, ultimate_parent={"headquarters": None})
    changed = tuple(_differences(base.facts, facts))
    words = _words(base.words, new.words, changed, turn)
    missed = new.not_understood if changed or new.not_understood else ()
    notes = (*new.notes, *which_nation(text, _countries((base,))))
    deal = DealRead(
        base.label or new.label, facts, words, new.as_of or _asked_on(base, text), variants, missed, notes, new.during
    )
    return Understood("deal", (deal,), read.law_questions, read.language, changed, early=read.early)


def _asked_on(base: DealRead, text: str) -> date | None:
    return None if goes_back_to_today(text) else base.as_of


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """The paths whose values differ, in the order of the new facts, then those that are gone."""
    before, after = dict(_flat("", old)), dict(_flat("", new))
    for path, value in after.items():
        if path not in before or before[path] != value:
            yield path
    yield from (path for path in before if path not in after)


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in {"words", "as_of"} or path:
                yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for index, inner in enumerate(value):
            yield from _flat(f"{path}[{index}]", inner)
    else:
        yield path, value


def _words(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]], changed: Sequence[str], turn: int
) -> dict[str, dict[str, Any]]:
    """The words of both turns, each with the turn that said it; what has changed keeps no old word."""
    moved = set(changed)
    kept = {
        path: {**word, "turn": word.get("turn", max(0, turn - 1))} for path, word in old.items() if path not in moved
    }
    return {**kept, **{path: {**word, "turn": turn} for path, word in new.items()}}
