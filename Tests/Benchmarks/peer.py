"""One more member of a group, beside the public Python server scim2-server: both in one run, in turn."""

import contextlib
import json
import subprocess
import time

import provisioning
import sidecar
import wire
from table import milliseconds, progress
from wire import quantile

SIZES = (100, 1_000, 10_000)
QUICK_SIZES = (100, 500)
ROUNDS = 7
#: The seconds that filling one server, and one request to it, may take.
PATIENCE = 240
TOKEN = "beside"


class Peer(provisioning.Endpoint):
    """A scim2-server of its own, which keeps everything in memory."""

    def __init__(self):
        self.port = sidecar.free_port()
        self.token, self.base = TOKEN, "/v2"
        command = [sidecar.installed("scim2-server"), "--hostname", "127.0.0.1", "--port", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*command, "--bearer-token", TOKEN], **quiet)
        sidecar.eventually("scim2-server is ready", self.is_ready, 30)

    def is_ready(self):
        with contextlib.suppress(OSError):
            exchange(self, self.request("GET", "/ServiceProviderConfig"), (200,))
            return True
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait()


def exchange(endpoint, data, expect):
    """One request on a connection of its own, because scim2-server keeps none; seconds taken and the body."""
    started = time.perf_counter()
    connection = wire.Connection(port=endpoint.port)
    connection.socket.settimeout(PATIENCE)
    _, body = connection.exchange(data, expect)
    connection.socket.close()
    return time.perf_counter() - started, body


class OutOfPatience(Exception):
    """A server takes too long to be filled."""


class Filled:
    """A server with a group of each size, as far as it can be filled in time, and users who are in none of them."""

    def __init__(self, name, endpoint, sizes):
        self.endpoint = endpoint
        self.name = name
        self.seconds = {}
        self.groups = {}
        self.deadline = time.monotonic() + PATIENCE
        self.others = [self.make_user(f"other-{number}") for number in range(ROUNDS)]
        members = []
        for size in sizes:
            try:
                members += [self.make_user(number) for number in range(len(members), size)]
                self.groups[size] = self.make_group(size, members)
            except (OutOfPatience, TimeoutError):
                progress(f"{name} has no group of {size:,} within {PATIENCE} s")
                break
            self.seconds[size] = []
            progress(f"{name} has a group of {size:,}")

    def exchange(self, data, expect):
        if time.monotonic() > self.deadline:
            raise OutOfPatience
        return exchange(self.endpoint, data, expect)

    def make_user(self, number):
        _, answer = self.exchange(self.endpoint.user(f"beside-{number}"), (201,))
        return json.loads(answer)["id"]

    def make_group(self, size, members):
        body = {"schemas": [sidecar.okta.GROUP], "displayName": f"Beside {size}", "members": []}
        _, answer = self.exchange(self.endpoint.request("POST", "/Groups", body), (201,))
        group = json.loads(answer)["id"]
        for start in range(0, size, provisioning.MEMBERS_PER_PATCH):
            chunk = members[start : start + provisioning.MEMBERS_PER_PATCH]
            self.exchange(self.endpoint.patch_members(group, "add", chunk), (200, 204))
        return group

    def add(self, size, number):
        request = self.endpoint.patch_members(self.groups[size], "add", [self.others[number]])
        seconds, _ = exchange(self.endpoint, request, (200, 204))
        self.seconds[size].append(seconds)


def measure(server, _, table, quick):
    sizes = QUICK_SIZES if quick else SIZES
    peer = Peer()
    try:
        both = [Filled("Rollcall", provisioning.Endpoint(server), sizes), Filled("scim2-server", peer, sizes)]
        shared = [size for size in sizes if all(size in side.groups for side in both)]
        for number in range(ROUNDS):
            progress(f"one more member in each group, round {number + 1} of {ROUNDS}")
            for size in shared:
                for side in both:
                    side.add(size, number)
    finally:
        peer.stop()
    for size in sizes:
        figure = f"SCIM: add one member to a group of {size:,}, beside scim2-server"
        if size not in shared:
            table.add(figure, f"not filled within {PATIENCE} s", "> 1×", None)
            continue
        ours, theirs = (quantile(side.seconds[size], 0.5) for side in both)
        measured = f"{theirs / ours:,.1f}× faster ({milliseconds(ours)} against {milliseconds(theirs)})"
        table.add(figure, measured, "> 1×", theirs > ours)
