"""What a revision changed of the months of Secure Communities and of ICE's areas is found without reading all of them."""

from alembic import op

revision = "0002"
down_revision = "0001"

INDEXES = {
    "activation_since_idx": "activation (since)",
    "activation_until_idx": "activation (until)",
    "county_area_since_idx": "county_area (since)",
    "county_area_until_idx": "county_area (until)",
}


def upgrade() -> None:
    """Create the indexes."""
    for name, columns in INDEXES.items():
        op.execute(f"create index {name} on {columns}")


def downgrade() -> None:
    """Drop them."""
    for name in INDEXES:
        op.execute(f"drop index {name}")
