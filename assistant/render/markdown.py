"""Answer and Verdict as Markdown, for files, mail and chat clients. Pure.

Not modelled: citations are listed by cite and title; their passages stay in the object.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Citation
from assistant.render import gist, words
from assistant.render.inert import visible
from rules.proof import Question, Verdict


def answer_markdown(answer: Answer) -> str:
    """What the person reads, then the verdict in full and the sources under their numbers."""
    parts = [answer.answer.strip()]
    if answer.verdict is not None:
        parts.append(verdict_markdown(answer.verdict))
    for deal in answer.deals:
        parts.append(f"### {escape(deal.label)}\n\n{verdict_markdown(deal.verdict)}")
    if answer.citations:
        parts.append("\n".join(["### Sources", "", *map(_source, range(1, 1_000), answer.citations)]))
    return "\n\n".join(part for part in parts if part) + "\n"


def verdict_markdown(verdict: Verdict) -> str:
    """The verdict in sections; a section without content is left out."""
    return "\n\n".join(_sections(verdict))


def escape(text: str) -> str:
    """Text that Markdown shows as it was written: no markup, no HTML, no images, no links.

    >>> escape("![x](http://e/y.png) <b>")
    '!\\\\[x\\\\]\\\\(http://e/y.png\\\\) &lt;b&gt;'
    """
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{char}" if char in r"\`*_[](){}#|~$" else char for char in text)


def _sections(verdict: Verdict) -> Iterator[str]:
    yield f"**{gist.headline(verdict)}**\n\n{words.MEANING[verdict.outcome]}"
    yield f"As of {verdict.as_of}; {gist.freshness(verdict)}."
    if until := gist.expiry(verdict):
        yield f"Valid until {until}"
    if verdict.readings:
        rows = [
            f"- {words.READINGS[one.id]}{' (followed)' if one.followed else ''}: {words.OUTCOME[one.outcome]}"
            for one in verdict.readings
        ]
        yield "\n".join(rows)
    yield from _figures(verdict)
    yield from _listed("Warnings", [one.text for one in gist.warnings(verdict)])
    yield from _listed("Red flags", [one.text for one in verdict.red_flags])
    if verdict.questions:
        yield "\n".join(["### To decide", "", *map(_question, verdict.questions)])
    if line := gist.presumed(verdict.assumptions):
        yield escape(line)
    yield from _listed("Next", list(verdict.next_steps))
    yield "\n".join(["### Proof", "", *(_step(at, one) for at, one in enumerate(verdict.reasons, 1))])


def _figures(verdict: Verdict) -> Iterator[str]:
    rows = []
    for one in gist.measured(verdict.computed):
        rows.append(f"- {one.label} {words.number(one.value)} {one.unit}".rstrip() + f" ({one.arithmetic or 'stated'})")
        for line in one.lines:
            side = "at or above" if line.by >= 0 else "below"
            rows.append(f"  - {words.number(abs(line.by))} {side} {words.number(line.value)}, {line.cite}")
    if rows:
        yield "\n".join(["### Figures", "", *rows])


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield "\n".join([f"### {title}", "", *(f"- {escape(line)}" for line in lines)])


def _question(question: Question) -> str:
    options = " / ".join(f"{escape(one.label)} → {words.OUTCOME[one.outcome]}" for one in question.options)
    return f"- {escape(question.text)} {options}"


def _step(at: int, step: dict[str, object]) -> str:
    cites = step["cites"]
    listed = "; ".join(map(str, cites)) if isinstance(cites, list) else ""
    return f"{at}. {step['question']} **{words.holds(step['holds'])}** ({listed})"


def _source(at: int, citation: Citation) -> str:
    until = f" to {citation.effective_to}" if citation.effective_to else " on"
    line = f"{at}. {citation.cite}: {escape(citation.title)} (from {citation.effective_from}{until}; {citation.source})"
    beside = f"; beside it: {citation.beside.label}" if citation.beside else ""
    return f"{line}{beside}{f'. {escape(citation.note)}' if citation.note else ''}"
