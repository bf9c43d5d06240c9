"""A case as one ZIP that opens without the product: a page to read, the JSON behind it, its receipt, its files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from sqlalchemy import select

from assistant.records.cases import Case
from assistant.records.receipt import receipt
from assistant.store import Store
from assistant.store.tables_records import FileRow

MADE = (1980, 1, 1, 0, 0, 0)  # no clock in it: the same case gives the same bytes
STYLE = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}" \
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3rem .5rem}" \
    "td,th{text-align:left;vertical-align:top}" \
    "code{word-break:break-all}"  # fmt: skip


def export(store: Store, found: Case) -> bytes:
    """The ZIP. Raises Erased."""
    written = found.written()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "case.html", page(found).encode())
        _put(archive, "case.json", json.dumps(written, ensure_ascii=False, indent=2).encode())
        _put(archive, "receipt.json", json.dumps(receipt(store, found), ensure_ascii=False, indent=2).encode())
        for name, data in _files(store, found):
            _put(archive, f"files/{name}", data)
    return packed.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, MADE), data, zipfile.ZIP_DEFLATED)


def _files(store: Store, found: Case) -> Iterator[tuple[str, bytes]]:
    """The attached files; the decision's id keeps two of one name apart."""
    for one in found.decisions:
        if (file := one.get("file")) is not None:
            wanted = select(FileRow.data).where(FileRow.sha256 == file["sha256"])
            data = store.read(lambda session, query=wanted: session.scalar(query))  # type: ignore[misc]
            if data is not None:
                yield f"{one['id']}-{file['name']}", data


def page(found: Case) -> str:
    """The case as one HTML page without scripts or anything from outside."""
    content = found.whole
    parts = [
        f"<h1>{escape(found.id)}</h1>",
        _table(_head(found, content)),
        "<h2>Question</h2>", f"<p>{escape(content['question'])}</p>",
        "<h2>Answer</h2>", MarkdownIt("commonmark", {"html": False}).disable("image").render(content["answer"]),
        *_proof(content["verdict"]), *_citations(content["citations"]), *_decisions(found),
        "<h2>Facts</h2>", f"<pre>{escape(json.dumps(content['facts'], ensure_ascii=False, indent=2))}</pre>",
        "<h2>Pins</h2>", _table((one["kind"], one["id"], one["sha256"]) for one in content["pins"]),
    ]  # fmt: skip
    title = f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(found.id)}</title>"
    return f"{title}<style>{STYLE}</style><body>{''.join(parts)}</body></html>\n"


def _head(found: Case, content: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    verdict = content["verdict"] or {}
    yield "Status", found.status
    yield "Computed", verdict.get("outcome", "no verdict"), verdict.get("review_policy")
    if found.standing.decided is not None:
        yield "Decided", *found.standing.decided
    yield "Law of", content["as_of"]
    yield "Asked", content["at"], content["user"], content["channel"]
    yield "Rule base", content["known"]["rule_base"], f"verified through {content['known']['verified_through']}"
    for one in content["known"]["lists"]:
        yield "List", one["id"], one["date"]
    yield "Valid until", verdict.get("valid_until")
    yield "Chain", f"entry {found.entry.seq}", found.entry.hash


def _proof(verdict: Mapping[str, Any] | None) -> Iterator[str]:
    if verdict is not None:
        yield "<h2>Proof</h2>"
        answers = {True: "yes", False: "no", None: "open"}
        rows = ((one["question"], answers[one["holds"]], one["follows"], "; ".join(one["cites"]))
                for one in verdict["reasons"])  # fmt: skip
        yield _table(rows, ("Question", "Answer", "Follows", "Provisions"))


def _citations(citations: list[Mapping[str, Any]]) -> Iterator[str]:
    if citations:
        yield "<h2>Citations</h2>"
        yield _table((f"[{number}]", one["cite"], one["passage"]) for number, one in enumerate(citations, 1))


def _decisions(found: Case) -> Iterator[str]:
    if found.decisions:
        yield "<h2>Decisions</h2>"
        yield _table(
            (one["at"], one["user"], one["kind"], one.get("outcome"), one.get("review_policy"), one["reason"],
             (one.get("file") or {}).get("name"))
            for one in found.decisions
        )  # fmt: skip


def _table(rows: Iterable[tuple[object, ...]], head: tuple[str, ...] = ()) -> str:
    shown = [f"<tr>{''.join(f'<th>{escape(cell)}</th>' for cell in head)}</tr>"] if head else []
    for row in rows:
        cells = "".join(f"<td>{escape('' if cell is None else str(cell))}</td>" for cell in row)
        shown.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(shown)}</table>"
