"""What a ledger file holds, letter by letter: an opened ledger is compared with this text.

Names are numbered once, so that the history's indexes are made of integers. `entries` is clustered by
(scope, family, position): what an article reads at a past moment lies together on the disk.
The seal has its own tables: `epochs` with what was signed, `heads` of the scopes that grew in each, `nodes` of the
trees above them (0: of the epochs, 1: of the heads, 2 and more: of the scope numbered 1 and more), each from a
position on; `tokens` of authorities that stamp time, `cosignatures` of those who looked.
The text is written out, not generated, because a library's next version might generate another.
"""

FORMAT = 2
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
    "epochs": """CREATE TABLE epochs (
    number INTEGER PRIMARY KEY,
    closed_at INTEGER NOT NULL,
    position INTEGER NOT NULL,
    heads_size INTEGER NOT NULL,
    heads_root BLOB NOT NULL,
    record BLOB NOT NULL,
    root BLOB NOT NULL,
    checkpoint BLOB
) STRICT""",
    "heads": """CREATE TABLE heads (
    slot INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    PRIMARY KEY (slot, epoch)
) STRICT, WITHOUT ROWID""",
    "nodes": """CREATE TABLE nodes (
    tree INTEGER NOT NULL,
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (tree, level, number, position)
) STRICT, WITHOUT ROWID""",
    "tokens": """CREATE TABLE tokens (
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    authority TEXT NOT NULL,
    reply BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (epoch, number)
) STRICT, WITHOUT ROWID""",
    "cosignatures": """CREATE TABLE cosignatures (
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    key TEXT NOT NULL,
    line TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (epoch, number)
) STRICT, WITHOUT ROWID""",
}

SEAL = ("epochs", "heads", "nodes", "tokens", "cosignatures")
"""The tables of the seal; the others hold the history itself."""
ORDER = {
    "entries": "position",
    "commits": "recorded_at",
    "heads": "slot, epoch",
    "nodes": "tree, level, number, position",
    **dict.fromkeys(("tokens", "cosignatures"), "epoch, number"),
}
"""What the rows of a table are told apart by, where that is not their `number`."""

INDEXES: dict[str, str] = {
    "entries_position": "CREATE UNIQUE INDEX entries_position ON entries (position)",
    "entries_stream": "CREATE UNIQUE INDEX entries_stream ON entries (stream, version)",
    "entries_source_key": "CREATE UNIQUE INDEX entries_source_key ON entries (source_key)",
}
