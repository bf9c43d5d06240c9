"""What goes to the file: the verdict's id and hash, and the memo to be taken along."""

from __future__ import annotations

import base64
import json

from assistant.answer import Answer
from assistant.channels import memos
from assistant.channels.page.markup import button, folded, section, tag, text
from assistant.render.memo import Filed
from assistant.render.memo_content import verdict_hash


def filing(answer: Answer | None, stands: tuple[str, str] = ("", "")) -> str:
    """Id, hash, the buttons for the memo, and the way to an officer; empty before the first answer.

    `stands`: a record's id and how it stands.
    """
    if answer is None:
        return ""
    rows = [("Verdict", answer.id or "not recorded"), ("SHA-256", verdict_hash(answer))]
    listed = tag("dl", "".join(tag("dt", text(name)) + tag("dd", text(value)) for name, value in rows))
    press = button("Memo as PDF", "memo", format="pdf") + button("Memo as DOCX", "memo", format="docx")
    if answer.id and answer.verdict is not None:
        press += button("Ask an officer", "escalate") + button("How it stands", "standing", "quiet")
        if stands[0] == answer.id:
            listed += tag("p", text(stands[1]), class_="stands", role="status")
    attach = _attach(answer.id) if answer.id and answer.verdict is not None else ""
    return section(
        "For the file", listed + tag("p", press, class_="act") + attach, "filing", "the last answer, with its proof"
    )


def _attach(id: str) -> str:
    """The form that puts a file to the record: a data sheet, an e-mail, an end-user statement."""
    box = tag("label", tag("span", "A data sheet, an e-mail, an end-user statement") + tag(
        "input", type="file", name="file", required=True))  # fmt: skip
    pressed = tag("p", tag("button", "Attach", type="submit"), class_="act")
    form = tag("form", box + pressed, data_act="attach", data_case=id, class_="do")
    return folded("Attach a file", form, "do-attach", classes="fold")


def parcel(answer: Answer, question: str, kind: memos.Kind, told: Filed | None = None) -> str:
    """The memo as JSON that the browser saves as a file: name, media type, content in base64.

    `told` is the record, where there is one.

    Raises MemoError where the memo cannot show something.
    """
    written = memos.write(told or Filed(answer, question, entry=answer.record), kind)
    name = f"memo-{answer.id or verdict_hash(answer)[:12]}.{kind}"
    return json.dumps({"name": name, "type": memos.TYPES[kind], "base64": base64.b64encode(written).decode()})
