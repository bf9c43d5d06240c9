"""What was established once, by name."""

import sqlalchemy as sa
from alembic import op

revision = "0010_remembered"
down_revision = "0009_house"


def upgrade() -> None:
    op.create_table(
        "remembered",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name_key", sa.String(500), nullable=False),
    )
    op.create_index("ix_remembered_name", "remembered", ["kind", "name_key"])
