"""Tables of goods: the words above the columns and the numbers of the lines name no goods, no party and no count."""

import re

from assistant.reading.small_print import blank

_POSITION = r"(?:pos(?:ition)?|item|line|no|nr|#|sl|s/n|sr|lfd|line item|item no|pos no|line no)\.?"
_COLUMN = re.compile(
    rf"(?i)\s*(?:{_POSITION}|qty|quantity|order qty|menge|anzahl|unit|units|uom|u/m|description|"
    r"material|article|part(?: ?(?:no|number|#))?|p/n|mpn|sku|model|product|goods|(?:unit |total |net |list )?price|"
    r"total|amount|value|delivery|delivery date|lead time|eta|etd|incoterms?|currency|ccy|date|remarks?|comments?|"
    r"notes?|eccn|hts|hs code|origin|weight|warranty|condition|required by|req\.? date|spec(?:ification)?s?|make|"
    r"brand|manufacturer|mfr|vendor code|discount|tax|vat)\.?:?\s*"
)
_IS_POSITION = re.compile(rf"(?i)\s*{_POSITION}:?\s*")
_BORDER = re.compile(r"[|\t;]|(?<=\S)\s{2,}(?=\S)")
_BARE = re.compile(r"\s*\(?\d{1,4}[.)]?\s*")
_COUNTED = re.compile(
    r"(?i)\s*[x×]?\s?\d[\d,.]*\s?(?:x|×|pcs?|ea|units?|nos|stk|pieces?|sets?|off|racks?|servers?|nodes?|systems?|boards?|cards?|modules?|gpus?|kits?|seats?)?\.?\s*"
)
_FEWEST = 2  # columns of a table


def without_headings(text: str) -> str:
    """The text of equal length without the words above columns of a table, and without the numbers of its lines."""
    lines = text.split("\n")
    numbered = False
    for index, line in enumerate(lines):
        cells = _cells(line)
        if len(cells) < _FEWEST:
            numbered = numbered and not line.strip()
        elif all(_COLUMN.fullmatch(line[start:end]) for start, end in cells) and _row_follows(lines[index + 1 :]):
            numbered = _IS_POSITION.fullmatch(line[slice(*cells[0])]) is not None
            lines[index] = blank(line)
        elif _is_numbered(line, cells, numbered=numbered):
            lines[index] = blank(line[: cells[0][1]]) + line[cells[0][1] :]
    return "\n".join(lines)


def _cells(line: str) -> list[tuple[int, int]]:
    """The spans of the cells of a row, empty ones left out."""
    borders = [match.span() for match in _BORDER.finditer(line)]
    starts, ends = [0, *(end for _, end in borders)], [*(start for start, _ in borders), len(line)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if line[start:end].strip()]


def _row_follows(below: list[str]) -> bool:
    """Does a row with a number stand right below?"""
    row = next((line for line in below[:3] if re.search(r"\w", line)), "")
    return re.search(r"\d", row) is not None and len(_cells(row)) >= _FEWEST


def _is_numbered(line: str, cells: list[tuple[int, int]], *, numbered: bool) -> bool:
    """Is the first cell the number of the line: by its heading, or because another cell counts the goods?"""
    first, others = line[slice(*cells[0])], [line[start:end] for start, end in cells[1:]]
    return _BARE.fullmatch(first) is not None and (numbered or any(_COUNTED.fullmatch(cell) for cell in others))
