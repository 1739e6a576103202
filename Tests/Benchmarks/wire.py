"""HTTP/1.1 with as little of Python as possible between the clock and the socket."""

import json
import select
import socket
import time


def request(method, path, body=None, **headers):
    """The bytes of a request; header names are given with `_` for `-`."""
    payload = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if payload:
        lines.append(f"Content-Length: {len(payload)}")
    return "\r\n".join([*lines, "", ""]).encode() + payload


class Connection:
    """One kept-alive connection, over TCP (`port`) or a Unix socket (`path`)."""

    def __init__(self, port=None, path=None):
        if path:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.connect(str(path))
        else:
            self.socket = socket.create_connection(("127.0.0.1", port))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.answer_size = 0

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        """The status and the body of the next answer."""
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        while len(rest) < length:
            self.fill()
            rest = self.buffer[len(head) + 4 :]
        self.answer_size = len(head) + 4 + length
        self.buffer = rest[length:]
        return int(head[9:12]), rest[:length]

    def fill(self):
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.buffer += data

    def exchange(self, data, expect):
        """Sends, receives, returns seconds taken and the body; anything but the expected status ends the run."""
        started = time.perf_counter()
        self.send(data)
        status, body = self.receive()
        seconds = time.perf_counter() - started
        if status not in expect:
            raise SystemExit(f"expected {expect}, got {status}: {body[:300].decode(errors='replace')}")
        return seconds, body


def flood(port, requests, connections, expect):
    """Sends every request over some connections at once; returns the bodies, in order, and the seconds taken."""
    open_connections = [Connection(port=port) for _ in range(connections)]
    bodies = [None] * len(requests)
    waiting = {}
    upcoming = iter(range(len(requests)))
    started = time.perf_counter()
    for connection in open_connections:
        number = next(upcoming, None)
        if number is not None:
            connection.send(requests[number])
            waiting[connection.socket] = (connection, number)
    while waiting:
        for ready in select.select(list(waiting), [], [])[0]:
            connection, number = waiting.pop(ready)
            status, bodies[number] = connection.receive()
            if status != expect:
                raise SystemExit(f"expected {expect}, got {status}: {bodies[number][:300].decode(errors='replace')}")
            number = next(upcoming, None)
            if number is not None:
                connection.send(requests[number])
                waiting[connection.socket] = (connection, number)
    return bodies, time.perf_counter() - started


def quantile(values, fraction):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * fraction))]
