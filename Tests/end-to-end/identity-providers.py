#!/usr/bin/env python3
"""What Okta and Entra ID send: Okta's test suite, Entra ID's validator, and the days of their connectors."""

import sidecar
from conformance import checks, entra_validator, hold, okta_requests
from conformance.directory import Directory
from sidecar import entra, expect, expect_equal, people

REQUESTS = {"acme-okta": okta_requests, "globex-entra": entra_validator}


def cycles(place, connection, flag):
    """An initial cycle, one that finds nothing to do, and a day of changes."""
    customer = people.customer(connection, users=12, groups=8)
    provider = place.provider(connection, flag)
    provider.test_connection()
    for again in (False, True):
        for person in customer.people:
            sent = provider.push_user(person)
            expect(not (again and sent), f"{person.user_name} is sent again although nothing has changed")
        for group in customer.groups:
            provider.push_group(group)
    person, group = customer.people[1], customer.groups[0]
    if person not in group.members:
        provider.add_member(group, person)
    provider.remove_member(group, person)
    provider.deactivate(person)
    provider.activate(person)
    read = place.client(connection).find("/Groups", "displayName", group.name)
    got = {member["value"] for member in read["members"]}
    wanted = {provider.user_id(one) for one in group.members if one is not person}
    expect_equal(f"the members of {group.name}", wanted, got)


def play(place):
    place.start()
    count = 0
    for connection, module in REQUESTS.items():
        other = next(name for name in REQUESTS if name != connection)
        count += hold(Directory(place, connection, other), checks(module))
        for flag in (None, entra.FLAG) if module is entra_validator else (None,):
            cycles(place, connection, flag)
    place.stop()
    print(f"{count} requests of the providers' own tests, and 3 dialects through a cycle and a day")


sidecar.scenario(play)
