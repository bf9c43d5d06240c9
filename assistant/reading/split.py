"""One message into its deals: list items, table rows, "and also", "second one"; signatures and quoted mail put aside.

A part that is not of a deal is blanked out, so every find keeps its place in the message.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.addresses import without_addresses
from assistant.reading.cards import POSTS, is_post, without_cards
from assistant.reading.found import Found
from assistant.reading.lists import words_file
from assistant.reading.small_print import CLOSING, FIELDS, NUMBERS, OF_A_DEAL, SAYS, blank, without_small_print
from assistant.reading.tables import without_headings

_SIGNATURE = re.compile(
    rf"(?im)^[ \t]*(?:--[ \t]*|"
    rf"(?:{CLOSING})(?:[ \t]*[/|&][ \t]*(?:{CLOSING}))?[,!.]*"
    rf"(?:[ \t]+(?-i:[A-ZÀ-Þ][\w.-]*)(?:[ ](?-i:[A-ZÀ-Þ])[\w.-]*){{0,2}})?[ \t]*)$"
    r"|(?<=\n)[ \t]*[A-Za-zÀ-ÿ]{2,12}[,!.]?[ \t]*\n[ \t]*(?-i:[A-ZÀ-Þ])[a-zà-ÿ-]{1,14}[ \t]*\Z"
    r"|^[ \t]*[/~-][ \t]?(?-i:[A-ZÀ-Þ])[a-zà-ÿ]+[ \t]*\Z"
    # a short line that ends in a comma, or one word, and below it the name of a person at the end
    r"|(?<=\n)[ \t]*(?!(?:[^\n]*\b(?:to|for|via|from|by|buyer|customer|consignee|client|user|"
    r"bank|owner|parent|ship|sold)\b))"
    r"(?:[^\W\d]+[.,]?(?:[ ]+[^\W\d]+[.,]?){0,3},|[^\W\d]{2,12}[!.]?)[ \t]*\n"
    r"[ \t]*(?-i:[A-ZÀ-Þ])[\w'’-]+(?:[ ](?-i:[A-ZÀ-Þ])[\w'’-]*){0,2}(?:,[^\n]{0,60})?[ \t]*\Z"
)
_LONG_LINE = 90  # characters: a longer line behind a closing is prose again
_GOODS_LINE = re.compile(r"(?i)\b(?:\d+\s*(?:x|pcs|units|×)|(?:[abhl]|mi|rtx|gb|gh|dgx|hgx)[ -]?\d{2,4})\b")
_HEADER = re.compile(rf"(?im)^\s*(?:>+\s*)*(?:{FIELDS}|re|fw|fwd|aw|wg|tr|rv|rif) ?[:：][^\n]*$")
_SALUTE = re.compile(
    r"(?im)^\s*(?:dear|hi|hello|hallo|hola|bonjour|sehr geehrte\w*|liebe\w*)\s[^\n,]{0,40},[ \t]*$|^\s*(?:dear|"
    r"estimad[oa]s?|ch(?:er|ère)s?|liebe[rs]?) [^\n,.!?:;]{1,48},"
    r"|(?<!\w)(?:hi|hello|hey|dear|thanks|thank you|hallo|hola|bonjour|bonsoir|salut|ciao|moin|servus|"
    r"liebe[rs]?|ch(?:er|ère)|"
    r"querid[oa]|estimad[oa]|buenos d[ií]as|guten (?:tag|morgen)|bom dia|olá|hej|ahoj|dobr[ýy] den)"
    r"\s+(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]+)?,"
    r"|\A\s*(?:(?:hi|hello|hey|hallo|hola|oi|bonjour|bonsoir|namaste|ciao|"
    r"buen(?:os|as)? d[ií]as?|buenas(?: tardes)?|bom dia|buongiorno|salut|moin|servus|hej|hei|ahoj|moi|tere|"
    r"dobr[ýy] den|dzień dobry|kia ora|merhaba|marhaba|salam|salaam|jambo|"
    r"sawasdee(?: krub| ka)?|olá|szia|jó napot|bună ziua|zdravo|labas|sveiki|aloha|xin chào|selamat \w+|"
    r"konnichiwa|annyeong\w*"
    r"|dear|good (?:morning|afternoon|day)|"
    r"guten tag)\b[^\n,.!?:\d]{0,40}"
    r"|(?:team|all|folks|colleagues|everyone|gents|ladies))[,!.]?[ \t]*$"
    r"|\A\s*(?:hola|hallo|bonjour|bonsoir|salut|ciao|moin|servus|merhaba|marhaba|salam|jambo|hej|moi|olá|"
    r"namaste|guten tag|"
    r"buen(?:os|as) (?:d[ií]as|tardes))(?: (?:all|team|both|zusammen|equipo|à tous|everyone))?[,!]"
    r"(?:[ ](?-i:[A-ZÀ-Þ])[\w'’-]+(?:[ ](?-i:[A-ZÀ-Þ])[\w'’-]+)?[ ]?[:,!](?=[ \t]*\n))?(?=\s)"
    r"|\A\s*(?-i:[A-ZÀ-Þ])[\w'’-]+(?: (?:all|both|team|there))?[,!][ \t]*(?=\n)"
    r"|\A\s*(?-i:[A-ZÀ-Þ])[\w'’-]+(?: (?!(?:to|for|from|in|via|at|of|buyer|customer|"
    r"use)\b)(?-i:[a-zà-ÿ])[\w'’-]*){1,2},[ \t]*(?=\n)"
    r"|(?:お疲れ様です|お世話になっております|お世話になります|初めまして|はじめまして|こんにちは)。\s*(?![^。]*[用軍])"
    r"(?:[^\s。、]{1,14}の)?[\u4e00-\u9fff]{1,4}(?:です|でございます|と申します)。"
)
_ARMED = re.compile(r"(?i)\b(?:army|military|navy|air force|armed forces|weapons?|defen[cs]e|intelligence|missiles?)\b")
_TO_SELLER = re.compile(r"(?i)\b(?:sellers?|suppliers?|vendors?)\b")  # then a buyer writes: "we" is no exporter
_WROTE = re.compile(
    r"(?im)^[>\s]*(?:on .{5,80} wrote:|-{2,}\s*(?:(?:original|forwarded) message|forwarded by [^\n-]{2,60}|"
    r"ursprüngliche nachricht|weitergeleitete nachricht|message (?:d'origine|transféré)|mensaje (?:original|"
    r"reenviado)|原始邮件|转发邮件|元のメッセージ|転送メッセージ)\s*-*|"
    r"begin forwarded message:|am .{5,60} schrieb .{2,50}:|le .{5,60} a écrit ?:|el .{5,60} escribió:|"
    r".{2,60}(?:写道|のメッセージ) ?[:：])\s*$"
)
_BLOCK = re.compile(  # header lines on end: "To:" is an addressee there, and no destination
    rf"(?im)(?:^[ \t]*(?:>+\s*)*(?:{FIELDS}|to|til|till|aan) ?[:：][^\n]*(?:\n|\Z)){{2,}}"
)
_SUBJECT = re.compile(
    r"(?im)^[ \t]*(?:>+\s*)*(?:subject|betreff|objet|asunto|oggetto|emne|ämne|onderwerp|assunto|"
    r"aihe|temat|předmět|tárgy|konu|subiect|predmet|主题|主旨|件名|"
    r"题目) ?[:：]"
)
_NAME = r"(?-i:[A-ZÀ-Þ])[\w'’.-]+"
_PERSON = _NAME + r"(?:[ ](?-i:[A-ZÀ-Þ])[\w'’.-]*){1,3}"
_CARD = re.compile(  # "Resi Brandl | Inside Sales DACH | M +43 …", or a name with a post on the line below
    rf"(?im)^[ \t]*(?:(?:i\.[ ]?[av]\.|p\.p\.a\.)[ ]?)?(?:(?:{_PERSON}|{_NAME})[ \t]*[|·•][^\n]*\b(?:{POSTS})\b[^\n]*"
    rf"|(?:{_PERSON}|(?<=\n\n){_NAME})[ \t]*\n[ \t]*(?:(?-i:[A-ZÀ-Þ&])[\w&/-]*,?[ ]){{0,3}}"
    rf"(?!sales\b|support\b)(?:{POSTS})"
    rf"(?:(?:[ ,|/&-]+| (?:of|de|del|des|du|für) )(?-i:[A-ZÀ-Þ])[\w&/-]*){{0,3}})[ \t]*"
    rf"(?:\n[^\n]*(?:\+\d|{NUMBERS}|www\.|\w@\w)[^\n]*)*(?=\s*\Z|\n\s*\n|\n[ \t]*>)"
)
_MARK = re.compile(r"(?m)^\s*>+\s?")
_SPEAKER = re.compile(  # "[10:02 AM] Wei-Ling: …", "Kerem  09:02" of a chat
    r"(?m)^[ \t]*\[?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?\]?[ \t]+(?:[A-ZÀ-Þ][\w'’.-]*[ ]?){1,3}:"
    r"|^[ \t]*(?:[A-ZÀ-Þ][\w'’.-]*[ ]?){1,3}[ \t]+\[?\d{1,2}:\d{2}(?: ?[AaPp][Mm])?\]?:?[ \t]*$"
)
_ITEM = re.compile(r"(?m)^\s*(?:\(?\d{1,2}[.)]\s+|[-*•]\s+|\(?[a-h]\)\s+)")
_INLINE = re.compile(
    r"(?:(?<=^)|(?<=[\s;:,]))(?:\(?(?:\d|[a-eA-E]|i{1,3}|iv|v)\)\s+"
    r"|(?i:order|deal|case|shipment|line|item|customer|position|option|request)\s+(?:no\.?\s*|#\s*)?(?:\d"
    r"|[a-eA-E])\s?[:.)]\s+)"
)
_MORE = re.compile(
    r"(?i)(?:[.;?!,]\s*|\s+)(?:and also|also,?|plus,?|second(?:ly)?(?: one| deal| order)?[:,]|"
    r"third(?:ly)?(?: one)?[:,]|the (?:second|other) (?:one|deal|order)\b|another (?:one|deal|"
    r"order)[:,]?|"
    r"separately,?|außerdem|además|aussi)\s+|;\s+(?=(?:and\s+)?\d)|\s+and\s+(?=\d+\s*(?:x\s*)?[A-Z])"
    r"|(?:,\s*|\s+)and\s+(?=(?:an?|the|our|another)\s+(?:[\w'’-]+\s+){1,8}?(?:wants?|needs?|orders?|ordered"
    r"|takes?|asks?\s+for|is\s+after"
    r"|would\s+like)\s+\d)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A deal's text: of the message's length, all but its own and the shared words blank."""

    label: str
    text: str


