"""Proofs of runs over order books, each under its hash."""

import sqlalchemy as sa
from alembic import op

revision = "0008_proofs"
down_revision = "0007_holds"


def upgrade() -> None:
    op.create_table(
        "proofs",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
