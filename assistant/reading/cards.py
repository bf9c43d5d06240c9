"""The block that signs a message without a polite last line: a name, and below it post, firm, address and numbers."""

import re

from assistant.reading.addresses import is_address
from assistant.reading.small_print import CLOSING, NUMBERS, OF_A_DEAL, SAYS, blank

POSTS = (
    r"manager|coordinator|director|specialist|representative|executive|engineer|officer|assistant|analyst|consultant|"
    r"supervisor|administrator|president|advisor|adviser|controller|planner|buyer|exec|lead|sales|support|gerente|jefe|jefa|"
    r"directora?|leiter(?:in)?|responsable|chef(?:fe)?|directeur|directrice|vendedora?|comercial|sachbearbeiter(?:in)?|"
    r"ingenier[oa]|ing[ée]nieur|ingenieur(?:in)?|t[ée]cnic[oa]|vendeur|ejecutiv[oa]|asesora?|coordinadora?|referent(?:in)?"
)
_FURTHER = (  # posts of one word or two that also mean other things within a sentence
    r"procurement|purchasing|nabava|comprador[ae]?|inkoper|einkäufer(?:in)?|acheteu(?:r|se)|buyer|compras|einkauf|achats|acquisti|inkoop|logistics|compliance|operations|ventas|vertrieb|vendas|"
    r"clerk|technician|scientist|researcher|professor|lecturer|secretary|treasurer|founder|co-founder|architect|"
    r"business partner|account exec|vp|svp|evp|c[efotsi]o|head of [\w& ]{2,30}|head|chief|associate|principal|"
    r"trainee|intern|"
    r"presales|pre-sales|rep|expert|strategist|owner's rep|dispatcher|expediter|forwarding|team"
)
_PERSON = re.compile(
    r"(?!(?:Ship|Sold|Bill|Deliver|Attn|Attention|End|Ultimate)\b)[A-ZÀ-Þ][\w'’.-]*(?:[ ](?:(?:van|von|de|da|"
    r"der|den|bin|al|el|del|di) ){0,2}"
    r"[A-ZÀ-Þ][\w'’.-]*){0,3}(?:, (?:PhD|MBA|MSc|P\.?Eng|Esq)\.?)?"
)
_POST = re.compile(rf"(?i)[\w &/,.'’()-]*\b(?:{POSTS}|{_FURTHER})s?\b[\w &/,.'’()-]*")
_CONTACT = re.compile(rf"(?i)\+\d[\d ()/.-]{{6,}}|\(\d{{3}}\) ?\d{{3}}-\d{{4}}|{NUMBERS}|www\.|\w@\w|https?://")
_TITLED = re.compile(  # a firm, a place, an address: no plain words
    r"[A-ZÀ-Þ0-9#][\w&'’./#-]*(?:[ ,]{1,2}(?:[A-ZÀ-Þ0-9(#][\w&'’./()#-]*|and|&|of|for|de|da|do|du|la|und)){0,9}"
)
_CLOSING = re.compile(rf"(?i)(?:{CLOSING}|att\.?|best)[,!. ]*")
_REACHED = re.compile(  # "Contact: Elin Berg, +46 18 555 01 00"
    r"(?i)[ \t]*(?:contact(?: person| details)?|attn\.?|attention|ansprechpartner|contacto|tel(?:ephone)?|phone|"
    r"fax|mobile|cell|"
    rf"e-?mail|web(?:site)?)\b\.?[ :][^\n]*(?:{_CONTACT.pattern.removeprefix('(?i)')})"
)
_ARMS = re.compile(r"(?i)\b(?:army|military|navy|naval|air force|weapons?|defen[cs]e|missiles?|intelligence)\b")
_LONGEST = 90  # characters of a line of a card


def without_cards(text: str) -> str:
    """The message of equal length without the blocks that only say who writes."""
    lines = [blank(line) if _REACHED.match(line) and not OF_A_DEAL.search(line) else line for line in text.split("\n")]
    at = 1
    while at < len(lines):
        start, end = _card(lines, at)
        lines[start:end] = [blank(line) for line in lines[start:end]]
        at = max(at, end) + 1
    return "\n".join(lines)


def _card(lines: list[str], at: int) -> tuple[int, int]:
    """The lines of the card whose name stands on a line; none where none does."""
    name = lines[at].strip()
    if (
        not _PERSON.fullmatch(name)
        or _POST.fullmatch(name)
        or not (_may_begin(lines[at - 1]) or _is_short(lines, at - 1))
    ):
        return at, at
    if not any(re.search(r"\w", line) for line in lines[:at]):
        return at, at
    end = at + 1
    while end < len(lines) and lines[end].strip():
        if not _is_of_card(lines[end].strip()):
            return at, at
        end += 1
    below = [line.strip() for line in lines[at + 1 : end]]
    start = at - 1 if _is_short(lines, at - 1) else at
    signs = bool(below) and (is_post(below[0]) or any(_CONTACT.search(line) for line in below))
    return (start, end) if signs and not any(_tells(line) for line in lines[start:end]) else (at, at)


def _tells(line: str) -> bool:
    """Does a line speak of a deal? A post may name goods and buyers, but no arms."""
    return OF_A_DEAL.search(line) is not None and (not is_post(line.strip()) or _ARMS.search(line) is not None)


def _is_short(lines: list[str], at: int) -> bool:
    """Is it a polite close in whatever tongue: a few plain words between an empty line and a name?"""
    told = lines[at].strip(" \t,.!")
    return at > 0 and not lines[at - 1].strip() and re.fullmatch(r"[^\W\d_]+(?:[ ][^\W\d_]+){0,3}", told) is not None


def _may_begin(before: str) -> bool:
    """Is the line above a card empty, a polite close, or the end of a sentence?"""
    told = before.strip()
    return not told or told[-1] in ".!?)" or _CLOSING.fullmatch(told) is not None


def is_post(line: str) -> bool:
    """Does a line name a post and nothing else?"""
    return _POST.fullmatch(line) is not None and not SAYS.search(line) and not re.search(r"\d", line)


def _is_of_card(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    return bool(is_post(line) or _CONTACT.search(line) or is_address(line) or _TITLED.fullmatch(line.rstrip(".")))
