#!/usr/bin/env python3
"""SIGTERM loses no request: what keep-alive clients sent is answered, and so are connections that nobody took yet."""

import contextlib
import http.client
import json
import signal
import socket
import threading
import time

import sidecar
from sidecar import API, SocketConnection, expect, expect_equal

CLIENTS = 32
ROUNDS = 12
QUESTION = json.dumps(
    {
        "subject": {"type": "user", "id": "okta|acme-okta|nobody"},
        "action": {"name": "read:invoices"},
        "resource": {"type": "api", "id": API},
    }
)


class Client(threading.Thread):
    """Asks on one connection for as long as it is kept, as fast as it is answered."""

    def __init__(self, connection, path, body, statuses, started):
        super().__init__()
        self.connection, self.path, self.body, self.statuses = connection, path, body, statuses
        self.started = started
        self.answered, self.lost = 0, None
        self.was_told = False

    def run(self):
        with contextlib.closing(self.connection):
            try:
                while not self.was_told:
                    method = "POST" if self.body else "GET"
                    self.connection.request(method, self.path, self.body, {"Content-Type": "application/json"})
                    response = self.connection.getresponse()
                    response.read()
                    expect(response.status in self.statuses, f"an answer of {response.status}")
                    self.was_told = response.will_close
                    self.answered += 1
                    if self.answered == 5:
                        self.started.release()
            except (OSError, http.client.HTTPException, sidecar.Failure) as error:
                self.lost = f"{type(error).__name__}: {error}"
                self.started.release()


def stop_under_load(place, make_client):
    """Returns how many answers there were, and how long the end took."""
    place.start()
    started = threading.Semaphore(0)
    clients = [make_client(started) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for _ in clients:
        started.acquire()
    began = time.monotonic()
    place.stop()
    seconds = time.monotonic() - began
    for client in clients:
        client.join()
    lost = [client.lost for client in clients if client.lost]
    expect_equal("requests that were lost", [], lost)
    return sum(client.answered for client in clients), seconds


def stop_with_a_queue(place):
    """While the process sleeps, the kernel makes connections for it; they and SIGTERM then come at once."""
    place.start()
    place.process.send_signal(signal.SIGSTOP)
    head = f"POST /access/v1/evaluation HTTP/1.1\r\nHost: a\r\nContent-Length: {len(QUESTION)}\r\n\r\n{QUESTION}"
    waiting = []
    for _ in range(CLIENTS):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(30)
        connection.connect(str(place.socket))
        connection.sendall(head.encode())
        waiting.append(connection)
    place.process.send_signal(signal.SIGTERM)
    place.process.send_signal(signal.SIGCONT)
    for connection in waiting:
        with contextlib.closing(connection):
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        expect(answer.startswith(b"HTTP/1.1 200 OK\r\n"), f"a connection of the queue got {answer!r}")
    expect_equal("the exit code after SIGTERM", 0, place.process.wait(30))


def play(place):
    answers, longest = 0, 0
    for _ in range(ROUNDS):
        count, seconds = stop_under_load(
            place,
            lambda started: Client(
                SocketConnection(place.socket), "/access/v1/evaluation", QUESTION, (200,), started
            ),
        )
        answers, longest = answers + count, max(longest, seconds)
    for _ in range(ROUNDS // 2):
        stop_with_a_queue(place)
    for _ in range(ROUNDS // 2):
        stop_under_load(
            place,
            lambda started: Client(
                http.client.HTTPConnection("127.0.0.1", place.port, timeout=60), "/healthz", None, (200,), started
            ),
        )
    print(f"{ROUNDS} ends under {CLIENTS} clients: {answers} answers, none lost, at most {longest:.1f} s to the end")


sidecar.scenario(play)
