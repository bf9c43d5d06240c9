"""The Slack channel: conversations with their places, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0005_slack"
down_revision = "0004_records"


def upgrade() -> None:
    op.create_table(
        "slack_conversations",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("thread_ts", sa.String(40), nullable=False),
        sa.Column("is_direct", sa.Boolean, nullable=False),
        sa.Column("home_channel", sa.String(40)),
        sa.Column("home_ts", sa.String(40)),
        sa.Column("held_by", sa.String(40)),
        sa.Column("held_until", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_slack_conversations_home", "slack_conversations", ["team", "home_channel", "home_ts"])
    op.create_table(
        "slack_jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(300), nullable=False, unique=True),
        sa.Column("conversation_id", sa.String(200), sa.ForeignKey("slack_conversations.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("thread_ts", sa.String(40), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("posts", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("day", sa.Date),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_slack_jobs_open", "slack_jobs", ["state", "conversation_id"])
