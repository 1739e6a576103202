#!/usr/bin/env python3
"""What must keep the server from starting does so in one clear sentence, and nothing is damaged."""

import contextlib
import os
import socket
import sqlite3

import sidecar
from sidecar import expect


def refuses(place, what, *words):
    """The server ends by itself, and says at least one of the words."""
    code, said = place.refuse_to_start()
    expect(any(word in said for word in words), f"{what}: exit code {code}, but it only says: {said.strip()[-600:]}")
    expect("Fatal error" not in said and "Stack dump" not in said, f"{what}: it crashed: {said[-600:]}")
    print(f"{what}: exit code {code}")


def port_in_use(place):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", place.port))
        other.listen()
        refuses(place, "a port in use", str(place.port))
    expect(not place.socket.exists(), "a server that could not bind its port left a decision socket behind")


def socket_of_a_living_server(place):
    place.start()
    second = sidecar.Sidecar(place.binary, place.folder)
    second.data = place.folder / "second"
    second.log = place.folder / "second.log"
    refuses(second, "the socket of a living server", str(place.socket), str(place.admin), "in use")
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
    refuses(place, "a data directory that cannot be written", str(place.data))
    place.data = locked / "a-file"
    locked.chmod(0o700)
    place.data.write_text("not a directory")
    refuses(place, "a data directory that is a file", str(place.data))
    place.data = data


def newer_schema(place):
    database = next(place.data.glob("*.sqlite"))
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("insert into grdb_migrations values ('999')")
        connection.commit()
    refuses(place, "a store with a newer schema", "newer", "schema")
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
    refuses(place, "a listener beyond loopback without TLS", "TLS", "tls", "loopback")
    place.serve_command = command


def play(place):
    port_in_use(place)
    socket_of_a_living_server(place)
    socket_of_a_dead_server(place)
    data_not_writable(place)
    newer_schema(place)
    unreadable_key(place)
    open_listener(place)


sidecar.scenario(play)