_SENDER = re.compile(
    r"(?im)^\s*(?:>+\s*)*(?:from|von|de|"
    r"da|fra|från|van|od|lähettäjä|feladó|kimden|de la):\s*[\"']?"
    r"(?P<one>(?-i:[A-ZÀ-Þ])[\w'’-]+)(?:,?[ ](?P<two>(?-i:[A-ZÀ-Þ])[\w'’-]+)[^\n]*|\.?[ \t]*)$"
)


def _sign_off(text: str) -> re.Pattern[str] | None:
    """A line that holds the name of who sent the mail, by its header."""
    names = {(match["one"], match["two"]) for match in _SENDER.finditer(text)}
    lines = [
        f"{re.escape(one)} {re.escape(two)}|{re.escape(two)} {re.escape(one)}"
        if two
        else rf"{re.escape(one)}(?: [A-ZÀ-Þ][\w'’-]+){{1,2}}"
        for one, two in sorted(names, key=str)
    ]
    return re.compile(rf"(?m)^[ \t]*(?:{'|'.join(lines)})[ \t]*$") if lines else None


def without_frame(text: str) -> str:
    """The text of equal length without mail headers, salutation, quote marks, signature and streets."""
    signed = _sign_off(text)
    borders = messages(text)
    text = _BLOCK.sub(lambda block: blank(block.group()) if _SUBJECT.search(block.group()) else block.group(), text)
    for pattern in (_HEADER, _WROTE, _MARK, _SPEAKER):
        text = pattern.sub(lambda match: blank(match.group()), text)
    plain = "".join(_without_signature(text[start:end], signed) for start, end in pairwise(borders))
    return without_addresses(without_headings(plain))


