"""Okta's side of SCIM: looks up, creates with POST, updates by reading and putting back, pushes groups by PATCH."""

import secrets

from scim import patch, resource

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"

#: Okta splits large membership changes; the size is not documented.
MEMBERS_PER_PATCH = 100


class Okta:
    def __init__(self, client):
        self.client = client
        self.identifiers = {}

    def test_connection(self):
        """The probe when a connector is switched on: one page of users."""
        page = self.client.call("GET", "/Users", startIndex=1, count=100).json
        for field in ("totalResults", "startIndex", "itemsPerPage"):
            if not isinstance(page[field], int):
                raise ValueError(f"{field} of a listing is not an integer: {page[field]!r}")

    def push_user(self, person):
        """Makes the user as the directory has it; true where something was sent."""
        found = self.client.find("/Users", "userName", person.user_name, startIndex=1, count=100)
        if found is None:
            answer = self.client.call("POST", "/Users", self.document(person), expect=(201,))
            self.identifiers[person.user_name] = answer.json["id"]
            return True
        self.identifiers[person.user_name] = found["id"]
        if found["active"] is True and found.get("displayName") == person.display_name:
            return False
        self.put(person, active=True)
        return True

    def document(self, person):
        return {
            "schemas": [USER],
            "userName": person.user_name,
            "name": {"givenName": person.given_name, "familyName": person.family_name},
            "emails": [{"primary": True, "value": person.email, "type": "work"}],
            "displayName": person.display_name,
            "locale": "en-US",
            "externalId": person.external_id,
            "groups": [],
            "password": secrets.token_urlsafe(12),
            "active": True,
        }

    def put(self, person, **changes):
        """Okta's update: reads the user and puts the whole of it back, `id`, `meta` and `groups` included."""
        path = resource("/Users", self.user_id(person))
        document = self.client.call("GET", path).json
        document |= {"displayName": person.display_name} | changes
        return self.client.call("PUT", path, document).json

    def user_id(self, person):
        if person.user_name not in self.identifiers:
            found = self.client.find("/Users", "userName", person.user_name, startIndex=1, count=100)
            if found is None:
                raise ValueError(f"there is no user {person.user_name}")
            self.identifiers[person.user_name] = found["id"]
        return self.identifiers[person.user_name]

    def push_group(self, group):
        """Group push: makes the group where it is missing, then sends what differs in its membership."""
        found = self.client.find("/Groups", "displayName", group.name, startIndex=1, count=100)
        if found is None:
            body = {"schemas": [GROUP], "displayName": group.name, "members": []}
            found = self.client.call("POST", "/Groups", body, expect=(201,)).json
        path = resource("/Groups", found["id"])
        present = {member["value"] for member in self.client.call("GET", path).json.get("members", [])}
        wanted = {self.user_id(person): person for person in group.members}
        missing = [person for identifier, person in wanted.items() if identifier not in present]
        for start in range(0, len(missing), MEMBERS_PER_PATCH):
            self.send(group, path, [self.addition(missing[start : start + MEMBERS_PER_PATCH])])
        for identifier in sorted(present - wanted.keys()):
            self.send(group, path, [self.removal(identifier)])
        return bool(missing) or bool(present - wanted.keys())

    def send(self, group, path, operations):
        """Every membership update of Okta's comes with the group's name and id in a `replace` without a path."""
        identifier = path.rpartition("/")[2]
        name = {"op": "replace", "value": {"id": identifier, "displayName": group.name}}
        self.client.call("PATCH", path, patch(name, *operations), expect=(200, 204))

    def addition(self, people):
        value = [{"value": self.user_id(person), "display": person.user_name} for person in people]
        return {"op": "add", "path": "members", "value": value}

    def removal(self, identifier):
        return {"op": "remove", "path": f'members[value eq "{identifier}"]'}

    def group_path(self, group):
        found = self.client.find("/Groups", "displayName", group.name, startIndex=1, count=100)
        if found is None:
            raise ValueError(f"there is no group {group.name}")
        return resource("/Groups", found["id"])

    def add_member(self, group, person):
        self.send(group, self.group_path(group), [self.addition([person])])

    def remove_member(self, group, person):
        self.send(group, self.group_path(group), [self.removal(self.user_id(person))])

    def deactivate(self, person):
        if self.put(person, active=False)["active"] is not False:
            raise ValueError(f"{person.user_name} is still active after PUT active false")

    def activate(self, person):
        if self.put(person, active=True)["active"] is not True:
            raise ValueError(f"{person.user_name} is not active after PUT active true")
