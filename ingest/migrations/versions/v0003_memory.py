"""What was learned from people: fingerprints of layouts, outcomes in its light, and what is to be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables. Outcomes that are there already have no fingerprint; their courses are learned all the same."""
    op.create_table(
        "layouts",
        sa.Column("outcome_id", sa.Integer, sa.ForeignKey("outcomes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
    )
    op.create_table(
        "recalled",
        sa.Column("outcome_id", sa.Integer, sa.ForeignKey("outcomes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("record", sa.JSON, nullable=False),
    )
    op.create_table(
        "forgotten",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text),
        sa.Column("forgotten_by", sa.Text, nullable=False),
        sa.Column("forgotten_at", sa.Text, nullable=False),
    )
