"""The other customer: somebody who is checked, logged in and revoked in a loop, and answers that must be current."""

import contextlib
import http.client
import json
import threading
import time
from datetime import datetime
from urllib.parse import quote

import sidecar
from sidecar import Failure, expect, expect_equal, scim

CONNECTION = "acme-okta"
STORY = sidecar.STORIES[CONNECTION]
#: As long as an identity provider has patience with one request at the least.
PATIENCE = 15
#: What the customer's administrator gives the person directly, and takes.
ACTION = "read:settings"
PERMISSION = {"permissions": [{"resource_server_identifier": sidecar.API, "permission_name": ACTION}]}


class Victim:
    """Goes round by round: each takes something away and gives it back, and looks at the very next decision."""

    def __init__(self, place, provider, customer, bearer):
        self.place = place
        self.user = place.users[CONNECTION]
        self.token, self.base = place.token(CONNECTION)
        self.bearer = bearer
        group = provider.client.find("/Groups", "displayName", customer.group(STORY.group).name)
        self.group_path = scim.resource("/Groups", group["id"])
        self.user_path = scim.resource("/Users", self.user)
        self.permissions_path = scim.resource("/users", self.user) + "/permissions"
        self.socket = sidecar.SocketConnection(place.socket, timeout=PATIENCE)
        self.rounds = 0

    # Requests

    def request(self, connection, method, path, body, headers, wanted):
        """One request, which must be answered as wanted; returns the parsed body."""
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Failure(f"{method} {path} is not answered: {type(error).__name__} {error}") from error
        status, said = response.status, text[:300].decode(errors="replace")
        expect(status in wanted, f"{method} {path} is answered with {status} instead of {wanted[0]}: {said}")
        return json.loads(text) if text else None

    def over_tcp(self, method, path, body, token, wanted):
        """A connection of its own, as after a pause, so that it is noticed where there is no place for another."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            return self.request(connection, method, path, body, headers, wanted)

    def scim(self, method, path, body=None, wanted=(200, 204)):
        return self.over_tcp(method, self.base + path, body, self.token, wanted)

    def api(self, method, path, body=None, wanted=(200, 201, 204)):
        return self.over_tcp(method, f"/api/v2{path}", body, self.bearer, wanted)

    def ask(self, path, body):
        """A question on the decision socket, whose answer must be current."""
        answer = self.request(self.socket, "POST", path, body, {"Content-Type": "application/json"}, (200,))
        current(answer)
        return answer

    def decided(self, wanted, after, action=STORY.action, organization=STORY.organization):
        answer = self.ask("/access/v1/evaluation", evaluation(self.user, action, organization))
        expect_equal(f"the decision after {after} ({shown(answer)})", wanted, answer["decision"])

    # One round

    def round(self):
        self.decided(True, "nothing was taken")
        self.logged_in("permit")
        self.leave_group()
        self.be_inactive()
        self.lose_permission()
        query = quote('title co "nobody"')
        self.scim("GET", f"/Users?filter={query}&count=1")
        self.rounds += 1

    def restore(self):
        """Gives back what a round that failed has taken."""
        self.set_active(True)
        self.join_group()
        self.api("DELETE", self.permissions_path, PERMISSION)

    def logged_in(self, outcome):
        answer = self.ask("/v1/claims", {"subject": self.user, "organization": STORY.organization})
        expect_equal(f"the outcome of a login ({shown(answer)})", outcome, answer["outcome"])

    def leave_group(self):
        removal = {"op": "remove", "path": f'members[value eq "{self.user}"]'}
        self.scim("PATCH", self.group_path, scim.patch(removal))
        self.decided(False, "a removal from the group that was acknowledged")
        self.join_group()
        self.decided(True, "the return to the group")

    def join_group(self):
        addition = {"op": "add", "path": "members", "value": [{"value": self.user}]}
        self.scim("PATCH", self.group_path, scim.patch(addition))

    def be_inactive(self):
        self.set_active(False)
        self.decided(False, "a deactivation that was acknowledged")
        self.logged_in("deny")
        self.set_active(True)
        self.decided(True, "the reactivation")

    def set_active(self, active):
        operation = {"op": "replace", "path": "active", "value": active}
        self.scim("PATCH", self.user_path, scim.patch(operation))

    def lose_permission(self):
        self.api("POST", self.permissions_path, PERMISSION)
        self.decided(True, "being given a permission", ACTION, None)
        self.api("DELETE", self.permissions_path, PERMISSION)
        self.decided(False, "the end of a permission that was acknowledged", ACTION, None)


class Watch(threading.Thread):
    """Asks for a decision again and again, while the customer's other requests may wait."""

    def __init__(self, victim):
        super().__init__(daemon=True)
        self.user = victim.user
        self.socket = sidecar.SocketConnection(victim.place.socket, timeout=PATIENCE)
        self.stopping = threading.Event()
        #: The oldest knowledge that a decision came from, in seconds.
        self.age = 0
        self.failure = None

    def run(self):
        try:
            while not self.stopping.wait(0.03):
                self.look()
        except Exception as failure:  # noqa: BLE001 - reported by the scenario
            self.failure = failure

    def look(self):
        body = json.dumps(evaluation(self.user, STORY.action, STORY.organization))
        self.socket.request("POST", "/access/v1/evaluation", body, {"Content-Type": "application/json"})
        response = self.socket.getresponse()
        answer = json.loads(response.read())
        expect_equal("the status of a decision", 200, response.status)
        known = datetime.fromisoformat(answer["context"]["as_of"].replace("Z", "+00:00")).timestamp()
        self.age = max(self.age, time.time() - known)
        current(answer)

    def stop(self):
        """Ends it; returns what it saw that must not be."""
        self.stopping.set()
        self.join(2 * PATIENCE)
        self.socket.close()
        return self.failure


def evaluation(user, action, organization):
    question = {
        "subject": {"type": "user", "id": user},
        "action": {"name": action},
        "resource": {"type": "api", "id": sidecar.API},
    }
    return question | ({"context": {"organization": organization}} if organization else {})


def basis(answer):
    """What an answer says of its age, wherever it says it."""
    return answer.get("context", answer)


def shown(answer):
    said = basis(answer)
    known = ("reason", "revision", "as_of", "degraded")
    return ", ".join(f"{name} {said[name]}" for name in known if name in said)


def current(answer):
    expect("degraded" not in basis(answer), f"a decision is not current: {shown(answer)}")
    expect(basis(answer).get("reason") != "stale", f"a decision is denied as stale: {shown(answer)}")
