"""Run the migrations on the connection that the store hands over."""

from __future__ import annotations

import sqlmodel  # noqa: F401 - the revisions may use its column types
from alembic import context

from thidua.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    # The caller's transaction holds all of it: a kill leaves the old schema or the new one.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
