#!/usr/bin/env python3
"""Strangers who take connections of the provider's port have their share of them and no more; customers are served at once."""

import contextlib
import http.client
import socket
import ssl

import sidecar
from sidecar import eventually, expect, expect_equal, make_certificate

CONNECTION = "acme-okta"
PLACES, ADDRESS, CLIENT = 60, 20, 10
#: Nothing ends by itself: what ends has given way.
SHARES = {
    "ROLLCALL_LISTENER_MAX_CONNECTIONS": str(PLACES),
    "ROLLCALL_LISTENER_MAX_CONNECTIONS_PER_ADDRESS": str(ADDRESS),
    "ROLLCALL_LISTENER_MAX_CONNECTIONS_PER_CLIENT": str(CLIENT),
    "ROLLCALL_LISTENER_HEAD_TIMEOUT": "10m",
    "ROLLCALL_LISTENER_IDLE_TIMEOUT": "10m",
    "ROLLCALL_LISTENER_EXCHANGE_TIMEOUT": "10m",
    "ROLLCALL_LISTENER_TRUSTED_PROXIES": "127.0.0.9,127.1.0.0/16",
}
#: Only heads and handshakes are hurried.
PATIENCE = SHARES | {"ROLLCALL_LISTENER_HEAD_TIMEOUT": "1s"}
HALF_BODY = b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def connect(place, source="127.0.0.1"):
    return socket.create_connection(("127.0.0.1", place.port), timeout=20, source_address=(source, 0))


def is_open(connection):
    """Whether the server has left a connection open, whatever it has said on it."""
    connection.setblocking(False)
    try:
        while connection.recv(65536):
            pass
        return False
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    finally:
        connection.settimeout(20)


def count(connections):
    return sum(map(is_open, connections))


def serves(place, source="127.0.0.1"):
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=20, source_address=(source, 0))
    with contextlib.closing(connection):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200


def shares(place):
    """Whatever strangers do with their connections, they hold a share, and others are served at once."""
    customer = place.client(CONNECTION)
    customer.call("GET", "/Users", count=1)
    with contextlib.ExitStack() as stack:
        for number, begun in enumerate((b"", GET[:9], HALF_BODY[:40], HALF_BODY + b"\r\n{", GET, GET * 50), start=2):
            crowd = [stack.enter_context(connect(place, f"127.0.0.{number}")) for _ in range(3 * ADDRESS)]
            for connection in crowd:
                with contextlib.suppress(ConnectionError):
                    connection.sendall(begun)
            eventually(f"one address holds {ADDRESS} connections", lambda crowd=crowd: count(crowd) <= ADDRESS)
            expect(count(crowd) > 0, "nothing is left to one who wants more than its share")
            expect(serves(place), f"nobody is served beside strangers who have sent {begun[:50]}")
            expect(serves(place, f"127.0.0.{number}"), "a neighbour of theirs is not served")
        # By now three addresses have filled every place, and the customer's connection was idle all the time.
        customer.call("GET", "/Users", count=1)
        expect_equal("connections that the customer has made", 1, len({customer.connection.sock.getsockname()}))
        expect("decision" in place.decision(CONNECTION), "no decision beside a crowd")
        place.client(CONNECTION).call("GET", "/Users", count=1)
    expect('"limit":"listener.max_connections_per_address"' in place.log.read_text(), "the log does not name the limit that was met")


