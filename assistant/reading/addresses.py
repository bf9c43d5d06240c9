"""Postal addresses and lines of registers: streets, floors, post codes and numbers of firms say nothing of a deal.

Blanked out, so that every word keeps its place; towns and countries stay, they say where somebody is.
"""

import re

from assistant.reading.small_print import blank

_NUMBER = r"(?:no\.? ?)?#?\d{1,5}[a-z]?(?:[-/]\d{1,5}[a-z]?){0,3}"
_WORD = r"(?-i:[A-ZÀ-Þ0-9])[\w.'’-]*"
_OF = r"(?:(?:de|da|do|dos|das|du|des|del|der|den|di|la|le|les|las|los|of|the|van|von|al|el|d['’]|l['’]) ?){0,2}"
_WORDS = rf"{_WORD}(?:[ ]{_OF}{_WORD}){{0,4}}"
_STREETS = (
    r"street|st\.?|road|rd\.?|avenue|ave\.?|boulevard|blvd\.?|lane|ln\.?|drive|dr\.?|way|court|ct\.?|square|sq\.?|"
    r"highway|hwy\.?|parkway|pkwy\.?|terrace|crescent|quay|row|plaza|place|pl\.?|wharf|close|circle|alley|(?:business |"
    r"science |industrial |technology )?park|estate|stra(?:ß|ss)e|str\.?|weg|allee|platz|gasse|ring|damm|ufer|"
    r"mall|cesta|ulica|trg|mnt\.?|maantee|tee|pst\.?|gatv[eė]|g\.|iela|prospe[ck]t|cad(?:desi|\.)|sok(?:ak|\.)|"
    r"bulvarı|mah\.|út|utca|körút|tér"
)
_IN_ONE = (
    r"(?-i:[A-ZÀ-Þ])[\w.'’-]*(?:stra(?:ß|ss)e|str\.?|weg|gasse|platz|allee|ring|damm|ufer|chaussee|straat|laan|"
    r"plein|markt|steenweg|dreef|singel|dijk|"
    r"kade|gracht|gatan|vägen|vej|gade|veien|vegur|stræti|braut|gata|katu|tie|utca)"
)
_OPENING = (
    r"rua|rue|viale|calle|carrera|cra\.?|av\.?|avda\.?|avenida|avenue|paseo|plaza|plaça|place|piazza|corso|"
    r"largo|travessa|"
    r"praça|jalan|jl\.?|jln\.?|lorong|ulica|ul\.?|ulitsa|bulevardul|strada|str\.?|cours|quai|chemin|allée|"
    r"boulevard|bd\.?|"
    r"bulevar|bul\.?|bulv\.?|vul\.?|prosp\.?|ploshtad|obala|kej|soi|thanon|camino|blvd\.?|route|impasse|calzada|"
    r"cerrada|ronda|rambla"
)
_STRONG = re.compile(  # a whole segment between commas, brackets and bars
    r"(?i)(?:"
    r"p\.? ?o\.? ?box(?: no\.?)? ?[\w-]{1,8}|postfach ?[\d ]{2,9}|casilla(?: postal)? ?\d{1,6}|"
    r"(?:apartado|apdo\.?)(?: postal)? ?\d{1,6}"
    r"|(?:level|floor|suite|ste\.?|unit|room|rm\.?|building|bldg\.?|block|blk|tower|lot|plot|apt\.?|"
    r"flat|door|dock|gate) ?#?(?:no\.? ?)?(?-i:\d[\w/-]{0,6}|[A-Z]\d{0,4})"
    rf"(?: {_WORD}){{0,3}}"
    rf"|\d{{1,3}}(?:st|nd|rd|th)? ?(?:/f|floor)\.?(?: {_WORD}){{0,3}}|#\d{{1,3}}-\d{{1,4}}(?: {_WORD}){{0,3}}"
    r"|\d{1,2}(?:[º°ª]|\.|er|e)? ?(?:andar|sal|piso|etg|etage|krs|våning|tv|th|emelet|patro|pi[eę]tro|kat)\.?"
    rf"|{_NUMBER},? {_WORDS} (?:{_STREETS})(?: (?:[nsew]\.?|north|south|east|west|[ns][ew]))?(?: {_NUMBER})?"
    rf"|{_WORDS} (?:{_STREETS}) {_NUMBER}|{_IN_ONE} {_NUMBER}|(?:{_WORD} )?{_IN_ONE} {_NUMBER}"
    rf"|(?:{_OPENING}) {_OF}{_WORDS} (?:n[°º.]? ?)?{_NUMBER}"
    rf"|{_NUMBER},? (?:bis |ter )?(?:{_OPENING}) {_OF}{_WORDS}"
    rf"|(?:{_NUMBER},? )?triq (?:(?:il|is|ir|id|in|it|iz|ix|l|tal|tas|ta)['’ -])?{_WORDS}(?: {_NUMBER})?"
    rf"|(?:{_NUMBER} )?(?:{_WORD}[ -]){{0,3}}[\w]+-(?:daero|dong|ro|gil|gu|ku|cho|chome|machi)(?: {_NUMBER})?"
    r"|(?:(?:fn|hr ?[ab]|vat|ust|uid|gstin?|gst|cin|abn|acn|cnpj|cpf|nif|nip|cif|siren|siret|kvk|btw|tva|cvr|eori|duns|"
    r"d-u-n-s|rcs|ein|tin|trn|uen|brn|ruc|rut|rfc|cuit|pan|iec|org|tax|reg(?:istration)?|"
    r"company(?: reg(?:istration)?)?|"
    r"trade licen[cs]e|commercial register|cr)\.?(?:[ -]?(?:id|idnr|nr|no|number|"
    r"reg))*\.?\s?[:#]?\s?(?-i:[A-Z]){0,4} ?\d[\w./ -]{3,20})"
    r"|(?-i:ATU|DE|GB|FR|NL|PL|IT|ES|CHE)[- ]?\d[\d.]{7,13}"
    r"|(?:landesgericht|handelsgericht|amtsgericht|registergericht|companies house|"
    r"chamber of commerce)(?: (?-i:[A-ZÀ-Þ])[\w()-]*){1,3}"
    r"(?: (?:fn|hr ?[ab]) ?\d[\w ]{2,9})?"
    r")\.?"
)
_WEAK = re.compile(  # it may also count goods: only beside a strong one
    rf"(?i)(?:{_NUMBER},? {_WORDS}|{_WORDS} {_NUMBER}|{_WORDS} (?:{_STREETS})|via {_WORDS} {_NUMBER}|{_NUMBER}"
    rf"|{_WORDS} (?:building|tower|house|cent(?:re|er)|mansion|complex|arcade|chambers|industrial estate|"
    rf"district|county|ward|borough|subdistrict|township|village|new area)|{_WORD}(?: [\w.'’-]+){{0,3}} {_NUMBER})"
)
_POST_CODE = re.compile(
    r"(?:(?<=^)|(?<=[,(|;:\n]))[ \t]*(?:(?:[A-Z]{1,2}-)?\d{4,6}|\d{2}-\d{3}|\d{3} \d{2})"
    r"(?=[ ](?!Ada|Blackwell|Super|Series|Pro\b|"
    r"Turing)[A-ZÀ-Þ][a-zà-ÿ][\w.'’-]*(?:[ ][A-ZÀ-Þ][\w.'’-]+){0,2}(?:[ ](?:\d{1,2}|[A-Z]{1,2}))?(?:[,)(|\n.]|$))"
    r"|(?<=[a-zà-ÿ] )(?:[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}|\d{3}-\d{4}|\d{5,6}(?:-\d{3,4})?)(?=\s*(?:[,)|\n.]|$))"
    r"|(?<=[a-zà-ÿ] )[A-Z]{3} \d{4}(?=[,\s]{1,3}Malta\b)|"
    r"(?<=\w[ ,])[A-Z]\d[\dW] ?[A-Z][A-Z\d]{3}(?=[,\s]{1,3}(?:Co\. \w+[, ]+)?Ireland\b)"
    r"|(?<=[a-zà-ÿ]) ?[-/] ?[A-Z]{2}(?=[, \d-]{1,14}Bra[sz]il\b)"
    r"|(?<=[, ])[A-Z]\d[A-Z] \d[A-Z]\d(?=\s*(?:[,)|\n.]|$))"
    r"|(?<=, )(?:[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}|\d{5}-\d{3,4})(?=\s*(?:[,)|\n.]|$))"
)
_SHORT_CODE = re.compile(r"\s*\d{4}\Z")  # it may also be a price or a model: only beside a street
_REFERENCE = re.compile(
    r"(?<![\w-])(?:Q|QU|OF|OFF|AN|AB)-\d{4,}(?![\w-])|(?<![\w-])(?:RFQ|RFP|PO|SO|PR|INV|REF|QTN?|QUO|SR|CASE|"
    r"TKT|ORD|OC|DN|PI|ECR)[-/#_]?\d[\w/-]*|"
    r"(?<=\bRMA)[-/#_]\d[\w/-]*"
)
_IDLE_COMMAS = re.compile(r"(?<=[:(,])[\s,]*,[\s,]*(?=[^\s,])|^[\s,]*,")  # what blanks leave behind
_SEGMENT = re.compile(r"[^,;|•·()\n]+")
_LABEL = re.compile(  # "Address: …", "ship to: …" before the street
    r"(?i)^\s*(?:[\w-]+ ){0,3}[\w-]+ ?:\s*|^\s*(?:located |based |situated )?(?:at|in) "
)
_OF_A_DEAL = re.compile(
    r"(?i)\b(?:army|military|navy|air force|weapons?|defen[cs]e|missiles?|nuclear|goods|cards?|chips?|gpus?|"
    r"servers?|boards?|racks?"
    r"|modules?|units|pcs|pieces|systems?|nodes?|[abhl]\d{2,4}\w?|rtx|gtx|mi\d{3}\w?|[gbh]{1,2}\d{3}|dgx|hgx|"
    r"nvl\d*|tpp|tops|tflops"
    r"|eccn|ear99|ascend|instinct|gaudi)\b"
)


