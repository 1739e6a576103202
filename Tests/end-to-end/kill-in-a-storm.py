#!/usr/bin/env python3
"""SIGKILL in the middle of a SCIM storm: every acknowledged write is there afterwards, and nothing else is broken."""

import random
import sqlite3
import threading
import time

import sidecar
from sidecar import expect, expect_equal, people, scim

CLIENTS = 6
ROUNDS = 3
SECONDS_BEFORE_THE_KILL = (0.8, 1.5, 2.5)
CONNECTION = "acme-okta"


class Writer(threading.Thread):
    """One client that creates users, moves them in and out of a group and deactivates them, and notes each answer.

    `known` is what was acknowledged: user name to id, membership and activity. The one request that was under way when
    the server died may or may not have happened, so its user is left out of the comparison: `uncertain`.
    """

    def __init__(self, place, number, round_number, group):
        super().__init__()
        self.client = place.client(CONNECTION)
        self.prefix = f"storm-{round_number}-{number}"
        self.generator = random.Random(self.prefix)
        self.group = group
        self.known = {}
        self.uncertain = None
        self.acknowledged = 0
        self.refusal = None

    def run(self):
        try:
            while True:
                self.write()
                self.uncertain = None
                self.acknowledged += 1
        except scim.Unexpected as refusal:
            self.refusal = refusal
        except (OSError, scim.http.client.HTTPException):
            pass

    def write(self):
        members = [name for name, state in self.known.items() if state["member"]]
        kind = self.generator.random()
        if kind < 0.5 or not self.known:
            self.create()
        elif kind < 0.75 or not members:
            self.set_member(self.generator.choice(list(self.known)), True)
        elif kind < 0.9:
            self.set_member(self.generator.choice(members), False)
        else:
            self.deactivate(self.generator.choice(list(self.known)))

    def create(self):
        name = f"{self.prefix}-{len(self.known)}@acme.example"
        self.uncertain = name
        person = people.Person("Storm", "Petrel", name, f"external-{name}")
        document = sidecar.okta.Okta(self.client).document(person)
        created = self.client.call("POST", "/Users", document, expect=(201,)).json
        self.known[name] = {"id": created["id"], "member": False, "active": True}

    def set_member(self, name, member):
        self.uncertain = name
        identifier = self.known[name]["id"]
        if member:
            operation = {"op": "add", "path": "members", "value": [{"value": identifier}]}
        else:
            operation = {"op": "remove", "path": f'members[value eq "{identifier}"]'}
        self.client.call("PATCH", self.group, scim.patch(operation), expect=(200, 204))
        self.known[name]["member"] = member

    def deactivate(self, name):
        self.uncertain = name
        path = scim.resource("/Users", self.known[name]["id"])
        self.client.call("PATCH", path, scim.patch({"op": "replace", "value": {"active": False}}))
        self.known[name]["active"] = False


def storm(place, round_number, group):
    """Lets the clients write, kills the server, and returns them."""
    writers = [Writer(place, number, round_number, group) for number in range(CLIENTS)]
    for writer in writers:
        writer.start()
    time.sleep(SECONDS_BEFORE_THE_KILL[round_number])
    place.kill()
    for writer in writers:
        writer.join(30)
        expect(writer.refusal is None, f"a write was refused: {writer.refusal}")
        expect(writer.acknowledged > 0, "a client had no write acknowledged before the kill")
    return writers


def compare(place, writers, group):
    """Every acknowledged state against what the restarted server says."""
    client = place.client(CONNECTION)
    stored = {user["userName"]: user for user in client.pages("/Users", count=200)}
    members = {member["value"] for member in client.call("GET", group).json.get("members", [])}
    claimed = set()
    for writer in writers:
        for name, state in writer.known.items():
            claimed.add(name)
            expect(name in stored, f"user {name} was acknowledged and is gone")
            expect_equal(f"the id of {name}", state["id"], stored[name]["id"])
            if name != writer.uncertain:
                expect_equal(f"whether {name} is active", state["active"], stored[name]["active"])
                expect_equal(f"whether {name} is a member", state["member"], state["id"] in members)
    uncertain = {writer.uncertain for writer in writers}
    invented = {name for name in stored if name.startswith("storm-")} - claimed - uncertain
    return len(claimed), invented


def check_decisions(place, writers):
    """The index was read from the same store: who was acknowledged as inactive is blocked, others are known."""
    states = [(name, state) for writer in writers for name, state in writer.known.items() if name != writer.uncertain]
    for _, state in random.Random(1).sample(states, min(40, len(states))):
        reason = str(place.evaluation(state["id"], "read:invoices"))
        expect("unknown_subject" not in reason, f"the index does not know {state['id']}: {reason}")
        expect_equal(f"blocked {state['id']}", not state["active"], "blocked_subject" in reason)


def play(place):
    place.start()
    client = place.client(CONNECTION)
    body = {"schemas": [sidecar.okta.GROUP], "displayName": "Storm", "members": []}
    group = scim.resource("/Groups", client.call("POST", "/Groups", body, expect=(201,)).json["id"])
    epoch, number = place.revision()
    every = []
    for round_number in range(ROUNDS):
        every += storm(place, round_number, group)
        place.start()
        count, invented = compare(place, every, group)
        expect(not invented, f"users that no client created: {sorted(invented)[:5]}")
        check_decisions(place, every)
        again, reached = place.revision()
        expect_equal("the epoch after the restart", epoch, again)
        expect(reached > number, f"the revision went from {number} to {reached}")
        number = reached
        print(f"round {round_number + 1}: {count} users acknowledged in all and present, revision {reached}")
    place.stop()
    for database in sorted(place.data.glob("*.sqlite*")):
        if database.suffix == ".sqlite":
            with sqlite3.connect(database) as connection:
                expect_equal("integrity_check", "ok", connection.execute("pragma integrity_check").fetchone()[0])


sidecar.scenario(play)
