"""One worker's SQLite file: a document per patient and the offsets, with the durability of the services."""

import sqlite3
from pathlib import Path

import orjson


class Store:
    def __init__(self, path: Path):
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = NORMAL")
        self.database.execute("PRAGMA wal_autocheckpoint = 4096")
        self.database.executescript(
            """
            CREATE TABLE IF NOT EXISTS profile (
                patientId TEXT NOT NULL PRIMARY KEY, document BLOB NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS inputOffset (
                partition INTEGER NOT NULL PRIMARY KEY, nextOffset INTEGER NOT NULL) STRICT;
            """
        )

    def offsets(self) -> dict[int, int]:
        return dict(self.database.execute("SELECT partition, nextOffset FROM inputOffset"))

    def begin(self) -> None:
        self.database.execute("BEGIN IMMEDIATE")

    def profile(self, patient: str) -> dict | None:
        row = self.database.execute("SELECT document FROM profile WHERE patientId = ?", (patient,)).fetchone()
        return orjson.loads(row[0]) if row else None

    def write(self, profiles: dict[str, dict], offsets: dict[int, int]) -> None:
        self.database.executemany(
            "INSERT INTO profile(patientId, document) VALUES(?, ?) "
            "ON CONFLICT(patientId) DO UPDATE SET document = excluded.document",
            ((patient, orjson.dumps(profile)) for patient, profile in profiles.items()),
        )
        self.database.executemany(
            "INSERT INTO inputOffset(partition, nextOffset) VALUES(?, ?) "
            "ON CONFLICT(partition) DO UPDATE SET nextOffset = excluded.nextOffset",
            offsets.items(),
        )

    def commit(self) -> None:
        self.database.execute("COMMIT")

    def close(self) -> None:
        self.database.close()
