"""Records: the chain, its contents and attached files, and what is looked up in them."""

import sqlalchemy as sa
from alembic import op

from assistant.store.guards import guard

revision = "0004_records"
down_revision = "0003_sources"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("turns", sa.Column("record_id", sa.String(64), nullable=True))
    op.create_index("ix_turns_record_id", "turns", ["record_id"], unique=True)
    _chain()
    _looked_up()
    guard(op.get_bind())


def _chain() -> None:
    op.create_table(
        "chain",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False, index=True),
        sa.Column("previous", sa.String(64), nullable=True, unique=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _looked_up() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", NUMBER, nullable=False, unique=True),
        sa.Column("at", sa.String(20), nullable=False, index=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False, index=True),
        sa.Column("thread", sa.String(200), nullable=True, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.Column("review_policy", sa.String(30), nullable=True),
        sa.Column("eccn", sa.String(40), nullable=True),
        sa.Column("valid_until", sa.Date, nullable=True),
        sa.Column("facts_sha256", sa.String(64), nullable=False, index=True),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", NUMBER, nullable=False, unique=True),
        sa.Column("record_id", sa.String(64), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
    )
