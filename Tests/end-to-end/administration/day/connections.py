"""`client.connections`: the sources of users, how SCIM is set up for them, and the tokens that providers push with."""

from administration.sdk import raises
from administration.source import Source
from sidecar import expect, expect_equal, scim

UNKNOWN = "con_1111111111111111"


def connection_lives(day):
    """A connection is made, read, found, changed and deleted."""
    name = day.name("source")
    connections = day.sdk.connections
    made = connections.create(name=name, strategy="okta", display_name="Okta")
    expect_equal("the connection", (name, "okta", "Okta"), (made.name, made.strategy, made.display_name))
    read = connections.get(made.id)
    expect_equal("the connection, read", (made.id, name, "okta"), (read.id, read.name, read.strategy))
    expect_equal("the connection, found", [made.id], [row.id for row in connections.list(name=name)])
    changed = connections.update(made.id, display_name="Okta II")
    expect_equal("the connection, changed", ("Okta II", name), (changed.display_name, changed.name))
    raises(409, connections.create, name=name, strategy="okta")
    connections.delete(made.id)
    raises(404, connections.get, made.id, code="inexistent_connection")
    raises(404, connections.update, made.id, display_name="x", code="inexistent_connection")
    raises(400, connections.create, name="with space", strategy="okta", code="invalid_body")
    raises(400, connections.create, name=day.name("source"), strategy="carrier-pigeon", code="invalid_body")


def connections_are_listed(day):
    """Pages by cursor show each connection once; one or more strategies choose among them."""
    names = [("okta", day.source("okta").id), ("samlp", day.source("samlp").id), ("waad", day.source("waad").id)]
    seen = [row.id for row in day.sdk.connections.list(take=2)]
    expect_equal("connections shown twice", len(seen), len(set(seen)))
    expect({made for _, made in names} <= set(seen), "a connection is missing")
    some = {row.strategy for row in day.sdk.connections.list(strategy=["samlp", "waad"])}
    expect_equal("the strategies", {"samlp", "waad"}, some)
    expect_equal("one strategy", {"waad"}, {row.strategy for row in day.sdk.connections.list(strategy="waad")})


def scim_is_set_up(day):
    """SCIM is turned on with the strategy's mapping, changed, listed, and turned off."""
    configurations = day.sdk.connections.scim_configuration
    made = day.sdk.connections.create(name=day.name("source"), strategy="okta")
    raises(404, configurations.get, made.id)
    created = configurations.create(made.id)
    expect_equal("the configuration", (made.id, made.name, "okta", "externalId"),
                 (created.connection_id, created.connection_name, created.strategy, created.user_id_attribute))
    usual = configurations.get_default_mapping(made.id).mapping
    expect_equal("the mapping", _pairs(usual), _pairs(created.mapping))
    expect({("userName", "preferred_username"), ("active", "blocked")} <= set(_pairs(usual)), f"the mapping is {usual}")
    error = day.api.call("POST", f"/connections/{made.id}/scim-configuration", expect=(400, 409)).json
    expect_equal("the status in the body", True, error["statusCode"] in (400, 409))
    mapping = [{"scim": "userName", "auth0": "username"}, {"scim": "emails[primary eq true].value", "auth0": "email"}]
    changed = configurations.update(made.id, user_id_attribute="userName", mapping=mapping)
    expect_equal("the configuration, changed", ("userName", _pairs(mapping)),
                 (changed.user_id_attribute, _pairs(changed.mapping)))
    expect_equal("the configuration, read", _pairs(mapping), _pairs(configurations.get(made.id).mapping))
    listed = [row.connection_id for row in configurations.list(take=2)]
    expect_equal("configurations shown twice", len(listed), len(set(listed)))
    expect(made.id in listed, "the configuration is not listed")
    day.refuse(400, "PATCH", "connections", made.id, "scim-configuration", body={"mapping": []}, code="invalid_body")
    for wrong in ("id", "meta.created", "password"):
        rows = [{"scim": wrong, "auth0": "app_metadata.x"}]
        raises(400, configurations.update, made.id, user_id_attribute="userName", mapping=rows)
    configurations.delete(made.id)
    raises(404, configurations.get, made.id)
    raises(404, configurations.delete, made.id)
    saml = day.sdk.connections.create(name=day.name("source"), strategy="samlp")
    request = {"user_id_attribute": "externalId", "mapping": mapping}
    expect_equal("the attribute", "userName", configurations.create(saml.id).user_id_attribute)
    configurations.delete(saml.id)
    expect_equal("the attribute", "externalId", configurations.create(saml.id, request=request).user_id_attribute)
    for call in (configurations.get, configurations.create, configurations.delete, configurations.get_default_mapping):
        raises(404, call, UNKNOWN, code="inexistent_connection")


