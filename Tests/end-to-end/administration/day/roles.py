"""`client.roles`: roles with their permissions, users and groups."""

from administration.sdk import query, raises
from sidecar import expect, expect_equal

UNKNOWN_GROUP, UNKNOWN_ROLE = "grp_1111111111111111111111", "rol_1111111111111111"


def role_lives(day):
    """A role is made, read, found, changed and deleted."""
    name = day.name("Role")
    made = day.sdk.roles.create(name=name, description="Looks on")
    expect_equal("the role", (name, "Looks on", "tenant"), (made.name, made.description, made.type))
    expect_equal("the role, read", made.model_dump(), day.sdk.roles.get(made.id).model_dump())
    found = list(day.sdk.roles.list(name_filter=name.upper()))
    expect_equal("the role, found", [made.id], [role.id for role in found])
    changed = day.sdk.roles.update(made.id, name=f"{name} II")
    expect_equal("the role, changed", (f"{name} II", "Looks on"), (changed.name, changed.description))
    expect_equal("a change of nothing", changed.model_dump(), day.sdk.roles.update(made.id).model_dump())
    day.sdk.roles.delete(made.id)
    raises(404, day.sdk.roles.get, made.id)


def name_is_taken(day):
    """Two roles of one name are refused with 409, and so is a change to a name that another has."""
    name = day.name("Role")
    first = day.sdk.roles.create(name=name)
    raises(409, day.sdk.roles.create, name=name)
    second = day.sdk.roles.create(name=day.name("Role"))
    raises(409, day.sdk.roles.update, second.id, name=name)
    expect_equal("the role of the name", [first.id], [role.id for role in day.sdk.roles.list(name_filter=name)])


def pages_of_roles(day):
    """Pages by number show every role once, end with an empty one, and count; without totals they are bare arrays."""
    stem = day.name("Paged")
    roles = [day.sdk.roles.create(name=f"{stem} {number}").id for number in range(5)]
    seen = list(day.sdk.roles.list(name_filter=stem, per_page=2))
    expect_equal("the roles", sorted(roles), sorted(role.id for role in seen))
    page = day.sdk.roles.list(name_filter=stem, per_page=2, page=1).response
    expect_equal("start, limit and total", (2, 2, 5), (page.start, page.limit, page.total))
    expect_equal("a page behind the end", [], day.sdk.roles.list(name_filter=stem, page=9).items)
    expect_equal("a bare array", 5, len(day.get("roles", name_filter=stem)))
    raises(400, day.sdk.roles.list, per_page=101, code="invalid_query_string")
    raises(400, day.sdk.roles.list, page=-1, code="invalid_query_string")
    raises(400, day.sdk.roles.list, request_options=query(take=5), code="invalid_query_string")


def permissions_of_a_role(day):
    """Permissions that a role is given are in the claims for their API, and leave with it."""
    api, other = day.resource_server("read:things", "write:things"), day.resource_server("read:things")
    role = day.role()
    source = day.source()
    user = source.user()
    day.sdk.groups.roles.create(source.group(user), roles=[role])
    permissions = day.sdk.roles.permissions
    rows = [
        {"resource_server_identifier": identifier, "permission_name": name}
        for identifier, name in ((api, "read:things"), (api, "write:things"), (other, "read:things"))
    ]
    permissions.add(role, permissions=rows)
    permissions.add(role, permissions=rows[:1])
    listed = list(permissions.list(role, per_page=2))
    expect_equal("the permissions", sorted((row["resource_server_identifier"], row["permission_name"]) for row in rows),
                 sorted((row.resource_server_identifier, row.permission_name) for row in listed))
    expect_equal("the API's name", {"An API"}, {row.resource_server_name for row in listed})
    for audience, expected in ((api, ["read:things", "write:things"]), (other, ["read:things"])):
        claims = day.holds(user, None, "--audience", audience, tenant=[role])["claims"]
        expect_equal(f"the permissions on {audience}", expected, claims["permissions"])
    permissions.delete(role, permissions=rows[1:2])
    claims = day.holds(user, None, "--audience", api, tenant=[role])["claims"]
    expect_equal("the permissions", ["read:things"], claims["permissions"])
    nowhere = [{"resource_server_identifier": "https://nowhere.example", "permission_name": "read:things"}]
    raises(404, permissions.add, role, permissions=nowhere)
    raises(404, permissions.add, UNKNOWN_ROLE, permissions=rows)
    raises(404, permissions.list, UNKNOWN_ROLE)
    day.refuse(400, "POST", "roles", role, "permissions", body={"permissions": [{"permission_name": "x"}]},
               code="invalid_body")


