"""Microsoft Entra ID's SCIM validator: its required tests, then its preview tests, in its own order and dialect."""

import uuid

from sidecar import entra, expect, expect_equal, scim as protocol

ENTERPRISE = entra.ENTERPRISE
MANAGER = f"{ENTERPRISE}:manager"
VERBOSE = {
    'emails[type eq "work"].value': "cassandre@zboncak.example",
    'emails[type eq "work"].primary': True,
    'addresses[type eq "work"].formatted': "QTUVHHHGJQTC",
    'addresses[type eq "work"].streetAddress': "80234 Tyrell Walks",
    'addresses[type eq "work"].locality': "BTBPLQCJXVWX",
    'addresses[type eq "work"].postalCode': "hd8 5sm",
    'addresses[type eq "work"].country': "Belize",
    'phoneNumbers[type eq "mobile"].value': "41-965-4681",
    'phoneNumbers[type eq "fax"].value': "41-965-4682",
    "displayName": "OLMWETXIUKMP",
    "title": "NITBIXZGOBQH",
    "preferredLanguage": "ka-GE",
    "name.givenName": "Margarita",
    "name.familyName": "Weldon",
    "name.formatted": "Marisol",
    f"{ENTERPRISE}:employeeNumber": "HXEYMPDQSYXB",
    f"{ENTERPRISE}:department": "VKXYOKUWHQYK",
}


def _user(scim, **attributes):
    name = scim.name("validator") + "@zboncak.example"
    return {
        "schemas": [entra.USER, ENTERPRISE],
        "externalId": str(uuid.uuid4()),
        "userName": name,
        "active": True,
        "displayName": "JAGSTBVMVHVO",
        "title": "BDUDRTHNZCGF",
        "emails": [{"type": "work", "value": name, "primary": True}],
        "preferredLanguage": "zu",
        "profileUrl": "PJLXFAJXVBXU",
        "timezone": "Asia/Colombo",
        "userType": "JCNNTYTGHXIL",
        "name": {"givenName": "Jadon", "familyName": "Elmo", "formatted": "Elian"},
        "addresses": [{"type": "work", "streetAddress": "2573 Howe Ridge", "country": "Belize", "primary": True}],
        "roles": [{"primary": "True", "display": "ABC", "value": "DEF", "type": "GHI"}],
        "meta": {"resourceType": "User"},
        ENTERPRISE: {"employeeNumber": "OGOCOPVZQUAM", "department": "ETRQFHQRFBFA"},
    } | attributes


def _group(scim, **attributes):
    return {
        "schemas": [entra.GROUP, entra.MICROSOFT_GROUP],
        "displayName": scim.name("Validator"),
        "externalId": str(uuid.uuid4()),
        "members": [],
        "meta": {"resourceType": "Group"},
    } | attributes


def _new_user(scim, **attributes):
    return scim.handle(scim.post("/Users", _user(scim, **attributes)))


def _new_group(scim, **attributes):
    return scim.handle(scim.post("/Groups", _group(scim, **attributes)))


def _lookup(scim, collection, attribute, value, **query):
    found = scim.found(collection, f'{attribute} eq "{value}"', **query)
    return [one["id"] for one in found]


def create_user(scim):
    """Entra 1 and 2 A user is created as sent; a duplicate is a conflict."""
    body = _user(scim)
    created = scim.post("/Users", body)
    for name in body.keys() - {"meta", "roles", "schemas"}:
        expect_equal(name, body[name], created[name])
    expect_equal("the role", True, created["roles"][0]["primary"])
    scim.refuse(409, "uniqueness", "POST", "/Users", body)


def filter_users(scim):
    """Entra 3 to 5 A user is found by name in any case, by external id without quotes, and a missing one is not."""
    body = _user(scim)
    user = scim.handle(scim.post("/Users", body))
    for name in (body["userName"], body["userName"].upper()):
        expect_equal("who is found", [user.id], _lookup(scim, "/Users", "userName", name))
    expect_equal("who is found", [], _lookup(scim, "/Users", "userName", str(uuid.uuid4())))
    bare = scim.get("/Users", filter=f"externalId eq {body['externalId']}")
    expect_equal("who is found without quotes", [user.id], [one["id"] for one in bare["Resources"]])
    both = f'emails[type eq "work"].value eq "{body["userName"]}" and externalId eq "{body["externalId"]}"'
    expect_equal("who is found by two keys", [user.id], [one["id"] for one in scim.found("/Users", both)])