def tokens_of_a_provider(day):
    """A provider's token is shown once, does what its scopes say, and does nothing once it is deleted; two can live."""
    made = day.sdk.connections.create(name=day.name("source"), strategy="okta")
    source = Source(day, {"id": made.id, "name": made.name, "strategy": "okta"}, configured=False)
    day.sdk.connections.scim_configuration.create(made.id)
    tokens = day.sdk.connections.scim_configuration.tokens
    full = tokens.create(made.id)
    narrow = tokens.create(made.id, scopes=["get:users"], token_lifetime=3_600)
    expect_equal("the scopes", ["get:users"], narrow.scopes)
    expect(narrow.valid_until and not full.valid_until, "the lifetimes are not as asked for")
    expect(full.token.startswith(f"{full.token_id}."), "the secret does not begin with the token's id")
    raises(409, tokens.create, made.id)
    source.client(full.token).call("POST", "/Users", source.user_body(), expect=(201,))
    source.client(narrow.token).call("GET", "/Users", count=0)
    source.client(narrow.token).call("POST", "/Users", source.user_body(), expect=(403,))
    listed = {row.token_id: row for row in tokens.get(made.id)}
    expect_equal("the tokens", {full.token_id, narrow.token_id}, set(listed))
    shown = day.api.call("GET", f"/connections/{made.id}/scim-configuration/tokens").body.decode()
    expect(full.token.partition(".")[2] not in shown, "a secret is listed")
    tokens.delete(made.id, full.token_id)
    source.client(full.token).call("GET", "/Users", expect=(401,), count=0)
    raises(404, tokens.delete, made.id, full.token_id)
    raises(400, tokens.create, made.id, scopes=[], code="invalid_body")
    raises(400, tokens.create, made.id, scopes=["fly:users"], code="invalid_body")
    raises(400, tokens.create, made.id, token_lifetime=60, code="invalid_body")
    for call in (tokens.get, tokens.create):
        raises(404, call, UNKNOWN, code="inexistent_connection")


def users_are_mapped(day):
    """What SCIM pushes is read in the words of the mapping."""
    source = day.source()
    body = source.user_body(name={"givenName": "Ada", "familyName": "Lovelace"}, title="Countess")
    user = day.sdk.users.get(source.push(body))
    expect_equal("the user", ("Ada", "Lovelace", body["displayName"], body["emails"][0]["value"]),
                 (user.given_name, user.family_name, user.name, user.email))
    expect_equal("metadata", "Countess", (user.app_metadata or {}).get("title"))
    path, change = scim.resource("/Users", user.user_id), {"op": "replace", "path": "title", "value": "Analyst"}
    source.scim.call("PATCH", path, scim.patch(change), expect=(200, 204))
    expect_equal("metadata", "Analyst", day.sdk.users.get(user.user_id).app_metadata["title"])


def _pairs(mapping):
    rows = [row if isinstance(row, dict) else {"scim": row.scim, "auth0": row.auth_0} for row in mapping]
    return sorted((row["scim"], row["auth0"]) for row in rows)
