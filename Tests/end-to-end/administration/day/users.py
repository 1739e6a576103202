"""`client.users`: who came by SCIM, what they are given directly, and what they have in effect in the tenant."""

from administration.sdk import raises
from sidecar import expect, expect_equal

UNKNOWN_USER, UNKNOWN_ROLE = "okta|nobody|1", "rol_1111111111111111"


def user_is_read_and_blocked(day):
    """A user is read as SCIM pushed them, blocked and unblocked, and deleted."""
    source = day.source()
    body = source.user_body()
    user = source.push(body)
    read = day.sdk.users.get(user)
    expect_equal("the user", (user, body["displayName"], body["emails"][0]["value"], False),
                 (read.user_id, read.name, read.email, bool(read.blocked)))
    expect_equal("the user's identity", (source.name, user.rpartition("|")[2]),
                 (read.identities[0].connection, read.identities[0].user_id))
    blocked = day.sdk.users.update(user, blocked=True)
    expect_equal("the answer to a block", (True, user), (blocked.blocked, blocked.user_id))
    day.refused("blocked_subject", user, error="unauthorized")
    day.sdk.users.update(user, blocked=False)
    day.holds(user)
    only = day.get("users", user, fields="user_id,email")
    expect_equal("the fields that were asked for", {"user_id", "email"}, set(only))
    day.sdk.users.delete(user)
    day.refused("unknown_subject", user)
    message = raises(404, day.sdk.users.get, user, code="inexistent_user")
    expect_equal("the message", "The user does not exist.", message)
    raises(404, day.sdk.users.update, user, blocked=True, code="inexistent_user")
    raises(400, day.sdk.users.update, source.user(), password="never-let-in", code="invalid_body")


def groups_of_a_user(day):
    """The groups of a user, in both styles of paging."""
    source = day.source()
    user = source.user()
    groups = [source.group(user) for _ in range(4)]
    seen = list(day.sdk.users.groups.get(user, take=3))
    expect_equal("the groups", sorted(groups), sorted(group.id for group in seen))
    page = day.get("users", user, "groups", page=1, per_page=3, include_totals="true")
    expect_equal("start, limit and total", (3, 3, 4), tuple(page[key] for key in ("start", "limit", "total")))
    expect_equal("a bare array", 4, len(day.get("users", user, "groups", per_page=100)))
    raises(404, day.sdk.users.groups.get, UNKNOWN_USER)


def roles_of_a_user(day):
    """Roles that a user is given directly: in the claims without an organization; those of groups are not listed."""
    source, first, second, shared = day.source(), day.role(), day.role(), day.role()
    organization = day.organization(source)
    user = source.user()
    day.give(shared, source.group(user))
    roles = day.sdk.users.roles
    roles.assign(user, roles=[first, second])
    roles.assign(user, roles=[first])
    day.holds(user, tenant=[first, second, shared])
    day.holds(user, organization, tenant=[shared])
    listed = list(roles.list(user, per_page=1))
    expect_equal("the direct roles", sorted([first, second]), sorted(role.id for role in listed))
    roles.delete(user, roles=[second])
    roles.delete(user, roles=[second])
    day.holds(user, tenant=[first, shared])
    raises(404, roles.assign, user, roles=[second, UNKNOWN_ROLE])
    raises(404, roles.assign, UNKNOWN_USER, roles=[second], code="inexistent_user")
    raises(404, roles.list, UNKNOWN_USER, code="inexistent_user")
    raises(404, roles.delete, UNKNOWN_USER, roles=[second], code="inexistent_user")
    raises(400, roles.assign, user, roles=[], code="invalid_body")
    day.holds(user, tenant=[first, shared])


def permissions_of_a_user(day):
    """Permissions that a user is given directly: in the claims for their API, and listed."""
    source = day.source()
    api = day.resource_server("read:things", "write:things")
    user = source.user()
    permissions = day.sdk.users.permissions
    rows = [{"resource_server_identifier": api, "permission_name": f"{verb}:things"} for verb in ("read", "write")]
    permissions.create(user, permissions=rows)
    claims = day.holds(user, None, "--audience", api)["claims"]
    expect_equal("the permissions", ["read:things", "write:things"], claims["permissions"])
    listed = sorted(row.permission_name for row in permissions.list(user, per_page=1))
    expect_equal("the direct permissions", ["read:things", "write:things"], listed)
    permissions.delete(user, permissions=rows[:1])
    claims = day.holds(user, None, "--audience", api)["claims"]
    expect_equal("the permissions", ["write:things"], claims["permissions"])
    wrong = [{"resource_server_identifier": api, "permission_name": "no:such"}]
    raises(404, permissions.create, user, permissions=[rows[0], *wrong])
    raises(404, permissions.create, UNKNOWN_USER, permissions=rows, code="inexistent_user")
    raises(404, permissions.list, UNKNOWN_USER, code="inexistent_user")
    raises(400, permissions.create, user, permissions=[], code="invalid_body")
    expect_equal("the direct permissions", ["write:things"], [row.permission_name for row in permissions.list(user)])