def users_of_a_role(day):
    """Users who are given a role directly, page by page in both styles, and their claims."""
    source, role = day.source(), day.role()
    people = [source.user() for _ in range(5)]
    day.sdk.roles.users.assign(role, users=people)
    seen = list(day.sdk.roles.users.list(role, take=2))
    expect_equal("the users of the role", sorted(people), sorted(user.user_id for user in seen))
    expect(all(user.email and user.name for user in seen), f"a user has no name or mail: {seen}")
    page = day.get("roles", role, "users", page=1, per_page=3, include_totals="true")
    expect_equal("start, limit and total", (3, 3, 5), tuple(page[key] for key in ("start", "limit", "total")))
    expect_equal("the second page", 2, len(page["users"]))
    for user in people[:2]:
        day.holds(user, tenant=[role])
    raises(404, day.sdk.roles.users.assign, role, users=[people[0], "okta|nobody|1"])
    raises(404, day.sdk.roles.users.list, UNKNOWN_ROLE)
    raises(404, day.sdk.roles.users.assign, UNKNOWN_ROLE, users=people)


def groups_of_a_role(day):
    """A role is given to groups and taken from them, from its own side."""
    source, role = day.source(), day.role()
    user = source.user()
    groups = [source.group(user), source.group(), source.group()]
    side = day.sdk.roles.groups
    side.create(role, groups=groups)
    side.create(role, groups=groups[:1])
    listed = [group.id for group in side.get(role, take=2)]
    expect_equal("the groups of the role", sorted(groups), sorted(listed))
    day.holds(user, tenant=[role])
    side.delete(role, groups=groups[:1])
    day.holds(user)
    side.delete(role, groups=groups[:1])
    expect_equal("the groups of the role", sorted(groups[1:]), sorted(group.id for group in side.get(role)))
    raises(404, side.create, role, groups=[groups[0], UNKNOWN_GROUP])
    day.holds(user)
    for call in (
        lambda: side.get(UNKNOWN_ROLE),
        lambda: side.create(UNKNOWN_ROLE, groups=groups),
        lambda: side.delete(UNKNOWN_ROLE, groups=groups),
    ):
        expect_equal("the message", "Role not found.", raises(404, call))
    day.refuse(400, "POST", "roles", role, "groups", body={"groups": []}, code="invalid_body")


def role_of_an_organization(day):
    """A role that an organization owns is made and listed by owner, holds there alone, and ends with it."""
    source = day.source()
    here, there = day.organization(source), day.organization(source)
    user, api, name = source.user(), day.resource_server("read:things"), day.name("Role")
    group = source.group(user)
    owned = {"type": "organization", "owner_id": here}
    role = day.sdk.roles.create(name=name, **owned)
    expect_equal("the role", (name, "organization", here), (role.name, role.type, role.owner_id))
    expect_equal("the role, read", role.model_dump(), day.sdk.roles.get(role.id).model_dump())
    raises(409, day.sdk.roles.create, name=name, **owned)
    twin, namesake = day.role(name=name), day.role(name=name, type="organization", owner_id=there)
    listed = day.sdk.roles.list
    for filters, expected in (
        ({}, [twin]), ({"type": "tenant"}, [twin]), (owned, [role.id]), ({"owner_id": there}, [namesake]),
        ({"type": "organization", "owner_id": "auth0"}, []),
    ):
        found = [row.id for row in listed(name_filter=name, **filters)]
        expect_equal(f"the roles of {filters}", expected, found)
    rows = [{"resource_server_identifier": api, "permission_name": "read:things"}]
    day.sdk.roles.permissions.add(role.id, permissions=rows)
    members, groups = day.sdk.organizations.members.roles, day.sdk.organizations.groups.roles
    day.join(here, user)
    day.join(there, user)
    members.assign(here, user, roles=[role.id, twin])
    claims = day.holds(user, here, "--audience", api, inside=[role.id, twin])["claims"]
    expect_equal("two roles of one name", ([name], [name]), (claims["roles"], claims["organization_roles"]))
    expect_equal("the permissions", ["read:things"], claims["permissions"])
    groups.create(here, group, roles=[role.id])
    members.delete(here, user, roles=[role.id, twin])
    day.holds(user, here, inside=[role.id])
    shown = list(groups.list(here, group))
    expect_equal("a group's role", [(role.id, "organization", here)], [(row.id, row.type, row.owner_id) for row in shown])
    day.holds(user, there)
    day.holds(user)
    expect_equal("its users in the tenant", [], list(day.sdk.roles.users.list(role.id)))
    expect_equal("its groups in the tenant", [], list(day.sdk.roles.groups.get(role.id)))
    day.sdk.organizations.delete(here)
    raises(404, day.sdk.roles.get, role.id)
    expect_equal("the roles of the owner", [], list(listed(**owned)))
    day.holds(user, there)


