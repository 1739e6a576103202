"""Connections that are held and hardly used, by strangers."""

import socket

from .attack import ADDRESS, Attack

#: More than the listener takes: see the scenario's settings.
CROWD = 400


class HeldConnections(Attack):
    """As many connections as can be had; those that the server ends are opened again."""

    workers = 4
    begun = b""
    pointless = ()

    def work(self, sender):
        """Holds a share of the crowd, and comes back in a moment."""
        if not hasattr(sender, "held"):
            sender.held = []
        while len(sender.held) < CROWD // self.workers:
            try:
                connection = socket.create_connection(("127.0.0.1", self.place.port), 2, ADDRESS)
                connection.sendall(self.begun)
            except OSError:
                sender.tally["refused"] += 1
                break
            sender.tally["opened"] += 1
            connection.settimeout(0.01)
            sender.held.append(connection)
        sender.held = [connection for connection in sender.held if self.holds(connection)]

    def holds(self, connection):
        """Whether the server has left the connection open."""
        try:
            return connection.recv(4096) != b""
        except TimeoutError:
            return True
        except OSError:
            return False


class IdleConnections(HeldConnections):
    """Nothing is ever sent."""

    name = "idle-connections"


class SlowRequests(HeldConnections):
    """A head that never ends, byte by byte."""

    name = "slow-requests"
    begun = b"POST /scim/v2/connections/none/Users HTTP/1.1\r\nHost: x\r\nX-Slow: "

    def holds(self, connection):
        try:
            connection.sendall(b"x")
        except OSError:
            return False
        return super().holds(connection)
