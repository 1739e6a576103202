"""One connection's directory as a check uses it: makes users and groups, and holds every answer to the rules."""

import itertools
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from sidecar import entra, expect, expect_equal, okta, scim

from . import answers

ENTERPRISE = entra.ENTERPRISE
STORY_GROUP = "Ledgerline Approvers"
STORY = ("create:invoices", "acme")


@dataclass(frozen=True)
class Handle:
    """A resource that a check made."""

    id: str
    path: str


class Directory:
    """What checks may do with a server. Names are new each time, so that no check sees another's resources."""

    counter = itertools.count(1)

    def __init__(self, place, connection, other, port=None):
        self.place = place
        self.connection = connection
        self.port = port or place.port
        self.client = self.new_client(connection)
        self.stranger = Directory(place, other, None, port) if other else None

    def new_client(self, connection=None):
        """A client of its own, for requests at the same time."""
        token, base = self.place.token(connection or self.connection)
        return scim.Client(f"http://127.0.0.1:{self.port}{base}", token)

    def name(self, stem="Name"):
        return f"{stem}-{next(self.counter)}-{secrets.token_hex(3)}"

    # Requests

    def send(self, method, path, body=None, headers=None, expect=None, client=None, **query):
        """One request; `body` is JSON, or bytes to send as they are."""
        client = client or self.client
        base = {"Authorization": f"Bearer {client.token}", "Accept": answers.MEDIA}
        if body is not None:
            base["Content-Type"] = answers.MEDIA
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        merged = {name: value for name, value in (base | (headers or {})).items() if value is not None}
        target = path if path.startswith("/scim/") else client.target(path, query)
        answer = client.exchange(method, target, payload, merged)
        if expect is not None and answer.status not in expect:
            raise scim.Unexpected(method, target, expect, answer.status, answer.body)
        has_cursor = "cursor" in query or "cursor=" in path or isinstance(body, dict) and "cursor" in body
        answers.hold(answer, has_index=not has_cursor)
        return answer

    def get(self, path, expect=(200,), **query):
        return self.send("GET", getattr(path, "path", path), expect=expect, **query).json

    def post(self, path, body, expect=(201,), **query):
        return self.send("POST", path, body, expect=expect, **query).json

    def put(self, handle, body, expect=(200,), **more):
        return self.send("PUT", handle.path, body, expect=expect, **more).json

    def patch(self, handle, *operations, expect=(200, 204), **more):
        return self.send("PATCH", handle.path, scim.patch(*operations), expect=expect, **more)

    def delete(self, handle, expect=(204,), **more):
        return self.send("DELETE", handle.path, expect=expect, **more)

    def refuse(self, status, keyword, method, path, body=None, **more):
        """A request that is answered with an error of this status and keyword; returns its detail."""
        answer = self.send(method, path, body, expect=(status,), **more)
        expect_equal(f"the keyword of {method} {path}", keyword, answer.json.get("scimType"))
        return answer.json["detail"]

    # Resources

    def user(self, **attributes):
        return self.handle(self.post("/Users", self.user_body(**attributes)))

    def user_body(self, **attributes):
        return {"schemas": [okta.USER], "userName": self.name("User")} | attributes

    def group(self, *members, **attributes):
        return self.handle(self.post("/Groups", self.group_body(*members, **attributes)))

    def group_body(self, *members, **attributes):
        values = [{"value": getattr(member, "id", member)} for member in members]
        return {"schemas": [okta.GROUP], "displayName": self.name("Group"), "members": values} | attributes

    def handle(self, resource):
        collection = "/" + resource["meta"]["resourceType"] + "s"
        return Handle(resource["id"], scim.resource(collection, resource["id"]))

    def at(self, location):
        """The path of a location, for following it."""
        expect(location.startswith(f"http://127.0.0.1:{self.port}/"), f"the location is {location}")
        return urlsplit(location).path

    # Questions

    def found(self, collection, filter, **query):
        """The resources that a filter finds; the list says that there are as many."""
        listing = self.get(collection, filter=filter, **query)
        resources = listing.get("Resources", [])
        expect_equal(f"the total of {filter}", len(resources), listing["totalResults"])
        return resources

    def finds(self, filter, *handles, collection="/Users"):
        """A filter finds these resources and no others."""
        got = {resource["id"] for resource in self.found(collection, filter)}
        expect_equal(f"what `{filter}` finds", {handle.id for handle in handles}, got)

    def members(self, group):
        return [member["value"] for member in self.get(group).get("members", [])]

    def holds(self, group, *members):
        """The group has these members, each once."""
        expect_equal("the members", sorted(member.id for member in members), sorted(self.members(group)))

    def adding(self, *members):
        return {"op": "add", "path": "members", "value": [{"value": member.id} for member in members]}

    # Decisions

    def employee(self):
        """A user whom the policies permit something, by a group of the directory and a login."""
        person = self.user()
        groups = self.found("/Groups", f'displayName eq "{STORY_GROUP}"')
        group = self.handle(groups[0]) if groups else self.group(displayName=STORY_GROUP)
        self.patch(group, self.adding(person))
        question = {"subject": person.id, "organization": STORY[1]}
        status, _, answer = self.place.ask("POST", "/v1/claims", question)
        expect(status == 200 and answer.get("outcome") == "permit", f"the login of {person.id} is refused: {answer}")
        expect(self.permits(person), f"{person.id} is not permitted what the group grants")
        return person, group

    def permits(self, person, name=None):
        """As the person's login id says, or as what the provider calls the person now."""
        named = (name, *STORY, self.connection) if name else (person.id, *STORY)
        return self.place.evaluation(*named)["decision"]
