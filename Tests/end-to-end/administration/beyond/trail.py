"""Who did what, when and by which path; and which roles a user had then."""

import json
import os
import time
from dataclasses import dataclass

from sidecar import SocketConnection, eventually, expect, expect_equal

from ..tenant import POLICY, Tenant


@dataclass
class Moment:
    """What was done, when and by whom, and which roles the user had after it: in the tenant, and in the organization."""

    revision: int
    author: dict
    kind: str
    since: float
    until: float
    held: tuple


class Trail:
    """A user whose roles come and go by each of the paths, and what is to be said of it later."""

    def __init__(self, tenant):
        self.tenant, self.place = tenant, tenant.place
        self.source = tenant.source()
        self.organization = tenant.organization(self.source)
        self.user = self.source.user()
        self.roles = [tenant.role() for _ in range(4)]
        self.group = self.source.group()
        self.moments = []
        self.end = None

    # What is done

    def lay(self):
        """One change by each path, and one by none: a role that ends by itself."""
        one, two, three, four = self.roles
        tenant, body = self.tenant, {"roles": [one]}
        token = self.source.token.partition(".")[0]
        client = {"path": "client", "client_id": tenant.id}
        provider = {"path": "connection", "connection_id": self.source.id, "token_id": token}
        peer = {"path": "peer", "uid": os.geteuid()}
        command = ("roles", "assign", four, "--user", self.user, "--org", self.organization)
        self.note(client, "group.role.assigned", ([], None), lambda: tenant.give(one, self.group))
        self.note(provider, "group.member.added", ([one], None), lambda: self.source.add(self.group, self.user))
        login = {"path": "login", "user_id": self.user}
        self.note(login, "organization.member.added", ([one], [one]), lambda: tenant.login(self.user, self.organization))
        inner = lambda: tenant.give(two, self.group, self.organization)  # noqa: E731
        self.note(client, "organization.group.role.assigned", ([one], [one, two]), inner)
        assign = lambda: self.place.run(*command, "--admin-socket", self.place.admin)  # noqa: E731
        self.note(peer, "organization.member.role.assigned", ([one], [one, two, four]), assign)
        self.note({"path": "policy"}, "role.created", ([one], [one, two, four]), self.declare)
        self.end = tenant.instant(seconds=2)
        body = {"roles": [three], "expires_at": self.end}
        give = lambda: tenant.post("users", self.user, "roles", body=body, expect=(204,))  # noqa: E731
        self.note(client, "user.role.assigned", ([one, three], [one, two, four]), give)
        time.sleep(max(0, tenant.seconds(self.end) - tenant.now()) + 0.05)
        self.past(([one], [one, two, four]), at=tenant.instant(seconds=0))
        remove = lambda: self.source.remove(self.group, self.user)  # noqa: E731
        self.note(provider, "group.member.deleted", ([], [four]), remove)
        self.note(client, "organization.member.deleted", ([], None), self.leave)

    def leave(self):
        self.tenant.delete("organizations", self.organization, "members", body={"members": [self.user]})

    def declare(self):
        """A role more in the policy file."""
        (self.place.policies / "declared.yaml").write_text(f"{POLICY}  - name: Later\n")
        before = self.place.revision()
        self.place.reload()
        eventually("the policies are in force", lambda: self.place.revision() != before)

    def trusts_the_kernel(self):
        """Who comes by the management socket is who the kernel says, whatever the request claims."""
        connection = SocketConnection(self.place.admin)
        headers = {"Rollcall-Peer-User": "4242", "Content-Type": "application/json"}
        connection.request("POST", "/api/v2/roles", json.dumps({"name": self.tenant.name("Peer")}), headers)
        expect_equal("the status of a request on the management socket", 200, connection.getresponse().status)
        connection.close()
        made = self.tenant.get("audit", path="peer", take=1)["commits"][0]
        expect_equal("who made the role", {"path": "peer", "uid": os.geteuid()}, made["author"])

    def note(self, author, kind, held, do):
        since = self.tenant.now()
        do()
        until = self.tenant.now()
        moment = Moment(self.place.revision()[1], author, kind, since, until, held)
        if self.moments:
            expect_equal(f"the revision after {kind}", self.moments[-1].revision + 1, moment.revision)
        self.moments.append(moment)

    # What is said of it

    def is_told(self):
        """By the API and by the command alike: each change with its author, instant, path and revision."""
        first, last = self.moments[0].revision, self.moments[-1].revision
        commits = self.tenant.everything("audit", named="commits", take=3, from_revision=first, to_revision=last)
        commits.reverse()
        expect_equal("the commits", [m.revision for m in self.moments], [number(commit) for commit in commits])
        for moment, commit in zip(self.moments, commits):
            what = f"of revision {moment.revision}"
            expect_equal(f"the author {what}", moment.author, commit["author"])
            expect(moment.kind in {change["type"] for change in commit["changes"]}, f"the changes {what}: {commit}")
            instant = Tenant.seconds(commit["date"])
            expect(moment.since - 0.001 <= instant <= moment.until, f"the instant {what}: {commit['date']}")
            asked = moment.author["path"] in ("client", "peer", "connection")
            expect(not asked or commit["request_id"], f"there is no request {what}")
            self.is_filtered(moment, commit)
        expect_equal("what the command says", commits, self.audit()[first - 1 : last])
        by_path = {moment.author["path"] for moment in self.moments}
        expect_equal("the paths", {"policy", "client", "peer", "connection", "login"}, by_path)

    def is_filtered(self, moment, commit):
        """By path, revision and instant the commit is found; by another path it is not."""
        query = {"from_revision": moment.revision, "to_revision": moment.revision}
        path = moment.author["path"]
        for wanted, more in (
            ([commit], {"path": path, "since": commit["date"]}),
            ([], {"path": "login" if path != "login" else "policy"}),
            ([], {"until": commit["date"]}),
        ):
            found = self.tenant.everything("audit", named="commits", **query, **more)
            expect_equal(f"the commits with {more}", wanted, found)

    def audit(self):
        """What the command lists, the first commit first, without what has no revision."""
        lines = self.place.run("audit", "--limit", 5000, "--admin-socket", self.place.admin, "--json").stdout
        found = [json.loads(line) for line in lines.splitlines()]
        return [commit for commit in reversed(found) if "revision" in commit]

    def is_remembered(self):
        """At each revision, and at the instant of each commit, the roles are what they were."""
        first = self.moments[0].revision
        self.past((None, None), revision=0)
        for moment, commit in zip(self.moments, self.audit()[first - 1 :]):
            self.past(moment.held, revision=moment.revision)
            self.past(moment.held, revision=commit["revision"])
            self.past(moment.held, at=commit["date"])
        # Between two commits a role has ended by itself.
        one, two, three, four = self.roles
        end = Tenant.seconds(self.end)
        self.past(([one, three], [one, two, four]), at=instant(end - 0.001))
        self.past(([one], [one, two, four]), at=self.end)
        self.past(([one], [one, two, four]), at=instant(end + 0.02))

    def past(self, held, **moment):
        """The API and the command say alike which roles the user had; None is that there was no user, or no member."""
        wanted = ("deny", []) if held[0] is None else None
        for place, roles in zip((None, self.organization), held):
            inside = {"organization": place} if place else {}
            said = self.tenant.get("users", self.user, "roles", "history", **moment, **inside)
            got = sorted(role["id"] for level in ("tenant", "organization") for role in said.get(f"{level}_roles", []))
            what = f"the roles at {moment} in {place}"
            # One who is no member is answered, and has nothing.
            expect_equal(what, wanted or ("permit", sorted(roles or [])), (said["outcome"], got))
            options = ("--at", *moment.values(), *(("--organization", place) if place else ()), "--json")
            sockets = ("--socket", self.place.socket, "--admin-socket", self.place.admin)
            command = self.place.run("roles", self.user, *options, *sockets, codes=(3,) if wanted else (0,))
            commanded = json.loads(command.stdout)
            if moment == {"revision": 0}:
                # Of before the first commit there is no instant but that of the question.
                said, commanded = ({**answer, "as_of": None} for answer in (said, commanded))
            expect_equal(f"{what}, by command", said, commanded)

    def bury(self, kept):
        """Lets so much happen that of the moments only the last are among the revisions that are kept."""
        while self.place.revision()[1] < self.moments[-1].revision + kept - 3:
            self.tenant.role()

    def is_forgotten(self):
        """Beyond what is kept, a state is refused in words, and commits are not listed."""
        gone = self.moments[0]
        for moment in ({"revision": gone.revision}, {"at": instant(gone.until)}):
            path = ("users", self.user, "roles", "history")
            message = self.tenant.refuse(410, "GET", *path, code="history_expired", **moment)
            expect("does not reach back" in message, f"the refusal does not say why: {message}")
            options = ("--at", *moment.values(), "--socket", self.place.socket, "--admin-socket", self.place.admin)
            said = self.place.run("roles", self.user, *options, codes=(1,)).stderr
            expect("does not reach back" in said, f"the command does not say why: {said}")
        last = self.moments[-1]
        self.past(last.held, revision=last.revision)
        numbers = [number(commit) for commit in self.audit()]
        expect_equal("the revisions that are listed", list(range(numbers[0], self.place.revision()[1] + 1)), numbers)
        expect(numbers[0] > gone.revision, f"revision {numbers[0]} is listed, and kept no more")


def number(commit):
    return int(commit["revision"].partition(":")[2])


def instant(seconds):
    return Tenant.instant(seconds - time.time())
