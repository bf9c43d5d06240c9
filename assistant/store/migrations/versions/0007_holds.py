"""Holds: orders that wait for a signed answer, and what is to be told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007_holds"
down_revision = "0006_shares"


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("token", sa.String(40), primary_key=True),
        sa.Column("order_name", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("facts_sha256", sa.String(64), nullable=False, index=True),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("told", sa.String(10)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("owner", "order_name"),
    )
    op.create_table(
        "hold_events",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("token", sa.String(40), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
    )
