"""What changes a login: the table of lifecycle changes (4.4), row by row, from SCIM or API to the next claims."""

from functools import partial

from sidecar import expect, expect_equal


class Stage:
    """A user, in a group that has a role in an organization and one in the tenant."""

    def __init__(self, tenant, auto=True):
        self.source = tenant.source()
        self.organization = tenant.organization(self.source, auto=auto)
        self.user = self.source.user()
        self.external = tenant.name("external")
        self.group = self.source.group(self.user, externalId=self.external)
        self.inside, self.shared = tenant.role(), tenant.role()
        tenant.give(self.inside, self.group, self.organization)
        tenant.give(self.shared, self.group)
        self.tenant = tenant
        if auto:
            self.has_both()

    def has_both(self):
        self.tenant.holds(self.user, self.organization, tenant=[self.shared], inside=[self.inside])
        self.tenant.holds(self.user, tenant=[self.shared])

    def has_neither(self):
        self.tenant.holds(self.user, self.organization)
        self.tenant.holds(self.user)

    @property
    def link(self):
        return ("organizations", self.organization, "enabled_connections", self.source.id)


def membership(tenant):
    """4.4-1 Whoever is added to a group has its roles in the next login; whoever is removed has not."""
    stage = Stage(tenant)
    stage.source.remove(stage.group, stage.user)
    stage.has_neither()
    stage.source.add(stage.group, stage.user)
    stage.has_both()


def roles_of_a_group(tenant):
    """4.4-2 A role that is given to a group or taken from it counts in the next login, at its level alone."""
    stage = Stage(tenant)
    tenant.take(stage.inside, stage.group, stage.organization)
    tenant.holds(stage.user, stage.organization, tenant=[stage.shared])
    tenant.give(stage.inside, stage.group, stage.organization)
    tenant.take(stage.shared, stage.group)
    tenant.holds(stage.user, stage.organization, inside=[stage.inside])
    tenant.holds(stage.user)
    # From the role's side.
    tenant.post("roles", stage.shared, "groups", body={"groups": [stage.group]}, expect=(204,))
    stage.has_both()
    tenant.delete("roles", stage.shared, "groups", body={"groups": [stage.group]})
    tenant.holds(stage.user)


def inactive_and_active(tenant):
    """4.4-3, 4.4-4 An inactive user keeps the groups, so that the roles are there again with `active: true`."""
    stage = Stage(tenant)
    stage.source.set_active(stage.user, False)
    tenant.refused("blocked_subject", stage.user, stage.organization)
    expect_equal("the groups of an inactive user", [stage.group], _group_ids(tenant, stage.user))
    stage.source.set_active(stage.user, True)
    stage.has_both()


def user_deleted(tenant):
    """4.4-5 With a user end the memberships of groups and of organizations, and direct roles: nothing comes back."""
    stage, role = Stage(tenant), tenant.role()
    body = {"roles": [role]}
    tenant.post("users", stage.user, "roles", body=body, expect=(204,))
    tenant.post("organizations", stage.organization, "members", stage.user, "roles", body=body, expect=(204,))
    tenant.delete("users", stage.user)
    tenant.refused("unknown_subject", stage.user, stage.organization)
    listed = tenant.everything("groups", stage.group, "members", named="members")
    expect_equal("the members of the group", [], listed)
    own = stage.user.rpartition("|")[2]
    again = stage.source.user(externalId=own, userName=f"{own}@again.example")
    expect_equal("the id of the user who is pushed again", stage.user, again)
    stage.has_neither()


def group_deleted(tenant):
    """4.4-6 With a group, deleted by SCIM or by API, end its assignments at both levels."""
    for by_api in (False, True):
        stage = Stage(tenant)
        if by_api:
            tenant.delete("groups", stage.group)
        else:
            stage.source.drop_group(stage.group)
        stage.has_neither()
        tenant.refuse(404, "GET", "groups", stage.group)
        for role in (stage.inside, stage.shared):
            expect_equal("the groups of the role", [], tenant.everything("roles", role, "groups", named="groups"))


def group_renamed(tenant):
    """4.4-7 A group that is renamed keeps id and roles."""
    stage = Stage(tenant)
    name = tenant.name("Renamed")
    stage.source.rename(stage.group, name)
    expect_equal("the name", name, tenant.get("groups", stage.group)["name"])
    stage.has_both()
    answer = tenant.holds(stage.user, tenant=[stage.shared])
    expect_equal("the groups in the claims", [name], answer["claims"]["groups"])


def group_pushed_again(tenant):
    """4.4-8 A group that is deleted and pushed again has a new id and no roles."""
    stage = Stage(tenant)
    stage.source.drop_group(stage.group)
    again = stage.source.group(stage.user, externalId=stage.external)
    expect(again != stage.group, "the group has its old id")
    stage.has_neither()
    tenant.give(stage.inside, again, stage.organization)
    tenant.give(stage.shared, again)
    stage.has_both()


def role_deleted(tenant):
    """4.4-9 A role that is deleted is taken from everybody: users, members and groups."""
    stage, role = Stage(tenant), tenant.role()
    body = {"roles": [role]}
    tenant.post("users", stage.user, "roles", body=body, expect=(204,))
    tenant.post("organizations", stage.organization, "members", stage.user, "roles", body=body, expect=(204,))
    tenant.holds(stage.user, tenant=[stage.shared, role])
    tenant.delete("roles", role)
    stage.has_both()
    for gone in (stage.inside, stage.shared):
        tenant.delete("roles", gone)
    stage.has_neither()
    listed = tenant.everything("groups", stage.group, "roles", named="roles")
    expect_equal("the roles of the group", [], listed)


