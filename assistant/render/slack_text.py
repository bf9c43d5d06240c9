"""Text in Slack: our Markdown as mrkdwn, other people's words as words and nothing else. Pure.

Slack has no escape for its marks, so what could be read as one is written with a character that looks like it.
"""

from __future__ import annotations

import re
import unicodedata

STANDS_FOR = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
ANGLES = str.maketrans({"<": "‹", ">": "›"})
INVISIBLE = frozenset(
    {"Cc", "Cf", "Cs", "Co"}
)  # controls, direction changes, zero widths, halves of pairs, private signs
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
BROADCAST = re.compile(r"(?i)@(?=(?:here|channel|everyone|group)\b)")
EMOJI = re.compile(r"(?i):(?=[a-z+-][\w+'-]*:)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
SENTENCE = re.compile(r"((?<=[.?!:;])\s+|\n+)")
ELLIPSIS = "…"


def shown(text: str) -> str:
    """Text on one line without what nobody sees: controls, direction changes, zero widths.

    >>> shown("a\\u202eb\\x00 c\\n")
    'ab c'
    """
    kept = ("" if unicodedata.category(char) in INVISIBLE and char not in "\n\t\r" else char for char in text)
    return " ".join(SELECTORS.sub("", "".join(kept)).split())


def inert(text: str) -> str:
    """Other people's words within mrkdwn: no mention, link, emoji, mark or entity comes of them.

    >>> inert("<!channel> *x* http://e.example @here :skull:")
    '&lt;!channel&gt; ∗x∗ http[:]//e.example ＠here ꞉skull:'
    """
    return _defused(shown(text)).translate(ENTITIES).translate(STANDS_FOR)


def plain(text: str, most: int) -> str:
    """Other people's words as plain text of at most so many characters.

    >>> plain("<@U1> and more", 9)
    '‹@U1› an…'
    """
    return cut(_defused(shown(text)).translate(ANGLES).translate(STANDS_FOR), most)


def _defused(text: str) -> str:
    return EMOJI.sub("꞉", BROADCAST.sub("＠", text.replace("://", "[:]//").replace("mailto:", "mailto[:]")))


def cut(text: str, most: int) -> str:
    """The text, its end replaced by an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def mrkdwn(markdown: str) -> str:
    """An answer's Markdown: bold and list items become Slack's, everything else is shown as it is written.

    >>> mrkdwn("**A license** is *required* [1].\\n- apply")
    '*A license* is ∗required∗ [1].\\n• apply'
    """
    return "\n".join(_line(line) for line in markdown.splitlines())


def _line(line: str) -> str:
    bullet = "• " if line.startswith("- ") else ""
    parts = BOLD.split(line.removeprefix("- ") if bullet else line.lstrip("# "))
    spoken = (f"*{inert(part)}*" if odd % 2 and inert(part) else _between(part) for odd, part in enumerate(parts))
    return bullet + "".join(spoken).strip()


def _between(part: str) -> str:
    """Text beside bold words, with the spaces that part them."""
    if not part.strip():
        return " " if part else ""
    before, after = (" " if part[:1].isspace() else ""), (" " if part[-1:].isspace() else "")
    return before + inert(part) + after


def link(url: str | None, label: str) -> str:
    """A link of our own; without a web address only its label.

    >>> link("https://www.ecfr.gov/x?a=1&b=2", "15 CFR 742.6"), link("javascript:x", "y")
    ('<https://www.ecfr.gov/x?a=1&amp;b=2|15 CFR 742.6>', 'y')
    """
    said = inert(label).replace("|", "¦")
    if url is None or not re.fullmatch(r"https://[^\s<>|]+", url):
        return said
    return f"<{url.replace('&', '&amp;')}|{said}>"


def pieces(text: str, most: int) -> list[str]:
    """The text in pieces of at most so many characters, broken between paragraphs, else sentences, else anywhere."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        for part in _fitting(paragraph, most):
            if found and len(found[-1]) + 2 + len(part) <= most:
                found[-1] += f"\n\n{part}"
            else:
                found.append(part)
    return [one for one in found if one.strip()]


def _fitting(paragraph: str, most: int) -> list[str]:
    if len(paragraph) <= most:
        return [paragraph]
    parts = [""]
    for piece in SENTENCE.split(paragraph):
        for short in _broken(piece, most):
            if len(parts[-1]) + len(short) > most:
                parts.append("")
            parts[-1] += short
    return [part.strip() for part in parts]


def _broken(piece: str, most: int) -> list[str]:
    """A piece without a place to break, broken where no entity is torn."""
    short = []
    while len(piece) > most:
        at = piece.rfind("&", most - 5, most)
        at = most if at < 0 else at
        short.append(piece[:at])
        piece = piece[at:]
    return [*short, piece]
