"""What a deleted group had been assigned, and what the group that is pushed again with its external id gets of it."""

import time

from sidecar import expect, expect_equal


def adopted_once(tenant):
    """What was assigned by id, at both levels, comes back to the group of the same external id, once, when it is asked for."""
    stage = _Stage(tenant)
    for by_api in (False, True):
        if by_api:
            tenant.delete("groups", stage.group)
        else:
            stage.source.drop_group(stage.group)
        stage.push_again()
        stage.has()
        revision = tenant.place.revision()
        offered = tenant.post("groups", stage.group, "adopt", expect=(200,), dry_run="true")
        gains = [change["id"] for row in offered["effects"] for change in row["gains"] if "organization_id" not in row]
        expect_equal("what is offered", [stage.shared], gains)
        inner = [change["id"] for row in offered["effects"] for change in row["gains"] if change["level"] == "organization"]
        expect_equal("what is offered in the organization", [stage.inside], inner)
        expect_equal("the revision after an offer", revision, tenant.place.revision())
        stage.has()
        taken = stage.adopt()
        wanted = sorted([(stage.shared, None), (stage.inside, stage.organization)], key=str)
        expect_equal("what is taken", wanted, taken)
        stage.has(tenant=[stage.shared], inside=[stage.inside])
        expect_equal("what is left to adopt", [], stage.adopt())
        stage.has(tenant=[stage.shared], inside=[stage.inside])
        tenant.take(stage.shared, stage.group)
        expect_equal("what is adopted again", [], stage.adopt())
        stage.has(inside=[stage.inside])
        tenant.give(stage.shared, stage.group)


def what_is_gone_is_not_adopted(tenant):
    """A role or an organization that ended meanwhile does not come back, nor what has expired, nor what was taken."""
    stage = _Stage(tenant)
    role, brief, taken = tenant.role(), tenant.role(), tenant.role()
    elsewhere = tenant.organization(stage.source)
    tenant.give(role, stage.group)
    tenant.give(taken, stage.group)
    tenant.give(stage.inside, stage.group, elsewhere)
    tenant.give(brief, stage.group, expires_at=tenant.instant(seconds=1))
    tenant.take(taken, stage.group)
    stage.source.drop_group(stage.group)
    tenant.delete("roles", role)
    tenant.delete("organizations", elsewhere)
    stage.push_again()
    time.sleep(1)
    wanted = sorted([(stage.shared, None), (stage.inside, stage.organization)], key=str)
    expect_equal("what is taken", wanted, stage.adopt())
    stage.has(tenant=[stage.shared], inside=[stage.inside])


def what_ends_meanwhile_ends(tenant):
    """An assignment with an end keeps it when it is adopted, and ends then."""
    stage = _Stage(tenant)
    brief, end = tenant.role(), tenant.instant(seconds=3)
    tenant.give(brief, stage.group, expires_at=end)
    stage.source.drop_group(stage.group)
    stage.push_again()
    said = tenant.post("groups", stage.group, "adopt", expect=(200,))["roles"]
    expect_equal("the end", [end], [role["expires_at"] for role in said if role["id"] == brief])
    stage.has(tenant=[stage.shared, brief], inside=[stage.inside])
    time.sleep(max(0, tenant.seconds(end) - tenant.now()))
    stage.has(tenant=[stage.shared], inside=[stage.inside])


def only_the_same_group_adopts(tenant):
    """Another connection's group, one of another external id or of none has nothing to adopt; mappings need no adoption."""
    stage, other = _Stage(tenant), tenant.source()
    mapped = tenant.role()
    by_id = {"connection_id": stage.source.id, "role_id": mapped, "external_id": stage.external}
    tenant.post("group-role-mappings", body=by_id)
    stage.source.drop_group(stage.group)
    stranger = other.user()
    strangers = [
        (other.group(stranger, externalId=stage.external), stranger),
        (stage.source.group(stage.user, externalId=stage.external + "x"), stage.user),
        (stage.source.group(stage.user), stage.user),
    ]
    for group, user in strangers:
        said = tenant.post("groups", group, "adopt", expect=(200,))
        expect_equal(f"what {group} adopts", [], said["roles"])
        tenant.holds(user)
    stage.push_again()
    tenant.holds(stage.user, tenant=[mapped])
    expect(len(stage.adopt()) == 2, "adoptions of others have taken what was this group's")
    tenant.holds(stage.user, tenant=[mapped, stage.shared])
    tenant.refuse(404, "POST", "groups", "grp_0000000000000000000000", "adopt")


class _Stage:
    """A user in a pushed group with an external id, which has a role in the tenant and one in an organization."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.source = tenant.source()
        self.organization = tenant.organization(self.source)
        self.user, self.external = self.source.user(), tenant.name("external")
        tenant.join(self.organization, self.user)
        self.push_again()
        self.shared, self.inside = tenant.role(), tenant.role()
        tenant.give(self.shared, self.group)
        tenant.give(self.inside, self.group, self.organization)

    def push_again(self):
        self.group = self.source.group(self.user, externalId=self.external)

    def adopt(self):
        """Pairs of a role and an organization."""
        said = self.tenant.post("groups", self.group, "adopt", expect=(200,))["roles"]
        return sorted([(role["id"], role.get("organization_id")) for role in said], key=str)

    def has(self, tenant=(), inside=()):
        self.tenant.holds(self.user, tenant=tenant)
        self.tenant.holds(self.user, self.organization, tenant=tenant, inside=inside)
