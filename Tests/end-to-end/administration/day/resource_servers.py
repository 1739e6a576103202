"""`client.resource_servers`: APIs, and the permissions that they know."""

from administration.sdk import raises
from sidecar import expect, expect_equal


def api_lives(day):
    """An API is made, read by id and by identifier, found, changed and deleted; its permissions go with it."""
    identifier = f"https://{day.name('api').lower()}.example/v1?x=1"
    servers = day.sdk.resource_servers
    scopes = [{"value": "read:things", "description": "Look"}, {"value": "write:things"}]
    made = servers.create(identifier=identifier, name="Things", scopes=scopes)
    expect_equal("the API", (identifier, "Things", ["read:things", "write:things"]),
                 (made.identifier, made.name, sorted(scope.value for scope in made.scopes)))
    expect_equal("the API, by id", identifier, servers.get(made.id).identifier)
    expect_equal("the API, by identifier", made.id, servers.get(identifier).id)
    expect_equal("the API, found", [made.id], [row.id for row in servers.list(identifiers=[identifier])])
    raises(409, servers.create, identifier=identifier, name="Other")
    source, role = day.source(), day.role((identifier, "read:things"), (identifier, "write:things"))
    user = source.user()
    day.give(role, source.group(user))
    question = (user, None, "--audience", identifier)
    claims = day.holds(*question, tenant=[role])["claims"]
    expect_equal("the permissions", ["read:things", "write:things"], claims["permissions"])
    changed = servers.update(made.id, name="Things II", scopes=scopes[:1])
    expect_equal("the API, changed", ("Things II", ["read:things"]),
                 (changed.name, [scope.value for scope in changed.scopes]))
    claims = day.holds(*question, tenant=[role])["claims"]
    expect_equal("the permissions", ["read:things"], claims["permissions"])
    listed = [row.permission_name for row in day.sdk.roles.permissions.list(role)]
    expect_equal("the role's permissions", ["read:things"], listed)
    servers.delete(made.id)
    raises(404, servers.get, made.id)
    day.refused("unknown_audience", *question)
    expect_equal("the role's permissions", [], list(day.sdk.roles.permissions.list(role)))


def apis_are_listed(day):
    """Pages by number show every API once, and count."""
    made = {day.resource_server("read:things") for _ in range(4)}
    seen = [row.identifier for row in day.sdk.resource_servers.list(per_page=3)]
    expect_equal("APIs shown twice", len(seen), len(set(seen)))
    expect(made <= set(seen), f"APIs that are missing: {made - set(seen)}")
    two = sorted(made)[:2]
    expect_equal("two APIs", two, sorted(row.identifier for row in day.sdk.resource_servers.list(identifiers=two)))
    page = day.sdk.resource_servers.list(per_page=1, page=1).response
    expect_equal("start, limit and total", (1, 1, len(seen)), (page.start, page.limit, page.total))


def declared_api(day):
    """An API of a policy file is changed there alone: 409, and the file is named."""
    declared = day.sdk.resource_servers.get("https://declared.example")
    for call in (
        lambda: day.sdk.resource_servers.update(declared.id, name="Other"),
        lambda: day.sdk.resource_servers.delete(declared.id),
    ):
        expect("declared.yaml" in raises(409, call), "the message does not name the file")


def malformed_apis(day):
    """A body that is not as declared is refused with 400, and the property is named."""
    identifier = f"https://{day.name('api').lower()}.example"
    for body, named in (
        ({}, "identifier"),
        ({"identifier": 7}, "identifier"),
        ({"identifier": identifier, "scopes": [{"description": "x"}]}, "value"),
        ({"identifier": identifier, "scopes": "read:things"}, "scopes"),
        ({"identifier": identifier, "colour": "red"}, "colour"),
    ):
        message = day.refuse(400, "POST", "resource-servers", body=body, code="invalid_body")
        expect(named in message, f"{body} is answered: {message}")
    raises(404, day.sdk.resource_servers.get, identifier)
