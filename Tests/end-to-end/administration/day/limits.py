"""The contract's limits, where they are set: what is one too many is refused with 409, and none of it is given."""

from administration.sdk import raises
from sidecar import expect, expect_equal

#: Section 4.5 of the contract, as settings.
SETTINGS = {
    "ROLLCALL_LIMITS_ROLES_PER_GROUP": "10",
    "ROLLCALL_LIMITS_ROLES_PER_USER": "50",
    "ROLLCALL_LIMITS_ROLES_PER_MEMBER": "50",
    "ROLLCALL_LIMITS_CONNECTIONS_PER_ORGANIZATION": "10",
    "ROLLCALL_LIMITS_ROLES_PER_ORGANIZATION": "350",
}


def roles_of_a_group(day):
    """A group has at most ten roles in the tenant, and ten in each organization."""
    source = day.source()
    user = source.user()
    organization, group = day.organization(source), source.group(user)
    roles = [day.role() for _ in range(11)]
    sdk = day.sdk.organizations.groups.roles
    sdk.create(organization, group, roles=roles[:9])
    words = "No more roles can be assigned to this organization group."
    expect_equal("the message", words, raises(409, sdk.create, organization, group, roles=roles[9:]))
    day.holds(user, organization, inside=roles[:9])
    sdk.create(organization, group, roles=roles[9:10])
    sdk.create(organization, group, roles=roles[:10])
    raises(409, day.sdk.groups.roles.create, group, roles=roles)
    day.holds(user)
    day.sdk.groups.roles.create(group, roles=roles[:10])
    raises(409, day.sdk.roles.groups.create, roles[10], groups=[group])
    day.holds(user, organization, tenant=roles[:10], inside=roles[:10])


def direct_roles(day):
    """A user has at most fifty roles of their own in the tenant, and a member fifty in an organization."""
    source = day.source()
    user = source.user()
    organization = day.organization(source)
    day.join(organization, user)
    roles = [day.role() for _ in range(51)]
    raises(409, day.sdk.users.roles.assign, user, roles=roles)
    members = day.sdk.organizations.members.roles
    words = "No more roles can be assigned to this organization member."
    expect_equal("the message", words, raises(409, members.assign, organization, user, roles=roles))
    day.holds(user)
    day.holds(user, organization)
    day.sdk.users.roles.assign(user, roles=roles[:50])
    members.assign(organization, user, roles=roles[:50])
    raises(409, day.sdk.roles.users.assign, roles[50], users=[user])
    day.holds(user, tenant=roles[:50])
    day.holds(user, organization, inside=roles[:50])


def connections_of_an_organization(day):
    """An organization has at most ten connections, be they given at once or one by one."""
    sources = [day.post("connections", body={"name": day.name("source"), "strategy": "oidc"})["id"] for _ in range(11)]
    rows = [{"connection_id": source} for source in sources]
    name = day.name("org").lower()
    body = {"name": name, "enabled_connections": rows}
    refused = day.api.call("POST", "/organizations", body, expect=(400, 409)).json
    expect(refused["statusCode"] in (400, 409), f"the error is {refused}")
    raises(404, day.sdk.organizations.get_by_name, name)
    made = day.sdk.organizations.create(name=name, enabled_connections=rows[:10])
    raises(409, day.sdk.organizations.enabled_connections.add, made.id, connection_id=sources[10])
    raises(409, day.sdk.organizations.connections.create, made.id, connection_id=sources[10])
    links = day.sdk.organizations.enabled_connections.list(made.id)
    expect_equal("the connections", sorted(sources[:10]), sorted(link.connection_id for link in links))
