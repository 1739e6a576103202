"""`client.groups`: groups that came by SCIM, their members, and their roles in the whole tenant."""

from administration.sdk import query, raises
from sidecar import expect, expect_equal

UNKNOWN_GROUP, UNKNOWN_ROLE = "grp_1111111111111111111111", "rol_1111111111111111"


def groups_are_found(day):
    """A group is found by connection, name, external id, and a part of either; and read by its id."""
    source, other = day.source(), day.source("samlp")
    name, external = day.name("Crew"), day.name("external")
    group = source.group(displayName=name, externalId=external)
    namesake = other.group(displayName=name)
    source.group()
    listed = day.sdk.groups.list
    for filters, expected in (
        ({"connection_id": other.id}, [namesake]),
        ({"name": name}, [group, namesake]),
        ({"name": name, "connection_id": source.id}, [group]),
        ({"external_id": external}, [group]),
        ({"search": name}, [group, namesake]),
        ({"search": external}, [group]),
        ({"name": name[:-1]}, []),
    ):
        found = [row.id for row in listed(**filters)]
        expect_equal(f"the groups of {filters}", sorted(expected), sorted(found))
    read = day.sdk.groups.get(group)
    expect_equal("the group", (group, name, external, source.id),
                 (read.id, read.name, read.external_id, read.connection_id))
    expect(read.created_at <= read.updated_at and read.tenant_name, f"the group is incomplete: {read}")
    only = day.get("groups", connection_id=other.id, fields="id,name", take=5)["groups"]
    expect_equal("the fields that were asked for", [{"id": namesake, "name": name}], only)
    without = day.get("groups", connection_id=other.id, fields="id,name", include_fields="false", take=5)["groups"][0]
    expect(not {"id", "name"} & set(without) and "connection_id" in without, f"fields are not left out: {without}")


def pages_in_both_styles(day):
    """Pages by cursor show each group once, also while others come; pages by number have totals; a mix is refused."""
    source = day.source()
    groups = sorted(source.group() for _ in range(7))
    filters = {"connection_id": source.id}
    seen = []
    for page in day.sdk.groups.list(take=3, **filters).iter_pages():
        expect(len(page.items) <= 3, "a page is larger than asked for")
        seen += [row.id for row in page.items]
        groups.append(source.group()) if len(groups) < 9 else None
    expect_equal("groups shown twice", len(seen), len(set(seen)))
    expect(set(groups[:7]) <= set(seen) <= set(groups), f"groups that are skipped: {set(groups[:7]) - set(seen)}")
    numbered, number = [], 0
    while True:
        options = query(page=number, per_page=4)
        page = day.sdk.groups.list(take=None, request_options=options, **filters).response
        expect_equal("start, limit and total", (number * 4, 4, len(groups)), (page.start, page.limit, page.total))
        numbered += [row.id for row in page.groups]
        number += 1
        if not page.groups:
            break
    expect_equal("the groups by page number", sorted(groups), sorted(numbered))
    bare = day.get("groups", per_page=100, **filters)
    expect_equal("a bare array", sorted(groups), sorted(row["id"] for row in bare))
    raises(400, day.sdk.groups.list, request_options=query(page=0), code="invalid_query_string", **filters)
    raises(400, day.sdk.groups.list, from_="no-cursor", code="invalid_query_string")
    raises(400, day.sdk.groups.list, take=0, code="invalid_query_string")
    cursor = day.sdk.groups.list(take=1, **filters).response.next
    raises(400, day.sdk.groups.list, from_=cursor, connection_id=day.source().id, code="invalid_query_string")
    raises(400, day.sdk.groups.list, request_options=query(nam="x"), code="invalid_query_string")


def members_are_listed(day):
    """The members of a group, page by page, and what a member is."""
    source = day.source()
    people = [source.user() for _ in range(5)]
    group = source.group(*people)
    seen = list(day.sdk.groups.members.get(group, take=2))
    expect_equal("the members", sorted(people), sorted(member.id for member in seen))
    for member in seen:
        expect_equal("what a member is", ("user", "connection", source.id),
                     (member.member_type, member.type, member.connection_id))
    only = day.get("groups", group, "members", fields="id")["members"]
    expect_equal("the fields that were asked for", {"id"}, {name for row in only for name in row})


