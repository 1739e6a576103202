"""Rules of RFC 7643 and 7644 on single resources: transport, creating, reading, replacing, changing, deleting, tags."""

from sidecar import expect, expect_equal, okta, scim as protocol

from .answers import BULK
from .directory import ENTERPRISE, Handle


def media_types(scim):
    """T-2 A body is taken in either media type."""
    for media in ("application/json", "application/scim+json; charset=utf-8"):
        answer = scim.send("POST", "/Users", scim.user_body(), headers={"Content-Type": media})
        expect_equal(f"the status with {media}", 201, answer.status)
    answer = scim.send("POST", "/Users", scim.user_body(), headers={"Content-Type": "text/plain"})
    expect_equal("the status with text/plain", 415, answer.status)


def credentials(scim):
    """T-3 Without the right token there is a 401."""
    user = scim.user()
    for value in (None, "Bearer wrong", f"Basic {scim.client.token}", f"Bearer {scim.client.token}x"):
        for method, path in (("GET", "/Users"), ("GET", user.path), ("DELETE", user.path)):
            scim.send(method, path, headers={"Authorization": value}, expect=(401,))
    scim.get(user)


def names_without_case(scim):
    """T-11 Names of attributes are read in any case, and answered as the schema has them."""
    user = scim.handle(scim.post("/Users", {"SCHEMAS": [okta.USER], "USERNAME": scim.name(), "nickname": "Mo"}))
    expect_equal("the nickName", "Mo", scim.get(user)["nickName"])
    scim.finds(f'ID eq "{user.id}" AND NICKNAME Eq "mo"', user)
    scim.patch(user, {"op": "replace", "path": "NICKNAME", "value": "Maureen"})
    expect_equal("the nickName", "Maureen", scim.get(user, attributes="NickName")["nickName"])