def messages(text: str) -> list[int]:
    """Where the messages of a thread begin and end: at the heads of mails, rules, and where quoting begins or ends."""
    heads = [match.start() for match in _BLOCK.finditer(text) if _SUBJECT.search(match.group())]
    heads += [match.start() for match in _WROTE.finditer(text)]
    heads += [match.start() for match in re.finditer(r"(?m)^[ \t]*_{10,}[ \t]*$", text)]
    quoted = [match.start() for match in re.finditer(r"(?m)^[ \t]*>", text)]
    starts = [at for at in quoted if not text[: at - 1].rpartition("\n")[2].lstrip().startswith(">")]
    return sorted({0, *heads, *starts, len(text)})


def _without_signature(text: str, signed: re.Pattern[str] | None) -> str:
    """One message without its salutation, card and signature."""
    text = _SALUTE.sub(lambda match: match.group() if _TO_SELLER.search(match.group()) else blank(match.group()), text)
    for card in _CARD.finditer(text):
        if re.search(r"\w", text[: card.start()]) and not _GOODS_LINE.search(card.group()):
            text = text[: card.start()] + blank(card.group()) + text[card.end() :]
    text = without_small_print(without_cards(text))
    for match in (*_SIGNATURE.finditer(text), *(signed.finditer(text) if signed is not None else ())):
        if re.search(r"\w", text[: match.start()]) and not _ARMED.search(match.group()):
            end = _end_of_signature(text, match.end())
            text = text[: match.start()] + blank(text[match.start() : end]) + text[end:]
    return text


