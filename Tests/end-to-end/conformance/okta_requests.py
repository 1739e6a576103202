"""Okta: the requests of its SCIM 2.0 test suite, and those of a connector's day."""

import secrets

from sidecar import expect, expect_equal, okta, scim as protocol

ERROR = ["urn:ietf:params:scim:api:messages:2.0:Error"]


def _user(scim, **attributes):
    name = scim.name("okta.test").lower()
    return {
        "schemas": [okta.USER],
        "userName": f"{name}@atko.example",
        "name": {"givenName": "Mo", "familyName": "Reyes"},
        "emails": [{"primary": True, "value": f"{name}@atko.example", "type": "work"}],
        "displayName": "Mo Reyes",
        "locale": "en-US",
        "externalId": secrets.token_hex(8),
        "groups": [],
        "password": secrets.token_urlsafe(12),
        "active": True,
    } | attributes


def first_user(scim):
    """Okta 1 and 2 The first user has all that a profile needs, and is read by its id."""
    scim.post("/Users", _user(scim))
    listing = scim.get("/Users", filter='userName sw "okta.test"', count=1, startIndex=1)
    for name in ("totalResults", "itemsPerPage", "startIndex"):
        expect(type(listing[name]) is int, f"{name} is {listing[name]!r}")
    user = listing["Resources"][0]
    expect(user["id"] and user["userName"] and isinstance(user["active"], bool), f"the user lacks something: {user}")
    expect(user["name"]["givenName"] and user["name"]["familyName"] and user["emails"][0]["value"], "a name is missing")
    read = scim.get(protocol.resource("/Users", user["id"]))
    expect_equal("the user by its id", user["userName"], read["userName"])


def unknown_users(scim):
    """Okta 3 to 5 Unknown users are an empty list, or a 404 with a detail."""
    for filter in (f'userName eq "{scim.name()}@atko.example"', f'emails.value eq "{scim.name()}@atko.example"'):
        expect_equal(filter, 0, scim.get("/Users", filter=filter)["totalResults"])
    answer = scim.send("GET", "/Users/010101001010101011001010101011", expect=(404,)).json
    expect_equal("the error", (ERROR, "404"), (answer["schemas"], answer["status"]))
    expect(answer["detail"], "the error has no detail")


def creation(scim):
    """Okta 6 to 9 A user is created with a plain media type, read, refused twice, and found in any case."""
    body = _user(scim)
    plain = {"Content-Type": "application/json", "Accept": "application/json"}
    created = scim.send("POST", "/Users", body, headers=plain, expect=(201,)).json
    for name in ("userName", "name", "emails", "displayName", "locale", "externalId", "active"):
        expect_equal(name, body[name], created[name])
    expect_equal("what is read", created, scim.get(scim.handle(created)))
    scim.refuse(409, "uniqueness", "POST", "/Users", body, headers=plain)
    upper = body["userName"].upper()
    found = scim.get("/Users", filter=f'userName eq "{upper}"', startIndex=1, count=100)
    expect_equal("who is found in upper case", [created["id"]], [one["id"] for one in found["Resources"]])


def groups_and_tokens(scim):
    """Okta 10 to 12 Groups are listed, a bad token is a 401, and what is not there a 404."""
    scim.get("/Groups", startIndex=1, count=100)
    refused = scim.send("GET", "/Users", headers={"Authorization": "Bearer bad"}, expect=(401,)).json
    expect_equal("the error", (ERROR, "401"), (refused["schemas"], refused["status"]))
    missing = scim.send("GET", "/Users/00919288221112222", expect=(404,)).json
    expect_equal("the error", (ERROR, "404"), (missing["schemas"], missing["status"]))


def update(scim):
    """Okta updates by reading and putting back, echoes what it read, and never deletes a user."""
    created = scim.post("/Users", _user(scim))
    user = scim.handle(created)
    scim.group(user)
    echo = scim.get(user)
    replaced = scim.put(user, echo | {"name": {"givenName": "Maureen", "familyName": "Reyes"}})
    expect_equal("the id and the name", (user.id, "Maureen"), (replaced["id"], replaced["name"]["givenName"]))
    expect_equal("inactive by PUT", False, scim.put(user, echo | {"active": False})["active"])
    found = scim.found("/Users", f'userName eq "{created["userName"]}"', startIndex=1, count=100)
    expect_equal("who is found for the new assignment", [(user.id, False)], [(one["id"], one["active"]) for one in found])
    expect_equal("active by PUT", True, scim.put(user, echo | {"active": True})["active"])
    off = scim.patch(user, {"op": "replace", "value": {"active": False}})
    expect_equal("inactive by PATCH", False, off.json["active"])


def group_push(scim):
    """Okta pushes a group, sends its name and id with every change of members, reads it, and unlinks it."""
    users = [scim.handle(scim.post("/Users", _user(scim))) for _ in range(3)]
    name = scim.name("Ops")
    group = scim.handle(scim.post("/Groups", {"schemas": [okta.GROUP], "displayName": name, "members": []}))
    renamed = {"op": "replace", "value": {"id": group.id, "displayName": name + " EMEA"}}
    values = [{"value": user.id, "display": "m.reyes@atko.example"} for user in users]
    scim.patch(group, renamed, {"op": "add", "path": "members", "value": values[:2]})
    scim.holds(group, *users[:2])
    leaves = {"op": "remove", "path": f'members[value eq "{users[0].id}"]'}
    scim.patch(group, renamed, leaves, {"op": "add", "path": "members", "value": values[2:]})
    scim.holds(group, *users[1:])
    scim.patch(group, {"op": "replace", "path": "members", "value": values})
    scim.holds(group, *users)
    expect_equal("the name", name + " EMEA", scim.get(group)["displayName"])
    scim.finds(f'displayName eq "{name} EMEA"', group, collection="/Groups")
    put = {"schemas": [okta.GROUP], "id": group.id, "displayName": name, "members": values[:1]}
    scim.put(group, put)
    scim.holds(group, users[0])
    scim.delete(group)
    scim.refuse(404, None, "GET", group.path)
