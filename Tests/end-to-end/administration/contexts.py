"""Which roles count where: several connections and organizations, levels that are kept apart, expiry, the settings."""

from sidecar import eventually, expect, expect_equal


def several_connections(tenant):
    """An organization with several connections: each follows its own Auto-Membership, and groups of each give roles."""
    joining, closed, absent = tenant.source(), tenant.source("samlp"), tenant.source("waad")
    role = tenant.role()
    organization = tenant.organization(joining)
    body = {"connection_id": closed.id, "assign_membership_on_login": False}
    tenant.post("organizations", organization, "enabled_connections", body=body)
    people = [source.user() for source in (joining, closed, absent)]
    groups = [source.group(user) for source, user in zip((joining, closed, absent), people)]
    tenant.give(role, groups[0], organization)
    tenant.give(role, groups[1], organization)
    tenant.refuse(404, "POST", "organizations", organization, "groups", groups[2], "roles", body={"roles": [role]})
    tenant.holds(people[0], organization, inside=[role])
    tenant.refused("not_a_member", people[1], organization)
    tenant.join(organization, people[1])
    tenant.holds(people[1], organization)
    path = ("organizations", organization, "enabled_connections", closed.id)
    tenant.patch(*path, body={"assign_membership_on_login": True})
    tenant.holds(people[1], organization, inside=[role])
    tenant.refused("connection_not_enabled", people[2], organization)
    listed = tenant.everything("organizations", organization, "groups", named="groups")
    expect_equal("the organization's groups", sorted(groups[:2]), sorted(group["id"] for group in listed))


def same_name_in_two_connections(tenant):
    """Groups of one name in two connections are two groups: a role of the one is none of the other."""
    first, second = tenant.source(), tenant.source()
    organization = tenant.organization(first, second)
    role, name = tenant.role(), tenant.name("Engineering")
    mine, theirs = first.user(), second.user()
    group, other = first.group(mine, displayName=name), second.group(theirs, displayName=name)
    expect(group != other, "two groups have one id")
    tenant.give(role, group, organization)
    answer = tenant.holds(mine, organization, inside=[role])
    expect_equal("the groups in the claims", [name], answer["claims"]["groups"])
    tenant.holds(theirs, organization)
    found = tenant.everything("groups", named="groups", name=name)
    expect_equal("the groups of the name", sorted([group, other]), sorted(found["id"] for found in found))
    found = tenant.everything("groups", named="groups", name=name, connection_id=first.id)
    expect_equal("those of the first connection", [group], [found["id"] for found in found])


def roles_of_another_organization(tenant):
    """Roles of one organization never show in another, nor in the tenant: neither direct ones nor those of groups."""
    source = tenant.source()
    here, there = tenant.organization(source), tenant.organization(source)
    user = source.user()
    group = source.group(user)
    direct, shared = tenant.role(), tenant.role()
    tenant.join(there, user)
    tenant.post("organizations", there, "members", user, "roles", body={"roles": [direct]}, expect=(204,))
    tenant.give(shared, group, there)
    tenant.holds(user, there, inside=[direct, shared])
    tenant.holds(user, here)
    tenant.holds(user)


def direct_roles_of_the_tenant(tenant):
    """Decision 12: in an organization direct roles of the tenant do not show, those that come through groups do."""
    source, direct, shared = tenant.source(), tenant.role(), tenant.role()
    organization = tenant.organization(source)
    user = source.user()
    tenant.post("users", user, "roles", body={"roles": [direct, shared]}, expect=(204,))
    tenant.give(shared, source.group(user))
    tenant.holds(user, tenant=[direct, shared])
    answer = tenant.holds(user, organization, tenant=[shared])
    expect_equal("how the role is held", ["groups"], [row["type"] for row in answer["tenant_roles"][0]["sources"]])