def methods(scim):
    """N-3 N-4 N-5 Discovery is read-only, and `/Me` is not there."""
    for path in ("/ServiceProviderConfig", "/ResourceTypes", "/Schemas"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            scim.refuse(405, None, method, path, {} if method != "DELETE" else None)
    scim.refuse(501, None, "GET", "/Me")
    scim.refuse(404, None, "GET", "/Nothing")


def nothing_is_created_by_change(scim):
    """N-7 PUT and PATCH of what is not there are 404 and make nothing."""
    user = scim.user()
    name = scim.name("Absent")
    for missing in (protocol.resource("/Users", user.id + "-x"), "/Groups/grp_absent"):
        scim.refuse(404, None, "PUT", missing, {"userName": name, "displayName": name})
        scim.refuse(404, None, "PATCH", missing, protocol.patch({"op": "add", "path": "displayName", "value": name}))
        scim.refuse(404, None, "DELETE", missing)
        scim.refuse(404, None, "GET", missing)
    scim.finds(f'userName eq "{name}"')
    scim.finds(f'displayName eq "{name}"', collection="/Groups")


def identifiers(scim):
    """A-1 An id is the server's, is kept to the letter, and leads back by the location."""
    body = scim.user_body(userName=scim.name("MiXed"), id="mine", meta={"location": "elsewhere"})
    created = scim.post("/Users", body)
    expect(created["id"] != "mine", "the id is the client's")
    read = scim.get(scim.at(created["meta"]["location"]))
    expect_equal("what the location shows", created, read)
    scim.finds(f'id eq "{created["id"]}"', scim.handle(created))
    group = scim.group(scim.handle(created))
    member = scim.get(group)["members"][0]
    expect_equal("the member", created["id"], member["value"])
    expect_equal("what the member's reference shows", created["id"], scim.get(scim.at(member["$ref"]))["id"])
    # What `groups` shows is the group, and only what changes the group changes it.
    groups = scim.get(scim.handle(created)).get("groups", [])
    expect_equal("A-15: the user's groups", [group.id], [one["value"] for one in groups]) if groups else None


def external_identifiers(scim):
    """A-2 An externalId is the client's, to the letter, and never made up."""
    name = scim.name("External.ID")
    user = scim.user(externalId=name)
    expect_equal("the externalId", name, scim.get(user)["externalId"])
    scim.finds(f'externalId eq "{name}"', user)
    scim.finds(f'externalId eq "{name.upper()}"')
    expect("externalId" not in scim.get(scim.user()), "an externalId is made up")


def dates(scim):
    """A-3 The dates and the version move with a change, and only then."""
    user = scim.user(title="Dr")
    first = scim.get(user)["meta"]
    expect_equal("lastModified of what is new", first["created"], first["lastModified"])
    scim.patch(user, {"op": "replace", "path": "title", "value": "Dr"})
    expect_equal("E-4 P-7: meta after no change", first, scim.get(user)["meta"])
    scim.patch(user, {"op": "replace", "path": "title", "value": "Prof"})
    second = scim.get(user)["meta"]
    expect(second["lastModified"] > first["lastModified"], "lastModified does not move")
    expect(second["version"] != first["version"], "the version does not move")
    expect_equal("created", first["created"], second["created"])


def passwords(scim):
    """A-12 A password is taken and never shown."""
    user = scim.user(password="correct horse battery staple")
    expect("password" not in scim.get(user), "the password is shown")
    expect("password" not in scim.get(user, attributes="password,userName"), "the password is shown where asked for")
    scim.refuse(400, "invalidFilter", "GET", "/Users?filter=password%20sw%20%22c%22")


def creation(scim):
    """C-1 C-4 What was created is there as it was sent."""
    body = scim.user_body(
        displayName="Mo Reyes",
        name={"givenName": "Mo", "familyName": "Reyes"},
        active=True,
        emails=[{"type": "work", "value": "m@x.example", "primary": True}, {"type": "home", "value": "h@x.example"}],
        phoneNumbers=[{"type": "mobile", "value": "+1 555 0100"}],
        **{ENTERPRISE: {"department": "Sales", "employeeNumber": "7"}},
    )
    body["schemas"] = [okta.USER, ENTERPRISE]
    answer = scim.send("POST", "/Users", body, expect=(201,))
    created = answer.json
    expect_equal("A-3: the Location", created["meta"]["location"], answer.headers["Location"])
    read = scim.get(scim.handle(created))
    expect_equal("what is read against what was answered", created, read)
    expect_equal("what is read against what was sent", body, {key: read.get(key) for key in body})


def uniqueness(scim):
    """C-2 A duplicate is a conflict."""
    body = scim.user_body()
    scim.post("/Users", body)
    scim.refuse(409, "uniqueness", "POST", "/Users", body)
    scim.refuse(409, "uniqueness", "POST", "/Users", body | {"userName": body["userName"].upper()})


def required(scim):
    """C-6 A userName and a group's displayName are required."""
    for body in ({"schemas": [okta.USER]}, scim.user_body(userName=""), scim.user_body(active="perhaps")):
        scim.refuse(400, "invalidValue", "POST", "/Users", body)
    scim.refuse(400, "invalidValue", "POST", "/Groups", {"schemas": [okta.GROUP]})
    scim.refuse(400, "invalidSyntax", "POST", "/Users", b'{"userName":')


def replacement(scim):
    """C-5 A replacement clears what it leaves out and passes over what is read-only."""
    user = scim.user(title="Dr", nickName="Mo", displayName="Maureen")
    whole = scim.get(user)
    changed = {key: value for key, value in whole.items() if key != "nickName"} | {"title": "Prof", "id": "other"}
    replaced = scim.put(user, changed)
    expect("nickName" not in replaced, "what is left out is still there")
    expect_equal("the id and the title", (user.id, "Prof"), (replaced["id"], replaced["title"]))
    expect_equal("what is read", replaced, scim.get(user))


def deletion(scim):
    """C-7 C-8 What was deleted is gone from everywhere, and its name is free."""
    user = scim.user()
    group = scim.group(displayName=scim.name())
    name = scim.get(user)["userName"]
    for handle in (user, group):
        expect_equal("the status", 204, scim.delete(handle).status)
        for method, body in (
            *(("GET", None), ("DELETE", None), ("PUT", {"userName": name, "displayName": "x"})),
            ("PATCH", protocol.patch({"op": "add", "path": "displayName", "value": "x"})),
        ):
            scim.refuse(404, None, method, handle.path, body)
    scim.finds(f'userName eq "{name}"')
    scim.finds(f'id eq "{group.id}"', collection="/Groups")
    scim.user(userName=name)


def multivalued(scim):
    """P-7 P-9 P-10 P-13 Values are added, take over as the primary one, are changed by filter and removed."""
    user = scim.user(emails=[{"type": "work", "value": "w@x.example", "primary": True}])
    scim.patch(user, {"op": "add", "path": "emails", "value": [{"type": "home", "value": "h@x.example", "primary": True}]})
    primary = {mail["type"]: mail.get("primary", False) for mail in scim.get(user)["emails"]}
    expect_equal("which address is primary", {"work": False, "home": True}, primary)
    scim.patch(user, {"op": "replace", "path": 'emails[type eq "work"].value', "value": "n@x.example"})
    values = [mail["value"] for mail in scim.get(user)["emails"]]
    expect_equal("the addresses", ["n@x.example", "h@x.example"], values)
    scim.patch(user, {"op": "remove", "path": 'emails[type eq "work"]'})
    expect_equal("the addresses", ["h@x.example"], [mail["value"] for mail in scim.get(user)["emails"]])
    scim.patch(user, {"op": "remove", "path": "emails"})
    expect("emails" not in scim.get(user), "A-6: an empty list is shown")
    scim.patch(user, {"op": "remove", "path": "emails"})


def lost_activity(scim):
    """P-10 Who loses `active` is not active, until somebody says otherwise."""
    person, _ = scim.employee()
    scim.patch(person, {"op": "remove", "path": "active"})
    expect("active" not in scim.get(person), "active is still there")
    expect(not scim.permits(person), "the user is permitted without being active")
    whole = scim.get(person)
    scim.put(person, whole)
    expect(not scim.permits(person), "a PUT without active lets the user in")
    scim.put(person, whole | {"active": True})
    expect(scim.permits(person), "the user is not permitted again")


def bad_operations(scim):
    """P-1 P-5 P-6 P-11 P-16 An operation that cannot be is refused with its keyword."""
    user = scim.user()
    for operation, keyword in (
        ({"op": "remove"}, "noTarget"),
        ({"op": "jump", "path": "title", "value": "x"}, "invalidSyntax"),
        ({"op": "add", "path": "title"}, "invalidValue"),
        ({"op": "replace", "path": "name..given", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
    ):
        scim.refuse(400, keyword, "PATCH", user.path, protocol.patch(operation))


def group_replacement(scim):
    """P-13 F-25 A list of members replaces the list of members."""
    users = [scim.user() for _ in range(4)]
    group = scim.group(*users[:2])
    values = [{"value": user.id, "display": "whoever"} for user in users[1:3]]
    scim.patch(group, {"op": "replace", "path": "members", "value": values})
    scim.holds(group, *users[1:3])
    scim.put(group, scim.group_body(users[3]))
    scim.holds(group, users[3])
    scim.patch(group, {"op": "remove", "path": "members"})
    expect("members" not in scim.get(group), "A-6: an empty list is shown")


def known_already(scim):
    """E-2 What the client has already is not sent again."""
    user = scim.user()
    version = scim.get(user)["meta"]["version"]
    answer = scim.send("GET", user.path, headers={"If-None-Match": version})
    expect_equal("the status", 304, answer.status)
    scim.patch(user, {"op": "add", "path": "title", "value": "Dr"})
    scim.send("GET", user.path, headers={"If-None-Match": version}, expect=(200,))


def preconditions(scim):
    """E-3 A write for another version is refused, and so is what is asked of it."""
    user, group = scim.user(), scim.group()
    for handle in (user, group):
        old = {"If-Match": scim.get(handle)["meta"]["version"]}
        change = {"op": "add", "path": "displayName", "value": scim.name()}
        scim.patch(handle, change, headers=old)
        now = scim.get(handle)
        scim.patch(handle, {"op": "replace", "path": "displayName", "value": "x"}, headers=old, expect=(412,))
        scim.send("PUT", handle.path, {"userName": "x", "displayName": "x"}, headers=old, expect=(412,))
        scim.delete(handle, headers=old, expect=(412,))
        expect_equal("what is there", now, scim.get(handle))
        scim.delete(handle, headers={"If-Match": now["meta"]["version"]})


def bulk(scim):
    """B-1 B-3 B-5 B-6 A bulk request resolves references forward, and ends at its number of failures."""
    name = scim.name("Bulk")
    operations = [
        {"method": "POST", "path": "/Groups", "bulkId": "g", "data": scim.group_body("bulkId:u")},
        {"method": "POST", "path": "/Users", "bulkId": "u", "data": scim.user_body(userName=name)},
        {"method": "POST", "path": "/Users", "bulkId": "v", "data": scim.user_body(userName=name)},
        {"method": "DELETE", "path": "/Users/nobody"},
        {"method": "POST", "path": "/Users", "bulkId": "w", "data": scim.user_body()},
    ]
    request = {"schemas": [BULK], "failOnErrors": 2, "Operations": operations}
    results = scim.post("/Bulk", request, expect=(200,))["Operations"]
    expect_equal("the statuses", ["201", "201", "409", "404"], [result["status"] for result in results])
    expect_equal("the bulkIds", ["g", "u", "v", None], [result.get("bulkId") for result in results])
    group, user = (scim.get(scim.at(result["location"])) for result in results[:2])
    expect_equal("the members", [user["id"]], [member["value"] for member in group["members"]])
    expect_equal("the versions", user["meta"]["version"], results[1]["version"])
    expect_equal("the error", "uniqueness", results[2]["response"]["scimType"])
    delete = [{"method": "DELETE", "path": Handle(user["id"], protocol.resource("/Users", user["id"])).path}]
    done = scim.post("/Bulk", {"schemas": [BULK], "Operations": delete}, expect=(200,))
    expect_equal("the statuses", ["204"], [result["status"] for result in done["Operations"]])
