from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from tests.thidua.store import samples
from thidua.audit import audit
from thidua.store import schema, views
from thidua.store.apply import replay
from thidua.store.engine import connect, make_engine
from thidua.store.tables import METADATA, PROJECTIONS, RECORD


# Of an index over an expression both libraries say that they pass over it; its text is compared below.
@pytest.mark.filterwarnings("ignore:.*expression")
def test_the_migrated_tables_are_those_of_the_models(tmp_path: Path) -> None:
    database = samples.create(tmp_path / "record.db")
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_migrated_tables_have_the_very_text_of_the_models(tmp_path: Path) -> None:
    samples.create(tmp_path / "record.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    METADATA.create_all(engine)
    engine.dispose()

    def texts(path: Path, wanted: str) -> dict[str, str | None]:
        with closing(connect(path)) as connection:
            rows = schema.read_manifest(connection)
        return {name: sql for kind, name, table, sql in rows if kind == wanted and table != "alembic_version"}

    for kind in ("table", "index"):
        assert texts(tmp_path / "record.db", kind) == texts(tmp_path / "models.db", kind)
    tables = texts(tmp_path / "models.db", "table")
    assert {str(row.__tablename__) for row in (*RECORD, *PROJECTIONS)} == set(tables)


def test_every_table_of_ours_is_strict(tmp_path: Path) -> None:
    samples.create(tmp_path / "record.db")
    with closing(connect(tmp_path / "record.db")) as connection:
        found = connection.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0")
        assert sorted(found) == [("alembic_version",), ("sqlite_schema",), ("sqlite_temp_schema",)]


def test_the_shipped_manifest_is_fresh(tmp_path: Path) -> None:
    samples.create(tmp_path / "record.db")
    with closing(connect(tmp_path / "record.db")) as connection:
        fresh = schema.manifest_text(connection)
    assert (Path(schema.__file__).with_name("schema.json")).read_text(encoding="utf-8") == fresh


def test_down_and_up_again_leaves_a_record_that_can_be_replayed_and_audits_clean(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    before, bodies = samples.dump(database.path), views.event_bodies(database)
    contents = samples.kept(database.path)
    engine = make_engine(database.path).execution_options(writes=True)
    with engine.begin() as connection:
        schema.downgrade(connection, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        schema.upgrade(connection)
    assert audit(database.path).findings == ()
    assert audit(database.path).events == 0
    with database.write() as writer:
        replay(writer.session, bodies, contents.get)
    assert audit(database.path).findings == ()
    assert sorted(samples.dump(database.path).split("\n")) == sorted(before.split("\n"))


def test_a_migration_that_fails_half_way_leaves_the_old_tables(tmp_path: Path) -> None:
    database = samples.whole(tmp_path / "record.db")
    before = samples.dump(database.path)
    engine = make_engine(database.path).execution_options(writes=True)
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        _break_after(schema.downgrade(connection, "base"))
    assert samples.dump(database.path) == before
    assert audit(database.path).findings == ()


def _break_after(_done: None) -> None:
    raise ZeroDivisionError
