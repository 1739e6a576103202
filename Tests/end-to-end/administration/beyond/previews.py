"""What a preview says is what the decision socket then says otherwise, for every write that can be previewed."""

from sidecar import expect_equal

from ..tenant import at, permissions_body
from .standing import difference, standing


def assignments(tenant):
    """Roles and permissions of users, members and groups, from either side, given and taken, by id and by mapping."""
    stage = _Stage(tenant)
    role, editor = {"roles": [stage.role]}, {"roles": [stage.role, stage.editor]}
    member = at("organizations", stage.organization, "members", stage.users[0], "roles")
    inner = at("organizations", stage.organization, "groups", stage.group, "roles")
    permission = permissions_body((stage.api, "read:things"), (stage.api, "own:things"))
    for path, body in (
        (at("groups", stage.group, "roles"), role),
        (inner, editor),
        (at("users", stage.users[0], "roles"), editor),
        (member, role),
        (at("users", stage.users[1], "permissions"), permission),
        (at("roles", stage.role, "groups"), {"groups": [stage.group, stage.outer]}),
        (at("organizations", stage.closed, "members"), {"members": stage.users}),
    ):
        stage.does("POST", path, body)
        stage.does("POST", path, body, nothing=True)
        stage.does("DELETE", path, body)
        stage.does("DELETE", path, body, nothing=True)
    path, body = at("roles", stage.editor, "users"), {"users": stage.users[:2]}
    stage.does("POST", path, body)
    stage.does("POST", path, body, nothing=True)
    for selector in ({"name": stage.name}, {"pattern": f"{stage.name[:-1]}*"}, {"external_id": stage.external}):
        for place in ({}, {"organization_id": stage.organization}):
            body = {"connection_id": stage.source.id, "role_id": stage.role} | selector | place
            stage.does("POST", "/group-role-mappings", body)
            stage.does("DELETE", "/group-role-mappings", body)


def assignments_with_an_end(tenant):
    """What ends later is gained now; what would only last longer gains nothing, and what ends now is lost."""
    stage = _Stage(tenant)
    path, body = at("groups", stage.group, "roles"), {"roles": [stage.role]}
    stage.does("POST", path, body | {"expires_at": tenant.instant(seconds=600)})
    stage.does("POST", path, body, nothing=True)
    stage.does("DELETE", path, body)


def what_they_are_made_of(tenant):
    """Permissions of roles, members of groups, connections of organizations, blocks."""
    stage = _Stage(tenant)
    tenant.give(stage.role, stage.group)
    tenant.give(stage.editor, stage.group, stage.organization)
    permission = permissions_body((stage.api, "own:things"))
    stage.does("POST", at("roles", stage.role, "permissions"), permission)
    stage.does("DELETE", at("roles", stage.role, "permissions"), permission)
    link = at("organizations", stage.organization, "enabled_connections", stage.source.id)
    newer = at("organizations", stage.organization, "connections", stage.source.id)
    stage.does("PATCH", link, {"assign_membership_on_login": False})
    stage.does("PATCH", link, {"assign_membership_on_login": True})
    stage.does("PATCH", newer, {"is_enabled": False})
    stage.does("PATCH", newer, {"is_enabled": True})
    stage.does("DELETE", link)
    body = {"connection_id": stage.source.id, "assign_membership_on_login": True}
    stage.does("POST", at("organizations", stage.organization, "enabled_connections"), body)
    stage.does("PATCH", at("users", stage.users[0]), {"blocked": True})
    stage.does("PATCH", at("users", stage.users[0]), {"blocked": False})


def members_of_groups(tenant):
    """Members of a group that the API made, users and groups."""
    stage = _Stage(tenant)
    tenant.delete("connections", stage.source.id, "scim-configuration")
    body = {"connection_id": stage.source.id, "name": tenant.name("By API")}
    group = tenant.post("groups", body=body)["id"]
    tenant.give(stage.role, group)
    tenant.give(stage.editor, group, stage.organization)
    for members in ([stage.users[2]], [stage.outer, stage.users[0]]):
        stage.does("POST", at("groups", group, "members"), {"members": members})
        stage.does("DELETE", at("groups", group, "members"), {"members": members})


def adoptions(tenant):
    """What a group that was pushed again would have."""
    stage = _Stage(tenant)
    tenant.give(stage.role, stage.group)
    tenant.give(stage.editor, stage.group, stage.organization)
    stage.source.drop_group(stage.group)
    group = stage.source.group(*stage.users[:2], externalId=stage.external)
    stage.does("POST", at("groups", group, "adopt"))
    stage.does("POST", at("groups", group, "adopt"), nothing=True)


