"""Workers that change everything at once, each its own part of it, and note what was acknowledged."""

import json
import random
import threading
import time
from urllib.parse import urlencode

from sidecar import SocketConnection, expect, scim

from .stage import User


class Worker(threading.Thread):
    """Works until the time is over; a failure is kept for the main thread."""

    def __init__(self, storm, number):
        super().__init__()
        self.storm = storm
        self.state = storm.state
        self.random = random.Random(f"{type(self).__name__} {number}")
        self.number = number
        self.done = 0
        self.failure = None
        self.questions = Questions(storm.tenant.place)

    def run(self):
        try:
            while time.monotonic() < self.storm.end:
                self.work()
                self.done += 1
        except Exception as failure:  # noqa: BLE001 - raised again by the main thread
            self.failure = failure

    def is_free_of(self, user, organization, group, levels=("tenant_roles", "organization_roles"), role=None):
        """No role of the user's, or not this one, comes from the group: what was acknowledged is enforced."""
        answer = self.questions.roles(user, organization)
        for row in (row for level in levels for row in answer.get(level, [])):
            sources = [group for source in row["sources"] for group in source.get("groups", [])]
            counts = role is None or row["id"] == role
            expect(not counts or group not in sources, f"{user} has {row} in {organization} after it was taken")


class Questions:
    """Asks the decision socket over one connection."""

    def __init__(self, place):
        self.connection = SocketConnection(place.socket, timeout=30)
        #: User, organization and answer of every question for roles.
        self.seen = []

    def ask(self, method, path, body=None):
        payload = None if body is None else json.dumps(body)
        self.connection.request(method, path, payload, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        expect(response.status == 200, f"{method} {path} is answered with {response.status}: {answer}")
        return answer

    def roles(self, user, organization):
        query = {"subject": user} | ({"organization": organization} if organization else {})
        answer = self.ask("GET", "/v1/roles?" + urlencode(query))
        self.seen.append((user, organization, answer))
        return answer

    def login(self, user, organization):
        body = {"subject": user} | ({"organization": organization} if organization else {})
        return self.ask("POST", "/v1/claims", body)


def told(answer):
    """An answer as the model has it: a reason to refuse, or the roles of each level."""
    if answer["outcome"] != "permit":
        return answer["reason"]
    levels = (answer["tenant_roles"], answer["organization_roles"])
    return tuple(sorted(role["id"] for role in roles) for roles in levels)


class Assigner(Worker):
    """Gives roles of its own to groups, users and members, and takes them, in the tenant and in organizations."""

    def __init__(self, storm, number):
        super().__init__(storm, number)
        self.api = storm.new_api()
        self.roles = [storm.tenant.role() for _ in range(3)]

    def work(self):
        role = self.random.choice(self.roles)
        organization = self.random.choice([None, *self.storm.organizations])
        if self.random.random() < 0.6:
            self.toggle_group(role, organization)
        else:
            self.toggle_user(role, organization)

    def toggle_group(self, role, organization):
        group = self.random.choice(self.storm.groups_in(organization))
        path = f"/organizations/{organization}/groups/{group}/roles" if organization else f"/groups/{group}/roles"
        row = (organization, group, role)
        given = row in self.state.groups
        # A group whose connection is off at the moment is not the organization's.
        statuses = (204, 404) if organization else (204,)
        answer = self.api.call("DELETE" if given else "POST", path, {"roles": [role]}, expect=statuses)
        if answer.status == 404:
            return
        (self.state.groups.discard if given else self.state.groups.add)(row)
        if given:
            level = "organization_roles" if organization else "tenant_roles"
            self.is_free_of(self.random.choice(self.storm.fixed), organization, group, [level], role)

    def toggle_user(self, role, organization):
        user = self.random.choice(self.storm.fixed)
        escaped = scim.resource("", user)
        path = f"/organizations/{organization}/members{escaped}/roles" if organization else f"/users{escaped}/roles"
        row = (organization, user, role)
        given = row in self.state.direct
        self.api.call("DELETE" if given else "POST", path, {"roles": [role]}, expect=(204,))
        (self.state.direct.discard if given else self.state.direct.add)(row)
        answer = self.questions.roles(user, organization)
        level = answer["organization_roles" if organization else "tenant_roles"] if "user" in answer else []
        direct = [row["id"] for row in level if any(source["type"] == "direct" for source in row["sources"])]
        if answer.get("outcome") == "permit":
            expect((role in direct) is not given, f"{role} of {user} is not as acknowledged: {answer}")


class Pusher(Worker):
    """A provider that makes users of its own, moves them between groups, and deactivates and deletes them."""

    def __init__(self, storm, number):
        super().__init__(storm, number)
        self.source = storm.sources[number % len(storm.sources)]
        self.client = self.source.client(self.source.token)
        self.mine = []

    def work(self):
        kind = self.random.random()
        if kind < 0.3 or len(self.mine) < 3:
            self.create()
        elif kind < 0.85:
            self.move(self.random.choice(self.mine))
        elif kind < 0.95:
            self.set_active(self.random.choice(self.mine))
        else:
            self.drop(self.mine.pop(self.random.randrange(len(self.mine))))

    def create(self):
        created = self.client.call("POST", "/Users", self.source.user_body(), expect=(201,)).json["id"]
        self.state.users[created] = User(self.source.id)
        self.mine.append(created)

    def move(self, name):
        user, group = self.state.users[name], self.random.choice(self.storm.groups[self.source.id])
        is_member = group in user.groups
        operation = {"op": "add", "path": "members", "value": [{"value": name}]}
        if is_member:
            operation = {"op": "remove", "path": f'members[value eq "{name}"]'}
        self.client.call("PATCH", scim.resource("/Groups", group), scim.patch(operation), expect=(200, 204))
        (user.groups.discard if is_member else user.groups.add)(group)
        if is_member:
            self.is_free_of(name, self.random.choice([None, *self.storm.organizations]), group)

    def set_active(self, name):
        user = self.state.users[name]
        operation = {"op": "replace", "value": {"active": not user.is_active}}
        self.client.call("PATCH", scim.resource("/Users", name), scim.patch(operation), expect=(200, 204))
        user.is_active = not user.is_active
        reason = self.questions.roles(name, None).get("reason")
        expect((reason == "blocked_subject") is not user.is_active, f"{name} is not as acknowledged: {reason}")

    def drop(self, name):
        self.client.call("DELETE", scim.resource("/Users", name), expect=(204,))
        self.state.users[name].is_deleted = True
        expect(self.questions.roles(name, None).get("reason") == "unknown_subject", f"{name} is deleted and known")


class Newcomer(Worker):
    """Logs in whoever there is, and notes who has joined an organization by it."""

    def work(self):
        name = self.random.choice(list(self.state.users))
        organization = self.random.choice([None, *self.storm.organizations])
        answer = self.questions.login(name, organization)
        # A login that made the membership may be refused after all, by a deactivation that came between.
        if organization and (answer["outcome"] == "permit" or answer.get("joined")):
            self.state.members.add((organization, name))


class Switcher(Worker):
    """Turns connections of organizations, and their Auto-Membership, off and on."""

    def __init__(self, storm, number):
        super().__init__(storm, number)
        self.api = storm.new_api()

    def work(self):
        (organization, source), link = self.random.choice(list(self.state.links.items()))
        path = f"/organizations/{organization}/connections/{source}"
        if self.random.random() < 0.5:
            self.api.call("PATCH", path, {"is_enabled": not link.is_enabled})
            link.is_enabled = not link.is_enabled
        else:
            self.api.call("PATCH", path, {"assign_membership_on_login": not link.auto})
            link.auto = not link.auto
        time.sleep(self.random.uniform(0.05, 0.3))


#: What a storm is made of.
WORKERS = (Assigner, Assigner, Assigner, Pusher, Pusher, Pusher, Newcomer, Newcomer, Switcher)
