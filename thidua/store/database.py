"""The database file: opened, read, and written one act at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from scoring.errors import _
from thidua.store.apply import admit, last_event
from thidua.store.canonical import digest
from thidua.store.contents import Content, Salts, fresh_salt, is_named
from thidua.store.engine import check_file, make_engine, reserve
from thidua.store.errors import refuse, translated
from thidua.store.events import Act, Event, Holding
from thidua.store.schema import APPLICATION_ID, upgrade

Clock = Callable[[], datetime]

# The order of the join is given: the index on the length finds the few contents that can be the same.
_SAME = text(
    "SELECT salt.sha256, salt.value FROM blob CROSS JOIN salt ON salt.sha256 = blob.sha256 "
    "WHERE length(blob.content) = :length AND blob.content = :data ORDER BY salt.sha256 LIMIT 1"
)


def utc_now() -> datetime:
    """Give the time of the machine's clock."""
    return datetime.now(UTC)


class Writer:
    """One open transaction that acts are recorded in; ``session`` reads what it has written so far."""

    def __init__(self, session: Session, clock: Clock, salts: Salts) -> None:
        self.session = session
        self._clock, self._salts = clock, salts

    def record(
        self, act: Act, actor: str, reason: str = "", blobs: Mapping[str, bytes] | None = None
    ) -> Event:
        """
        Record one act: its event, the contents it names and the rows that follow.

        Args:
            act: What happened. It names every content by its plain SHA-256; in the record those that may hold
                personal data are named by commitments instead, under salts that are made here.
            actor: Post or name of who acted.
            reason: Why; empty when nothing is to be said.
            blobs: Contents the act names, by SHA-256; those already in the record may be left out, but for
                the personal ones.

        Returns:
            The event as it stands in the record.

        Raises:
            StoreError: Nobody is named as actor, a content is missing, or a row was refused.
        """
        if not actor.strip():
            raise refuse("E_STORE_ACTOR", _("Every act needs the name or post of who acts."))
        contents = {sha256: Content(data) for sha256, data in (blobs or {}).items()}
        if isinstance(act, Holding):
            given = (sha256 for sha256 in act.private() if sha256 in contents)
            sealed = {sha256: self._sealed(contents[sha256].data) for sha256 in given}
            act = act.committed({sha256: content.sha256 for sha256, content in sealed.items()})
            contents |= {content.sha256: content for content in sealed.values()}
        last = last_event(self.session)
        at = self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        event = Event(
            counter=last.counter + 1 if last else 1,
            at=at,
            clock_went_back=last is not None and at < last.at,
            actor=actor,
            reason=reason,
            act=act,
        )
        return admit(self.session, event.body(), contents.get)

    def _sealed(self, data: bytes) -> Content:
        """Give a content with its salt: that of the same bytes if the record holds them, else a fresh one."""
        found = self.session.connection().execute(_SAME, {"length": len(data), "data": data}).first()
        if found is not None and is_named(found.sha256, data, found.value):
            return Content(data, found.value)
        return Content(data, self._salts())

    def newest(self) -> int:
        """Give the place of the newest event, those of this transaction included; 0 when there is none."""
        last = last_event(self.session)
        return last.counter if last else 0


class Database:
    """
    A record in a SQLite file.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path, clock: Clock, salts: Salts) -> None:
        self.path = path
        self._clock, self._salts = clock, salts
        self._engine = make_engine(path)
        self._writers = self._engine.execution_options(writes=True)

    @classmethod
    def create(cls, path: Path | str, clock: Clock = utc_now, salts: Salts = fresh_salt) -> Database:
        """
        Make a new, empty record.

        Args:
            path: A name that is not taken.
            clock: Gives the time of each act.
            salts: Gives the salt of each content that may hold personal data.

        Raises:
            StoreError: The name is taken, or the file cannot be made; no file is left then.
        """
        path = Path(path)
        reserve(path)
        try:
            database = cls(path, clock, salts)
            database._create_tables()
        except BaseException:
            for leftover in (path, path.with_name(f"{path.name}-journal")):
                leftover.unlink(missing_ok=True)
            raise
        return database

    @classmethod
    def open(cls, path: Path | str, clock: Clock = utc_now, salts: Salts = fresh_salt) -> Database:
        """
        Open a record that exists.

        Args:
            path: The file.
            clock: Gives the time of each act.
            salts: Gives the salt of each content that may hold personal data.

        Raises:
            StoreError: The file is missing, foreign, of another version or damaged; it is not changed.
        """
        check_file(Path(path))
        return cls(Path(path), clock, salts)

    def _create_tables(self) -> None:
        with translated(self.path), self._writers.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(connection)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """
        Give a session that sees one state of the record throughout.

        Raises:
            StoreError: The database failed.
        """
        with translated(self.path), Session(self._engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """
        Give a writer whose acts are stored together when the block ends, or not at all when it fails.

        Raises:
            StoreError: The database is busy, full, closed or damaged, or refused a row.
        """
        with translated(self.path), Session(self._writers) as session, session.begin():
            session.connection()  # begins now, before anything is read
            yield Writer(session, self._clock, self._salts)

    def record(
        self, act: Act, actor: str, reason: str = "", blobs: Mapping[str, bytes] | None = None
    ) -> Event:
        """
        Record one act in a transaction of its own; see ``Writer.record``.

        Raises:
            StoreError: The act was refused or could not be written.
        """
        with self.write() as writer:
            return writer.record(act, actor, reason, blobs)


def by_digest(*contents: bytes) -> dict[str, bytes]:
    """Give the contents by their SHA-256."""
    return {digest(content): content for content in contents}
