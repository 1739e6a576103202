"""Microsoft Entra ID's side of SCIM: matches by externalId, updates by PATCH alone, never asks for members back.

The default dialect capitalises `op`, sends booleans as strings and members to remove as a value array. With the tenant
URL's flag `aadOptscim062020` it follows RFC 7644 more closely.
"""

import uuid

from scim import patch, resource

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
MICROSOFT_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"

FLAG = "aadOptscim062020"
MEMBERS_PER_PATCH = 20


class Entra:
    def __init__(self, client):
        self.client = client
        self.identifiers = {}

    def test_connection(self):
        """The "Test Connection" button: a user and a group that cannot exist."""
        if self.client.find("/Users", "userName", str(uuid.uuid4())) is not None:
            raise ValueError("a random user name was found")
        name = str(uuid.uuid4())
        if self.client.find("/Groups", "displayName", name, excludedAttributes="members") is not None:
            raise ValueError("a random group name was found")

    def push_user(self, person):
        """Makes the user as the directory has it; true where something was sent."""
        # Now and then Entra ID leaves the quotes out.
        quoted = self.client.requests % 10 != 0
        found = self.client.find("/Users", "externalId", person.external_id, quoted=quoted)
        if found is None:
            answer = self.client.call("POST", "/Users", self.document(person), expect=(201,))
            self.identifiers[person.user_name] = answer.json["id"]
            return True
        self.identifiers[person.user_name] = found["id"]
        current = self.client.call("GET", resource("/Users", found["id"])).json
        changes = {}
        if current["active"] is not True:
            changes["active"] = True
        if current.get("displayName") != person.display_name:
            changes["displayName"] = person.display_name
        if changes:
            self.update(person, **changes)
        return bool(changes)

    def document(self, person):
        return {
            "schemas": [USER, ENTERPRISE],
            "externalId": person.external_id,
            "userName": person.user_name,
            "active": True,
            "displayName": person.display_name,
            "emails": [{"primary": True, "type": "work", "value": person.email}],
            "meta": {"resourceType": "User"},
            "name": {
                "formatted": person.display_name,
                "familyName": person.family_name,
                "givenName": person.given_name,
            },
            "roles": [],
            "title": person.title,
            ENTERPRISE: {"department": person.department},
        }

    def update(self, person, **changes):
        """A PATCH of single attributes: one operation for each, or with the flag one operation for all."""
        if self.client.flag:
            operations = [{"op": "replace", "value": changes}]
        else:
            operations = [
                {"op": "Replace", "path": name, "value": str(value) if isinstance(value, bool) else value}
                for name, value in changes.items()
            ]
        return self.client.call("PATCH", resource("/Users", self.user_id(person)), patch(*operations)).json

    def set_manager(self, person, manager):
        """References are sent once both objects exist."""
        identifier = self.user_id(manager)
        value = [{"$ref": f"../Users/{identifier}", "value": identifier}]
        operation = {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": value}
        self.client.call("PATCH", resource("/Users", self.user_id(person)), patch(operation))

    def user_id(self, person):
        if person.user_name not in self.identifiers:
            found = self.client.find("/Users", "externalId", person.external_id)
            if found is None:
                raise ValueError(f"there is no user {person.user_name}")
            self.identifiers[person.user_name] = found["id"]
        return self.identifiers[person.user_name]

    def push_group(self, group):
        """Entra remembers what it has sent and never reads members; without a memory it sends all of them again."""
        path = self.group_path(group, missing_is_fine=True)
        if path is None:
            body = {
                "schemas": [GROUP, MICROSOFT_GROUP],
                "displayName": group.name,
                "externalId": group.external_id,
                "members": [],
                "meta": {"resourceType": "Group"},
            }
            created = self.client.call("POST", "/Groups", body, expect=(201,)).json
            path = resource("/Groups", created["id"])
        if self.client.call("GET", path, excludedAttributes="members").json["displayName"] != group.name:
            raise ValueError(f"group {group.name} reads back under another name")
        for start in range(0, len(group.members), MEMBERS_PER_PATCH):
            self.add_members(path, group.members[start : start + MEMBERS_PER_PATCH])
        return True

    def group_path(self, group, missing_is_fine=False):
        found = self.client.find("/Groups", "displayName", group.name, excludedAttributes="members")
        if found is None:
            if missing_is_fine:
                return None
            raise ValueError(f"there is no group {group.name}")
        if "members" in found:
            raise ValueError(f"group {group.name} lists its members although they were excluded")
        return resource("/Groups", found["id"])

    def add_members(self, path, people):
        value = [{"$ref": None, "value": self.user_id(person)} for person in people]
        operation = {"op": "add" if self.client.flag else "Add", "path": "members", "value": value}
        self.client.call("PATCH", path, patch(operation), expect=(204,))

    def add_member(self, group, person):
        self.add_members(self.group_path(group), [person])

    def remove_member(self, group, person):
        identifier = self.user_id(person)
        if self.client.flag:
            operation = {"op": "remove", "path": f'members[value eq "{identifier}"]'}
        else:
            # Means: remove this one member. Read as "remove the attribute" it would empty the group.
            operation = {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": identifier}]}
        self.client.call("PATCH", self.group_path(group), patch(operation), expect=(204,))

    def deactivate(self, person):
        self.set_active(person, False)

    def activate(self, person):
        self.set_active(person, True)

    def set_active(self, person, active):
        if self.update(person, active=active)["active"] is not active:
            raise ValueError(f"{person.user_name} does not read back with active {active}")
        # A disabled user must stay readable, or Entra would create it again.
        if self.client.call("GET", resource("/Users", self.user_id(person))).json["active"] is not active:
            raise ValueError(f"{person.user_name} was not stored with active {active}")
