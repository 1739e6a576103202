"""`client.organizations`: members, their roles, and the organization's groups with theirs."""

from administration.sdk import raises
from sidecar import expect, expect_equal

UNKNOWN, UNKNOWN_GROUP, UNKNOWN_ROLE = "org_1111111111111111", "grp_1111111111111111111111", "rol_1111111111111111"
UNKNOWN_USER = "okta|nobody|1"


def members_come_and_go(day):
    """Members are added, listed page by page with their roles, and removed; the user stays."""
    source, role = day.source(), day.role()
    organization = day.organization(source, auto=False)
    people = [source.user() for _ in range(5)]
    members = day.sdk.organizations.members
    members.create(organization, members=people)
    members.create(organization, members=people[:1])
    seen = list(members.list(organization, take=2))
    expect_equal("the members", sorted(people), sorted(member.user_id for member in seen))
    expect(all(member.name and member.email for member in seen), f"a member has no name or mail: {seen}")
    day.sdk.organizations.members.roles.assign(organization, people[0], roles=[role])
    rows = {row.user_id: row.roles for row in members.list(organization, fields="user_id,roles")}
    expect_equal("the roles of a member", [role], [given.id for given in rows[people[0]]])
    expect_equal("the roles of another", [[]], [rows[people[1]] or []])
    page = day.get("organizations", organization, "members", page=1, per_page=3, include_totals="true")
    expect_equal("start, limit and total", (3, 3, 5), tuple(page[key] for key in ("start", "limit", "total")))
    day.holds(people[0], organization, inside=[role])
    members.delete(organization, members=people[:1])
    day.refused("not_a_member", people[0], organization)
    members.delete(organization, members=people[:1])
    members.create(organization, members=people[:1])
    day.holds(people[0], organization)
    raises(404, members.create, organization, members=[people[0], UNKNOWN_USER])
    for call in (
        lambda: members.list(UNKNOWN),
        lambda: members.create(UNKNOWN, members=people),
        lambda: members.delete(UNKNOWN, members=people),
    ):
        raises(404, call)
    raises(400, members.create, organization, members=[], code="invalid_body")


def roles_of_a_member(day):
    """Roles that a member is given: in the claims of a login there, and nowhere else."""
    source, first, second = day.source(), day.role(), day.role()
    here, there = day.organization(source), day.organization(source)
    user = source.user()
    day.sdk.organizations.members.create(here, members=[user])
    roles = day.sdk.organizations.members.roles
    roles.assign(here, user, roles=[first, second])
    day.holds(user, here, inside=[first, second])
    day.holds(user, there)
    day.holds(user)
    listed = [role.id for role in roles.list(here, user, per_page=1)]
    expect_equal("the member's roles", sorted([first, second]), sorted(listed))
    roles.delete(here, user, roles=[second])
    day.holds(user, here, inside=[first])
    roles.delete(here, user, roles=[second])
    raises(404, roles.assign, here, user, roles=[second, UNKNOWN_ROLE])
    raises(404, roles.assign, UNKNOWN, user, roles=[second])
    raises(404, roles.assign, here, UNKNOWN_USER, roles=[second])
    raises(404, roles.list, here, UNKNOWN_USER)
    raises(400, roles.assign, here, user, roles=[], code="invalid_body")
    day.holds(user, here, inside=[first])