def scim_turned_off(tenant):
    """4.4-10 Without SCIM configuration the endpoint is gone, and its tokens; people, groups and roles stay."""
    stage = Stage(tenant)
    path = ("connections", stage.source.id, "scim-configuration")
    old = stage.source.scim
    tenant.delete(*path)
    for resource in ("/Users", "/Groups"):
        old.call("GET", resource, expect=(401, 404), count=0)
    stage.has_both()
    tenant.post(*path)
    expect_equal("the tokens", [], tenant.get(*path, "tokens"))
    old.call("GET", "/Users", expect=(401,), count=0)
    stage.source.connect()
    stage.source.remove(stage.group, stage.user)
    stage.has_neither()


def connection_leaves_the_organization(tenant):
    """4.4-11 A connection that is disabled there, or removed, lets nobody in; back again, all is as before."""
    stage = Stage(tenant)
    path = ("organizations", stage.organization, "connections", stage.source.id)

    def switch(enabled):
        tenant.patch(*path, body={"is_enabled": enabled})

    groups = ("organizations", stage.organization, "groups")
    body = {"connection_id": stage.source.id, "assign_membership_on_login": True}
    for disable, enable in (
        (partial(switch, False), partial(switch, True)),
        (partial(tenant.delete, *stage.link), partial(tenant.post, *stage.link[:-1], body=body)),
    ):
        disable()
        tenant.refused("no_connections_enabled", stage.user, stage.organization)
        expect_equal("the organization's groups", [], tenant.everything(*groups, named="groups"))
        tenant.holds(stage.user, tenant=[stage.shared])
        enable()
        expect_equal("the organization's groups", [stage.group], _ids(tenant.everything(*groups, named="groups")))
        stage.has_both()


def connection_deleted(tenant):
    """4.4-12 With a connection end its users and groups, and what both hold; other connections keep theirs."""
    stage, other = Stage(tenant), Stage(tenant)
    tenant.delete("connections", stage.source.id)
    tenant.refused("unknown_subject", stage.user)
    tenant.refuse(404, "GET", "users", stage.user)
    tenant.refuse(404, "GET", "groups", stage.group)
    expect_equal("the members", [], tenant.members(stage.organization))
    expect_equal("the groups of the role", [], tenant.everything("roles", stage.shared, "groups", named="groups"))
    stage.source.scim.call("GET", "/Users", expect=(401, 404), count=0)
    other.has_both()


def auto_membership_off_and_on(tenant):
    """4.4-13 Auto-Membership off: members and their own roles stay, groups give nothing there; on again, they do."""
    stage, direct = Stage(tenant), tenant.role()
    body = {"roles": [direct]}
    tenant.post("organizations", stage.organization, "members", stage.user, "roles", body=body, expect=(204,))
    tenant.patch(*stage.link, body={"assign_membership_on_login": False})
    expect_equal("the members", [stage.user], tenant.members(stage.organization))
    tenant.holds(stage.user, stage.organization, tenant=[stage.shared], inside=[direct])
    stranger = stage.source.user()
    stage.source.add(stage.group, stranger)
    tenant.refused("not_a_member", stranger, stage.organization)
    tenant.patch(*stage.link, body={"assign_membership_on_login": True})
    tenant.holds(stage.user, stage.organization, tenant=[stage.shared], inside=[stage.inside, direct])
    tenant.holds(stranger, stage.organization, tenant=[stage.shared], inside=[stage.inside])


def refreshed(tenant):
    """4.4-14 Whoever asks again gets what is true then: permissions are computed anew in each answer."""
    stage = Stage(tenant)
    api = tenant.resource_server("read:things", "write:things")
    permission = {"permissions": [{"resource_server_identifier": api, "permission_name": "read:things"}]}
    for expected in ([], ["read:things"], []):
        question = (stage.user, stage.organization, "--audience", api)
        answer = tenant.holds(*question, tenant=[stage.shared], inside=[stage.inside])
        expect_equal("the permissions", expected, answer["claims"]["permissions"])
        if expected:
            tenant.delete("roles", stage.inside, "permissions", body=permission)
        else:
            tenant.post("roles", stage.inside, "permissions", body=permission)


def member_removed(tenant):
    """Who is removed from an organization loses their own roles there, also where the next login joins again."""
    stage, direct = Stage(tenant), tenant.role()
    body = {"roles": [direct]}
    tenant.post("organizations", stage.organization, "members", stage.user, "roles", body=body, expect=(204,))
    tenant.delete("organizations", stage.organization, "members", body={"members": [stage.user]})
    expect_equal("the members", [], tenant.members(stage.organization))
    answer = tenant.holds(stage.user, stage.organization, tenant=[stage.shared], inside=[stage.inside])
    expect_equal("whether the user has joined", True, answer.get("joined"))


def organization_deleted(tenant):
    """An organization that is deleted lets nobody in, and nothing of it shows anywhere else."""
    stage = Stage(tenant)
    tenant.delete("organizations", stage.organization)
    tenant.refused("unknown_organization", stage.user, stage.organization)
    tenant.holds(stage.user, tenant=[stage.shared])
    expect_equal("the user's organizations", [], tenant.get("users", stage.user, "organizations"))


def _ids(elements):
    return [element["id"] for element in elements]


def _group_ids(tenant, user):
    return _ids(tenant.everything("users", user, "groups", named="groups"))
