"""Roles for whichever groups of a connection have a name that matches a pattern."""

from sidecar import expect, expect_equal

from .standing import permits


class Mapped:
    """A role with one permission, and a pattern of a connection's group names that it is mapped to."""

    def __init__(self, tenant, organization=None):
        self.tenant = tenant
        self.source = tenant.source()
        self.organization = tenant.organization(self.source) if organization else None
        self.api = tenant.resource_server("read:things")
        self.role = tenant.role((self.api, "read:things"))
        self.stem = tenant.name("Eng")
        self.mapping = {"connection_id": self.source.id, "role_id": self.role, "pattern": f"{self.stem}-*-admins"}
        if organization:
            self.mapping["organization_id"] = self.organization

    def begin(self, **more):
        self.tenant.post("group-role-mappings", body=self.mapping | more)

    def end(self):
        self.tenant.delete("group-role-mappings", body=self.mapping)

    def group(self, user, ending):
        return self.source.group(user, displayName=self.stem + ending)

    def has(self, user, expected=True):
        """Logins and checks say alike whether the user has the role, and say so where the mapping counts alone."""
        held = [self.role] if expected else []
        if self.organization:
            self.tenant.holds(user, self.organization, inside=held)
            self.tenant.holds(user)
            expect(not permits(self.tenant, user, self.api, "read:things"), "the role counts in the whole tenant")
        else:
            self.tenant.holds(user, tenant=held)
        said = permits(self.tenant, user, self.api, "read:things", self.organization)
        expect_equal(f"whether a check of {user} is permitted", expected, said)


def pattern_of_the_tenant(tenant):
    """Groups that match a pattern have its role, whether they come before or after it; renaming in and out counts."""
    _pattern(tenant, Mapped(tenant))


def pattern_in_an_organization(tenant):
    """In an organization a pattern gives its role there alone."""
    _pattern(tenant, Mapped(tenant, organization=True))


def _pattern(tenant, mapped):
    source = mapped.source
    early, late, outside = source.user(), source.user(), source.user()
    first = mapped.group(early, "-berlin-admins")
    mapped.has(early, False)
    mapped.begin()
    mapped.has(early)
    second = mapped.group(late, "--admins")
    mapped.has(late)
    # The star is any run of characters, the rest is as it is written, and all of the name counts.
    for ending in ("-admins", "-berlin-admins2", "-oslo-ADMINS"):
        mapped.group(outside, ending)
        mapped.has(outside, False)
    source.rename(first, mapped.stem + "-berlin")
    mapped.has(early, False)
    mapped.has(late)
    source.rename(first, mapped.stem + "-paris-admins")
    mapped.has(early)
    source.remove(second, late)
    mapped.has(late, False)
    mapped.end()
    mapped.has(early, False)


def pattern_of_one_connection(tenant):
    """A pattern is of one connection: a group of another has the name, and not the role."""
    mapped, other = Mapped(tenant), tenant.source()
    stranger = other.user()
    other.group(stranger, displayName=f"{mapped.stem}-berlin-admins")
    mapped.begin()
    mapped.has(stranger, False)
    expect_equal("the mappings of the other", [], _mappings(tenant, connection_id=other.id))


def pattern_is_not_taken_by_id(tenant):
    """A role that comes by pattern is shown with its group, and taken by the mapping alone."""
    mapped = Mapped(tenant)
    user = mapped.source.user()
    group = mapped.group(user, "-x-admins")
    mapped.begin()
    revision = tenant.place.revision()
    mapped.begin()
    expect_equal("the revision after the same mapping", revision, tenant.place.revision())
    expect_equal("the mappings", [mapped.mapping | {"origin": "api"}], _mappings(tenant, role_id=mapped.role))
    listed = tenant.everything("groups", group, "roles", named="roles")
    expect_equal("the roles of the group", [mapped.role], [role["id"] for role in listed])
    message = tenant.refuse(409, "DELETE", "groups", group, "roles", body={"roles": [mapped.role]})
    expect(mapped.mapping["pattern"] in message, f"the refusal does not say which pattern: {message}")
    # By id as well: when the pattern ends, what was given by id stays.
    tenant.give(mapped.role, group)
    mapped.end()
    mapped.has(user)
    tenant.take(mapped.role, group)
    mapped.has(user, False)


def wrong_mappings(tenant):
    """Two selectors, none, or things that are not there are refused, and nothing is written."""
    mapped = Mapped(tenant)
    revision = tenant.place.revision()
    for status, change in (
        (400, {"pattern": None}),
        (400, {"name": "both"}),
        (400, {"pattern": ""}),
        (400, {"nonsense": 1}),
        (404, {"connection_id": "con_0000000000000000000000"}),
        (404, {"role_id": "rol_0000000000000000000000"}),
        (404, {"organization_id": "org_0000000000000000000000"}),
    ):
        body = {name: value for name, value in (mapped.mapping | change).items() if value is not None}
        tenant.refuse(status, "POST", "group-role-mappings", body=body)
    expect_equal("the revision after refusals", revision, tenant.place.revision())
    expect_equal("the mappings", [], _mappings(tenant, role_id=mapped.role))


def _mappings(tenant, **query):
    return tenant.everything("group-role-mappings", named="mappings", **query)
