#!/usr/bin/env python3
"""Every way to take access away by SCIM is enforced in the very next answer after its acknowledgement."""

import sidecar
from sidecar import entra, expect, expect_equal, scim

ROUNDS = 20


def reason(place, connection):
    return str(place.decision(connection))


def decided(place, connection, wanted, after):
    answer = place.decision(connection)
    expect_equal(f"{connection}: the decision after {after}", wanted, answer["decision"])


def membership(place, connection, provider, customer):
    person, group = customer.people[0], customer.group(sidecar.STORIES[connection].group)
    for _ in range(ROUNDS):
        provider.remove_member(group, person)
        decided(place, connection, False, "the removal from the group")
        provider.add_member(group, person)
        decided(place, connection, True, "the return to the group")


def activity(place, connection, provider, customer):
    for _ in range(ROUNDS):
        provider.deactivate(customer.people[0])
        decided(place, connection, False, "the deactivation")
        expect("blocked_subject" in reason(place, connection), "the denial does not say that the subject is blocked")
        permitted, answer = place.claims(place.users[connection])
        expect(not permitted and "token" not in answer, "a blocked user was given claims")
        # Providers do not send memberships again after a reactivation.
        provider.activate(customer.people[0])
        decided(place, connection, True, "the reactivation")


def every_form(place, connection, provider, customer):
    """The forms in which providers say "inactive" and "not a member", each on its own."""
    path = scim.resource("/Users", provider.user_id(customer.people[0]))
    for value in ({"active": False}, {"active": "False"}):
        provider.client.call("PATCH", path, scim.patch({"op": "replace", "value": value}))
        decided(place, connection, False, f"a PATCH without a path and {value}")
        provider.client.call("PATCH", path, scim.patch({"op": "Replace", "path": "active", "value": "True"}))
        decided(place, connection, True, "a PATCH of active to \"True\"")
    group = customer.group(sidecar.STORIES[connection].group)
    group_path = scim.resource("/Groups", provider.client.find("/Groups", "displayName", group.name)["id"])
    others = [{"value": provider.user_id(person)} for person in group.members[1:]]
    body = scim.patch({"op": "replace", "path": "members", "value": others})
    provider.client.call("PATCH", group_path, body, expect=(200, 204))
    decided(place, connection, False, "the replacement of the members")
    provider.add_member(group, customer.people[0])
    decided(place, connection, True, "the return to the group")


def failed_patch(place, connection, provider, customer):
    """The third operation fails: nothing of the request counts."""
    group = customer.group(sidecar.STORIES[connection].group)
    group_path = scim.resource("/Groups", provider.client.find("/Groups", "displayName", group.name)["id"])
    identifier = provider.user_id(customer.people[0])
    body = scim.patch(
        {"op": "remove", "path": f'members[value eq "{identifier}"]'},
        {"op": "replace", "path": "displayName", "value": "Renamed"},
        {"op": "replace", "path": "displayName[", "value": "Renamed"},
    )
    provider.client.call("PATCH", group_path, body, expect=(400,))
    decided(place, connection, True, "a PATCH whose third operation fails")
    expect(provider.client.find("/Groups", "displayName", "Renamed") is None, "a failed PATCH renamed the group")


def deletion(place, connection, provider, customer):
    person = customer.people[0]
    path = scim.resource("/Users", provider.user_id(person))
    provider.client.call("DELETE", path, expect=(204,))
    decided(place, connection, False, "the deletion")
    expect("unknown_subject" in reason(place, connection), "a deleted user is not an unknown subject")
    provider.client.call("GET", path, expect=(404,))
    provider.client.call("DELETE", path, expect=(404,))
    created = provider.client.call("POST", "/Users", provider.document(person), expect=(201,)).json
    expect_equal("the id of a user created anew", place.users[connection], created["id"])
    decided(place, connection, False, "being created anew, without any membership")
    provider.add_member(customer.group(sidecar.STORIES[connection].group), person)
    place.login(connection)
    decided(place, connection, True, "being pushed into the group anew")


def play(place):
    place.start()
    for connection in sorted(sidecar.STORIES):
        provider, customer = place.provision(connection)
        decided(place, connection, True, "the provisioning")
        for act in (membership, activity, every_form, failed_patch, deletion):
            act(place, connection, provider, customer)
        flagged = entra.Entra(place.client(connection, entra.FLAG)) if isinstance(provider, entra.Entra) else None
        if flagged:
            place.login(connection)
            membership(place, connection, flagged, customer)
            activity(place, connection, flagged, customer)
        print(f"{connection}: {ROUNDS} rounds of removal and of deactivation, every form of them, and a deletion")
    place.stop()


sidecar.scenario(play)