def replace_verbosely(scim):
    """Entra 6 Many attributes are replaced, each by a path of its own."""
    user = _new_user(scim)
    operations = [{"op": "replace", "path": path, "value": value} for path, value in VERBOSE.items()]
    changed = scim.patch(user, *operations).json
    expect_equal("the address", "80234 Tyrell Walks", changed["addresses"][0]["streetAddress"])
    expect_equal("the address as it was", True, changed["addresses"][0]["primary"])
    phones = {phone["type"]: phone["value"] for phone in changed["phoneNumbers"]}
    expect_equal("the telephones", {"mobile": "41-965-4681", "fax": "41-965-4682"}, phones)
    expect_equal("the name", {"givenName": "Margarita", "familyName": "Weldon", "formatted": "Marisol"}, changed["name"])
    department = {"employeeNumber": "HXEYMPDQSYXB", "department": "VKXYOKUWHQYK"}
    expect_equal("the department", department, changed[ENTERPRISE])
    expect_equal("what is read", changed, scim.get(user))


def rename_user(scim):
    """Entra 7 The userName changes without a path."""
    user, name = _new_user(scim), scim.name("renamed") + "@zboncak.example"
    changed = scim.patch(user, {"op": "replace", "value": {"userName": name}}).json
    expect_equal("the user", (user.id, name), (changed["id"], changed["userName"]))
    expect_equal("who is found", [user.id], _lookup(scim, "/Users", "userName", name))


def disable_user(scim):
    """Entra 8 A disabled user is read and found as such."""
    user = _new_user(scim)
    for value in (False, "False"):
        scim.patch(user, {"op": "Replace", "path": "active", "value": value})
        read = scim.get(user)
        expect_equal("active", False, read["active"])
        expect_equal("who is found", [user.id], _lookup(scim, "/Users", "userName", read["userName"]))
        scim.patch(user, {"op": "Replace", "path": "active", "value": "True"})


def add_attributes(scim):
    """Entra 9 Attributes are added that were not there, parts of new values among them."""
    body = {name: value for name, value in _user(scim).items() if name in ("schemas", "userName", "externalId")}
    user = scim.handle(scim.post("/Users", body))
    operations = [{"op": "add", "path": path, "value": value} for path, value in VERBOSE.items()]
    role = [
        {"op": "Add", "path": f'roles[primary eq "True"].{name}', "value": value}
        for name, value in (("display", "Auditor"), ("type", "Custom"), ("value", "auditor"))
    ]
    changed = scim.patch(user, *operations, *role).json
    expect_equal("the role", {"primary": True, "display": "Auditor", "type": "Custom", "value": "auditor"}, changed["roles"][0])
    expect_equal("the addresses", 1, len(changed["emails"]))
    expect_equal("the department", "VKXYOKUWHQYK", changed[ENTERPRISE]["department"])


def manager(scim):
    """Entra 10 to 12 A manager is added, replaced and removed, whoever it is."""
    user, other = _new_user(scim), _new_user(scim)
    for op, value, wanted in (
        ("Add", [{"$ref": f"../Users/{other.id}", "value": other.id}], other.id),
        ("Replace", "1234-nobody", "1234-nobody"),
        ("Replace", {"value": other.id}, other.id),
        ("Replace", "", None),
    ):
        scim.patch(user, {"op": op, "path": MANAGER, "value": value})
        got = scim.get(user).get(ENTERPRISE, {}).get("manager")
        expect_equal(f"the manager after {op} {value}", wanted, got and got["value"])


def delete_user(scim):
    """Entra 13, 28 and 29 A deleted user is gone; deleting it again, or one that never was, is a 404."""
    user = _new_user(scim)
    scim.delete(user)
    scim.refuse(404, None, "GET", user.path)
    scim.delete(user, expect=(404,))
    scim.refuse(404, None, "DELETE", protocol.resource("/Users", str(uuid.uuid4())))


