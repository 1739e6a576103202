#!/usr/bin/env python3
"""A log that nobody reads holds up no answer, no write and no end; who reads it later learns how much is missing."""

import fcntl
import json
import os
import subprocess
import threading

import sidecar
from sidecar import eventually, expect

CONNECTION = "acme-okta"
PIPE_BYTES = 4096
STORM = 4000


class UnreadLog:
    """Standard error of a server: a small pipe, read from the moment that somebody wants to."""

    def __init__(self, place):
        self.place = place
        self.text = b""
        place.launch = self.launch
        place.log.touch()

    def launch(self):
        self.reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        environment = {**os.environ, "ROLLCALL_LOG_LEVEL": "debug"}
        options = {"stdin": subprocess.DEVNULL, "stdout": writer, "stderr": writer, "env": environment}
        self.place.process = subprocess.Popen(self.place.serve_command(), **options)
        os.close(writer)

    def read(self):
        """Reads to the end, beside whatever else goes on."""

        def follow():
            while piece := os.read(self.reader, 65536):
                self.text += piece

        self.follower = threading.Thread(target=follow, daemon=True)
        self.follower.start()

    def events(self):
        """The lines read so far; each must be whole."""
        return [json.loads(line) for line in self.text.decode().splitlines(keepends=True) if line.endswith("\n")]

    def lost(self):
        return sum(int(event["lines"]) for event in self.events() if event["msg"] == "log lines were lost")


def storm(place, requests, permits):
    """Each request is a line of the log. What is decided beside them stays what the directory says."""
    client = place.client(CONNECTION)
    for number in range(requests):
        client.call("GET", "/Users", count=0)
        if number % 100 == 0:
            decided = place.decision(CONNECTION)["decision"]
            expect(decided == permits, f"the decision is {decided} while nobody reads the log")


def catch_up(place, log, provider, customer):
    storm(place, STORM, permits=True)
    log.read()
    eventually("the log says what is missing", lambda: log.lost() > 0)
    _, before = place.revision()
    provider.deactivate(customer.people[0])
    expect(not place.decision(CONNECTION)["decision"], "a revocation was lost with the log")
    _, after = place.revision()
    expect(after > before, "the deactivation made no revision")
    eventually("the log flows again", lambda: any(f":{after}" in str(event) for event in log.events()))
    place.stop()
    log.follower.join(10)
    expect(log.events()[-1]["msg"] == "drained", f"the log does not end with the end: {log.events()[-1]}")


def end_unread(place):
    place.start()
    storm(place, STORM // 10, permits=False)
    place.stop()


def play(place):
    log = UnreadLog(place)
    place.start()
    provider, customer = place.provision(CONNECTION, users=10)
    catch_up(place, log, provider, customer)
    end_unread(place)
    print(f"{STORM} requests while nobody read the log: {log.lost()} lines lost and counted, no answer held up")


sidecar.scenario(play)