def without_addresses(text: str) -> str:
    """The text of equal length without streets, post codes and numbers of registers."""
    return "\n".join(_plain(line) for line in text.split("\n"))


def is_address(line: str) -> bool:
    """Is a line nothing but an address or the numbers of a firm?"""
    segments = [segment.group().strip() for segment in _SEGMENT.finditer(line) if segment.group().strip()]
    told = [segment for segment in segments if _STRONG.fullmatch(segment) or _POST_CODE.search(segment)]
    rest = [segment for segment in segments if segment not in told]
    places = all(re.fullmatch(r"(?:[A-ZÀ-Þ][\w.'’-]*[ ]?){1,4}(?:\d{4,6})?", segment) for segment in rest)
    return bool(told) and places and not _OF_A_DEAL.search(line)


def _plain(line: str) -> str:
    """A line without what only finds a door; what may also count goods goes where a street stands beside it."""
    if not re.search(r"\d", line) or len(line) > 2000:
        return line
    spans = [span for segment in _SEGMENT.finditer(line) if (span := _bare(line, *segment.span())) is not None]
    strong = [span for span in spans if _STRONG.fullmatch(line, *span) and not _OF_A_DEAL.search(line, *span)]
    codes = [match.span() for match in _POST_CODE.finditer(line) if strong or not _SHORT_CODE.match(match.group())]
    found = [*strong, *codes]
    for span in [span for span in spans if all(end <= span[0] or span[1] <= start for start, end in codes)]:
        near = any(abs(span[0] - end) <= 3 or abs(start - span[1]) <= 3 for start, end in found)
        if near and _WEAK.fullmatch(line, *span) and not _OF_A_DEAL.search(line, *span):
            found.append(span)
    found += [match.span() for match in _REFERENCE.finditer(line)]
    for start, end in found:
        line = line[:start] + blank(line[start:end]) + line[end:]
    return _IDLE_COMMAS.sub(lambda match: blank(match.group()), line) if found else line


def _bare(line: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a segment without its label and the blanks around it."""
    label = _LABEL.match(line[start:end])
    start += label.end() if label else 0
    told = line[start:end]
    start += len(told) - len(told.lstrip())
    end -= len(told) - len(told.rstrip(" \t."))
    return (start, end) if start < end else None
