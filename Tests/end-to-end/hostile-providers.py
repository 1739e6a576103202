#!/usr/bin/env python3
"""Clients of the provider's port that send slowly, say nothing, or come in crowds keep nobody from a decision."""

import contextlib
import http.client
import resource
import socket

import sidecar
from sidecar import eventually, expect, expect_equal

CONNECTION = "acme-okta"
CROWD = 40
SETTINGS = {
    "ROLLCALL_LISTENER_MAX_CONNECTIONS": "20",
    "ROLLCALL_LISTENER_HEAD_TIMEOUT": "1s",
    "ROLLCALL_LISTENER_IDLE_TIMEOUT": "1s",
    "ROLLCALL_LISTENER_EXCHANGE_TIMEOUT": "1s",
}
HEAD = b"POST /scim/v2/connections/none/Users HTTP/1.1\r\nHost: x\r\n"


def open_port(place):
    connection = socket.create_connection(("127.0.0.1", place.port), timeout=20)
    return contextlib.closing(connection)


def is_closed(connection):
    """Whether the server ends the connection, whatever it says before."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


def trickle(connection):
    """A byte of a body now and then, until the server has had enough."""
    connection.settimeout(0.2)
    for _ in range(200):
        try:
            connection.sendall(b" ")
            if connection.recv(65536) == b"":
                return
        except TimeoutError:
            continue
        except ConnectionError:
            return
    raise sidecar.Failure("a body that never ends is received for ever")


def play(place):
    place.before_exec = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 20_000))
    place.environment = SETTINGS
    place.start()
    place.provision(CONNECTION, users=10)
    limit = open(f"/proc/{place.process.pid}/limits", encoding="ascii").read()
    soft = next(line.split()[3] for line in limit.splitlines() if line.startswith("Max open files"))
    expect_equal("the limit of open files", "20000", soft)
    for what, begun in {
        "says nothing": b"",
        "sends half a head": HEAD[:40],
        "asks and asks no more": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "sends half a body": HEAD + b"Content-Length: 1000\r\n\r\n{",
    }.items():
        with open_port(place) as connection:
            connection.sendall(begun)
            expect(is_closed(connection), f"a client that {what} keeps its connection")
    with open_port(place) as connection:
        connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n{")
        trickle(connection)
    with contextlib.ExitStack() as stack:
        for _ in range(CROWD):
            stack.enter_context(open_port(place)).sendall(HEAD)
        for _ in range(20):
            expect("decision" in place.decision(CONNECTION), "no decision beside a crowd")

    def is_served():
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/healthz")
                return connection.getresponse().status == 200
        return False

    eventually("the port serves again after the crowd", is_served, 30)
    place.stop()
    print(f"5 kinds of slow clients were closed, and decisions went on beside {CROWD} others")


sidecar.scenario(play)
