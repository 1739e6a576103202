#!/usr/bin/env python3
"""Who gets which roles where: every row of the tables of logins, from the request of a provider to the claims."""

import sidecar
from administration import contexts, lifecycle, outcomes, tenant
from conformance import checks, hold
from sidecar import eventually, expect_equal

SETTINGS = """
settings:
  login:
    tenant_roles_in_organizations: {roles}
    members_inherit_without_auto_membership: {inherit}
"""


def set_login(place, roles="groups", inherit="false"):
    """Changes the settings of logins by policy file and SIGHUP; they are in force when it returns."""
    revision = place.revision()
    (place.policies / "settings.yaml").write_text(SETTINGS.format(roles=roles, inherit=inherit))
    place.reload()
    eventually("the settings are in force", lambda: place.revision() != revision)


def roles_of_the_tenant(place, today):
    """Decision 12: an organization shows `all` roles of the tenant, `none`, or those that come through `groups`."""
    source, direct, shared = today.source(), today.role(), today.role()
    organization = today.organization(source)
    user = source.user()
    today.post("users", user, "roles", body={"roles": [direct]}, expect=(204,))
    today.give(shared, source.group(user))
    for setting, expected in (("all", [direct, shared]), ("none", []), ("groups", [shared])):
        set_login(place, roles=setting)
        today.holds(user, organization, tenant=expected)
        today.holds(user, tenant=[direct, shared])


def members_without_auto_membership(place, today):
    """Decision 13: where it is set so, members have the roles of their groups although Auto-Membership is off."""
    source, role = today.source(), today.role()
    organization = today.organization(source, auto=False)
    user, stranger = source.user(), source.user()
    today.give(role, source.group(user, stranger), organization)
    today.join(organization, user)
    today.holds(user, organization)
    set_login(place, inherit="true")
    today.holds(user, organization, inside=[role])
    today.refused("not_a_member", stranger, organization)
    set_login(place)
    today.holds(user, organization)


def play(place):
    tenant.declare(place)
    place.start()
    today = tenant.Tenant(place)
    count = hold(today, checks(outcomes, lifecycle, contexts))
    roles_of_the_tenant(place, today)
    members_without_auto_membership(place, today)
    place.stop()
    errors = [line for line in place.log.read_text().splitlines() if '"level":"error"' in line]
    expect_equal("errors in the log", [], errors)
    print(f"{count} rows hold, and both settings of logins")


sidecar.scenario(play)