def _end_of_signature(text: str, start: int) -> int:
    """Behind a closing come name, title and address: up to prose, or to a line that speaks of a deal."""
    at = start
    for line in re.finditer(r"[^\n]*(?:\n|$)", text[start:]):
        told = line.group().strip()
        if len(told) > _LONG_LINE or _GOODS_LINE.search(told) or _is_prose(told):
            break
        at = start + line.end()
    return at


def _is_prose(line: str) -> bool:
    """Does a line below a closing say something ("The owner is a Chinese company", "PS: …", "End user: the navy")?"""
    if _AFTERWARDS.match(line) or _ARMED.search(line):
        return True
    if is_post(line) or re.search(rf"(?i)\+\d|{NUMBERS}|www\.|\w@\w", line):
        return False
    if _FOOTER.search(line) and not re.search(r"(?i)\b(?:own|parent|belong)", line):
        return False
    words = len(_PLAIN_WORD.findall(line))
    return bool(SAYS.search(line) or (words and OF_A_DEAL.search(line))) or words > _FEW


_AFTERWARDS = re.compile(  # a postscript, or a fact of the deal with its label
    r"(?i)(?:p\.? ?p?\.? ?s\b|p\.? ?d\b|n\.? ?b\b|(?:final |end[- ]?|ultimate )?(?:users?|use|buyer|owners?|parent|"
    r"consignee|customer|client|destination|ship[- ]?to|note|purpose|(?:end)?(?:kunde|nutzer|verwender|verwendung)|"
    r"käufer|eigentümer|inhaber|mutter\w*|empfänger|ziel\w*|zweck|hinweis|acheteur|propriétaire|maison mère|"
    r"destinataire|utilisateur(?: final)?|usage|destination|remarque|dueño|propietario|comprador|cliente|"
    r"destino|usuario(?: final)?|uso|nota)\b[^:\n]{0,12}[:：])"
)
_FOOTER = re.compile(
    r"(?i)\b(?:this (?:e-?mail|message|communication)|addressee|intended (?:only|recipient)|confidential\w*|vertraulich"
    r"|registered (?:office|in)|diese (?:e-?mail|nachricht)|ce (?:message|courriel)|este (?:mensaje|correo))\b"
)
_PLAIN_WORD = re.compile(r"(?<![\w.-])(?!(?:and|the|und|für|der|die|des|del|les)\b)[a-zà-ÿ]{3,}(?![\w@])")
_FEW = 2  # words in small letters that a line of a card holds