def owned_role_elsewhere(day):
    """A role that an organization owns is refused everywhere else, in words that name both, and nothing is given."""
    source = day.source()
    here, there = day.organization(source), day.organization(source)
    user, name = source.user(), day.name("Role")
    group, plain = source.group(user), day.role()
    role = day.sdk.roles.create(name=name, type="organization", owner_id=here).id
    day.join(there, user)
    owner = day.get("organizations", here)["name"]
    words = f"role `{name}` is owned by organization `{owner}` and can be assigned only there"
    inside = day.sdk.organizations
    for call in (
        lambda: day.sdk.users.roles.assign(user, roles=[plain, role]),
        lambda: day.sdk.groups.roles.create(group, roles=[plain, role]),
        lambda: day.sdk.roles.users.assign(role, users=[user]),
        lambda: day.sdk.roles.groups.create(role, groups=[group]),
        lambda: inside.members.roles.assign(there, user, roles=[plain, role]),
        lambda: inside.groups.roles.create(there, group, roles=[plain, role]),
    ):
        expect_equal("the message", words, raises(400, call, code="operation_not_supported"))
    day.holds(user)
    day.holds(user, there)
    for body in (
        {"name": "x", "type": "organization"}, {"name": "x", "type": "tenant", "owner_id": here},
        {"name": "x", "owner_id": here},
    ):
        expect("owner_id" in day.refuse(400, "POST", "roles", body=body, code="invalid_body"), "owner_id is not named")
    unknown = {"name": "x", "type": "organization", "owner_id": "org_1111111111111111"}
    day.refuse(404, "POST", "roles", body=unknown, code="inexistent_organization")
    raises(400, day.sdk.roles.list, type="organization", code="invalid_query_string")
    day.refuse(400, "PATCH", "roles", role, body={"owner_id": there}, code="invalid_body")


def declared_role(day):
    """What a policy file declares is changed there alone: 409, and the file is named."""
    declared = next(role.id for role in day.sdk.roles.list(name_filter="Declared") if role.name == "Declared")
    api = "https://declared.example"
    rows = [{"resource_server_identifier": api, "permission_name": "read:declared"}]
    for call in (
        lambda: day.sdk.roles.update(declared, name="Other"),
        lambda: day.sdk.roles.delete(declared),
        lambda: day.sdk.roles.permissions.delete(declared, permissions=rows),
    ):
        expect("declared.yaml" in raises(409, call), "the message does not name the file")
    source = day.source()
    user = source.user()
    day.sdk.groups.roles.create(source.group(user), roles=[declared])
    claims = day.holds(user, None, "--audience", api, tenant=[declared])["claims"]
    expect_equal("the permissions", ["read:declared"], claims["permissions"])


def malformed_roles(day):
    """A body that is not as declared is refused with 400, and the property is named."""
    for body, named in (
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": "x", "colour": "red"}, "colour"),
        ({"name": "x", "type": "galaxy"}, "type"),
        ([], ""),
    ):
        message = day.refuse(400, "POST", "roles", body=body, code="invalid_body")
        expect(message.startswith("Payload validation error: ") and named in message, f"{body} is answered: {message}")