def clients(place):
    """A customer's connections are counted for the customer, not for the address, and are not without end."""
    token, base = place.token(CONNECTION)
    with contextlib.ExitStack() as stack:
        crowd = []
        for _ in range(3 * CLIENT):
            connection = stack.enter_context(connect(place, "127.0.0.20"))
            connection.sendall(f"GET {base}/Users?count=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
            expect(connection.recv(65536).startswith(b"HTTP/1.1 200"), "a customer's new connection is not served")
            crowd.append(connection)
        eventually(f"one customer holds {CLIENT} connections", lambda: count(crowd) <= CLIENT)
        expect(is_open(crowd[-1]), "the connection that was used last has given way")
        strangers = [stack.enter_context(connect(place, "127.0.0.20")) for _ in range(ADDRESS)]
        expect_equal("strangers' connections beside it", ADDRESS, count(strangers))


def proxied(place):
    """Behind a trusted proxy the address that it names has the share, and nobody can name another one's."""
    def ask(stack, forwarded, source="127.0.0.9"):
        connection = stack.enter_context(connect(place, source))
        connection.sendall(HALF_BODY + f"X-Forwarded-For: {forwarded}\r\n\r\n{{".encode())
        return connection

    with contextlib.ExitStack() as stack:
        crowd = [ask(stack, f"198.51.100.{number}, 192.0.2.1") for number in range(2 * ADDRESS)]
        eventually("one forwarded address holds its share", lambda: count(crowd) <= ADDRESS)
        others = [ask(stack, f"192.0.2.{number}, 127.1.0.1") for number in range(2, 12)]
        expect(serves(place, "127.0.0.9"), "the proxy is not served")
        expect_equal("requests of others by the same proxy", len(others), count(others))
        liars = [ask(stack, f"192.0.2.{number}", "127.0.0.30") for number in range(2 * ADDRESS)]
        eventually("one who is no proxy speaks for itself", lambda: count(liars) <= ADDRESS)


def is_closed(connection):
    """Whether the server ends the connection, whatever it says before."""
    with contextlib.suppress(ConnectionError):
        while connection.recv(65536):
            pass
    return True


def trickle(connection):
    """A byte of a head now and then, until the server has had enough."""
    connection.settimeout(0.2)
    for _ in range(200):
        try:
            connection.sendall(b"x")
            if connection.recv(65536) == b"":
                return
        except TimeoutError:
            continue
        except ConnectionError:
            return
    raise sidecar.Failure("a head that never ends is received for ever")


def patience(place, *hellos):
    """Handshakes and heads have a time of their own, which is much shorter than that of bodies."""
    for begun in (b"", GET[:9], *hellos):
        with contextlib.closing(connect(place)) as connection:
            connection.sendall(begun)
            expect(is_closed(connection), f"a client that sends {begun[:20]} and no more keeps its connection")
    with contextlib.closing(connect(place)) as connection:
        connection.sendall(GET[:20])
        trickle(connection)


def later_heads(place):
    with contextlib.closing(connect(place)) as connection:
        connection.sendall(GET)
        expect(connection.recv(65536).startswith(b"HTTP/1.1 200"), "the first request is not answered")
        connection.sendall(GET[:9])
        expect(is_closed(connection), "a client keeps its connection with half of a second head")
    with contextlib.ExitStack() as stack:
        kept, slow, silent = (stack.enter_context(contextlib.closing(connect(place))) for _ in range(3))
        kept.sendall(GET)
        expect(kept.recv(65536).startswith(b"HTTP/1.1 200"), "a request before the silence is not answered")
        slow.sendall(HALF_BODY + b"\r\n{")
        expect(is_closed(silent), "a client that says nothing keeps its connection")
        expect(is_open(slow), "a body has no more time than a head")
        expect(is_open(kept), "a connection between two requests has no more time than a head")


def hello():
    """The first flight of a TLS client that sends nothing after it."""
    sent = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), sent, server_hostname="x")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return sent.read()


def play(place):
    place.environment = SHARES
    place.start()
    place.provision(CONNECTION, users=10)
    shares(place)
    clients(place)
    proxied(place)
    place.stop()
    place.environment = PATIENCE
    place.start()
    patience(place)
    later_heads(place)
    place.stop()
    certificate, key = make_certificate(place.folder, "listener")
    command = place.serve_command
    place.serve_command = lambda: [*command(), "--tls-certificate", certificate, "--tls-key", key]
    place.start()
    patience(place, hello(), hello()[:50])
    place.stop()
    print("strangers have a share of the connections and little time, and customers are served beside them")


sidecar.scenario(play)