def split(text: str, finds: Sequence[Found]) -> list[Part]:
    """The deals of a message in their order; one where it is not told apart."""
    for borders in (_lines(text), _marks(text, _INLINE), _marks(text, _MORE), _sentences(text)):
        parts = _parts(text, borders, finds)
        if len(parts) > 1:
            return parts
    for divide in (_by_customers, _by_rows, _by_items):
        if parts := divide(text, finds):
            return parts
    return [Part(text.strip()[:60], text)]


_EACH = re.compile(
    r"(?i)(?:(?<=^)|(?<=[:,;]\s)|(?<=\band\s))(?=\d+\s+(?:pcs\s+|units\s+|of them\s+)?(?:go(?:es)?\s+|"
    r"are\s+)?(?:to|for)\s)"
)


def _by_customers(text: str, finds: Sequence[Found]) -> list[Part]:
    """One product, named before a list of customers: "8 H200 each: a) … b) …", "H100: 8 to …, 16 to …"."""
    names = {_label(find) for find in finds if find.kind == "item" and find.status != "guessed"}
    if len(names) != 1:
        return []
    for borders in (_lines(text), _marks(text, _INLINE), _marks(text, _EACH)):
        if len(borders) < 2 or not any(find.kind == "item" and find.end <= borders[0] for find in finds):
            continue
        spans = list(zip(borders, [*borders[1:], len(text)], strict=True))
        told = [
            any(find.kind in {"place", "demonym", "party"} and start <= find.start < end for find in finds)
            for start, end in spans
        ]
        if all(told) and not any(find.kind == "item" and find.start >= borders[0] for find in finds):
            return [
                Part(text[start:end].strip()[:60], _only(text, [(0, borders[0]), (start, end)])) for start, end in spans
            ]
    return []


def _lines(text: str) -> list[int]:
    return [match.start() for match in _ITEM.finditer(text)] or _rows(text)


def _rows(text: str) -> list[int]:
    """Lines of a table or a bare list."""
    starts = [0] + [match.end() for match in re.finditer(r"\n", text)]
    return starts if len(starts) > 2 and text.count("|") >= len(starts) else []


def _marks(text: str, mark: re.Pattern[str]) -> list[int]:
    found = [match.end() if mark is _MORE else match.start() for match in mark.finditer(text)]
    if mark is _MORE and found:
        return [0, *found]
    return found


def _sentences(text: str) -> list[int]:
    return [0] + [match.end() for match in re.finditer(r"[.?!]\s+(?=[A-Z0-9])|\n\s*\n", text)]


def _parts(text: str, borders: list[int], finds: Sequence[Found]) -> list[Part]:
    """The parts between borders where at least two hold an item and something of a deal of their own."""
    if len(borders) < 2:
        return []
    spans = list(zip(borders, [*borders[1:], len(text)], strict=True))
    whole = [span for span in spans if _is_deal(finds, *span)]
    if len(whole) < 2:
        return []
    shared = _shared(text, spans, whole)
    tail = [span for span in spans if span not in whole]
    parts = []
    for start, end in whole:
        end = _with_following(tail, spans, (start, end))
        parts.append(Part(text[start:end].strip()[:60], _only(text, [shared, (start, end)])))
    return parts


def _with_following(tail: list[tuple[int, int]], spans: list[tuple[int, int]], span: tuple[int, int]) -> int:
    """A deal takes with it the sentences behind it that are no deal of their own."""
    end = span[1]
    index = spans.index(span) + 1
    while index < len(spans) and spans[index] in tail:
        end = spans[index][1]
        index += 1
    return end


def _shared(text: str, spans: list[tuple[int, int]], whole: list[tuple[int, int]]) -> tuple[int, int]:
    return (0, whole[0][0]) if whole[0][0] > 0 else (0, 0)


