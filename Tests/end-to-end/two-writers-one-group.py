#!/usr/bin/env python3
"""Eight clients change one group at once: nobody's addition is lost and nobody's removal is undone."""

import threading

import sidecar
from sidecar import expect, expect_equal, people, scim

CONNECTION = "globex-entra"
CLIENTS = 8
ADDITIONS = 60


def create_users(client, count):
    identifiers = []
    for number in range(count):
        name = f"writer-{number}@globex.example"
        person = people.Person("Con", "Current", name, f"external-{number}")
        document = sidecar.entra.Entra(client).document(person)
        identifiers.append(client.call("POST", "/Users", document, expect=(201,)).json["id"])
    return identifiers


class Writer(threading.Thread):
    """Adds its own users one by one, removes every third again."""

    def __init__(self, client, group, identifiers):
        super().__init__()
        self.client = client
        self.group = group
        self.identifiers = identifiers
        self.failure = None

    def run(self):
        try:
            for number, identifier in enumerate(self.identifiers):
                self.patch("Add", identifier)
                if number % 3 == 2:
                    self.patch("Remove", identifier)
        except Exception as failure:  # noqa: BLE001 - reported by the main thread
            self.failure = failure

    def patch(self, operation, identifier):
        value = [{"$ref": None, "value": identifier}]
        body = scim.patch({"op": operation, "path": "members", "value": value})
        self.client.call("PATCH", self.group, body, expect=(204,))


def play(place):
    place.start()
    client = place.client(CONNECTION)
    identifiers = create_users(client, CLIENTS * ADDITIONS)
    body = {"schemas": [sidecar.entra.GROUP], "displayName": "Contested", "members": []}
    group = scim.resource("/Groups", client.call("POST", "/Groups", body, expect=(201,)).json["id"])
    shares = [identifiers[number::CLIENTS] for number in range(CLIENTS)]
    writers = [Writer(place.client(CONNECTION), group, share) for share in shares]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        expect(writer.failure is None, f"a client failed: {writer.failure}")
    wanted = {identifier for share in shares for number, identifier in enumerate(share) if number % 3 != 2}
    members = [member["value"] for member in client.call("GET", group).json["members"]]
    expect_equal("the number of members listed twice", 0, len(members) - len(set(members)))
    expect_equal("lost additions", set(), wanted - set(members))
    expect_equal("undone removals", set(), set(members) - wanted)
    removals = len(identifiers) - len(wanted)
    print(f"{CLIENTS} clients, {len(identifiers)} additions, {removals} removals: all of them count")
    place.stop()


sidecar.scenario(play)
