"""`client.organizations`: the organizations themselves, and the connections that may log in to them."""

from administration.sdk import raises
from sidecar import expect, expect_equal

UNKNOWN, UNKNOWN_CONNECTION = "org_1111111111111111", "con_1111111111111111"


def organization_lives(day):
    """An organization is made, read by id and by name, changed, and deleted."""
    name = day.name("org").lower()
    organizations = day.sdk.organizations
    made = organizations.create(name=name, display_name="Café Ødegård", metadata={"plan": "gold"})
    read = organizations.get(made.id)
    expect_equal("the organization", (name, "Café Ødegård", {"plan": "gold"}),
                 (read.name, read.display_name, read.metadata))
    expect_equal("the organization, by name", read.id, organizations.get_by_name(name).id)
    changed = organizations.update(made.id, display_name="Ødegård", metadata={"plan": "silver", "since": "2026"})
    expect_equal("the organization, changed", ("Ødegård", {"plan": "silver", "since": "2026"}, name),
                 (changed.display_name, changed.metadata, changed.name))
    expect_equal("a change of nothing", "Ødegård", organizations.update(made.id).display_name)
    organizations.delete(made.id)
    raises(404, organizations.get, made.id)
    raises(404, organizations.get_by_name, name)
    expect_equal("the message", "Organization not found.", raises(404, organizations.update, made.id, name="other"))


def name_is_taken(day):
    """Two organizations of one name are refused with 409, and names that are none with 400."""
    name = day.name("org").lower()
    organizations = day.sdk.organizations
    organizations.create(name=name)
    raises(409, organizations.create, name=name)
    other = organizations.create(name=day.name("org").lower())
    raises(409, organizations.update, other.id, name=name)
    for wrong in ("", "UPPER", "with space", "org_1234567890123456", "-begins", "x" * 51):
        message = raises(400, organizations.create, name=wrong, code="invalid_body")
        expect("name" in message, f"the message does not name the property: {message}")


def organizations_are_listed(day):
    """Pages by cursor show each organization once; pages by number have totals."""
    made = {day.organization() for _ in range(5)}
    seen = [row.id for row in day.sdk.organizations.list(take=2)]
    expect_equal("organizations shown twice", len(seen), len(set(seen)))
    expect(made <= set(seen), f"organizations that are missing: {made - set(seen)}")
    page = day.get("organizations", page=0, per_page=2, include_totals="true")
    expect_equal("start, limit and total", (0, 2, len(seen)), tuple(page[key] for key in ("start", "limit", "total")))
    expect_equal("a bare array", sorted(seen), sorted(row["id"] for row in day.get("organizations", per_page=100)))
    raises(400, day.sdk.organizations.list, from_="no-cursor", code="invalid_query_string")


def enabled_connections(day):
    """Connections are added to an organization, found there, changed and removed; a login follows each step."""
    source = day.source()
    user = source.user()
    organization = day.organization()
    links = day.sdk.organizations.enabled_connections
    day.refused("no_connections_enabled", user, organization)
    added = links.add(organization, connection_id=source.id, assign_membership_on_login=False, show_as_button=False)
    expect_equal("the link", (source.id, False, False),
                 (added.connection_id, added.assign_membership_on_login, added.show_as_button))
    expect_equal("the link's connection", (source.name, "okta"), (added.connection.name, added.connection.strategy))
    day.refused("not_a_member", user, organization)
    raises(409, links.add, organization, connection_id=source.id)
    expect_equal("the links", [source.id], [link.connection_id for link in links.list(organization)])
    changed = links.update(organization, source.id, assign_membership_on_login=True)
    expect_equal("the link, changed", (True, False), (changed.assign_membership_on_login, changed.show_as_button))
    expect_equal("the link, read", changed.model_dump(), links.get(organization, source.id).model_dump())
    day.holds(user, organization)
    links.delete(organization, source.id)
    day.refused("no_connections_enabled", user, organization)
    expect_equal("the links", [], list(links.list(organization)))
    for call in (
        lambda: links.get(organization, source.id),
        lambda: links.update(organization, source.id, show_as_button=True),
        lambda: links.delete(organization, source.id),
        lambda: links.add(organization, connection_id=UNKNOWN_CONNECTION),
        lambda: links.add(UNKNOWN, connection_id=source.id),
        lambda: links.list(UNKNOWN),
    ):
        raises(404, call)


def connections_of_an_organization(day):
    """The newer form of the same links: a connection can be kept there and yet be off."""
    source, other = day.source(), day.source()
    user = source.user()
    organization = day.organization()
    links = day.sdk.organizations.connections
    made = links.create(organization, connection_id=source.id, assign_membership_on_login=True)
    expect_equal("the link", (source.id, True, True),
                 (made.connection_id, made.assign_membership_on_login, made.is_enabled))
    raises(409, links.create, organization, connection_id=source.id)
    links.create(organization, connection_id=other.id, is_enabled=False)
    day.holds(user, organization)
    off = links.update(organization, source.id, is_enabled=False)
    expect_equal("the link, off", (False, True), (off.is_enabled, off.assign_membership_on_login))
    day.refused("no_connections_enabled", user, organization)
    both = {link.connection_id: link.is_enabled for link in links.list(organization)}
    expect_equal("the links", {source.id: False, other.id: False}, both)
    links.update(organization, other.id, is_enabled=True)
    on = [link.connection_id for link in links.list(organization, is_enabled=True)]
    expect_equal("the links that are on", [other.id], on)
    day.refused("connection_not_enabled", user, organization)
    links.update(organization, source.id, is_enabled=True)
    day.holds(user, organization)
    expect_equal("the link, read", True, links.get(organization, source.id).is_enabled)
    older = [link.connection_id for link in day.sdk.organizations.enabled_connections.list(organization, per_page=1)]
    expect_equal("the links in the older form", sorted([source.id, other.id]), sorted(older))
    links.delete(organization, source.id)
    raises(404, links.get, organization, source.id)
    raises(404, links.create, organization, connection_id=UNKNOWN_CONNECTION)


def made_with_connections(day):
    """An organization is made with its connections in one request, or not at all."""
    source = day.source()
    name = day.name("org").lower()
    rows = [{"connection_id": source.id, "assign_membership_on_login": True}]
    wrong = [*rows, {"connection_id": UNKNOWN_CONNECTION}]
    try:
        raises(404, day.sdk.organizations.create, name=name, enabled_connections=wrong)
    finally:
        raises(404, day.sdk.organizations.get_by_name, name)
    made = day.sdk.organizations.create(name=name, enabled_connections=rows)
    links = day.sdk.organizations.enabled_connections.list(made.id)
    expect_equal("the links", [(source.id, True)],
                 [(link.connection_id, link.assign_membership_on_login) for link in links])
    day.holds(source.user(), made.id)
