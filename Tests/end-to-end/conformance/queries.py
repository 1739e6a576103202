"""Rules on lists: filters, pages, order, projection, `.search`, cursors, and on discovery."""

from urllib.parse import quote

from sidecar import expect, expect_equal

from .answers import SEARCH

CHARACTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _people(scim, count=5):
    """Users whose titles are theirs alone, and the filter that finds them; their names are in order."""
    title = scim.name("Title")
    users = [scim.user(userName=scim.name(f"{title}-{number}"), title=title) for number in range(count)]
    return users, f'title eq "{title}"'


def no_match(scim):
    """Q-2 No match is an empty list, not an error."""
    for collection, attribute in (("/Users", "userName"), ("/Groups", "displayName")):
        listing = scim.get(collection, filter=f'{attribute} eq "{scim.name()}"')
        expect_equal("the total", 0, listing["totalResults"])
        expect_equal("the resources", [], listing.get("Resources", []))


def pages(scim):
    """Q-1 Q-3 Q-4 Pages by index hold each resource once, in one order."""
    users, mine = _people(scim, 7)
    seen = []
    for start in (1, 4, 7):
        page = scim.get("/Users", filter=mine, startIndex=start, count=3)
        expect_equal("the total", 7, page["totalResults"])
        expect_equal("the index", start, page["startIndex"])
        seen += [one["id"] for one in page["Resources"]]
    expect_equal("how many are seen", 7, len(seen))
    expect_equal("who is seen", {user.id for user in users}, set(seen))
    for query, number in (({"count": 0}, 0), ({"count": -1}, 0), ({"startIndex": 8}, 0), ({"startIndex": -1, "count": 2}, 2)):
        page = scim.get("/Users", filter=mine, **query)
        expect_equal(f"the total of {query}", 7, page["totalResults"])
        expect_equal(f"the page of {query}", seen[:number], [one["id"] for one in page.get("Resources", [])])


def operators(scim):
    """Q-5 Q-6 Every operator finds what it says, alone and joined."""
    name = scim.name("Filter")
    one = scim.user(userName=name + "-one", title=name, active=True)
    two = scim.user(userName=name + "-two", title=name, active=False, nickName="Zoe")
    mine = f'title eq "{name}"'
    for filter, users in (
        (f'userName eq "{name.upper()}-ONE"', (one,)),
        (f'{mine} and userName ne "{name}-one"', (two,)),
        (f'userName sw "{name}"', (one, two)),
        (f'{mine} and userName ew "-two"', (two,)),
        (f'{mine} and userName co "-o"', (one,)),
        (f"{mine} and nickName pr", (two,)),
        (f"{mine} and not (nickName pr)", (one,)),
        (f"{mine} and active eq true", (one,)),
        (f'{mine} and active eq "False"', (two,)),
        (f'{mine} and userName gt "{name}-one"', (two,)),
        (f'{mine} and userName le "{name}-one"', (one,)),
        (f'{mine} and nickName eq "zoe" or userName eq "{name}-one" and active eq true', (one, two)),
        (f'{mine} and (nickName eq "zoe" or active eq true) and active eq false', (two,)),
        (f'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "{name}-one"', (one,)),
    ):
        scim.finds(filter, *users)


def malformed_filters(scim):
    """Q-12 Q-19 A filter that cannot be is refused as such."""
    for filter in ("userName eq", 'userName zz "x"', "(userName pr", 'emails[type eq "x"', "id " * 1_000):
        for collection in ("/Users", "/Groups"):
            scim.refuse(400, "invalidFilter", "GET", f"{collection}?filter={quote(filter)}")
    scim.refuse(400, "invalidFilter", "GET", f"/Users?filter={quote('active gt true')}")


def order(scim):
    """Q-15 Lists are sorted as asked, without case, and what has no value comes last or first."""
    name = scim.name("Sort")
    users = {
        nick: scim.user(userName=f"{name}-{number}", title=name, nickName=nick)
        for number, nick in enumerate(("b", "A", "c", None))
    }
    for direction, wanted in ((None, ("A", "b", "c", None)), ("descending", (None, "c", "b", "A"))):
        query = {"sortBy": "nickName"} | ({"sortOrder": direction} if direction else {})
        found = scim.get("/Users", filter=f'title eq "{name}"', **query)["Resources"]
        expect_equal(f"the order {direction}", [users[nick].id for nick in wanted], [one["id"] for one in found])


