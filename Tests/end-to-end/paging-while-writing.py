#!/usr/bin/env python3
"""Lists that are paged while others create, change and delete: nobody who stays is skipped, and nobody comes twice."""

import threading

import sidecar
from sidecar import expect, expect_equal, scim

CONNECTION = "acme-okta"
USERS = 3_000
DOOMED = 300
PAGE = 50
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def name(number):
    return f"walker-{number:05}@acme.example"


def create(client):
    """All users, by bulk requests; returns their ids in order."""
    identifiers = []
    for start in range(0, USERS, 1_000):
        operations = [
            {"method": "POST", "path": "/Users", "bulkId": str(number), "data": document(number)}
            for number in range(start, start + 1_000)
        ]
        answer = client.call("POST", "/Bulk", {"schemas": [BULK], "Operations": operations}).json
        expect_equal("the results of a bulk request", 1_000, len(answer["Operations"]))
        for result in answer["Operations"]:
            expect_equal("the status of a bulk result", "201", result["status"])
            identifiers.append(result["location"].rpartition("/")[2])
    return identifiers


def document(number):
    return {"schemas": [sidecar.okta.USER], "userName": name(number), "displayName": f"Walker {number % 97}"}


class Writer(threading.Thread):
    """Deletes the doomed from the front, adds users everywhere, and renames, until it is told to stop."""

    def __init__(self, client, identifiers):
        super().__init__()
        self.client = client
        self.identifiers = identifiers
        self.stopped = threading.Event()
        self.writes = 0
        self.failure = None

    def run(self):
        try:
            for number in range(DOOMED):
                if self.stopped.is_set():
                    return
                self.write(number)
        except Exception as failure:  # noqa: BLE001 - reported by the main thread
            self.failure = failure

    def write(self, number):
        self.client.call("DELETE", f"/Users/{self.identifiers[number]}", expect=(204,))
        extra = {"schemas": [sidecar.okta.USER], "userName": f"walker-{number * 7:05}-extra@acme.example"}
        self.client.call("POST", "/Users", extra, expect=(201,))
        title = scim.patch({"op": "replace", "path": "title", "value": str(number)})
        self.client.call("PATCH", f"/Users/{self.identifiers[-1 - number]}", title)
        self.writes += 3


def by_index(client, **query):
    return [user["userName"] for user in client.pages("/Users", count=PAGE, **query)]


def by_cursor(client, **query):
    names, cursor = [], ""
    while cursor is not None:
        page = client.call("GET", "/Users", count=PAGE, cursor=cursor, **query).json
        names += [user["userName"] for user in page["Resources"]]
        cursor = page.get("nextCursor")
    return names


def play(place):
    place.start()
    client = place.client(CONNECTION)
    identifiers = create(client)
    lasting = {name(number) for number in range(DOOMED, USERS)}
    writer = Writer(place.client(CONNECTION), identifiers)
    writer.start()
    walks = 0
    for walk in (by_index, by_cursor):
        for query in ({}, {"sortBy": "userName"}, {"filter": "active eq true"}, {"sortBy": "displayName"}):
            names = walk(client, **query)
            walks += 1
            expect_equal(f"users that came twice by {walk.__name__} {query}", len(names), len(set(names)))
            missing = lasting - set(names)
            expect(not missing, f"{walk.__name__} {query} skipped {len(missing)} users, such as {min(missing, default='')}")
    writer.stopped.set()
    writer.join()
    if writer.failure:
        raise writer.failure
    place.stop()
    print(f"{walks} walks over {USERS} users beside {writer.writes} writes: nobody skipped, nobody twice")


sidecar.scenario(play)