def _is_deal(finds: Sequence[Found], start: int, end: int) -> bool:
    inside = [find for find in finds if start <= find.start and find.end <= end]
    item = any(find.kind in {"item", "eccn"} and find.status != "guessed" for find in inside)
    where = any(find.kind in {"place", "demonym", "party"} for find in inside)
    return item and where


def _only(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with everything outside the spans blanked."""
    kept = list(blank(text))
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept)


_MOST_ROWS = 12


def _by_rows(text: str, finds: Sequence[Found]) -> list[Part]:
    """Goods on lines of their own, one customer for all of them: a deal for each product."""
    items = [find for find in finds if find.kind == "item" and find.status != "guessed" and not _is_denied(text, find)]
    rows: dict[tuple[int, int], list[str]] = {}
    for find in items:
        start, end = text.rfind("\n", 0, find.start) + 1, text.find("\n", find.end)
        rows.setdefault((start, end if end >= 0 else len(text)), []).append(_label(find))
    counted = [any(find.kind == "count" and start <= find.start < end for find in finds) for start, end in rows]
    labels = [names[0] for names in rows.values()]
    if (
        not 1 < len(set(labels)) <= _MOST_ROWS
        or not all(counted)
        or any(len(set(names)) > 1 for names in rows.values())
    ):
        return []
    parts = []
    for row in [row for index, row in enumerate(rows) if labels.index(labels[index]) == index]:
        borders = [0, *(at for other in sorted(rows) if other != row for at in other), len(text)]
        parts.append(
            Part(text[slice(*row)].strip()[:60], _only(text, list(zip(borders[::2], borders[1::2], strict=True))))
        )
    return parts


def _by_items(text: str, finds: Sequence[Found]) -> list[Part]:
    """Two products side by side ("4 H100 and 8 L40S to Oslo") are two deals with the same other words."""
    items = [find for find in finds if find.kind == "item" and find.status != "guessed" and not _is_denied(text, find)]
    names = {getattr(find.value, "label", find.text) for find in items}
    if len(names) < 2 or len(items) > 6:
        return []
    ordered = [
        find for index, find in enumerate(items) if all(_label(find) != _label(other) for other in items[:index])
    ]
    pairs = list(pairwise(ordered))
    if not all(
        re.fullmatch(
            r"(?i)[\s,/&+]*(?:\w+\s+){0,3}?(?:and|or|plus|und|y|et|,|/|和|、)?\s*(?:\d+\s*(?:x\s*)?|a |an |the |\w+ )?",
            text[a.end : b.start],
        )
        for a, b in pairs
    ):
        return []
    parts = []
    for index, find in enumerate(ordered):
        own_start = ordered[index - 1].end if index else 0
        keep = [(0, ordered[0].start) if index == 0 else (0, _before_count(text, ordered[0].start))]
        keep += [(own_start, find.end), (ordered[-1].end, len(text))]
        parts.append(Part(find.text, _only(text, keep)))
    return parts


def _is_denied(text: str, find: Found) -> bool:
    """ "an L20, not L40S", "weaker than an H100": the product that is not meant."""
    likened = rf"(?i)\b(?:{words_file('scope.yaml')['likened']})\s+(?:an?\s+|the\s+)?$"
    return re.search(likened, text[: find.start]) is not None or (
        re.search(
            r"(?i)\b(?:not|no|nicht|instead of|rather than|from|was|swap|replace|exchange|drop|"
            r"change)\s+(?:an?\s+|the\s+|(?<=instead of )\d+\s*(?:x\s*)?|(?<=rather than )\d+\s*(?:x\s*)?)?$",
            text[: find.start],
        )
        is not None
    )


def _before_count(text: str, start: int) -> int:
    """Where the words before an item end without its own count."""
    match = re.search(
        r"(?i)(?:\b\d[\d,]*\s*(?:x|×)?\s*|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
        r"twenty)\s+)$",
        text[:start],
    )
    return match.start() if match else start


def _label(find: Found) -> str:
    return str(getattr(find.value, "label", find.text))
