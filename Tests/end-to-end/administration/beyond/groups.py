"""Groups that the API makes, for connections whose provider pushes none."""

from sidecar import expect, expect_equal, scim

from .standing import permits


def made_renamed_filled_and_emptied(tenant):
    """A group that the API made gives roles like any other: filled, renamed, nested, emptied, ended."""
    source, user, other = _source_without_scim(tenant)
    organization = tenant.organization(source)
    tenant.join(organization, user)
    api = tenant.resource_server("read:things")
    shared, inside = tenant.role((api, "read:things")), tenant.role()
    group = _make(tenant, source)
    tenant.give(shared, group["id"])
    tenant.give(inside, group["id"], organization)
    tenant.holds(user)
    _fill(tenant, group, user)
    answer = tenant.holds(user, organization, tenant=[shared], inside=[inside])
    expect_equal("the groups in the claims", [group["name"]], answer["claims"]["groups"])
    expect(permits(tenant, user, api, "read:things"), "a check is denied")
    renamed = tenant.name("Renamed")
    tenant.patch("groups", group["id"], body={"name": renamed})
    answer = tenant.holds(user, organization, tenant=[shared], inside=[inside])
    expect_equal("the groups after a renaming", [renamed], answer["claims"]["groups"])
    inner = _make(tenant, source)
    _fill(tenant, inner, other)
    tenant.holds(other)
    _fill(tenant, group, inner["id"])
    tenant.holds(other, tenant=[shared])
    tenant.delete("groups", group["id"], "members", body={"members": [user]})
    tenant.holds(user, organization)
    expect(not permits(tenant, user, api, "read:things"), "a check is permitted after the group was emptied")
    tenant.holds(other, tenant=[shared])
    tenant.delete("groups", group["id"])
    tenant.holds(other)
    tenant.refuse(404, "GET", "groups", group["id"], code="inexistent_group")


def mapped_by_name(tenant):
    """A mapping by name counts for groups that the API makes, too, and follows their names."""
    source, user, _ = _source_without_scim(tenant)
    role, name = tenant.role(), tenant.name("Mapped")
    tenant.post("group-role-mappings", body={"connection_id": source.id, "role_id": role, "name": name})
    group = _make(tenant, source)
    _fill(tenant, group, user)
    tenant.holds(user)
    tenant.patch("groups", group["id"], body={"name": name})
    tenant.holds(user, tenant=[role])
    tenant.patch("groups", group["id"], body={"name": group["name"]})
    tenant.holds(user)


def names_are_unique_in_a_connection(tenant):
    """Two groups of a connection have two names, in any case; another connection may have either."""
    source, _, _ = _source_without_scim(tenant)
    group, second = _make(tenant, source), _make(tenant, source)
    body = {"connection_id": source.id, "name": group["name"].upper()}
    tenant.refuse(409, "POST", "groups", body=body)
    tenant.refuse(409, "PATCH", "groups", second["id"], body={"name": group["name"]})
    tenant.patch("groups", group["id"], body={"name": group["name"].upper()})
    elsewhere, _, _ = _source_without_scim(tenant)
    tenant.post("groups", body={"connection_id": elsewhere.id, "name": group["name"]})


def not_where_scim_pushes(tenant):
    """On a connection with SCIM the API makes, renames, fills and empties no group, and nothing is written."""
    source = tenant.source()
    user = source.user()
    group = source.group(user)
    other = source.user()
    revision = tenant.place.revision()
    body = {"connection_id": source.id, "name": tenant.name("By API")}
    tenant.refuse(409, "POST", "groups", body=body)
    tenant.refuse(409, "PATCH", "groups", group, body={"name": "Another"})
    tenant.refuse(409, "POST", "groups", group, "members", body={"members": [other]})
    tenant.refuse(409, "DELETE", "groups", group, "members", body={"members": [user]})
    tenant.refuse(409, "POST", "groups", group, "members", body={"members": [other]}, dry_run="true")
    expect_equal("the revision after refusals", revision, tenant.place.revision())
    members = tenant.everything("groups", group, "members", named="members")
    expect_equal("the members", [user], [member["id"] for member in members])


def scim_does_not_touch_them(tenant):
    """When SCIM is configured later, its requests change no group that the API made."""
    source, user, other = _source_without_scim(tenant)
    group, role = _make(tenant, source), tenant.role()
    _fill(tenant, group, user)
    tenant.give(role, group["id"])
    tenant.post("connections", source.id, "scim-configuration")
    source.connect()
    revision = tenant.place.revision()
    path = scim.resource("/Groups", group["id"])
    add = scim.patch({"op": "add", "path": "members", "value": [{"value": other}]})
    rename = scim.patch({"op": "replace", "path": "displayName", "value": "Taken"})
    whole = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Taken", "members": []}
    for method, body in (("PATCH", add), ("PATCH", rename), ("PUT", whole), ("DELETE", None)):
        source.scim.call(method, path, body, expect=(403, 404, 409))
    expect_equal("the revision after SCIM's requests", revision, tenant.place.revision())
    tenant.holds(user, tenant=[role])
    tenant.holds(other)
    expect_equal("the group", group["name"], tenant.get("groups", group["id"])["name"])
    # The API still changes it.
    _fill(tenant, group, other)
    tenant.holds(other, tenant=[role])


def members_of_its_own_connection(tenant):
    """A group holds users and groups of its own connection: of another is 409, one that is not there 404."""
    source, user, _ = _source_without_scim(tenant)
    stranger = tenant.source().user()
    group = _make(tenant, source)
    path = ("groups", group["id"], "members")
    tenant.refuse(409, "POST", *path, body={"members": [user, stranger]})
    tenant.refuse(404, "POST", *path, body={"members": [user, "okta|nowhere|nobody"]}, code="inexistent_user")
    expect_equal("the members", [], tenant.everything(*path, named="members"))


def _source_without_scim(tenant):
    """A connection whose provider has stopped pushing, and two users of it."""
    source = tenant.source()
    users = source.user(), source.user()
    tenant.delete("connections", source.id, "scim-configuration")
    return source, *users


def _make(tenant, source, **properties):
    return tenant.post("groups", body={"connection_id": source.id, "name": tenant.name("By API")} | properties)


def _fill(tenant, group, *members):
    tenant.post("groups", group["id"], "members", body={"members": members}, expect=(204,))
