#!/usr/bin/env python3
"""Peers that send nonsense, send slowly, or never read cannot hold up the decision socket or bring it down."""

import random
import socket

import sidecar
from sidecar import expect

CONNECTION = "acme-okta"
CHUNKED = b"POST /v1/claims HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
NONSENSE = (
    b"\0" * 4096,
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST /v1/claims HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/claims HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /v1/claims HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + b" " * 70000,
    b"POST /v1/claims HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}{}{}",
    CHUNKED + b"FFFFFFFFFFFFFFFFF\r\n",
    CHUNKED + b"1\r\na\r\n" * 70_000,
    CHUNKED + b"1;" + b"a" * 100_000,
    CHUNKED + b"0\r\n" + b"A: b\r\n" * 20_000,
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,
    b"POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + b"[" * 60000,
    b"POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\xff\xfe\xfd\xfc",
)


def open_socket(place):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(5)
    connection.connect(str(place.socket))
    return connection


def send_nonsense(place):
    generator = random.Random(1)
    everything = NONSENSE + tuple(generator.randbytes(generator.randint(1, 3000)) for _ in range(200))
    for nonsense in everything:
        with open_socket(place) as connection:
            try:
                connection.sendall(nonsense)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(65536)
            except (TimeoutError, ConnectionError, BrokenPipeError):
                continue
            expect(b" 200 " not in answer[:20], f"nonsense was answered with 200: {nonsense[:80]!r}")


def ask_beside(place, what):
    """Questions are answered while others misbehave."""
    for _ in range(50):
        answer = place.decision(CONNECTION)
        expect("decision" in answer, f"{what}: {answer}")


def play(place):
    place.start()
    place.provision(CONNECTION, users=10)
    send_nonsense(place)
    ask_beside(place, "after nonsense")
    slow = [open_socket(place) for _ in range(100)]
    for connection in slow:
        connection.sendall(b"POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Le")
    ask_beside(place, "beside a hundred half requests")
    deaf = open_socket(place)
    deaf.setblocking(False)
    try:
        while True:
            deaf.send(b"GET /v1/stats HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
    except BlockingIOError:
        pass
    ask_beside(place, "beside a peer that never reads")
    resident = int(open(f"/proc/{place.process.pid}/statm", encoding="ascii").read().split()[1]) * 4096
    expect(resident < 500 << 20, f"the server has grown to {resident >> 20} MiB")
    for connection in (*slow, deaf):
        connection.close()
    expect(place.process.poll() is None, "the server is gone")
    place.stop()
    print(f"{len(NONSENSE) + 200} pieces of nonsense, 100 half requests, one peer that never reads: answers went on")


sidecar.scenario(play)
