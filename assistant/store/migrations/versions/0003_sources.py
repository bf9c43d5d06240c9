"""Official texts and party lists, by version."""

import sqlalchemy as sa
from alembic import op

revision = "0003_sources"
down_revision = "0002_accounts"


def upgrade() -> None:
    op.create_table(
        "source_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("issue", sa.Date, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.String(300), nullable=False),
        sa.Column("url", sa.Text, nullable=True),
        sa.Column("licence", sa.String(200), nullable=False),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.UniqueConstraint("source", "name", "issue", "sha256"),
    )
    op.create_table(
        "source_units",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_versions.id"), nullable=False),
        sa.Column("cite", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
    )
    op.create_index("ix_source_units_version_id", "source_units", ["version_id"])
    op.create_index("ix_source_units_cite", "source_units", ["cite"])
    op.create_table(
        "source_passages",
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("source_units.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("cite", sa.String(240), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("partial", sa.Boolean, nullable=False),
    )
    op.create_index("ix_source_passages_cite", "source_passages", ["cite"])
    op.create_table(
        "source_stays",
        sa.Column("unit_id", sa.Integer, sa.ForeignKey("source_units.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("cite", sa.String(240), nullable=False),
        sa.Column("introductory", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("published", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=True),
    )
    op.create_table(
        "party_rows",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
    )
    op.create_table(
        "party_list_rows",
        sa.Column("version_id", sa.Integer, sa.ForeignKey("source_versions.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("row_sha256", sa.String(64), sa.ForeignKey("party_rows.sha256"), nullable=False),
    )