def group_lookup(scim):
    """Entra 14 to 18 A group is read and found with and without its members, in any case, and a missing one is not."""
    user = _new_user(scim)
    body = _group(scim, members=[{"value": user.id}])
    group = scim.handle(scim.post("/Groups", body))
    expect("members" not in scim.get(group, excludedAttributes="members"), "the members are shown")
    for name in (body["displayName"], body["displayName"].upper()):
        without = scim.found("/Groups", f'displayName eq "{name}"', excludedAttributes="members")
        expect_equal("the groups", [group.id], [one["id"] for one in without])
        expect("members" not in without[0], "the members are shown")
    shown = scim.found("/Groups", f'displayName eq "{body["displayName"]}"')
    expect_equal("the members", [user.id], [member["value"] for member in shown[0]["members"]])
    expect_equal("the groups", [], _lookup(scim, "/Groups", "displayName", str(uuid.uuid4()), excludedAttributes="members"))


def create_group(scim):
    """Entra 19 and 20 A group is created under a foreign schema; a duplicate name is a conflict."""
    body = _group(scim)
    created = scim.post("/Groups", body)
    expect_equal("the schemas", [entra.GROUP], created["schemas"])
    expect_equal("the external id", body["externalId"], created["externalId"])
    scim.refuse(409, "uniqueness", "POST", "/Groups", body | {"displayName": body["displayName"].upper()})


def change_group(scim):
    """Entra 21 and 22 A group's attributes are replaced, with and without a path, and answered with 204."""
    group, name, external = _new_group(scim), scim.name("Renamed"), str(uuid.uuid4())
    answer = scim.patch(group, {"op": "Replace", "path": "displayName", "value": name})
    expect_equal("the status", 204, answer.status)
    scim.patch(group, {"op": "replace", "value": {"displayName": name + "2", "externalId": external}})
    read = scim.get(group, excludedAttributes="members")
    expect_equal("the group", (name + "2", external), (read["displayName"], read["externalId"]))


def group_members(scim):
    """Entra 23 and 24 Members come and go in both dialects."""
    users, group = [_new_user(scim) for _ in range(3)], _new_group(scim)
    values = [{"$ref": None, "value": user.id} for user in users]
    expect_equal("the status", 204, scim.patch(group, {"op": "Add", "path": "members", "value": values}).status)
    scim.holds(group, *users)
    scim.patch(group, {"op": "Remove", "path": "members", "value": values[:1]})
    scim.holds(group, *users[1:])
    scim.patch(group, {"op": "remove", "path": f'members[value eq "{users[1].id}"]'})
    scim.holds(group, users[2])


def delete_group(scim):
    """Entra 25, 31 and 32 A deleted group is gone; deleting it again, or one that never was, is a 404."""
    group = _new_group(scim)
    scim.delete(group)
    scim.refuse(404, None, "GET", group.path)
    scim.delete(group, expect=(404,))
    scim.refuse(404, None, "DELETE", protocol.resource("/Groups", str(uuid.uuid4())))


def several_operations(scim):
    """Entra 26, 27 and 30 Several operations on several attributes, on one attribute, and on a group."""
    user, group = _new_user(scim), _new_group(scim)
    changed = scim.patch(
        user,
        {"op": "remove", "path": "title"},
        {"op": "add", "path": "displayName", "value": "First"},
        {"op": "replace", "path": "displayName", "value": "Second"},
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "second@x.example"},
    ).json
    expect_equal("the name", ("Second", None), (changed["displayName"], changed.get("title")))
    expect_equal("the address", "second@x.example", changed["emails"][0]["value"])
    name = scim.name("Several")
    scim.patch(
        group,
        {"op": "add", "path": "members", "value": [{"value": user.id}]},
        {"op": "replace", "path": "displayName", "value": name},
        {"op": "remove", "path": "externalId"},
    )
    read = scim.get(group)
    expect_equal("the group", (name, None), (read["displayName"], read.get("externalId")))
    scim.holds(group, user)


def empty_operations(scim):
    """Entra's oddity: a PATCH without operations changes nothing and is no error."""
    user, group = _new_user(scim), _new_group(scim)
    before = scim.get(user), scim.get(group)
    scim.patch(user)
    scim.patch(group)
    expect_equal("what is there", before, (scim.get(user), scim.get(group)))


def pull(scim):
    """Entra's inbound collection asks for those who changed between two instants."""
    user = _new_user(scim)
    moment = scim.get(user)["meta"]["lastModified"]
    between = f'active eq true and (meta.lastModified ge "{moment}" and meta.lastModified le "{moment}")'
    listing = scim.get("/Users", filter=between, count=100, startIndex=1)
    expect(user.id in [one["id"] for one in listing["Resources"]], "who changed then is not found")
