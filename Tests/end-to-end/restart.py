#!/usr/bin/env python3
"""SIGTERM drains and ends with 0; what a restarted server answers is what it answered before, to providers as well."""

import threading

import sidecar
from sidecar import expect, expect_equal

CONNECTION = "acme-okta"


class Asker(threading.Thread):
    """Asks over one kept-alive connection until the server closes it; an answer cut short is a failure."""

    def __init__(self, place):
        super().__init__()
        self.place = place
        self.answered = 0
        self.cut_short = None

    def run(self):
        connection = sidecar.SocketConnection(self.place.socket)
        while True:
            try:
                connection.request("GET", "/healthz")
                response = connection.getresponse()
            except (OSError, sidecar.http.client.RemoteDisconnected):
                return
            try:
                response.read()
                self.answered += 1
            except (OSError, sidecar.http.client.IncompleteRead) as error:
                self.cut_short = error
                return


def answers(place):
    organization = sidecar.STORIES[CONNECTION].organization
    options = ("--organization", organization, "--socket", place.socket, "--json")
    roles = sidecar.json.loads(place.run("roles", place.users[CONNECTION], *options).stdout)
    _, _, keys = place.ask("GET", "/.well-known/jwks.json")
    decision = place.decision(CONNECTION)["decision"]
    return roles["organization_roles"], keys, decision, place.revision()


def requests(place):
    """The log of the provider's requests, the latest first, without the ids that differ from one to the next."""
    options = ("--connection", CONNECTION, "--admin-socket", place.admin, "--json")
    return sidecar.json.loads(place.run("scim-log", *options).stdout)


def last_use(place):
    options = ("--connection", CONNECTION, "--admin-socket", place.admin, "--json")
    return [token.get("last_used_at") for token in sidecar.json.loads(place.run("scim-token", "list", *options).stdout)]


def play(place):
    place.start()
    place.provision(CONNECTION)
    before = answers(place)
    expect(before[2], "the check is denied before the restart")
    client = place.client(CONNECTION)
    first = client.call("GET", "/Users", count=1, cursor="").json
    log = requests(place)
    expect_equal("the last request in the log", ("GET", "/Users", 200), tuple(log[0][k] for k in ("method", "path", "status")))
    askers = [Asker(place) for _ in range(4)]
    for asker in askers:
        asker.start()
    sidecar.eventually("every connection is answered", lambda: all(asker.answered > 50 for asker in askers))
    place.stop()
    for asker in askers:
        asker.join(10)
        expect(not asker.is_alive(), "a connection outlived the server")
        expect(asker.cut_short is None, f"an answer was cut short by SIGTERM: {asker.cut_short}")
    expect(not place.socket.exists(), "the decision socket is still there after SIGTERM")
    place.start()
    expect_equal("the answers after the restart", before, answers(place))
    expect_equal("the log after the restart", log, requests(place))
    expect(None not in last_use(place), "a token's last use is forgotten")
    second = place.client(CONNECTION).call("GET", "/Users", count=1, cursor=first["nextCursor"]).json["Resources"]
    expect(second and second != first["Resources"], "a cursor from before the restart leads nowhere")
    place.stop()
    print(f"the same roles, keys, decision and revision {before[3][1]} after a drain and a restart")


sidecar.scenario(play)
