"""The sandbox's memory: every request that it accepted, in one SQLite file.

WAL with ``synchronous=NORMAL``: what was committed survives the death of the process, which is what the crash
tests need; a power cut may lose the last commits, which no test needs. Several sandboxes may share the file.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ctc.canonical import Json
from ctc.files import reserved_database
from ctc.sandbox.answer import Answer
from ctc.sandbox.schedule import Schedule

FILE: Final = "sandbox.db"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS requests (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, headers TEXT NOT NULL,
  body BLOB NOT NULL, status INTEGER NOT NULL, response TEXT NOT NULL, accepted INTEGER NOT NULL,
  campaign INTEGER, name TEXT, channel TEXT, recipients INTEGER, fault TEXT);
CREATE INDEX IF NOT EXISTS requests_by_campaign ON requests (campaign);
CREATE TABLE IF NOT EXISTS campaigns (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, channel TEXT NOT NULL, created_at REAL NOT NULL,
  first_at REAL NOT NULL, last_at REAL, day INTEGER NOT NULL, draft INTEGER NOT NULL, stopped_at REAL,
  estimates TEXT NOT NULL, audience TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS campaigns_by_day ON campaigns (day);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it arrived; ``headers`` never hold the passcode. ``fault`` names what was done to it."""

    kind: str
    path: str
    headers: Mapping[str, str]
    raw: bytes
    body: Mapping[str, Json]
    at: datetime
    channel: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign that the sandbox accepted; moments are UTC, ``day`` is the account's day as YYYYMMDD."""

    id: int
    name: str
    channel: str
    created_at: datetime
    schedule: Schedule
    day: int
    draft: bool
    stopped_at: datetime | None
    estimates: Mapping[str, int]
    audience: Mapping[str, Json]


class RequestStore:
    """Keeps requests and campaigns. Every method that writes has committed when it returns."""

    def __init__(self, folder: Path) -> None:
        self.file = reserved_database(folder / FILE)
        self._db = sqlite3.connect(
            self.file, timeout=30, isolation_level=None, check_same_thread=False, cached_statements=32
        )
        self._db.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def next_id(self, now: datetime) -> int:
        """A positive integer of ten digits from the clock's epoch seconds, greater than every one before.

        Call it inside :meth:`transaction`, so that two sandboxes on one file never give the same id.
        """
        last = self._db.execute("SELECT max(id) FROM campaigns").fetchone()[0]
        return max(int(now.timestamp()), (last or 0) + 1)

    def transaction(self) -> "_Transaction":
        """``with store.transaction():`` commits at its end, or takes everything back on an exception."""
        return _Transaction(self._db)

    def add_campaign(self, campaign: Campaign) -> None:
        last = campaign.schedule.last
        self._db.execute(
            "INSERT INTO campaigns VALUES (?,?,?,?,?,?,?,?,NULL,?,?)",
            (
                campaign.id,
                campaign.name,
                campaign.channel,
                campaign.created_at.timestamp(),
                campaign.schedule.first.timestamp(),
                last.timestamp() if last else None,
                campaign.day,
                campaign.draft,
                json.dumps(campaign.estimates),
                json.dumps(campaign.audience),
            ),
        )

    def log(self, call: Call, answer: Answer, *, recipients: int | None = None) -> None:
        """Adds one request with the answer that belongs to it (sent or, under a fault, not)."""
        name = call.body.get("name")
        self._db.execute(
            "INSERT INTO requests VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                call.at.timestamp(),
                call.kind,
                call.path,
                json.dumps(dict(call.headers)),
                call.raw,
                answer.status,
                json.dumps(answer.body),
                answer.accepted,
                answer.id,
                name if isinstance(name, str) else None,
                call.channel,
                recipients,
                call.fault,
            ),
        )

    def stop(self, campaign_id: int, at: datetime) -> None:
        self._db.execute(
            "UPDATE campaigns SET stopped_at = ? WHERE id = ? AND stopped_at IS NULL",
            (at.timestamp(), campaign_id),
        )

    def campaign(self, campaign_id: int) -> Campaign | None:
        row = self._db.execute("SELECT * FROM campaigns WHERE id = ?", (campaign_id,)).fetchone()
        return _campaign(row) if row else None

    def campaigns(self, *, first_day: int, last_day: int) -> list[Campaign]:
        """The campaigns whose first start lies on a day from ``first_day`` to ``last_day``, by id."""
        rows = self._db.execute(
            "SELECT * FROM campaigns WHERE day BETWEEN ? AND ? ORDER BY id", (first_day, last_day)
        )
        return [_campaign(row) for row in rows]

    def requests(self, *, after: int, limit: int = -1) -> list[dict[str, Any]]:
        """The log after a sequence number, oldest first: every column but the body and the headers."""
        rows = self._db.execute(
            "SELECT seq, at, kind, path, status, response, accepted, campaign, name, channel, recipients,"
            " fault FROM requests WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, limit),
        )
        return [dict(row) for row in rows]

    def newest(self, *, before: int, limit: int, everything: bool) -> list[dict[str, Any]]:
        """Logged requests below a sequence number, newest first, with their bodies.

        Only accepted creates and sends, unless ``everything``: then estimates, stops and what was refused too.
        """
        chosen = "" if everything else "AND accepted AND kind IN ('create', 'send')"
        rows = self._db.execute(
            f"SELECT * FROM requests WHERE seq < ? {chosen} ORDER BY seq DESC LIMIT ?",  # noqa: S608 - ours
            (before, limit),
        )
        return [dict(row) for row in rows]

    def request(self, seq: int) -> dict[str, Any] | None:
        """One logged request with all its columns."""
        row = self._db.execute("SELECT * FROM requests WHERE seq = ?", (seq,)).fetchone()
        return dict(row) if row else None

    def accepted(self) -> dict[str, int]:
        """How many requests of each kind were accepted."""
        rows = self._db.execute("SELECT kind, count(*) FROM requests WHERE accepted GROUP BY kind")
        return {row[0]: row[1] for row in rows}


class _Transaction:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _campaign(row: sqlite3.Row) -> Campaign:
    return Campaign(
        id=row["id"],
        name=row["name"],
        channel=row["channel"],
        created_at=_moment(row["created_at"]),
        schedule=Schedule(
            first=_moment(row["first_at"]), last=None if row["last_at"] is None else _moment(row["last_at"])
        ),
        day=row["day"],
        draft=bool(row["draft"]),
        stopped_at=None if row["stopped_at"] is None else _moment(row["stopped_at"]),
        estimates=json.loads(row["estimates"]),
        audience=json.loads(row["audience"]),
    )


def _moment(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
