"""Links that show a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0006_shares"
down_revision = "0005_slack"


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("thread_id", sa.String(200), sa.ForeignKey("threads.id"), nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