def ends(tenant):
    """Whatever is deleted: groups, roles, APIs, users, organizations, connections."""
    for what in ("groups", "roles", "resource-servers", "users", "organizations", "connections"):
        stage = _Stage(tenant)
        tenant.give(stage.role, stage.group)
        tenant.give(stage.editor, stage.group, stage.organization)
        tenant.post("users", stage.users[1], "permissions", body=permissions_body((stage.api, "own:things")))
        named = {
            "groups": stage.group,
            "roles": stage.editor,
            "resource-servers": stage.api,
            "users": stage.users[0],
            "organizations": stage.organization,
            "connections": stage.source.id,
        }
        stage.does("DELETE", at(what, named[what]))


def refused_like_the_write(tenant):
    """Where the write would be refused, so is its preview."""
    stage = _Stage(tenant)
    gone = "rol_0000000000000000000000"
    for path in (("groups", stage.group, "roles"), ("users", stage.users[0], "roles")):
        tenant.refuse(404, "POST", *path, body={"roles": [gone]}, dry_run="true", code="inexistent_role")
    stranger = at("organizations", stage.closed, "members", stage.users[0], "roles")
    for preview in ({}, {"dry_run": "true"}):
        tenant.api.call("POST", stranger, {"roles": [stage.role]}, expect=(404,), **preview)
    declared = next(role for role in tenant.get("roles", name_filter="declared") if role["name"] == "Declared")
    tenant.refuse(409, "DELETE", "roles", declared["id"], dry_run="true")
    tenant.refuse(400, "GET", "roles", dry_run="true", code="invalid_query_string")


class _Stage:
    """Three users of one connection, two in a group that is in an outer one, all of them members of one organization."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.source = tenant.source()
        self.organization = tenant.organization(self.source)
        self.closed = tenant.organization(self.source, auto=False)
        self.users = [self.source.user() for _ in range(3)]
        self.name, self.external = tenant.name("Staged"), tenant.name("external")
        self.group = self.source.group(*self.users[:2], displayName=self.name, externalId=self.external)
        self.outer = self.source.group(self.group)
        self.api = tenant.resource_server("read:things", "edit:things", "own:things")
        self.role = tenant.role((self.api, "read:things"))
        self.editor = tenant.role((self.api, "read:things"), (self.api, "edit:things"))
        self.permissions = [(self.api, f"{verb}:things") for verb in ("read", "edit", "own")]
        tenant.join(self.organization, *self.users)

    def does(self, method, path, body=None, nothing=False):
        """Previews the write, then makes it: what was said is what is otherwise now, and the preview changed nothing."""
        before, revision = self.standings(), self.tenant.place.revision()
        said = self.tenant.api.call(method, path, body, expect=(200,), dry_run="true").json
        expect_equal("the revision after a preview", revision, self.tenant.place.revision())
        expect_equal("the revision that a preview is of", "{}:{}".format(*revision), said["revision"])
        expect_equal("the answers after a preview", before, self.standings())
        self.tenant.api.call(method, path, body, expect=(200, 201, 204))
        after = self.standings()
        wanted = {}
        for key, had in before.items():
            gains, losses = difference(had, after[key])
            if gains or losses:
                wanted[key] = (gains, losses)
        what = f"{method} {path}"
        expect_equal(f"what a preview of {what} says", wanted, self.told(said))
        expect_equal(f"whether {what} does nothing", nothing, not wanted)
        counted = [said[f"users_{which}"] for which in ("affected", "gaining", "losing")]
        users = [{user for (user, _), row in wanted.items() if row[0] or row[1]}]
        users += [{user for (user, _), row in wanted.items() if row[which]} for which in (0, 1)]
        expect_equal(f"how many users {what} touches", [len(some) for some in users], counted)
        expect_equal("effects that are not shown", 0, said["effects_omitted"])

    def standings(self):
        places = (None, self.organization, self.closed)
        return {
            (user, place): standing(self.tenant, user, place, self.permissions)
            for user in self.users
            for place in places
        }

    def told(self, said):
        """A preview's effects in the form of differences."""
        return {
            (row["user_id"], row.get("organization_id")): tuple(
                {self.matter(change) for change in row[which]} for which in ("gains", "loses")
            )
            for row in said["effects"]
        }

    @staticmethod
    def matter(change):
        match change["type"]:
            case "role":
                return ("role", change["id"], change["level"])
            case "permission":
                return ("permission", change["resource_id"], change["name"])
            case kind:
                return (kind, change["name"])
