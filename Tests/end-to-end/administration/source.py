"""A connection that an identity provider pushes its people and groups into."""

from sidecar import okta, scim


class Source:
    """Made by API; everything in it comes by SCIM."""

    def __init__(self, tenant, connection, configured=True):
        self.tenant = tenant
        self.id = connection["id"]
        self.name = connection["name"]
        self.strategy = connection["strategy"]
        self.scim = None
        if configured:
            tenant.post("connections", self.id, "scim-configuration")
            self.connect()

    def connect(self):
        """A token, and a client that uses it."""
        self.token = self.tenant.post("connections", self.id, "scim-configuration", "tokens", body={})["token"]
        self.scim = self.client(self.token)

    def client(self, token):
        return scim.Client(f"{self.tenant.origin}/scim/v2/connections/{self.id}", token)

    # Users

    def user(self, **attributes):
        """Pushes a user; returns the id."""
        return self.push(self.user_body(**attributes))

    def user_body(self, **attributes):
        name = self.tenant.name("user")
        body = {"schemas": [okta.USER], "userName": f"{name}@example.com", "externalId": name, "active": True}
        return body | {"displayName": name, "emails": [{"value": f"{name}@example.com", "primary": True}]} | attributes

    def push(self, body):
        return self.scim.call("POST", "/Users", body, expect=(201,)).json["id"]

    def set_active(self, user, active):
        operation = {"op": "replace", "path": "active", "value": active}
        self.scim.call("PATCH", scim.resource("/Users", user), scim.patch(operation), expect=(200, 204))

    def drop(self, user):
        self.scim.call("DELETE", scim.resource("/Users", user), expect=(204,))

    # Groups

    def group(self, *members, **attributes):
        """Pushes a group; returns the id."""
        values = [{"value": member} for member in members]
        body = {"schemas": [okta.GROUP], "displayName": self.tenant.name("Group"), "members": values} | attributes
        return self.scim.call("POST", "/Groups", body, expect=(201,)).json["id"]

    def change(self, group, *operations):
        self.scim.call("PATCH", scim.resource("/Groups", group), scim.patch(*operations), expect=(200, 204))

    def add(self, group, *members):
        self.change(group, {"op": "add", "path": "members", "value": [{"value": member} for member in members]})

    def remove(self, group, member):
        self.change(group, {"op": "remove", "path": f'members[value eq "{member}"]'})

    def rename(self, group, name):
        self.change(group, {"op": "replace", "path": "displayName", "value": name})

    def drop_group(self, group):
        self.scim.call("DELETE", scim.resource("/Groups", group), expect=(204,))
