#!/usr/bin/env python3
"""A body that ends too early is refused: nothing is done with a part of it, and nothing about it is an error of the server's."""

import contextlib
import socket

import sidecar
from administration.tenant import Tenant
from sidecar import expect

CONNECTION = "acme-okta"
USER = b'{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"cut-off@acme.example"}'
ROLE = b'{"name":"cut-off"}'


def answer(place, head, body):
    """The status line of the response to what is sent before the client's side of the connection ends."""
    with contextlib.closing(socket.create_connection(("127.0.0.1", place.port), timeout=20)) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                received += part
    return received.split(b"\r\n")[0].decode()


def framings(body):
    """Bodies that are whole but for their framing, with the header fields that announce them."""
    size = f"{len(body):x}".encode()
    return {
        "shorter than its length": (f"Content-Length: {len(body) + 1}", body),
        "not there": (f"Content-Length: {len(body)}", b""),
        "without a last chunk": ("Transfer-Encoding: chunked", size + b"\r\n" + body + b"\r\n"),
        "with half a chunk": ("Transfer-Encoding: chunked", size + b"\r\n" + body[:-1]),
        "with a chunk of no size": ("Transfer-Encoding: chunked", b"zz\r\n" + body + b"\r\n0\r\n\r\n"),
    }


def play(place):
    place.start()
    place.provision(CONNECTION, users=5)
    token, base = place.token(CONNECTION)
    tenant = Tenant(place)
    client, secret = tenant.new_client()
    form = f"grant_type=client_credentials&client_id={client}&client_secret={secret}".encode()
    json = "Content-Type: application/json"
    requests = {
        f"{base}/Users": (USER, f"{json}\r\nAuthorization: Bearer {token}"),
        "/api/v2/roles": (ROLE, f"{json}\r\nAuthorization: Bearer {tenant.token(client, secret)}"),
        "/oauth/token": (form, "Content-Type: application/x-www-form-urlencoded"),
    }
    before = place.revision()
    for path, (whole, fields) in requests.items():
        for what, (framing, body) in framings(whole).items():
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\n{fields}\r\n{framing}\r\n\r\n"
            status = answer(place, head, body)
            expect(status.startswith("HTTP/1.1 400 "), f"a body {what} at {path}: {status or 'no response'}")
    expect(place.revision() == before, "something was done with a part of a body")
    errors = [line for line in place.log.read_text(errors="replace").splitlines() if '"level":"error"' in line]
    expect(not errors, f"an error line: {errors[:1]}")
    print("15 bodies that end too early: 400, and nothing was done")


if __name__ == "__main__":
    sidecar.scenario(play)
