"""What a ledger file holds, letter by letter: an opened ledger is compared with this text.

Names are numbered once, so that the history's indexes are made of integers. `entries` is clustered by
(scope, family, position): what an article reads at a past moment lies together on the disk.
The text is written out, not generated, because a library's next version might generate another.
"""

FORMAT = 1
"""Version of the stored format; SQLite keeps it as `user_version`."""
APPLICATION_ID = 0x4C565254
"""`LVRT`: tells a ledger from any other SQLite file."""

NAMES = ("scopes", "families", "topics")
"""The tables that number names."""


def _names(table: str) -> str:
    return f"""CREATE TABLE {table} (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT"""


TABLES: dict[str, str] = {
    "ledger": """CREATE TABLE ledger (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    uuid BLOB NOT NULL CHECK (length(uuid) = 16),
    format INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT""",
    **{table: _names(table) for table in NAMES},
    "streams": """CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    originator BLOB NOT NULL UNIQUE
) STRICT""",
    # Foreign keys are deferred, and there are no checks: either way each insert would keep a journal of its own.
    "entries": """CREATE TABLE entries (
    scope INTEGER NOT NULL REFERENCES scopes (number) DEFERRABLE INITIALLY DEFERRED,
    family INTEGER NOT NULL REFERENCES families (number) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    stream INTEGER NOT NULL REFERENCES streams (number) DEFERRABLE INITIALLY DEFERRED,
    version INTEGER NOT NULL,
    topic INTEGER NOT NULL REFERENCES topics (number) DEFERRABLE INITIALLY DEFERRED,
    scope_index INTEGER NOT NULL,
    source_key BLOB NOT NULL,
    leaf BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (scope, family, position)
) STRICT, WITHOUT ROWID""",
    "commits": """CREATE TABLE commits (
    recorded_at INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    recorded_by TEXT NOT NULL
) STRICT""",
}

INDEXES: dict[str, str] = {
    "entries_position": "CREATE UNIQUE INDEX entries_position ON entries (position)",
    "entries_stream": "CREATE UNIQUE INDEX entries_stream ON entries (stream, version)",
    "entries_source_key": "CREATE UNIQUE INDEX entries_source_key ON entries (source_key)",
}
