#!/usr/bin/env python3
"""The failures that other SCIM servers are known for, F-1 to F-27, one check each against a running server."""

import os
import subprocess

import sidecar
from conformance import checks, failures, hold
from conformance.directory import Directory
from sidecar import expect, expect_equal

CONNECTION, OTHER = "acme-okta", "globex-entra"


def log_nobody_can_read(place):
    """F-15 What goes wrong beside a write does not stop it: here the log, whose reader has gone."""
    launch = place.launch

    def launch_without_reader():
        reader, writer = os.pipe()
        options = {"stdin": subprocess.DEVNULL, "stdout": writer, "stderr": writer}
        place.process = subprocess.Popen(place.serve_command(), env=os.environ | place.environment, **options)
        os.close(writer)
        os.close(reader)

    place.launch = launch_without_reader
    place.start()
    scim = Directory(place, CONNECTION, OTHER)
    person, group = scim.employee()
    scim.patch(group, {"op": "remove", "path": f'members[value eq "{person.id}"]'})
    expect(not scim.permits(person), "the removal is not enforced")
    place.stop()
    place.launch = launch


def inactive_restored(place):
    """F-16 Where it is set so, creating an inactive user brings that user back, with the id and the groups."""
    place.environment = {"ROLLCALL_SCIM_REPROVISIONING": "restore"}
    place.start()
    scim = Directory(place, CONNECTION, OTHER)
    user = scim.user(externalId=scim.name("external"))
    group = scim.group(user)
    body = scim.user_body(userName=scim.get(user)["userName"])
    scim.refuse(409, "uniqueness", "POST", "/Users", body)
    scim.patch(user, {"op": "replace", "path": "active", "value": False})
    again = scim.send("POST", "/Users", body, expect=(200, 201)).json
    expect_equal("who is brought back", (user.id, True), (again["id"], again["active"]))
    scim.holds(group, user)
    place.stop()


def play(place):
    place.start()
    count = hold(Directory(place, CONNECTION, OTHER), checks(failures))
    place.stop()
    log_nobody_can_read(place)
    inactive_restored(place)
    print(f"{count + 2} known failures, none of them here")


sidecar.scenario(play)