def roles_of_a_group(day):
    """A role that is given to a group is in its members' claims at once; given twice it is given; taken, it is gone."""
    source, first, second = day.source(), day.role(), day.role()
    user = source.user()
    group = source.group(user)
    roles = day.sdk.groups.roles
    roles.create(group, roles=[first, second])
    day.holds(user, tenant=[first, second])
    revision = day.place.revision()
    roles.create(group, roles=[first])
    expect_equal("the revision after giving it again", revision, day.place.revision())
    listed = [role.id for role in roles.list(group, take=1)]
    expect_equal("the roles of the group", sorted([first, second]), sorted(listed))
    roles.delete(group, roles=[second])
    day.holds(user, tenant=[first])
    revision = day.place.revision()
    roles.delete(group, roles=[second])
    expect_equal("the revision after taking it again", revision, day.place.revision())
    expect_equal("the roles of the group", [first], [role.id for role in roles.list(group)])


def nothing_is_half_done(day):
    """A request with one unknown role or a malformed body gives none of its roles."""
    source, role = day.source(), day.role()
    user = source.user()
    group = source.group(user)
    roles, revision = day.sdk.groups.roles, day.place.revision()
    raises(404, roles.create, group, roles=[role, UNKNOWN_ROLE])
    for wrong in ([], [role, 7], "role", [""]):
        message = day.refuse(400, "POST", "groups", group, "roles", body={"roles": wrong}, code="invalid_body")
        expect("roles" in message, f"the message does not name the property: {message}")
    body = {"roles": [role], "colour": "red"}
    message = day.refuse(400, "POST", "groups", group, "roles", body=body, code="invalid_body")
    expect("colour" in message, f"the message does not name the property: {message}")
    day.refuse(400, "POST", "groups", group, "roles", code="invalid_body")
    expect_equal("the revision after refusals", revision, day.place.revision())
    day.holds(user)


def unknown_groups(day):
    """Whatever is asked of a group that is not there: 404, in the contract's words."""
    groups, role = day.sdk.groups, day.role()
    for call in (
        lambda: groups.get(UNKNOWN_GROUP),
        lambda: groups.delete(UNKNOWN_GROUP),
        lambda: groups.members.get(UNKNOWN_GROUP),
        lambda: groups.roles.list(UNKNOWN_GROUP),
        lambda: groups.roles.create(UNKNOWN_GROUP, roles=[role]),
        lambda: groups.roles.delete(UNKNOWN_GROUP, roles=[role]),
    ):
        expect_equal("the message", "Group not found.", raises(404, call))


def group_is_deleted(day):
    """A group that is deleted takes its roles from its members."""
    source, role = day.source(), day.role()
    user = source.user()
    group = source.group(user)
    day.sdk.groups.roles.create(group, roles=[role])
    day.holds(user, tenant=[role])
    day.sdk.groups.delete(group)
    day.holds(user)
    raises(404, day.sdk.groups.get, group)
    raises(404, day.sdk.groups.delete, group)


def scopes_of_groups(day):
    """What a client's scopes do not cover is refused with 403, and names the scope; nothing is changed."""
    source, role = day.source(), day.role()
    group = source.group()
    reader = day.narrow("read:groups")
    expect_equal("the group", group, reader.groups.get(group).id)
    for scope, call in (
        ("delete:groups", lambda: reader.groups.delete(group)),
        ("read:group_members", lambda: reader.groups.members.get(group)),
        ("read:group_roles", lambda: reader.groups.roles.list(group)),
        ("create:group_roles", lambda: reader.groups.roles.create(group, roles=[role])),
        ("delete:group_roles", lambda: reader.groups.roles.delete(group, roles=[role])),
        ("read:roles", reader.roles.list),
    ):
        message = raises(403, call, code="insufficient_scope")
        expect(message.startswith("Insufficient scope; expected any of: ") and scope in message, f"it says: {message}")
    expect_equal("the roles of the group", [], list(day.sdk.groups.roles.list(group)))
