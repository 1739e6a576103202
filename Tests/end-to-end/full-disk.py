#!/usr/bin/env python3
"""A full disk: SCIM writes are refused with 507 or 503, decisions go on, and writes resume once there is room again.

The disk is a small tmpfs in a mount namespace of our own. Where neither root nor user namespaces are to be had, a limit
on the size of the server's files stands in for it.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys

import sidecar
from sidecar import entra, eventually, expect, expect_equal, people, scim

CONNECTION = "globex-entra"
MEBIBYTE = 1 << 20
UNSHARED = "ROLLCALL_TEST_UNSHARED"


def enter_mount_namespace():
    """Runs this program again where it may mount; returns only where that cannot be."""
    if UNSHARED in os.environ or not shutil.which("unshare"):
        return
    options = ["--mount"] if os.geteuid() == 0 else ["--mount", "--user", "--map-root-user"]
    attempt = ["sh", "-c", "mount -t tmpfs -o size=1m rollcall-probe /mnt"]
    if subprocess.run(["unshare", *options, *attempt], capture_output=True, check=False).returncode == 0:
        os.execvpe("unshare", ["unshare", *options, sys.executable, *sys.argv], {**os.environ, UNSHARED: "1"})


class SmallDisk:
    """A tmpfs under the data directory, filled by a file of ours."""

    def __init__(self, place):
        self.place = place
        self.ballast = place.data / "ballast"
        place.data.mkdir()
        place.data.chmod(0o700)
        options = "size=64m,mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "rollcall", place.data], check=True)
        place.at_end.append(lambda: subprocess.run(["umount", "--lazy", place.data], check=True))

    def fill(self):
        # The last blocks too, so that not even the write-ahead log can grow into them.
        with open(self.ballast, "wb", buffering=0) as file:
            for size in (MEBIBYTE, 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(b"\0" * size) == size:
                        pass

    def empty(self):
        self.ballast.unlink()


class SmallFiles:
    """A limit on the size of files the server may write; SIGXFSZ is ignored, so that writes fail instead."""

    def __init__(self, place):
        self.place = place
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit(self, size):
        resource.prlimit(self.place.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def fill(self):
        largest = max(file.stat().st_size for file in self.place.data.rglob("*.sqlite*"))
        self.limit(largest)

    def empty(self):
        self.limit(resource.RLIM_INFINITY)


def write_until_refused(client):
    """Creates users until the server has no room; returns who was acknowledged, and the refusal."""
    acknowledged = []
    for number in range(20_000):
        name = f"filler-{number}@globex.example"
        document = entra.Entra(client).document(people.Person("Fil", "Ler", name, f"filler-{number}"))
        try:
            acknowledged.append(client.call("POST", "/Users", document, expect=(201,)).json["id"])
        except scim.Unexpected as refusal:
            return acknowledged, refusal
    raise sidecar.Failure("20,000 users were written to a full disk")


def check_refusal(refusal):
    expect(refusal.status in (503, 507), f"a write on a full disk was answered {refusal}")
    expect_equal("the refusal's schemas", ["urn:ietf:params:scim:api:messages:2.0:Error"], refusal.error.get("schemas"))
    expect_equal("the refusal's status", str(refusal.status), refusal.error.get("status"))


def play(place):
    disk = SmallDisk(place) if UNSHARED in os.environ else SmallFiles(place)
    place.start()
    provider, customer = place.provision(CONNECTION, users=20)
    stranger = provider.user_id(customer.people[-1])
    expect(place.permits(CONNECTION), "the check is denied before anything happened")
    disk.fill()
    client = place.client(CONNECTION)
    acknowledged, refusal = write_until_refused(client)
    check_refusal(refusal)
    expect(place.permits(CONNECTION), "a permitted check is denied on a full disk")
    denied = place.evaluation(stranger, "read:invoices", "globex")
    expect_equal("a stranger's decision on a full disk", False, denied["decision"])
    status, _, answer = place.ask("POST", "/v1/claims", {"subject": stranger, "organization": "globex"})
    expect(status in (503, 507), f"a login that has to store a membership was answered {status} {answer}")
    disk.empty()

    def resumed():
        document = entra.Entra(client).document(people.Person("Re", "Sumed", "resumed@globex.example", "resumed"))
        return client.call("POST", "/Users", document, expect=(201, 409, 503, 507)).status in (201, 409)

    eventually("writes resume once there is room", resumed)
    place.stop()
    place.start()
    stored = {user["id"] for user in place.client(CONNECTION).pages("/Users", count=200)}
    expect_equal("acknowledged users that are gone", set(), set(acknowledged) - stored)
    place.stop()
    print(f"{len(acknowledged)} writes fitted, then {refusal.status}; decisions went on, writes resumed with room")


if UNSHARED not in os.environ:
    enter_mount_namespace()
sidecar.scenario(play)
