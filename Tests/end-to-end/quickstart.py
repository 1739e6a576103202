#!/usr/bin/env python3
"""The README's first command, twice on the same data, and a third time afresh."""

import subprocess
import time

import sidecar
from sidecar import expect


def quickstart(place, *options):
    program = sidecar.REPOSITORY / "deploy/quickstart"
    command = [program, "--once", "--binary", place.binary, "--data", place.data, *options]
    started = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=600)
    expect(done.returncode == 0, f"quickstart ended with {done.returncode}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    expect("Verified OK" in done.stdout, "openssl did not verify the token")
    expect(not place.socket.exists(), "the server still runs after --once")
    seconds = time.monotonic() - started
    print(f"quickstart {' '.join(options)}: {seconds:.0f} s, {done.stdout.count('✓')} verified steps")


def play(place):
    place.socket = place.data / "rollcall.sock"
    quickstart(place)
    quickstart(place)
    quickstart(place, "--fresh")


sidecar.scenario(play)