def organizations_of_a_user(day):
    """The organizations that a user is a member of, by being added or by logging in."""
    source = day.source()
    added, joined, other = (day.organization(source) for _ in range(3))
    user = source.user()
    day.sdk.organizations.members.create(added, members=[user])
    day.holds(user, joined)
    seen = [row.id for row in day.sdk.users.organizations.list(user, per_page=1)]
    expect_equal("the organizations", sorted([added, joined]), sorted(seen))
    expect(other not in seen, "an organization of others is listed")
    raises(404, day.sdk.users.organizations.list, UNKNOWN_USER, code="inexistent_user")


def effective_roles(day):
    """A user's effective roles in the tenant, with sources, are those of the claims."""
    source = day.source()
    direct, both, shared, inside = (day.role(description=words) for words in ("Given", "Both", "Shared", "Inside"))
    organization = day.organization(source)
    user = source.user()
    groups = [source.group(user), source.group(user)]
    day.sdk.users.roles.assign(user, roles=[direct, both])
    for group in groups:
        day.give(both, group)
    day.give(shared, groups[0])
    day.give(inside, groups[0], organization)
    answer = day.holds(user, tenant=[direct, both, shared])
    rows = {row.id: row for row in day.sdk.users.effective_roles.list(user, take=2)}
    expect_equal("the effective roles", {role["id"] for role in answer["tenant_roles"]}, set(rows))
    expect_equal("their sources", {direct: ["direct"], both: ["direct", "groups"], shared: ["groups"]},
                 {role: sorted(row.sources) for role, row in rows.items()})
    expect_equal("a description", "Given", rows[direct].description)
    named = day.sdk.users.effective_roles.sources.groups
    listed = sorted(row.id for row in named.list(user, role_id=both, take=1))
    expect_equal("the groups of a role", sorted(groups), listed)
    expect_equal("the groups of a direct role", [], list(named.list(user, role_id=direct)))
    raises(404, day.sdk.users.effective_roles.list, UNKNOWN_USER, code="inexistent_user")
    raises(404, named.list, user, role_id=UNKNOWN_ROLE)
    day.sdk.users.update(user, blocked=True)
    expect_equal("the effective roles of a blocked user", [], list(day.sdk.users.effective_roles.list(user)))


def effective_permissions(day):
    """A user's effective permissions on an API, with sources and the roles they come from, are those of the claims."""
    source = day.source()
    api = day.resource_server("read:things", "write:things", "drop:things")
    direct = day.role((api, "read:things"))
    shared = day.role((api, "read:things"), (api, "write:things"))
    user = source.user()
    day.sdk.users.roles.assign(user, roles=[direct])
    day.give(shared, source.group(user))
    rows = [{"resource_server_identifier": api, "permission_name": "drop:things"}]
    day.sdk.users.permissions.create(user, permissions=rows)
    answer = day.holds(user, None, "--audience", api, tenant=[direct, shared])
    effective = day.sdk.users.effective_permissions
    on_api = {"resource_server_identifier": api}
    listed = {row.permission_name: sorted(row.sources) for row in effective.list(user, take=2, **on_api)}
    expect_equal("the permissions", answer["claims"]["permissions"], sorted(listed))
    sources = {"read:things": ["roles"], "write:things": ["roles"], "drop:things": ["direct"]}
    expect_equal("their sources", sources, listed)
    carrying = effective.sources.roles.list(user, permission_name="read:things", take=1, **on_api)
    roles = {row.id: sorted(row.sources) for row in carrying}
    expect_equal("the roles of a permission", {direct: ["direct"], shared: ["groups"]}, roles)
    raises(404, effective.list, UNKNOWN_USER, resource_server_identifier=api, code="inexistent_user")
    day.refuse(400, "GET", "users", user, "effective-permissions", code="invalid_query_string")
    raises(400, effective.list, user, resource_server_identifier="", code="invalid_query_string")
