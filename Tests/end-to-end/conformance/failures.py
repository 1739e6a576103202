"""The failures of other servers, by their numbers. Those that need ten thousand users are in `ten-thousand-users.py`."""

import threading

from sidecar import expect, expect_equal, okta

from .directory import ENTERPRISE


def value_array(scim):
    """F-1 A removal with a value array takes those members only."""
    first, second = scim.user(), scim.user()
    group = scim.group(first, second)
    scim.patch(group, {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": first.id}]})
    scim.holds(group, second)


def filtered_removal(scim):
    """F-2 A removal by filter removes, and answers so only then."""
    first, second, third = scim.user(), scim.user(), scim.user()
    group = scim.group(first, second, third)
    scim.patch(group, {"op": "remove", "path": f'members[value eq "{first.id}"]'})
    scim.holds(group, second, third)
    either = f'members[value eq "{first.id}" or value eq "{second.id}"]'
    scim.patch(group, {"op": "remove", "path": either})
    scim.holds(group, third)
    for bad, keyword in ((f"value eq '{third.id}'", "invalidFilter"), (f'nickname eq "{third.id}"', "invalidPath")):
        refused = scim.patch(group, {"op": "remove", "path": f"members[{bad}]"}, expect=(400,))
        expect_equal(f"the keyword of members[{bad}]", keyword, refused.json.get("scimType"))
        scim.holds(group, third)
    shown = scim.get(group)["members"][0]
    for name in ("display", "$ref", "type"):
        scim.patch(group, {"op": "remove", "path": f'members[{name} eq "{shown[name]}"]'})
        scim.holds(group)
        scim.patch(group, scim.adding(third))


def dotted_names(scim):
    """F-3 Dotted and qualified names reach their attribute and are not stored as they are."""
    user = scim.user(name={"givenName": "Mo", "familyName": "Reyes"})
    changes = {"name.givenName": "Maureen", f"{ENTERPRISE}:department": "Audit", "displayName": "Maureen R"}
    scim.patch(user, {"op": "replace", "value": changes})
    read = scim.get(user)
    expect_equal("the name", {"givenName": "Maureen", "familyName": "Reyes"}, read["name"])
    expect_equal("the department", {"department": "Audit"}, read[ENTERPRISE])
    expect(ENTERPRISE in read["schemas"], "P-8: the extension is not among the schemas")
    expect("name.givenName" not in read, "the dotted name is stored as it is")


def value_path_creates(scim):
    """F-4 An addition to a value that no filter matches makes that value."""
    user = scim.user()
    scim.patch(user, {"op": "Add", "path": 'emails[type eq "work"].value', "value": "m@x.example"})
    expect_equal("the addresses", [{"type": "work", "value": "m@x.example"}], scim.get(user)["emails"])


def short_answers(scim):
    """F-5 F-23 A change of members is answered without the members, unless the client asks for attributes."""
    user = scim.user()
    group = scim.group()
    answer = scim.patch(group, scim.adding(user))
    expect_equal("the status", 204, answer.status)
    named = scim.patch(group, {"op": "replace", "path": "externalId", "value": "x"}, attributes="externalId")
    expect_equal("P-4: the status where attributes are asked for", 200, named.status)
    expect_equal("the attributes", {"schemas", "id", "externalId"}, set(named.json))
    expect("members" not in scim.get(group, excludedAttributes="members"), "the excluded members are there")


def order_and_atomicity(scim):
    """F-8 Operations apply in their order, all of them or none."""
    user, other = scim.user(), scim.user()
    group = scim.group(user)
    remove = {"op": "remove", "path": f'members[value eq "{other.id}"]'}
    scim.patch(group, scim.adding(other), remove)
    scim.holds(group, user)
    scim.patch(group, remove, scim.adding(other))
    scim.holds(group, user, other)
    before = scim.get(group)
    broken = ({"op": "replace", "path": "displayName", "value": scim.name()}, remove, {"op": "replace", "path": "a[b"})
    scim.patch(group, *broken, expect=(400,))
    expect_equal("the group after a PATCH that fails", before, scim.get(group))
    person = scim.get(user)
    scim.patch(
        user,
        {"op": "add", "path": "title", "value": "Dr"},
        {"op": "replace", "path": "id", "value": "other"},
        expect=(400,),
    )
    expect_equal("the user after a PATCH that fails", person, scim.get(user))


def thousand_operations(scim):
    """F-9 A thousand operations are one PATCH."""
    users = [scim.user() for _ in range(5)]
    group = scim.group()
    operations = [scim.adding(users[number % 5]) for number in range(999)]
    scim.patch(group, *operations, {"op": "remove", "path": f'members[value eq "{users[0].id}"]'})
    scim.holds(group, *users[1:])


def unknown_members(scim):
    """F-10 The id of a deleted user holds up no push, and an id that never was is refused by name."""
    gone, user = scim.user(), scim.user()
    group = scim.group()
    scim.delete(gone)
    scim.patch(group, scim.adding(gone, user))
    scim.holds(group, user)
    invented = user.id + "-never"
    body = {"op": "add", "path": "members", "value": [{"value": invented}]}
    answer = scim.patch(group, {"op": "remove", "path": "members"}, body, expect=(400,))
    expect_equal("the keyword", "invalidValue", answer.json.get("scimType"))
    expect(invented in answer.json["detail"], f"the detail does not name the id: {answer.json['detail']}")
    scim.holds(group, user)


def names_without_case(scim):
    """F-11 A userName is one in whatever case it is written, beyond ASCII too, and is kept as it was given."""
    name = scim.name("Ümit.Çelik") + "@X.example"
    user = scim.user(userName=name)
    for other in (name.upper(), name.lower()):
        scim.refuse(409, "uniqueness", "POST", "/Users", scim.user_body(userName=other))
        scim.finds(f'userName eq "{other}"', user)
    expect_equal("A-13: the userName", name, scim.get(user)["userName"])


def false_in_any_spelling(scim):
    """F-12 A false in any spelling deactivates, and the next decision is a denial."""
    person, _ = scim.employee()
    for value in ("False", "false", False):
        scim.patch(person, {"op": "Replace", "path": "active", "value": value})
        expect_equal(f"active after {value!r}", False, scim.get(person)["active"])
        expect(not scim.permits(person), f"{value!r} leaves the access as it was")
        scim.patch(person, {"op": "Replace", "path": "active", "value": "True"})
        expect(scim.permits(person), "the user is not permitted again")


def every_way_out(scim):
    """F-14 PUT, PATCH with and without a path, Bulk, removal and DELETE: each takes the access away at once."""
    person, group = scim.employee()
    whole = scim.get(person)
    bulk = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [{"method": "PUT", "path": person.path, "data": whole | {"active": False}}],
    }
    ways = {
        "a PUT": lambda: scim.put(person, whole | {"active": False}),
        "a PATCH with a path": lambda: scim.patch(person, {"op": "replace", "path": "active", "value": False}),
        "a PATCH without a path": lambda: scim.patch(person, {"op": "replace", "value": {"active": False}}),
        "a bulk request": lambda: scim.post("/Bulk", bulk, expect=(200,)),
    }
    for name, way in ways.items():
        way()
        expect(not scim.permits(person), f"{name} leaves the access as it was")
        scim.put(person, whole | {"active": True})
        expect(scim.permits(person), f"the user is not permitted again after {name}")
    scim.patch(group, {"op": "remove", "path": f'members[value eq "{person.id}"]'})
    expect(not scim.permits(person), "the removal leaves the access as it was")
    scim.patch(group, scim.adding(person))
    scim.delete(person)
    expect(not scim.permits(person), "the deletion leaves the access as it was")


def inactive_again(scim):
    """F-16 Creating an inactive user is a conflict, and the lookup finds whom to activate."""
    user = scim.user(externalId=scim.name("external"))
    whole = scim.get(user)
    scim.patch(user, {"op": "replace", "path": "active", "value": False})
    body = scim.user_body(userName=whole["userName"], externalId=whole["externalId"])
    scim.refuse(409, "uniqueness", "POST", "/Users", body)
    for attribute in ("userName", "externalId"):
        found = scim.found("/Users", f'{attribute} eq "{whole[attribute]}"')
        expect_equal(f"who is found by {attribute}", [(user.id, False)], [(one["id"], one["active"]) for one in found])
    expect_equal("active", True, scim.put(user, whole | {"active": True})["active"])


def group_lookup(scim):
    """F-18 A filter holds beside excluded attributes."""
    user = scim.user()
    group, _ = scim.group(user), scim.group(user)
    name = scim.get(group, attributes="displayName")["displayName"]
    found = scim.found("/Groups", f'displayName eq "{name}"', excludedAttributes="members")
    expect_equal("the groups", [group.id], [one["id"] for one in found])
    expect("members" not in found[0], "the excluded members are there")


def value_paths_in_filters(scim):
    """F-19 A filter on one value holds for one value, not for parts of several."""
    first, second = scim.name("first") + "@x.example", scim.name("second") + "@x.example"
    one = scim.user(emails=[{"type": "work", "value": first}, {"type": "home", "value": second}])
    other = scim.user(emails=[{"type": "work", "value": second}])
    scim.finds(f'emails[type eq "work" and value eq "{first}"]', one)
    scim.finds(f'emails[type eq "work" and value eq "{second}"]', other)
    scim.finds(f'emails[type eq "home"].value eq "{second}"', one)
    scim.finds(f'emails.type eq "work" and emails.value eq "{second}"', one, other)


def isolation(scim):
    """F-20 One provider's token reaches nothing of another provider."""
    user, stranger = scim.user(), scim.stranger
    group, theirs = scim.group(user), stranger.group()
    before = (scim.get(user), scim.get(group))
    for handle in (user, group):
        for method, body in (
            *(("GET", None), ("DELETE", None), ("PUT", {"userName": "x", "displayName": "x"})),
            ("PATCH", {"Operations": [{"op": "add", "path": "displayName", "value": "x"}]}),
        ):
            stranger.refuse(404, None, method, handle.path, body)
    for collection, handle in (("/Users", user), ("/Groups", group)):
        stranger.finds(f'id eq "{handle.id}"', collection=collection)
    for member in (user, group):
        stranger.patch(theirs, stranger.adding(member), expect=(400,))
    scim.send("GET", "/Users", headers={"Authorization": f"Bearer {stranger.client.token}"}, expect=(401,))
    expect_equal("what the other provider left", before, (scim.get(user), scim.get(group)))


def race_of_two(scim):
    """F-21 Of two writes on one version one is refused."""
    user = scim.user()
    for _ in range(5):
        tag = {"If-Match": scim.get(user)["meta"]["version"]}
        statuses = []

        def write(client, tag=tag, statuses=statuses):
            operation = {"op": "replace", "path": "title", "value": scim.name()}
            statuses.append(scim.patch(user, operation, expect=None, headers=tag, client=client).status)

        writers = [threading.Thread(target=write, args=(scim.new_client(),)) for _ in range(2)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        expect_equal("the statuses of two writes on one version", [200, 412], sorted(statuses))


def instants(scim):
    """F-22 Instants compare as instants, whatever their zone and fraction."""
    user = scim.user()
    modified = scim.get(user)["meta"]["lastModified"]
    expect(modified.endswith("Z"), f"lastModified is {modified}")
    mine = f'id eq "{user.id}" and meta.lastModified'
    hour = int(modified[11:13])
    # The same instant an hour further east, and one that is later although its text is less.
    east = f"{modified[:11]}{hour + 1:02}{modified[13:-1]}+01:00" if hour < 23 else modified
    west = f"{modified[:11]}{hour - 1:02}{modified[13:-1]}-02:00" if hour > 0 else modified.replace("Z", "-01:00")
    scim.finds(f'{mine} eq "{east}"', user)
    scim.finds(f'{mine} lt "{west}"', user)
    scim.finds(f'{mine} ge "{west}"')
    scim.finds(f'{mine} le "{modified[:-1]}0000Z"' if "." in modified else f'{mine} le "{modified}"', user)


def content_that_stays(scim):
    """F-24 What an administrator of a provider cannot change is no error."""
    user = scim.user(
        timezone="QYXPCTCEODRW",
        profileUrl="no address",
        locale="somewhere",
        addresses=[{"type": "work", "country": "Belize", "primary": True}],
        roles=[{"primary": "True", "display": "D", "value": "V", "type": "T"}],
        favouriteColour="blue",
        nickName="",
        title=None,
    )
    scim.patch(user, {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "nobody-knows"})
    read = scim.get(user)
    expect_equal("the manager", "nobody-knows", read[ENTERPRISE]["manager"]["value"])
    expect_equal("the country", "Belize", read["addresses"][0]["country"])
    expect_equal("the role", True, read["roles"][0]["primary"])
    scim.patch(user, {"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": ""})
    expect(ENTERPRISE not in scim.get(user), "the manager is still there")


def once_each(scim):
    """F-25 A member is there once, however often it is added."""
    user = scim.user()
    group = scim.group(user, user)
    version = scim.get(group)["meta"]["version"]
    scim.patch(group, scim.adding(user, user), scim.adding(user))
    scim.holds(group, user)
    expect_equal("P-7: the version after no change", version, scim.get(group)["meta"]["version"])


def cascade(scim):
    """F-26 A deleted user is in no group, and each of them tells by its version."""
    user, other = scim.user(), scim.user()
    group = scim.group(user, other)
    version = scim.get(group)["meta"]["version"]
    scim.delete(user)
    scim.holds(group, other)
    expect(scim.get(group)["meta"]["version"] != version, "C-9: the version of the group is the old one")
    scim.finds(f'members.value eq "{user.id}"', collection="/Groups")


def renamed(scim):
    """F-27 A renamed user keeps the id and is found by the new name only."""
    person, _ = scim.employee()
    old, new = scim.get(person)["userName"], scim.name("renamed")
    scim.patch(person, {"op": "replace", "path": "userName", "value": new})
    scim.finds(f'userName eq "{old}"')
    scim.finds(f'userName eq "{new}"', person)
    expect(scim.permits(person, name=new), "the access went with the name")
    expect(not scim.permits(person), "the old name permits, for whoever has it now")
    body = {"schemas": [okta.USER], "userName": new.upper()}
    scim.refuse(409, "uniqueness", "POST", "/Users", body)
