"""Users, API keys, sessions, Slack names, requests answered once, counts."""

import sqlalchemy as sa
from alembic import op

revision = "0002_accounts"
down_revision = "0001_threads"

NAME = sa.String(80)
TIME = sa.DateTime(timezone=True)


def _user() -> sa.Column[str]:
    return sa.Column("user", NAME, sa.ForeignKey("users.name"), nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("name", NAME, primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("email", sa.String(320), unique=True),
        sa.Column("password_hash", sa.Text),
        sa.Column("oidc_issuer", sa.String(500)),
        sa.Column("oidc_subject", sa.String(255)),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME),
        sa.UniqueConstraint("oidc_issuer", "oidc_subject"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(12), primary_key=True),
        _user(),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("per_minute", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("ends_at", TIME),
    )
    op.create_table(
        "web_sessions",
        sa.Column("sha256", sa.String(64), primary_key=True),
        _user(),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
    )
    op.create_table("slack_users", sa.Column("slack_id", sa.String(60), primary_key=True), _user())
    op.create_table(
        "answered_requests",
        sa.Column("owner", NAME, primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("claim", sa.String(32), nullable=False),
        sa.Column("claimed_at", TIME, nullable=False, index=True),
        sa.Column("status", sa.Integer),
        sa.Column("answer", sa.Text),
    )
    op.create_table(
        "counts",
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("window", sa.Integer, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
