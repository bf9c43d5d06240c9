"""`exportdesk memo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Id = Annotated[str, typer.Argument(metavar="ID", help="The record, as its answer shows it.")]
Out = Annotated[Path, typer.Option("-o", metavar="FILE", help="Where it goes: a name that ends in .docx or .pdf.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who asks for it.", show_default=False)]


def memo(id: Id, out: Out, by: As = None) -> None:
    """Write the file memo of a record."""
    from assistant.channels import memos
    from assistant.channels.commands.accounts import acting
    from assistant.channels.errors import BadInputError
    from assistant.records.actor import LOCAL
    from assistant.store import Store

    kind = next((one for one in memos.KINDS if out.suffix.lower() == f".{one}"), None)
    if kind is None:
        raise BadInputError("-o", f"expected a name that ends in .docx or .pdf, found {out.name}")
    store = Store()
    written = memos.memo_of(store, id, acting(store, by).actor if by else LOCAL, kind)
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_bytes(written)
        part.replace(out)
    except OSError as error:
        raise BadInputError("-o", f"{out} cannot be written ({error.strerror}); expected a file in a folder") from None
    typer.echo(f"memo of {id} in {out}")
