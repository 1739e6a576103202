#!/usr/bin/env python3
"""`policy diff` says who would gain and lose what, changes nothing, and is right: a reload then does just that."""

import json
import shutil

import sidecar
from sidecar import eventually, expect, expect_equal

CONNECTION = "acme-okta"


def play(place):
    policies = place.folder / "policies"
    shutil.copytree(place.policies, policies)
    place.policies = policies
    place.start()
    place.provision(CONNECTION, users=10)
    user = place.users[CONNECTION]
    before = place.revision()

    unchanged = place.run("policy", "diff", policies, "--data", place.data).stdout
    expect("no difference" in unchanged, f"the policies in force differ from themselves: {unchanged}")

    acme = policies / "acme.yaml"
    text = acme.read_text()
    changed = text.replace("roles: [Clerk, Approver]", "roles: [Clerk, Controller]")
    expect(changed != text, "acme.yaml no longer maps the group that this scenario changes")
    acme.write_text(changed)
    preview = json.loads(place.run("policy", "diff", policies, "--data", place.data, "--json").stdout)
    mine = {(row["role"], row["effect"]) for row in preview["people"] if row["user"] == user}
    # Controller inherits Approver: that role is held before and after.
    expect_equal("what the user gains and loses", {("Controller", "gain")}, mine)
    expect_equal("the revision after a preview", before, place.revision())

    roles = {role["name"] for role in place.login(CONNECTION)["organization_roles"]}
    expect("Controller" not in roles, "a preview gave the role")
    place.reload()
    eventually(
        "the previewed role is held after the reload",
        lambda: "Controller" in {role["name"] for role in place.login(CONNECTION)["organization_roles"]},
    )
    place.stop()
    print("a preview changes nothing, and the reload does what it said")


sidecar.scenario(play)
