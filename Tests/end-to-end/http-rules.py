#!/usr/bin/env python3
"""What HTTP asks of every server holds on the provider's port: Expect, HEAD, Content-Encoding, Host, framing after them."""

import contextlib
import gzip
import http.client
import json
import re
import socket
from pathlib import Path

import sidecar
from sidecar import expect, expect_equal

CONNECTION = "acme-okta"
#: What may differ between two answers to the same question.
FLEETING = {"date", "x-request-id", "rollcall-revision", "transfer-encoding", "content-length"}


class Wire:
    """A connection on which every byte is our own."""

    def __init__(self, place):
        self.socket = socket.create_connection(("127.0.0.1", place.port), timeout=20)
        self.read = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *lines, body=b""):
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body)

    def head(self):
        """Status and fields of the next answer, which may be one on the way to another."""
        status = int(self.read.readline().split()[1])
        lines = iter(self.read.readline, b"\r\n")
        return status, {name.strip().lower(): value.strip() for name, _, value in (line.decode().partition(":") for line in lines)}

    def answer(self):
        status, fields = self.head()
        self.read.read(int(fields.get("content-length", 0)))
        return status, fields

    def is_closed(self):
        return self.read.read(1) == b""


def user(name):
    return json.dumps({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name}).encode()


def post(base, token, body, *fields):
    return (
        f"POST {base}/Users HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}",
        "Content-Type: application/scim+json", f"Content-Length: {len(body)}", *fields,
    )


def expectations(place):
    token, base = place.token(CONNECTION)
    body = user("expected@acme.example")
    with Wire(place) as wire:
        wire.send(*post(base, token, body, "Expect: 100-continue"))
        expect_equal("what a client that waits is told", 100, wire.head()[0])
        wire.socket.sendall(body)
        expect_equal("the status after the body", 201, wire.answer()[0])
        wire.send("GET /healthz HTTP/1.1", "Host: localhost")
        expect_equal("the next answer on the same connection", 200, wire.answer()[0])
    with Wire(place) as wire:
        wire.send("GET /healthz HTTP/1.1", "Host: localhost")
        wire.send(*post(base, token, body, "Expect: 100-Continue"))
        expect_equal("the answer before", 200, wire.answer()[0])
        expect_equal("what a client that waits behind another answer is told", 100, wire.head()[0])
        wire.socket.sendall(body)
        expect_equal("the status of a name that is taken", 409, wire.answer()[0])
    with Wire(place) as wire:
        wire.send(*post(base, "tok_wrong", body, "Expect: 100-continue"))
        status, fields = wire.head()
        expect_equal("the answer to wrong credentials, before any body", 401, status)
        expect_equal("what it says of the connection", "close", fields.get("connection"))
        wire.read.read(int(fields["content-length"]))
        expect(wire.is_closed(), "a connection whose next bytes may be a body goes on")
    with Wire(place) as wire:
        body = user("impatient@acme.example")
        wire.send(*post(base, token, body, "Expect: 100-continue"), body=body)
        status = wire.head()[0]
        expect_equal("the status for a client that did not wait", 201, wire.answer()[0] if status == 100 else status)
    with Wire(place) as wire:
        wire.send("GET /healthz HTTP/1.1", "Host: localhost", "Expect: a-miracle")
        expect_equal("the answer to another expectation", 417, wire.answer()[0])


def heads(place):
    token, base = place.token(CONNECTION)
    group = place.client(CONNECTION).call("GET", "/Groups", count=1).json["Resources"][0]["id"]
    paths = [
        "/healthz", "/.well-known/jwks.json", "/api/v2/openapi.json", "/nothing", f"{base}/ServiceProviderConfig",
        f"{base}/Users?count=2", f"{base}/Users", f"{base}/Groups/{group}", f"{base}/Groups/nobody",
    ]
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=20)
    answers = {}
    for path in paths:
        for method in ("GET", "HEAD"):
            connection.request(method, path, headers={"Authorization": f"Bearer {token}"})
            response = connection.getresponse()
            body = response.read()
            fields = {name.lower(): value for name, value in response.getheaders()}
            answers[method] = response.status, body, fields
        (status, whole, asked), (head, none, told) = answers["GET"], answers["HEAD"]
        expect_equal(f"the status of HEAD {path}", status, head)
        expect_equal(f"the body of HEAD {path}", b"", none)
        expect_equal(f"the length that HEAD {path} tells", len(whole), int(told["content-length"]))
        for name in (asked | told).keys() - FLEETING:
            expect_equal(f"{name} of HEAD {path}", asked.get(name), told.get(name))
    for method, path, wanted in (
        ("HEAD", "/oauth/token", "POST"), ("DELETE", f"{base}/ServiceProviderConfig", "GET, HEAD"),
        ("PUT", "/api/v2/openapi.json", "GET, HEAD"),
    ):
        connection.request(method, path, headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        response.read()
        expect_equal(f"{method} {path}", (405, wanted), (response.status, response.headers["Allow"]))
    connection.close()


def encodings(place):
    token, base = place.token(CONNECTION)
    packed = gzip.compress(user("packed@acme.example"))
    doors = [
        (http.client.HTTPConnection("127.0.0.1", place.port, timeout=20), f"{base}/Users", "application/scim+json"),
        (http.client.HTTPConnection("127.0.0.1", place.port, timeout=20), "/oauth/token", "application/json"),
        (sidecar.SocketConnection(place.admin), "/api/v2/organizations", "application/json"),
    ]
    for connection, path, kind in doors:
        fields = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        for coding, wanted in (("gzip", True), ("br, identity", True), ("identity", False), ("", False)):
            connection.request("POST", path, packed, fields | {"Content-Encoding": coding})
            response = connection.getresponse()
            response.read()
            expect_equal(f"415 for `{coding}` at {path}", wanted, response.status == 415)
            if wanted:
                expect_equal("what is accepted", "identity", response.headers["Accept-Encoding"])
        connection.close()


def hosts(place):
    with Wire(place) as wire:
        wire.send("GET /healthz HTTP/1.1", "Host: one.example", "Host: other.example")
        expect_equal("the answer to two hosts", 400, wire.answer()[0])
        expect(wire.is_closed(), "a connection that may be a smuggler's goes on")
    with contextlib.closing(sidecar.SocketConnection(place.admin)) as connection:
        connection.request("GET", "/api/v2/organizations", headers={"Host": "one"})
        expect_equal("one host on the admin socket", 200, connection.getresponse().status)


def dumps(place):
    limits = Path(f"/proc/{place.process.pid}/limits").read_text(encoding="ascii")
    soft, hard = re.search(r"Max core file size +(\S+) +(\S+)", limits).groups()
    expect(int(soft) <= 1 and int(hard) <= 1, f"the process may leave {soft} bytes of its memory behind, or {hard}")


def play(place):
    place.start()
    place.provision(CONNECTION, users=30)
    expectations(place)
    heads(place)
    encodings(place)
    hosts(place)
    dumps(place)
    place.stop()
    print("Expect, HEAD, Content-Encoding and Host are answered as HTTP asks, and no core is left behind")


sidecar.scenario(play)
