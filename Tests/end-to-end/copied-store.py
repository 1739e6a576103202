#!/usr/bin/env python3
"""A data directory that was copied beside its living original is refused, and starts with a new epoch once told so."""

import copy
import shutil

import sidecar
from sidecar import expect, expect_equal

CONNECTION = "acme-okta"


def beside(place, name):
    """Another server, on another directory with sockets of its own."""
    other = copy.copy(place)
    other.data = place.folder / name
    other.socket, other.admin = place.folder / f"{name}.sock", place.folder / f"{name}-admin.sock"
    other.log, other.port, other.process = place.folder / f"{name}.log", sidecar.free_port(), None
    place.at_end.append(lambda: other.process and other.process.poll() is None and other.kill())
    return other


def refuse_copy(place):
    shutil.copytree(place.data, place.folder / "copy", ignore=shutil.ignore_patterns("*.sock"))
    other = beside(place, "copy")
    code, said = other.refuse_to_start()
    expect_equal("the exit code of a copy beside a living store", 1, code)
    expect(f"is a copy of the one in `{place.data}`, on which a server works" in said, f"the copy is not named: {said}")
    expect("--restored" in said, f"nothing is advised: {said}")
    return other


def restore_copy(place, other):
    serve = other.serve_command
    other.serve_command = lambda: [*serve(), "--restored"]
    other.start()
    expect(other.revision()[0] != place.revision()[0], "the restored copy has the epoch of its original")
    other.stop()
    other.serve_command = serve
    other.start()
    other.stop()


def move(place):
    place.stop()
    place.data = place.data.rename(place.folder / "moved")
    before = place.log.stat().st_size
    place.start()
    said = place.log.read_text()[before:]
    expect("--restored" not in said, f"a store that was moved is taken for a copy: {said}")
    place.stop()


def play(place):
    place.start()
    place.provision(CONNECTION, users=5)
    other = refuse_copy(place)
    restore_copy(place, other)
    move(place)
    print("a copy beside its original is refused, with --restored it starts as another history; a moved store is itself")


sidecar.scenario(play)