def roles_of_groups(day):
    """Roles that the organization's groups are given, effective for its members, with where they come from."""
    source, absent = day.source(), day.source()
    organization, other = day.organization(source), day.organization(source)
    role, extra = day.role(description="Checks"), day.role()
    user = source.user()
    groups = [source.group(user), source.group(user), source.group()]
    sdk = day.sdk.organizations
    for group in groups:
        sdk.groups.roles.create(organization, group, roles=[role])
    sdk.groups.roles.create(organization, groups[0], roles=[role, extra])
    day.holds(user, organization, inside=[role, extra])
    day.holds(user, other)
    listed = [row.id for row in sdk.groups.roles.list(organization, groups[0], take=1)]
    expect_equal("the group's roles", sorted([role, extra]), sorted(listed))
    expect_equal("the group's roles elsewhere", [], list(sdk.groups.roles.list(other, groups[0])))
    listed = [row.id for row in sdk.groups.list(organization, take=2)]
    expect_equal("the organization's groups", sorted(groups), sorted(listed))
    listed = [row.id for row in sdk.roles.groups.list(organization, role, take=2)]
    expect_equal("the groups of the role", sorted(groups), sorted(listed))
    sdk.groups.roles.delete(organization, groups[0], roles=[role, extra])
    day.holds(user, organization, inside=[role])
    outside = absent.group()
    for call in (
        lambda: sdk.groups.roles.create(organization, outside, roles=[role]),
        lambda: sdk.groups.roles.create(organization, UNKNOWN_GROUP, roles=[role]),
        lambda: sdk.groups.roles.create(organization, groups[0], roles=[UNKNOWN_ROLE]),
        lambda: sdk.groups.roles.create(UNKNOWN, groups[0], roles=[role]),
        lambda: sdk.groups.roles.list(UNKNOWN, groups[0]),
        lambda: sdk.groups.roles.list(organization, UNKNOWN_GROUP),
        lambda: sdk.groups.roles.delete(UNKNOWN, groups[0], roles=[role]),
        lambda: sdk.groups.list(UNKNOWN),
        lambda: sdk.roles.groups.list(UNKNOWN, role),
        lambda: sdk.roles.groups.list(organization, UNKNOWN_ROLE),
    ):
        raises(404, call)
    raises(400, sdk.groups.roles.create, organization, groups[0], roles=[], code="invalid_body")


def effective_roles_of_a_member(day):
    """What the API says of a member's roles and their sources is what the claims say."""
    source = day.source()
    organization = day.organization(source)
    direct, both, shared = day.role(description="Given"), day.role(), day.role()
    user = source.user()
    groups = [source.group(user), source.group(user)]
    sdk = day.sdk.organizations
    sdk.members.create(organization, members=[user])
    sdk.members.roles.assign(organization, user, roles=[direct, both])
    for group in groups:
        sdk.groups.roles.create(organization, group, roles=[both])
    sdk.groups.roles.create(organization, groups[1], roles=[shared])
    answer = day.holds(user, organization, inside=[direct, both, shared])
    rows = {row.id: row for row in sdk.members.effective_roles.list(organization, user, take=2)}
    expect_equal("the effective roles", {role["id"] for role in answer["organization_roles"]}, set(rows))
    expect_equal("their sources", {direct: ["direct"], both: ["direct", "groups"], shared: ["groups"]},
                 {role: sorted(row.sources) for role, row in rows.items()})
    expect_equal("a description", ("Given", ""), (rows[direct].description, rows[both].description))
    named = sdk.members.effective_roles.sources.groups
    expect_equal("the groups of a role", sorted(groups),
                 sorted(row.id for row in named.list(organization, user, role_id=both, take=1)))
    expect_equal("the groups of a direct role", [], list(named.list(organization, user, role_id=direct)))
    listed = [row.user_id for row in sdk.roles.members.list(organization, both)]
    expect_equal("the members who are given the role", [user], listed)
    expect_equal("those who have it by groups alone", [], list(sdk.roles.members.list(organization, shared)))
    stranger = source.user()
    expect_equal("the roles of no member", [], list(sdk.members.effective_roles.list(organization, stranger)))
    for call in (
        lambda: sdk.members.effective_roles.list(UNKNOWN, user),
        lambda: sdk.members.effective_roles.list(organization, UNKNOWN_USER),
        lambda: named.list(organization, user, role_id=UNKNOWN_ROLE),
        lambda: named.list(organization, UNKNOWN_USER, role_id=both),
        lambda: sdk.roles.members.list(organization, UNKNOWN_ROLE),
        lambda: sdk.roles.members.list(UNKNOWN, both),
    ):
        raises(404, call)
    day.refuse(400, "GET", "organizations", organization, "members", user, "effective-roles", "sources", "groups",
               code="invalid_query_string")


def roles_of_a_blocked_member(day):
    """A blocked member has no effective roles, and has them again without the block."""
    source, role = day.source(), day.role()
    organization = day.organization(source)
    user = source.user()
    day.sdk.organizations.members.create(organization, members=[user])
    day.sdk.organizations.members.roles.assign(organization, user, roles=[role])
    effective = day.sdk.organizations.members.effective_roles
    expect_equal("the effective roles", [role], [row.id for row in effective.list(organization, user)])
    day.sdk.users.update(user, blocked=True)
    day.refused("blocked_subject", user, organization)
    expect_equal("the effective roles of a blocked member", [], list(effective.list(organization, user)))
    day.sdk.users.update(user, blocked=False)
    day.holds(user, organization, inside=[role])
