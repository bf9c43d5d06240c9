"""Answer and Verdict for the terminal, as rich renderables. Pure: nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.render import gist, words
from rules.proof import Question, Verdict

if TYPE_CHECKING:
    from assistant.answer import Answer

STYLE = {
    "prohibited": "bold white on red", "license_required": "bold red", "needs_facts": "bold yellow",
    "license_exception": "bold cyan", "no_license_required": "bold green", "not_subject_to_ear": "bold blue",
}  # fmt: skip


def as_text(renderable: RenderableType, width: int = 100) -> str:
    """What a terminal of this width shows, without color."""
    out = StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False).print(renderable)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def answer_view(answer: Answer) -> RenderableType:
    """The answer's words, its verdict and the sources under their numbers."""
    parts: list[RenderableType] = [Markdown(answer.answer)]
    if answer.verdict is not None:
        parts += [Text(), verdict_view(answer.verdict)]
    if answer.citations:
        parts += [Text(), Text("Sources", style="bold")]
        parts += [Text(f"  [{at}] {one.cite}: {one.title}") for at, one in enumerate(answer.citations, 1)]
    return Group(*parts)


def verdict_view(verdict: Verdict) -> RenderableType:
    """The verdict in sections; a section without content is left out."""
    return Group(*_sections(verdict))


def _sections(verdict: Verdict) -> Iterator[RenderableType]:
    yield Text(gist.headline(verdict), style=STYLE[verdict.outcome])
    yield Text(words.MEANING[verdict.outcome])
    yield Text(f"As of {verdict.as_of}; {gist.freshness(verdict)}.", style="dim")
    if until := gist.expiry(verdict):
        yield Text(f"Valid until {until}", style="dim")
    for reading in verdict.readings:
        followed = " (followed)" if reading.followed else ""
        yield Text(f"{words.READINGS[reading.id]}{followed}: {words.OUTCOME[reading.outcome]}")
    yield from _titled("Figures", _figures(verdict))
    yield from _titled("Warnings", (Text(f"! {one.text}", style="yellow") for one in gist.warnings(verdict)))
    yield from _titled("Red flags", (Text(one.text, style="red") for one in verdict.red_flags))
    yield from _titled("To decide", (line for one in verdict.questions for line in _question(one)))
    if line := gist.presumed(verdict.assumptions):
        yield from _titled("Presumed", [Text(line.removeprefix("Presumed: "))])
    yield from _titled("Next", (Text(f"- {one}") for one in verdict.next_steps))
    yield from _titled("Proof", [_proof(verdict)])


def _titled(title: str, lines: Iterable[RenderableType]) -> Iterator[RenderableType]:
    shown = list(lines)
    if shown:
        yield Text()
        yield Text(title, style="bold")
        yield Padding(Group(*shown), (0, 0, 0, 2))


def _figures(verdict: Verdict) -> Iterator[RenderableType]:
    for one in gist.measured(verdict.computed):
        yield Text(f"{one.label} {words.number(one.value)} {one.unit}".rstrip() + f"   {one.arithmetic or 'stated'}")
        for line in one.lines:
            side = "at or above" if line.by >= 0 else "below"
            yield Text(f"  {words.number(abs(line.by))} {side} {words.number(line.value)}  {line.cite}", style="dim")


def _question(question: Question) -> Iterator[RenderableType]:
    yield Text(question.text)
    for one in question.options:
        policy = f", {words.POLICY[one.review_policy]}" if one.review_policy else ""
        yield Text(f"  {one.label} → {words.OUTCOME[one.outcome]}{policy}", style="dim")


def _proof(verdict: Verdict) -> RenderableType:
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for step in verdict.reasons:
        cites = "; ".join(words.short_cite(cite) for cite in step["cites"])
        table.add_row(words.holds(step["holds"]), Text(step["question"]), Text(cites, style="dim"))
    return table
