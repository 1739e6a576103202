"""Requests that wait for a revision that is far ahead."""

import contextlib
import os
import socket

from sidecar import expect

from .attack import Attack, encoded

CONNECTIONS = 100
#: Requests that one connection may have under way.
PIPELINE = 32
NOBODY = 65_534


class WaitingRequests(Attack):
    """Thousands of them at once, by one peer of the machine."""

    name = "waiting-requests"
    workers = 2

    def prepare(self):
        epoch, number = self.place.revision()
        subject, action = {"type": "user", "id": "nobody"}, {"name": "read:invoices"}
        resource = {"type": "api", "id": "https://api.ledgerline.example"}
        body = encoded({"subject": subject, "action": action, "resource": resource})
        head = "POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        wait = f"Rollcall-Min-Revision: {epoch}:{number + 10**9}\r\nPrefer: wait=30\r\n"
        self.request = f"{head}{wait}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def begin(self):
        """As another user of the machine, where this one may become one; the group opens the socket."""
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(0)
            os.setuid(NOBODY)

    def work(self, sender):
        with contextlib.ExitStack() as stack:
            for _ in range(CONNECTIONS):
                connection = stack.enter_context(socket.socket(socket.AF_UNIX))
                connection.settimeout(0.02)
                connection.connect(str(self.place.socket))
                connection.sendall(self.request * PIPELINE)
                sender.tally["sent"] += PIPELINE
                stack.callback(self.read, sender, connection)

    @staticmethod
    def read(sender, connection):
        """Counts what has been refused instead of being made to wait."""
        with contextlib.suppress(OSError):
            while received := connection.recv(1 << 16):
                sender.tally["refused"] += received.count(b"HTTP/1.1 503") + received.count(b"HTTP/1.1 429")

    def check(self, tally):
        expect(tally["refused"] > 0, f"all of {tally['sent']} requests may wait at once")
