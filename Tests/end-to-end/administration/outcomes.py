"""How a login ends: the table of outcomes (4.3), row by row, from what is pushed by SCIM to the claims."""

from sidecar import expect, expect_equal

#: Rows of the table that no question to the sidecar can bring about, because it knows neither login pages nor
#: applications: "enterprise and hidden", "client requires an organization" and "connection-to-application links".
#: Of the first, `a hidden connection` shows what is left of it.


def member_of_the_organization(tenant):
    """4.3-1 A member, through an enabled connection: permitted, with the organization's roles."""
    source, role = tenant.source(), tenant.role()
    organization = tenant.organization(source, auto=False)
    user = source.user()
    tenant.join(organization, user)
    tenant.post("organizations", organization, "members", user, "roles", body={"roles": [role]}, expect=(204,))
    answer = tenant.holds(user, organization, inside=[role])
    expect("joined" not in answer, "a member has joined again")
    expect_equal("the sources of the role", ["direct"], [s["type"] for s in answer["organization_roles"][0]["sources"]])


def auto_membership(tenant):
    """4.3-2 No member, and Auto-Membership is on: the login makes one, with the group's roles in the same answer."""
    source, role = tenant.source(), tenant.role()
    organization = tenant.organization(source)
    user = source.user()
    group = source.group(user)
    tenant.give(role, group, organization)
    expect_equal("the members before a login", [], tenant.members(organization))
    answer = tenant.holds(user, organization, inside=[role])
    expect(answer.get("joined") is True, "the answer does not say that the user has joined")
    sources = answer["organization_roles"][0]["sources"]
    expect_equal("the groups that the role comes from", [[group]], [source["groups"] for source in sources])
    expect_equal("the members after a login", [user], tenant.members(organization))
    expect("joined" not in tenant.holds(user, organization, inside=[role]), "the user has joined twice")
    expect_equal("the members after two logins", [user], tenant.members(organization))


def provisioning_makes_no_member(tenant):
    """4.2 Being pushed by SCIM makes nobody a member, not in a group with roles either; nor does another login."""
    source, role = tenant.source(), tenant.role()
    organization = tenant.organization(source)
    user = source.user()
    tenant.give(role, source.group(user), organization)
    tenant.holds(user)
    expect_equal("the members", [], tenant.members(organization))


def no_member_without_auto_membership(tenant):
    """4.3-3 No member, and Auto-Membership is off: refused, and still no member."""
    source, role = tenant.source(), tenant.role()
    organization = tenant.organization(source, auto=False)
    user = source.user()
    tenant.give(role, source.group(user), organization)
    words = f"user {user} is not part of the {organization} organization"
    tenant.refused("not_a_member", user, organization, error="access_denied", description=words)
    expect_equal("the members", [], tenant.members(organization))


def connection_of_another_organization(tenant):
    """4.3-4 The connection is not enabled there: refused; with none enabled at all, in other words."""
    source, other = tenant.source(), tenant.source()
    user = source.user()
    tenant.refused("connection_not_enabled", user, tenant.organization(other), error="access_denied")
    words = "no connections enabled for the organization"
    empty = tenant.organization()
    tenant.refused("no_connections_enabled", user, empty, error="invalid_request", description=words)
    tenant.join(empty, user)
    tenant.refused("no_connections_enabled", user, empty)


def hidden_connection(tenant):
    """4.3-5 A hidden connection is left out of a login page; who comes through it all the same is let in."""
    source = tenant.source()
    organization = tenant.organization(source)
    path = ("organizations", organization, "enabled_connections", source.id)
    expect_equal("the link", False, tenant.patch(*path, body={"show_as_button": False})["show_as_button"])
    tenant.holds(source.user(), organization)


def no_organization(tenant):
    """4.3-6 Without an organization a login has roles of the tenant alone: those given to the user, and by groups."""
    source, direct, shared, inside = tenant.source(), tenant.role(), tenant.role(), tenant.role()
    organization = tenant.organization(source)
    user = source.user()
    group = source.group(user)
    tenant.post("users", user, "roles", body={"roles": [direct]}, expect=(204,))
    tenant.give(shared, group)
    tenant.give(inside, group, organization)
    tenant.holds(user, tenant=[direct, shared])


def blocked(tenant):
    """4.3-8 A blocked user is refused everywhere, be it by `active` of SCIM or by an administrator, who alone lifts it."""
    source = tenant.source()
    organization = tenant.organization(source)
    body = source.user_body()
    user = source.push(body)
    tenant.holds(user, organization)
    source.set_active(user, False)
    for where in (None, organization):
        tenant.refused("blocked_subject", user, where, error="unauthorized", description="user is blocked")
    expect_equal("blocked, in the API", True, tenant.get("users", user)["blocked"])
    source.set_active(user, True)
    tenant.holds(user, organization)
    expect_equal("the answer to blocking", True, tenant.patch("users", user, body={"blocked": True})["blocked"])
    for where in (None, organization):
        tenant.refused("blocked_subject", user, where, error="unauthorized", description="user is blocked")
    source.set_active(user, True)
    tenant.refused("blocked_subject", user, organization)
    source.drop(user)
    expect_equal("the same id again", user, source.push(body))
    tenant.refused("blocked_subject", user, organization)
    tenant.patch("users", user, body={"blocked": False})
    tenant.holds(user, organization)


def unknown_user(tenant):
    """4.3-9 A user whom SCIM has deleted is unknown, though the provider still lets them in: no profile is made up."""
    source, role = tenant.source(), tenant.role()
    organization = tenant.organization(source)
    body = source.user_body()
    user = source.push(body)
    group = source.group(user)
    tenant.give(role, group, organization)
    tenant.holds(user, organization, inside=[role])
    source.drop(user)
    for where in (None, organization):
        tenant.refused("unknown_subject", user, where, error="access_denied")
    tenant.refuse(404, "GET", "users", user, code="inexistent_user")
    expect_equal("the members", [], tenant.members(organization))
    expect_equal("the same id again", user, source.push(body))
    answer = tenant.holds(user, organization)
    expect_equal("whether the user, created again, had to join", True, answer.get("joined"))
    expect_equal("groups of a user created again", [], answer["groups"])


def provider_says_who(tenant):
    """Decision 16: the user is named by the id, or by the connection and the provider's own id."""
    source, other = tenant.source(), tenant.source()
    user = source.user()
    own = user.rpartition("|")[2]
    expect_equal("the id", f"{source.strategy}|{source.name}|{own}", user)
    for connection in (source.id, source.name):
        permitted, answer = tenant.login(own, None, "--connection", connection)
        expect(permitted, f"the login by the provider's id is refused: {answer}")
        expect_equal("who logs in", user, answer["claims"]["sub"])
    tenant.refused("unknown_subject", own, None, "--connection", other.id)
    tenant.refused("other_connection", user, None, "--connection", other.id)
