#!/usr/bin/env python3
"""With few descriptors the server says so and ends, or runs and says which limit was reached; it never crashes."""

import contextlib
import json
import resource
import socket

import sidecar
from sidecar import eventually, expect, expect_equal

TOO_FEW = (24, 40, 64, 100, 128)


def limit(place, descriptors):
    place.before_exec = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


def refuse(place):
    for descriptors in TOO_FEW:
        limit(place, descriptors)
        code, said = place.refuse_to_start()
        expect_equal(f"the exit code with {descriptors} descriptors", 1, code)
        expect(f"may open {descriptors} files" in said and "LimitNOFILE" in said, f"{descriptors} descriptors: {said}")


def events(place, since=0):
    return [json.loads(line) for line in place.log.read_text()[since:].splitlines()]


def fill(place):
    """More connections than one user may have: the rest is told so, the log says it once, and decisions go on."""
    limit(place, 4096)
    place.environment = {"ROLLCALL_PEERS_MAX_CONNECTIONS": "20", "ROLLCALL_PEERS_MAX_CONNECTIONS_PER_USER": "10"}
    before = place.log.stat().st_size
    place.start()
    with contextlib.ExitStack() as held:
        for _ in range(10):
            connection = held.enter_context(socket.socket(socket.AF_UNIX))
            connection.connect(str(place.socket))
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            expect(connection.recv(4096).startswith(b"HTTP/1.1 200"), "a connection within the limit is not answered")
        for _ in range(50):
            with socket.socket(socket.AF_UNIX) as refused:
                refused.connect(str(place.socket))
                answer = refused.recv(4096)
                expect(b" 503 " in answer and b"too many connections" in answer, f"beyond the limit: {answer!r}")
    said = [event for event in events(place, before) if event["msg"] == "limit reached"]
    expect_equal("the lines about the limit", ["peers.max_connections_per_user"], [event["limit"] for event in said])
    expect(said[0]["times"] == 1, f"the count is no number: {said[0]}")
    eventually("there is room again", lambda: place.ask("GET", "/healthz")[0] == 200)
    metrics = place.ask("GET", "/metrics")[2]
    counted = [line for line in metrics.splitlines() if 'limit="peers.max_connections_per_user"' in line]
    expect(len(counted) == 1 and int(counted[0].split()[-1]) >= 50, f"the metric counts {counted}")
    place.stop()


def run_out(place):
    """As many as start it, and more connections than that: fewer are served, and nothing crashes."""
    limit(place, 200)
    place.environment = {}
    place.start()
    expect(any(event["msg"] == "few descriptors" for event in events(place)), "few descriptors are not said")
    with contextlib.ExitStack() as held:
        for _ in range(400):
            connection = held.enter_context(socket.socket(socket.AF_UNIX))
            connection.settimeout(30)
            try:
                connection.connect(str(place.socket))
            except OSError:
                break
        expect(place.process.poll() is None, f"the server ended with {place.process.returncode}: {place.tail()}")
    eventually("the server answers again", lambda: place.ask("GET", "/healthz")[0] == 200, 30)
    place.stop()


def play(place):
    refuse(place)
    run_out(place)
    fill(place)
    print(f"refuses to start with {', '.join(map(str, TOO_FEW))} descriptors; a limit that is reached is said once")


sidecar.scenario(play)
