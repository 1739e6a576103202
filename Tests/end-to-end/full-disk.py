#!/usr/bin/env python3
"""A full disk: SCIM writes are refused with 507 or 503, decisions go on, and writes resume once there is room again.

What takes access away is written all the same, in a reserve of the disk that nothing else may use, and is enforced.

The server's log is on the same disk, as it often is: lines that cannot be written are lost, and nothing else.

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
ORGANIZATION = sidecar.STORIES[CONNECTION].organization
MEBIBYTE = 1 << 20
#: Of the small disk.
RESERVE = 8 * MEBIBYTE
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
        place.environment["ROLLCALL_DISK_RESERVE_BYTES"] = str(RESERVE)
        options = "size=64m,mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "rollcall", place.data], check=True)
        place.at_end.append(lambda: subprocess.run(["umount", "--lazy", place.data], check=True))

    def fill(self, left):
        # The last blocks too, so that not even the write-ahead log can grow into them.
        with open(self.ballast, "wb", buffering=0) as file:
            for size in (MEBIBYTE, 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(b"\0" * size) == size:
                        pass
            file.truncate(file.tell() - left)

    def empty(self):
        self.ballast.unlink()


class SmallFiles:
    """A limit on the size of the server's files; it ignores SIGXFSZ, so that its writes fail instead."""

    def __init__(self, place):
        self.place = place
        place.before_exec = lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit(self, size):
        resource.prlimit(self.place.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def fill(self, left):
        largest = max(file.stat().st_size for file in self.place.data.rglob("*.sqlite*"))
        self.limit(largest + left if left else 0)

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


def log_in_until_refused(place, users):
    """Logins that make members; those that still fit into what SQLite has allocated succeed. Returns these users."""
    members = []
    for user in users:
        status, _, answer = place.ask("POST", "/v1/claims", {"subject": user, "organization": ORGANIZATION})
        if status != 200:
            expect(status in (503, 507), f"a login that has to store a membership was answered {status} {answer}")
            return members
        members.append(user)
    raise sidecar.Failure(f"{len(users)} memberships were stored on a full disk")


def refuses_writes(client, name):
    """Whether a user cannot be created now."""
    document = entra.Entra(client).document(people.Person("Too", "Much", f"{name}@globex.example", name))
    return client.call("POST", "/Users", document, expect=(201, 503, 507)).status != 201


def take_access_away(place, customer):
    """A removal, a deactivation and a revocation on the full disk; returns what holds since then."""
    # On a connection of its own: those from before may have been idle for too long.
    provider = place.provider(CONNECTION)
    client = provider.client
    expect(refuses_writes(client, "before"), "a user was created on a full disk")
    member, other = customer.people[0], customer.people[1]
    provider.remove_member(customer.group(sidecar.STORIES[CONNECTION].group), member)
    expect(not place.permits(CONNECTION), "a member that was removed on a full disk is permitted")
    provider.deactivate(other)
    blocked = provider.user_id(other)
    reason = place.evaluation(blocked, "read:invoices", ORGANIZATION)["context"]["reason"]
    expect_equal("why a user is denied who was deactivated on a full disk", "blocked_subject", reason)
    expect(refuses_writes(client, "after"), "a user was created in the reserve of a full disk")
    for number in range(100):
        provider.deactivate(customer.people[2 + number])
    expect(refuses_writes(client, "later"), "a user was created in the reserve of a full disk")
    # What a secret begins with is the token's id.
    token = place.token(CONNECTION)[0].split(".")[0]
    options = ("--connection", CONNECTION, "--admin-socket", place.admin)
    place.run("scim-token", "revoke", token, *options)
    expect_equal("a request with a token that was revoked", 401, client.call("GET", "/Users", expect=(200, 401)).status)
    _, _, metrics = place.ask("GET", "/metrics")
    line = 'rollcall_limit_reached_total{limit="disk_reserve_bytes",by="store"}'
    expect(line in metrics, "no metric says that the reserve is in use")
    del place.tokens[CONNECTION]

    def held():
        expect(not place.permits(CONNECTION), "a member that was removed on a full disk is permitted after a restart")
        reason = place.evaluation(blocked, "read:invoices", ORGANIZATION)["context"]["reason"]
        expect_equal("why a user is denied who was deactivated on a full disk", "blocked_subject", reason)

    return held


def check_refusal(refusal):
    expect(refusal.status in (503, 507), f"a write on a full disk was answered {refusal}")
    expect_equal("the refusal's schemas", ["urn:ietf:params:scim:api:messages:2.0:Error"], refusal.error.get("schemas"))
    expect_equal("the refusal's status", str(refusal.status), refusal.error.get("status"))


def play(place):
    place.data.mkdir(mode=0o700)
    disk = SmallDisk(place) if UNSHARED in os.environ else SmallFiles(place)
    place.log = place.data / "serve.log"
    place.start()
    provider, customer = place.provision(CONNECTION, users=600)
    strangers = [provider.user_id(person) for person in customer.people[1:]]
    expect(place.permits(CONNECTION), "the check is denied before anything happened")
    # A little room at first, so that the disk runs full in the middle of writing.
    disk.fill(left=MEBIBYTE)
    client = place.client(CONNECTION)
    acknowledged, refusal = write_until_refused(client)
    check_refusal(refusal)
    expect(acknowledged, "not one write was accepted before the disk was full")
    expect(place.permits(CONNECTION), "a permitted check is denied on a full disk")
    disk.fill(left=0)
    members = log_in_until_refused(place, strangers)
    for stranger in strangers[len(members) :]:
        reason = place.evaluation(stranger, "read:invoices", ORGANIZATION)["context"]["reason"]
        expect_equal("why somebody is denied whose membership could not be stored", "not_a_member", reason)
    held = take_access_away(place, customer) if UNSHARED in os.environ else lambda: None
    disk.empty()
    held()
    client = place.client(CONNECTION)

    def resumed():
        document = entra.Entra(client).document(people.Person("Re", "Sumed", "resumed@globex.example", "resumed"))
        return client.call("POST", "/Users", document, expect=(201, 409, 503, 507)).status in (201, 409)

    eventually("writes resume once there is room", resumed)
    place.stop()
    place.start()
    held()
    stored = {user["id"] for user in place.client(CONNECTION).pages("/Users", count=200)}
    expect_equal("acknowledged users that are gone", set(), set(acknowledged) - stored)
    for member in members:
        reason = place.evaluation(member, "read:invoices", ORGANIZATION)["context"]["reason"]
        expect(reason != "not_a_member", f"the membership of {member} was acknowledged and is gone")
    place.stop()
    print(
        f"{len(acknowledged)} writes and {len(members)} memberships fitted, then {refusal.status}; "
        "decisions went on, and writes resumed with room"
    )


if UNSHARED not in os.environ:
    enter_mount_namespace()
sidecar.scenario(play)
