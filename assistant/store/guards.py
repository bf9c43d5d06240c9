"""What the database itself refuses: to change or drop an entry of the chain, to fork it, to drop content unnamed.

Content may go where every entry that stands on it is named by an `erased` entry; of an `erased` entry, never.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

CHANGED = "an entry of the chain is never changed"
DELETED = "an entry of the chain is never deleted"
FORKED = "an entry follows the last one of the chain"
REWRITTEN = "content is written once"
UNNAMED = "content goes only behind an erased entry that names its id"

LAST = "coalesce((select max(seq) from chain), 0)"
FOLLOWS_NOT = f"""new.seq <> {LAST} + 1
    or coalesce(new.previous, '') <> coalesce((select hash from chain where seq = {LAST}), '')"""
STANDS = """exists (select 1 from chain c where c.content_sha256 = old.sha256 and (c.kind = 'erased'
    or not exists (select 1 from chain e where e.kind = 'erased' and e.id = c.id)))"""

SQLITE = (
    f"create trigger chain_no_update before update on chain begin select raise(abort, '{CHANGED}'); end",
    f"create trigger chain_no_delete before delete on chain begin select raise(abort, '{DELETED}'); end",
    f"create trigger chain_in_line before insert on chain when {FOLLOWS_NOT} "
    f"begin select raise(abort, '{FORKED}'); end",
    f"create trigger contents_no_update before update on contents begin select raise(abort, '{REWRITTEN}'); end",
    f"create trigger contents_no_delete before delete on contents when {STANDS} "
    f"begin select raise(abort, '{UNNAMED}'); end",
)


def _refusing(name: str, table: str, event: str, said: str, when: str | None = None) -> tuple[str, str]:
    """A PostgreSQL function and the trigger that calls it."""
    given = {"delete": "old", "update": "new", "insert": "new", "truncate": "null"}[event]
    test = f"if {when} then raise exception '{said}'; end if;" if when else f"raise exception '{said}';"
    level = "statement" if event == "truncate" else "row"
    return (
        f"create or replace function {name}() returns trigger language plpgsql as "
        f"$$ begin {test} return {given}; end $$",
        f"create trigger {name} before {event} on {table} for each {level} execute function {name}()",
    )


POSTGRESQL = (
    *_refusing("chain_no_update", "chain", "update", CHANGED),
    *_refusing("chain_no_delete", "chain", "delete", DELETED),
    *_refusing("chain_no_truncate", "chain", "truncate", DELETED),
    *_refusing("chain_in_line", "chain", "insert", FORKED, FOLLOWS_NOT),
    *_refusing("contents_no_update", "contents", "update", REWRITTEN),
    *_refusing("contents_no_delete", "contents", "delete", UNNAMED, STANDS),
    *_refusing("contents_no_truncate", "contents", "truncate", UNNAMED),
)


def guard(connection: Connection) -> None:
    """Sets the triggers up, once, after the tables are made."""
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.execute(text(statement))
