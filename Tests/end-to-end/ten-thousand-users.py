#!/usr/bin/env python3
"""Ten thousand users: eight clients at once lose nothing, and pages skip and repeat nobody while others write."""

import threading
import time

import sidecar
from conformance.directory import Directory
from sidecar import expect, expect_equal

CONNECTION = "acme-okta"
CLIENTS = 8
USERS = 10_000
MEMBERS = 5_000
#: Every so manieth user leaves while pages are read, and as many newcomers come and go.
LEAVING = 25
NEWCOMERS = 40


class Crowd:
    """Does one thing for many values, with several clients at once."""

    def __init__(self, scim):
        self.scim = scim
        self.failure = None

    def each(self, values, act):
        """Calls `act(client, value)` for every value; each client has values of its own. Returns what it returned."""
        results = [None] * len(values)

        def work(share, client):
            try:
                for number in range(share, len(values), CLIENTS):
                    results[number] = act(client, values[number])
            except Exception as failure:  # noqa: BLE001 - reported below
                self.failure = failure

        threads = [threading.Thread(target=work, args=(share, self.scim.new_client())) for share in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect(self.failure is None, f"a client failed: {self.failure!r}")
        return results


class Disturbance(threading.Thread):
    """Until it is told to stop: users come and go, some of those in the pages leave, and the others change."""

    def __init__(self, scim, lasting, leaving):
        super().__init__()
        self.scim = scim
        self.client = scim.new_client()
        self.lasting = lasting
        self.leaving = leaving
        self.stopping = threading.Event()
        self.writes = 0
        self.failure = None

    def run(self):
        try:
            newcomers = []
            while not self.stopping.is_set():
                body = self.scim.user_body(userName=self.scim.name("AA" if self.writes % 2 else "zz"))
                answer = self.scim.send("POST", "/Users", body, client=self.client, expect=(201,))
                newcomers.append(self.scim.handle(answer.json))
                someone = self.lasting[self.writes * 7 % len(self.lasting)]
                change = {"op": "replace", "path": "title", "value": self.scim.name()}
                self.scim.patch(someone, change, client=self.client)
                goes = self.leaving if self.leaving and self.writes % 2 else newcomers
                if goes is self.leaving or len(newcomers) > NEWCOMERS:
                    self.scim.delete(goes.pop(0), client=self.client)
                self.writes += 1
        except Exception as failure:  # noqa: BLE001 - reported by the scenario
            self.failure = failure


def populate(scim, crowd):
    def create(client, number):
        body = scim.user_body(userName=f"person-{number:05}@acme.example", nickName=f"nick-{number}")
        return scim.handle(scim.send("POST", "/Users", body, client=client, expect=(201,)).json)

    return crowd.each(range(USERS), create)


def disjoint_additions(scim, crowd, users):
    """F-7 Clients that add members to one group at once lose none of them."""
    group = scim.group()
    chosen = users[:MEMBERS]
    crowd.each(chosen, lambda client, user: scim.patch(group, scim.adding(user), client=client))
    members = scim.members(group)
    expect_equal("the members listed", len(members), len(set(members)))
    expect_equal("lost additions", set(), {user.id for user in chosen} - set(members))
    return group


def one_of_many(scim, group, users):
    """F-6 One member more, and one less, leaves the others where they are."""
    scim.patch(group, scim.adding(users[MEMBERS]))
    expect_equal("the members after one more", MEMBERS + 1, len(set(scim.members(group))))
    scim.patch(group, {"op": "remove", "path": f'members[value eq "{users[0].id}"]'})
    wanted = {user.id for user in users[1 : MEMBERS + 1]}
    expect_equal("the members after one less", wanted, set(scim.members(group)))


def last_of_many(scim, users):
    """F-13 A filter without an index finds the last of many."""
    scim.finds(f'nickName eq "nick-{USERS - 1}"', users[-1])
    scim.finds(f'nickName ew "{USERS - 1}"', users[-1])


def by_index(scim, **query):
    seen, start = [], 1
    while True:
        page = scim.get("/Users", startIndex=start, count=200, attributes="userName", **query)
        seen += [one["id"] for one in page.get("Resources", [])]
        start += page["itemsPerPage"]
        if not page["itemsPerPage"]:
            return seen


def by_cursor(scim, **query):
    seen, cursor = [], ""
    while cursor is not None:
        page = scim.get("/Users", cursor=cursor, count=200, attributes="userName", **query)
        seen += [one["id"] for one in page.get("Resources", [])]
        cursor = page.get("nextCursor")
    return seen


def pages_while_others_write(scim, users):
    """F-17 Pages show every user that is there all along exactly once, whatever is written meanwhile."""
    leaving = users[::LEAVING]
    lasting = {user.id for user in users} - {user.id for user in leaving}
    disturbance = Disturbance(scim, [user for user in users if user.id in lasting], leaving)
    disturbance.start()
    try:
        for name, read in (("index", by_index), ("cursor", by_cursor)):
            for query in ({}, {"sortBy": "userName"}, {"sortBy": "userName", "sortOrder": "descending"}):
                before, started = disturbance.writes, time.monotonic()
                seen = read(scim, **query)
                expect_equal(f"users shown twice by {name} {query}", 0, len(seen) - len(set(seen)))
                expect_equal(f"users skipped by {name} {query}", set(), lasting - set(seen))
                writes = 3 * (disturbance.writes - before)
                expect(writes > 3, "nobody has written meanwhile")
                print(f"{name} {query}: {len(seen)} users, {writes} writes, {time.monotonic() - started:.1f} s")
    finally:
        disturbance.stopping.set()
        disturbance.join()
    expect(disturbance.failure is None, f"a write failed: {disturbance.failure!r}")


def play(place):
    place.start()
    scim = Directory(place, CONNECTION, None)
    crowd = Crowd(scim)
    users = populate(scim, crowd)
    group = disjoint_additions(scim, crowd, users)
    one_of_many(scim, group, users)
    last_of_many(scim, users)
    pages_while_others_write(scim, users)
    place.stop()
    print(f"{USERS:,} users, {MEMBERS:,} members by {CLIENTS} clients at once, pages while others write: nobody lost")


sidecar.scenario(play)
