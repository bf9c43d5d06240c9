"""The house: which reading a company follows, and its own rules."""

import sqlalchemy as sa
from alembic import op

revision = "0009_house"
down_revision = "0008_proofs"


def upgrade() -> None:
    op.create_table(
        "house",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False, unique=True),
    )
