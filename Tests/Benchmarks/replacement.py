"""What it costs to replace the members of a large group, beside a bare SQLite loop that writes the same rows."""

import sqlite3
import statistics
import tempfile
import threading
import time
from pathlib import Path

import sidecar
import wire
from table import milliseconds, progress

ROUNDS = 5
MEMBERS_PER_CHANGE = 1_000
SCHEMA = """
CREATE TABLE members (
  group_key INTEGER NOT NULL, member_kind INTEGER NOT NULL, member_key INTEGER NOT NULL,
  PRIMARY KEY (group_key, member_kind, member_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_member ON members (member_kind, member_key);
CREATE TABLE changes (
  revision INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, payload BLOB NOT NULL,
  PRIMARY KEY (revision, sequence)
) STRICT, WITHOUT ROWID;
"""


class BareStore:
    """The rows of one group's members and of their changes, and nothing else."""

    def __init__(self, folder, names):
        self.database = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.executescript(SCHEMA)
        self.names = names
        self.revision = 0
        self.members = []

    def replace(self, members):
        """Seconds that it takes to take all members out and put these in, in one transaction."""
        started = time.perf_counter()
        self.revision += 1
        self.database.execute("BEGIN IMMEDIATE")
        for key in self.members:
            self.database.execute("DELETE FROM members WHERE group_key = 1 AND member_kind = 0 AND member_key = ?", (key,))
        for key in members:
            self.database.execute("INSERT INTO members VALUES (1, 0, ?)", (key,))
        rows = [(8, self.members), (7, members)]
        sequence = 0
        for kind, keys in rows:
            for start in range(0, len(keys), MEMBERS_PER_CHANGE):
                payload = b"".join(self.names[key] for key in keys[start : start + MEMBERS_PER_CHANGE])
                self.database.execute("INSERT INTO changes VALUES (?, ?, ?, ?)", (self.revision, sequence, kind, payload))
                sequence += 1
        self.database.execute("COMMIT")
        self.members = members
        return time.perf_counter() - started


def put(endpoint, connection, group, name, identifiers):
    """Seconds that it takes to replace a group's members by PUT, from the first byte sent to the answer."""
    members = [{"value": identifier} for identifier in identifiers]
    body = {"schemas": [sidecar.okta.GROUP], "displayName": name, "members": members}
    path = sidecar.scim.resource("/Groups", group) + "?excludedAttributes=members"
    seconds, _ = connection.exchange(endpoint.request("PUT", path, body), (200,))
    return seconds


class Removals(threading.Thread):
    """Takes one member out of another group and puts it back, over and over; the longest wait counts."""

    def __init__(self, endpoint, group, member):
        super().__init__()
        self.endpoint, self.group, self.member = endpoint, group, member
        self.is_over = threading.Event()
        self.longest = 0

    def run(self):
        connection = wire.Connection(port=self.endpoint.port)
        while not self.is_over.is_set():
            connection.exchange(self.endpoint.patch_members(self.group, "add", [self.member]), (200, 204))
            removal = self.endpoint.patch_members(self.group, "remove", [self.member])
            seconds, _ = connection.exchange(removal, (200, 204))
            self.longest = max(self.longest, seconds)


def measure(endpoint, connection, identifiers, table):
    """Replaces one half of the users by the other and back, in turn with the bare loop."""
    size = len(identifiers) // 2
    halves = (list(range(size)), list(range(size, 2 * size)))
    progress(f"replacing {size:,} members")
    group = endpoint.make_group(connection, "Replaced")
    other = endpoint.make_group(connection, "Another")
    ours, bare, waits = [], [], []
    with tempfile.TemporaryDirectory(prefix="rollcall-bare-") as folder:
        store = BareStore(folder, [identifier.encode() for identifier in identifiers])
        for number in range(ROUNDS + 1):
            half = halves[number % 2]
            bare.append(store.replace(half))
            removals = Removals(endpoint, other, identifiers[0])
            removals.start()
            try:
                ours.append(put(endpoint, connection, group, "Replaced", [identifiers[key] for key in half]))
            finally:
                removals.is_over.set()
                removals.join()
            waits.append(removals.longest)
    # The first round fills the group and replaces nothing.
    ours, bare, waits = (statistics.median(values[1:]) for values in (ours, bare, waits))
    ratio = ours / bare
    table.add(
        f"SCIM: replace {size:,} members by PUT, beside a bare SQLite loop of {milliseconds(bare)}",
        f"{milliseconds(ours)}, {ratio:.2f}×",
        "≤ 3×",
        ratio <= 3,
    )
    table.add(
        "the same: the longest wait of a removal in another group meanwhile",
        f"{milliseconds(waits)}, {waits / bare:.2f}×",
        "≤ 3×",
        waits <= 3 * bare,
    )
