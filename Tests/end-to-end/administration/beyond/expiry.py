"""Assignments of every kind that end by themselves."""

import time

from sidecar import expect, expect_equal

from .standing import permits


def every_kind_ends_at_its_instant(tenant):
    """Of a user, a member, a group, a group in an organization, a mapping: each ends at its instant, and no write ends it."""
    stage = _Stage(tenant)
    end = tenant.instant(seconds=5)
    ending = stage.give_all(expires_at=end)
    revision = tenant.place.revision()
    stage.has(ending)
    for place in (None, stage.organization):
        claims = tenant.login(stage.user, place)[1]["claims"]
        expect(claims["exp"] <= tenant.seconds(end), f"the token outlives what it carries in {place}: {claims}")
    _watch(tenant, stage, tenant.seconds(end))
    stage.has([])
    claims = tenant.login(stage.user)[1]["claims"]
    expect(claims["exp"] - claims["iat"] >= 60, f"the token is short although nothing ends: {claims}")
    expect_equal("the revision after the end", revision, tenant.place.revision())
    for path in (("groups", stage.group), ("organizations", stage.organization, "groups", stage.group)):
        expect_equal(f"the roles at {path}", [], tenant.everything(*path, "roles", named="roles"))
    # What is over is given anew like what never was.
    again = stage.give_all()
    stage.has(again)


def the_end_can_be_moved(tenant):
    """Assigning again says anew how long it lasts: later, sooner, or for ever."""
    source, role = tenant.source(), tenant.role()
    user = source.user()
    group = source.group(user)
    tenant.give(role, group, expires_at=tenant.instant(seconds=2))
    later = tenant.instant(seconds=4)
    tenant.give(role, group, expires_at=later)
    time.sleep(2.2)
    tenant.holds(user, tenant=[role])
    time.sleep(max(0, tenant.seconds(later) - tenant.now()))
    tenant.holds(user)
    tenant.give(role, group, expires_at=tenant.instant(seconds=600))
    capped = tenant.holds(user, tenant=[role])["claims"]
    tenant.give(role, group)
    free = tenant.holds(user, tenant=[role])["claims"]
    expect(free["exp"] - free["iat"] >= capped["exp"] - capped["iat"], "a role for ever shortens the token")
    soon = tenant.instant(seconds=1)
    tenant.give(role, group, expires_at=soon)
    tenant.holds(user, tenant=[role])
    time.sleep(max(0, tenant.seconds(soon) - tenant.now()))
    tenant.holds(user)


def one_way_of_two_ends(tenant):
    """A role that is held in two ways stays when one ends, and the token is as long as the longer one lets it be."""
    source, role = tenant.source(), tenant.role()
    user = source.user()
    soon, late = tenant.instant(seconds=2), tenant.instant(seconds=30)
    tenant.give(role, source.group(user), expires_at=late)
    tenant.post("users", user, "roles", body={"roles": [role], "expires_at": soon}, expect=(204,))
    answer = tenant.holds(user, tenant=[role])
    expect(answer["claims"]["exp"] <= tenant.seconds(late), "the token outlives both")
    time.sleep(max(0, tenant.seconds(soon) - tenant.now()))
    answer = tenant.holds(user, tenant=[role])
    expect_equal("what is left", ["groups"], [source["type"] for source in answer["tenant_roles"][0]["sources"]])


def _watch(tenant, stage, end):
    """Asks without a pause: no check is denied before the instant, and none is permitted after it."""
    asked = 0
    while tenant.now() < end + 0.3:
        for api, permission, place in stage.questions:
            before = tenant.now()
            permitted = permits(tenant, stage.user, api, permission, place)
            after = tenant.now()
            expect(permitted or after >= end, f"{permission} has ended {end - after} s too early")
            expect(not permitted or before < end, f"{permission} is permitted {before - end} s after its end")
            asked += 1
    expect(asked > 50, f"only {asked} checks were made around the end")


class _Stage:
    """A user and member, in a group, and a role with a permission of its own for each way of assigning it."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.source = tenant.source()
        self.organization = tenant.organization(self.source)
        self.user = self.source.user()
        tenant.join(self.organization, self.user)
        self.name = tenant.name("Ending")
        inner = self.source.group(self.user)
        self.group = self.source.group(inner, displayName=self.name)
        names = ("user", "member", "group", "inner", "mapped", "mapped_inner")
        self.api = tenant.resource_server(*(f"use:{name}" for name in names))
        self.roles = {name: tenant.role((self.api, f"use:{name}")) for name in names}

    def give_all(self, **more):
        """Assigns each of the roles in its way; returns them all."""
        tenant, roles = self.tenant, self.roles
        member = ("organizations", self.organization, "members", self.user, "roles")
        tenant.post("users", self.user, "roles", body={"roles": [roles["user"]]} | more, expect=(204,))
        tenant.post(*member, body={"roles": [roles["member"]]} | more, expect=(204,))
        tenant.give(roles["group"], self.group, **more)
        tenant.give(roles["inner"], self.group, self.organization, **more)
        mapping = {"connection_id": self.source.id, "pattern": f"{self.name}*"} | more
        tenant.post("group-role-mappings", body=mapping | {"role_id": roles["mapped"]})
        inside = {"role_id": roles["mapped_inner"], "organization_id": self.organization}
        tenant.post("group-role-mappings", body=mapping | inside)
        return list(roles)

    def has(self, names):
        """Just these roles, each where it was given."""
        held = {name: self.roles[name] for name in names}
        shared = [role for name, role in held.items() if name in ("group", "mapped")]
        inside = [role for name, role in held.items() if name in ("member", "inner", "mapped_inner")]
        direct = [role for name, role in held.items() if name == "user"]
        self.tenant.holds(self.user, tenant=shared + direct)
        self.tenant.holds(self.user, self.organization, tenant=shared, inside=inside)

    @property
    def questions(self):
        """An API, a permission and the place where its role was given."""
        tenant = [(self.api, f"use:{name}", None) for name in ("user", "group", "mapped")]
        return tenant + [(self.api, f"use:{name}", self.organization) for name in ("member", "inner", "mapped_inner")]
