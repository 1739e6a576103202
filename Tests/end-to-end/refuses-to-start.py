#!/usr/bin/env python3
"""What must keep the server from starting does so in one clear sentence, and nothing is damaged."""

import contextlib
import json
import os
import socket
import sqlite3

import sidecar
from sidecar import expect, expect_equal


def refuses(place, what, *words, code=1):
    """The server ends by itself, and says why and what to do in one line, all of the words in it."""
    ended, said = place.refuse_to_start()
    # What goes well is told, too: policies that were applied, a signing key that was made.
    complaints = [line for line in said.splitlines() if '"level":"info"' not in line and '"level":"notice"' not in line]
    expect(len(complaints) == 1, f"{what}: not one line but {len(complaints)}: {said.strip()[-1200:]}")
    line = json.loads(complaints[0])["msg"] if complaints[0].startswith("{") else complaints[0]
    for word in words:
        expect(word in line, f"{what}: nothing of `{word}` in: {line}")
    expect_equal(f"{what}: exit code", code, ended)
    print(f"{what}: {line}")


def with_options(place, *options, listen=None):
    """The same place, started with other options; the last one of a kind counts."""
    other = sidecar.Sidecar(place.binary, place.folder)
    other.policies = place.policies
    command = other.serve_command
    other.serve_command = lambda: [*command()[:-1], listen or command()[-1], *options]
    return other


def port_in_use(place):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", place.port))
        other.listen()
        refuses(place, "a port in use", str(place.port), "--listen")
    expect(not place.socket.exists(), "a server that could not bind its port left a decision socket behind")


def socket_of_a_living_server(place):
    place.start()
    second = sidecar.Sidecar(place.binary, place.folder)
    second.data = place.folder / "second"
    second.log = place.folder / "second.log"
    refuses(second, "the socket of a living server", str(place.socket), "--socket")
    second.socket = place.folder / "second.sock"
    refuses(second, "the management socket of a living server", str(place.admin), "--admin-socket")
    expect(not second.socket.exists(), "a server that could not have its management socket left a decision socket behind")
    place.token("acme-okta")
    refuses(with_options(place), "the data directory of a living server", str(place.data), "--data")
    place.run("healthcheck", "--socket", place.socket)
    place.stop()


def socket_of_a_dead_server(place):
    place.start()
    place.kill()
    expect(place.socket.exists(), "the test needs a stale socket file")
    place.start()
    place.stop()
    print("the socket of a dead server: taken over")


def data_not_writable(place):
    data = place.data
    locked = place.folder / "locked"
    locked.mkdir(mode=0o500)
    # Root may write anywhere, so it is given a place where nobody can.
    place.data = locked / "data" if os.geteuid() else sidecar.Path("/proc/rollcall")
    refuses(place, "a data directory that cannot be written", str(place.data), "--data")
    place.data = locked / "a-file"
    locked.chmod(0o700)
    place.data.write_text("not a directory")
    refuses(place, "a data directory that is a file", str(place.data), "no directory", "--data")
    place.data = data


def newer_schema(place):
    database = next(place.data.glob("*.sqlite"))
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("insert into grdb_migrations values ('999')")
        connection.commit()
    refuses(place, "a store with a newer schema", "schema 999", "version that wrote it")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("delete from grdb_migrations where identifier = '999'")
        connection.commit()
    place.start()
    place.stop()


def unreadable_key(place):
    key = next((place.data / "keys").glob("*.pem"))
    good = key.read_bytes()
    key.write_bytes(b"-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n")
    refuses(place, "a key that cannot be read", key.name)
    key.write_bytes(good)
    place.start()
    place.stop()


def open_listener(place):
    command = place.serve_command
    place.serve_command = lambda: [*command()[:-1], f"0.0.0.0:{place.port}"]
    refuses(place, "a listener beyond loopback without TLS", "--tls-certificate", "--insecure-listen", code=78)
    place.serve_command = command


def addresses(place):
    elsewhere = with_options(place, "--insecure-listen", listen="192.0.2.1:8443")
    refuses(elsewhere, "an address of another machine", "192.0.2.1:8443", "no such address", "--listen")
    unknown = with_options(place, "--insecure-listen", listen="nowhere.invalid:8443")
    refuses(unknown, "a host that nobody knows", "nowhere.invalid:8443", "--listen")
    refuses(with_options(place, listen="8443"), "an address without a port", "listen", code=78)


def sockets(place):
    long = place.folder / ("x" * 120)
    refuses(with_options(place, "--socket", long), "a socket path that is too long", "106 bytes", "--socket")
    refuses(with_options(place, "--admin-socket", long), "so is the other", "106 bytes", "--admin-socket")
    text = place.folder / "a-text"
    text.write_text("kept")
    refuses(with_options(place, "--socket", text), "a file in the socket's place", str(text), "--socket")
    refuses(with_options(place, "--admin-socket", text), "a file in the other's", str(text), "--admin-socket")
    expect_equal("the file in the socket's place", "kept", text.read_text())


def policies(place):
    place.policies = place.folder / "nowhere"
    refuses(place, "a policy directory that is not there", str(place.policies), code=78)
    place.policies = sidecar.REPOSITORY / "policies"


def certificates(place):
    first, first_key = sidecar.make_certificate(place.folder, "first")
    _, second_key = sidecar.make_certificate(place.folder, "second")

    def with_files(certificate, key):
        return with_options(place, "--tls-certificate", certificate, "--tls-key", key)

    missing, text = place.folder / "missing.pem", place.folder / "a-text"
    refuses(with_files(missing, first_key), "a certificate that is missing", str(missing), "--tls-certificate", code=78)
    refuses(with_files(first, missing), "its key that is missing", str(missing), "--tls-key", code=78)
    refuses(with_files(text, first_key), "a certificate that is none", str(text), "no certificate", code=78)
    refuses(with_files(first, text), "a key that is none", str(text), "no key", code=78)
    refuses(with_files(first, second_key), "another certificate's key", str(second_key), "does not belong", code=78)
    refuses(with_options(place, "--tls-key", first_key), "a key alone", "tls_certificate", code=78)


def settings(place):
    file = place.folder / "rollcall.yaml"
    for text, word in (
        ("freshnes: {warn: 2s}", "`freshnes"),
        ("tls_certifcate: a.pem", "did you mean `tls_certificate`?"),
        ("peers: {claims: uid:33}", "`peers.claims` must be a list"),
        ("freshness: {warn: 2m, limit: 1m}", "`freshness.warn` is longer than `freshness.limit`"),
        ("freshness: {poll: 2m}", "`freshness.limit` must be longer than `freshness.poll`"),
        ("peers: {claims: [user:nobody-has-this-name]}", "nobody-has-this-name"),
    ):
        file.write_text(text)
        refuses(with_options(place, "--config", file), f"the setting {text}", word, code=78)
    refuses(with_options(place, "--config", place.folder / "none.yaml"), "no such file", "none.yaml", code=78)
    refuses(with_options(place, "--log-level", "loud"), "a log level that is none", "log_level", code=78)


def play(place):
    port_in_use(place)
    socket_of_a_living_server(place)
    socket_of_a_dead_server(place)
    data_not_writable(place)
    newer_schema(place)
    unreadable_key(place)
    open_listener(place)
    addresses(place)
    sockets(place)
    policies(place)
    certificates(place)
    settings(place)


sidecar.scenario(play)