def direct_permissions(tenant):
    """Permissions that are given to a user directly count without an organization, and for their own API alone."""
    source = tenant.source()
    organization = tenant.organization(source)
    user = source.user()
    api, other = tenant.resource_server("read:things"), tenant.resource_server("read:things")
    body = {"permissions": [{"resource_server_identifier": api, "permission_name": "read:things"}]}
    tenant.post("users", user, "permissions", body=body)
    for audience, where, expected in (
        (api, None, ["read:things"]),
        (other, None, []),
        (api, organization, []),
    ):
        answer = tenant.holds(user, where, "--audience", audience)
        expect_equal(f"the permissions on {audience} in {where}", expected, answer["claims"]["permissions"])
    tenant.delete("users", user, "permissions", body=body)
    expect_equal("the permissions", [], tenant.holds(user, None, "--audience", api)["claims"]["permissions"])


def nested_groups(tenant):
    """Decision 14: members of a group in a group have the roles of both."""
    source, outer, inner = tenant.source(), tenant.role(), tenant.role()
    organization = tenant.organization(source)
    user = source.user()
    team = source.group(user)
    department = source.group(team)
    tenant.give(outer, department, organization)
    tenant.give(inner, team, organization)
    tenant.holds(user, organization, inside=[outer, inner])
    source.remove(department, team)
    tenant.holds(user, organization, inside=[inner])


def user_id_attribute(tenant):
    """Decision 16: another attribute for the provider's id keeps ids and moves the lookup; the old id logs nobody in."""
    source = tenant.source()
    body = source.user_body()
    user = source.push(body)
    path = ("connections", source.id, "scim-configuration")
    mapping = tenant.get(*path)["mapping"]
    tenant.patch(*path, body={"user_id_attribute": "userName", "mapping": mapping})
    by = ("--connection", source.id)
    expect_equal("who logs in", user, tenant.login(body["userName"], None, *by)[1]["claims"]["sub"])
    tenant.refused("unknown_subject", body["externalId"], None, *by)
    tenant.refused("unknown_subject", user)
    expect_equal("the id", user, tenant.get("users", user)["user_id"])


def role_that_expires(tenant):
    """An assignment with `expires_at` ends at that instant, without a write, a restart or a sweep."""
    source, role = tenant.source(), tenant.role()
    organization = tenant.organization(source)
    user = source.user()
    group = source.group(user)
    expires = tenant.instant(seconds=6)
    body = {"roles": [role], "expires_at": expires}
    tenant.give(role, group, organization, expires_at=expires)
    tenant.post("users", user, "roles", body=body, expect=(204,))
    answer = tenant.holds(user, organization, inside=[role])
    expect(answer["claims"]["exp"] <= tenant.seconds(expires), "the token outlives the role that it carries")
    tenant.holds(user, tenant=[role])
    revision = tenant.place.revision()
    eventually("the role ends", lambda: not tenant.login(user, organization)[1]["claims"]["roles"])
    expect(tenant.now() >= tenant.seconds(expires), "the role has ended too early")
    tenant.holds(user, organization)
    tenant.holds(user)
    expect_equal("the revision of an expiry", revision, tenant.place.revision())
    expect_equal("the effective roles", [], tenant.everything("users", user, "effective-roles", named="roles"))


def expiry_of_members_and_back(tenant):
    """A member's role can expire too; given again without an end, it stays."""
    source, role = tenant.source(), tenant.role()
    organization = tenant.organization(source)
    user = source.user()
    tenant.join(organization, user)
    path = ("organizations", organization, "members", user, "roles")
    tenant.post(*path, body={"roles": [role], "expires_at": tenant.instant(seconds=2)}, expect=(204,))
    tenant.holds(user, organization, inside=[role])
    eventually("the role ends", lambda: not tenant.login(user, organization)[1]["claims"]["roles"])
    tenant.post(*path, body={"roles": [role]}, expect=(204,))
    tenant.holds(user, organization, inside=[role])
    past = {"roles": [role], "expires_at": tenant.instant(seconds=-60)}
    tenant.refuse(400, "POST", *path, body=past, code="invalid_body")