def projection(scim):
    """Q-16 C-10 Attributes are those that were asked for, in every answer."""
    user = scim.user(name={"givenName": "Mo", "familyName": "R"}, title="Dr")
    always = {"schemas", "id"}
    expect_equal("what is shown", always | {"title"}, set(scim.get(user, attributes="title")))
    expect_equal("the name", {"givenName": "Mo"}, scim.get(user, attributes="name.givenName")["name"])
    without = scim.get(user, excludedAttributes="title,id,name.givenName")
    expect("title" not in without and without["id"] == user.id, "what is excluded is not what should be")
    expect_equal("the name", {"familyName": "R"}, without["name"])
    written = scim.patch(user, {"op": "replace", "path": "title", "value": "x"}, attributes="title")
    expect_equal("what a PATCH shows", always | {"title"}, set(written.json))
    created = scim.post("/Users", scim.user_body(title="Dr"), attributes="title")
    expect_equal("what a POST shows", always | {"title"}, set(created))
    listed = scim.get("/Users", filter=f'id eq "{user.id}"', attributes="title")["Resources"][0]
    expect_equal("what a list shows", always | {"title"}, set(listed))


def search(scim):
    """Q-17 T-8 A search by message finds what one by parameters finds."""
    users, mine = _people(scim, 3)
    message = {"schemas": [SEARCH], "filter": mine, "attributes": ["userName"], "startIndex": 2, "count": 1}
    for path in ("/Users/.search", "/.search"):
        page = scim.post(path, message, expect=(200,))
        expect_equal("the total and the page", (3, 1, 2), (page["totalResults"], page["itemsPerPage"], page["startIndex"]))
        expect_equal("what is shown", {"schemas", "id", "userName"}, set(page["Resources"][0]))
    sort = {"schemas": [SEARCH], "filter": mine, "sortBy": "userName", "sortOrder": "descending"}
    found = scim.post("/Users/.search", sort, expect=(200,))["Resources"]
    expect_equal("the order", [user.id for user in reversed(users)], [one["id"] for one in found])


def root(scim):
    """N-6 The root finds users and groups, and an attribute that a kind lacks has no value there."""
    name = scim.name("Both")
    user, group = scim.user(displayName=name), scim.group(displayName=name)
    mine = f'displayName eq "{name}"'
    scim.finds(mine, user, group, collection="/")
    scim.finds(f'{mine} and meta.resourceType eq "User"', user, collection="/")
    scim.finds(f"{mine} and not (userName pr)", group, collection="/")


def cursors(scim):
    """K-1 K-2 K-4 Pages by cursor hold each resource once and end without a cursor."""
    users, mine = _people(scim, 7)
    seen, cursor = [], ""
    while cursor is not None:
        page = scim.get("/Users", filter=mine, count=3, cursor=cursor)
        seen += [one["id"] for one in page.get("Resources", [])]
        cursor = page.get("nextCursor")
        expect(cursor is None or set(cursor) <= CHARACTERS, f"K-4: the cursor is {cursor!r}")
        expect(len(seen) <= 7, "the pages do not end")
    expect_equal("who is seen", sorted(user.id for user in users), sorted(seen))


def foreign_cursors(scim):
    """K-5 K-9 A cursor that is forged, another's or of another list is refused."""
    _, mine = _people(scim, 4)
    cursor = scim.get("/Users", filter=mine, count=2, cursor="")["nextCursor"]
    other = quote(mine.replace("eq", "sw"))
    for query, keyword in (
        (f"filter={quote(mine)}&count=2&cursor={cursor[:-1]}", "invalidCursor"),
        (f"filter={other}&count=2&cursor={cursor}", "invalidCursor"),
        (f"filter={quote(mine)}&count=3&cursor={cursor}", "invalidCount"),
    ):
        scim.refuse(400, keyword, "GET", f"/Users?{query}")
    scim.stranger.refuse(400, "invalidCursor", "GET", f"/Users?filter={quote(mine)}&count=2&cursor={cursor}")


def configuration(scim):
    """D-1 K-7 The configuration announces what the other checks show."""
    config = scim.get("/ServiceProviderConfig")
    for feature in ("patch", "bulk", "filter", "sort", "etag"):
        expect_equal(f"{feature}.supported", True, config[feature]["supported"])
    expect_equal("cursors and pages", (True, True), (config["pagination"]["cursor"], config["pagination"]["index"]))
    expect_equal("the scheme", "oauthbearertoken", config["authenticationSchemes"][0]["type"])
    expect(config["filter"]["maxResults"] > 0 and config["bulk"]["maxOperations"] > 0, "a limit is missing")
    expect_equal("D-7: by the old spelling", config, scim.get("/ServiceProviderConfigs"))


def schemas(scim):
    """D-2 D-5 Types name schemas that are there, and both are found by their names."""
    types = scim.get("/ResourceTypes")["Resources"]
    listed = {schema["id"]: schema for schema in scim.get("/Schemas")["Resources"]}
    expect({"User", "Group"} <= {one["name"] for one in types}, "a type is missing")
    for kind in types:
        expect_equal("the type by its name", kind, scim.get(f"/ResourceTypes/{kind['name']}"))
        for urn in (kind["schema"], *(one["schema"] for one in kind.get("schemaExtensions", []))):
            expect_equal("the schema by its name", listed[urn], scim.get(f"/Schemas/{urn}"))
    expect(not any(":messages:" in urn for urn in listed), "T-7: a message is listed among the schemas")
    scim.refuse(404, None, "GET", "/Schemas/urn:none")
