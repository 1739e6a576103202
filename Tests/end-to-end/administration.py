#!/usr/bin/env python3
"""An administrator's day on the management socket: look, try, assign, see it enforced, ask why, take it back."""

import datetime
import json

import sidecar
from sidecar import eventually, expect, expect_equal

CONNECTION = "acme-okta"
GROUP = sidecar.STORIES[CONNECTION].group


def admin(place, *command, codes=(0,)):
    return place.run(*command, "--admin-socket", place.admin, codes=codes).stdout


def looks(place, user):
    expect(GROUP in admin(place, "groups", "list", "--connection", CONNECTION), "the group is not listed")
    expect_equal("a search for nothing", "no groups\n", admin(place, "groups", "list", "--search", "no such"))
    shown = admin(place, "groups", "show", GROUP, "--connection", CONNECTION)
    expect(user in shown and "scim" in shown, f"the group is not shown: {shown}")
    parts = json.loads(admin(place, "groups", "show", GROUP, "--json"))
    expect_equal("the group's name", GROUP, parts["group"]["name"])
    shown = admin(place, "users", "show", user)
    expect(GROUP in shown and "admitted" in shown, f"the user is not shown: {shown}")
    expect_equal("the user's id", user, json.loads(admin(place, "users", "show", user, "--json"))["user"]["user_id"])
    listed = admin(place, "roles", "list")
    expect("Support Guest" in listed and "globex.yaml" in listed or "ledgerline.yaml" in listed, f"roles: {listed}")
    admin(place, "groups", "show", "no such", codes=(1,))
    admin(place, "users", "show", "okta|acme-okta|nobody", codes=(1,))


def tenant_roles(place, user):
    answer = json.loads(place.run("roles", user, "--socket", place.socket, "--json").stdout)
    return {role["name"] for role in answer["tenant_roles"]}


def assigns(place, user):
    before = place.revision()
    tried = admin(place, "roles", "assign", "Reader", "--user", user, "--dry-run")
    expect("nothing was changed" in tried and f"{user}  + Reader" in tried, f"the rehearsal: {tried}")
    expect_equal("the revision after a rehearsal", before, place.revision())
    said = admin(place, "roles", "assign", "Reader", "--user", user, "--expires", "8h")
    expect(f"assigned Reader to {user} until" in said, f"the assignment: {said}")
    expect("Reader" in tenant_roles(place, user), "the role does not hold")
    admin(place, "roles", "revoke", "Reader", "--user", user)
    expect("Reader" not in tenant_roles(place, user), "the role holds after it was revoked")
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=20)
    admin(place, "roles", "assign", "Reader", "--user", user, "--expires", soon.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    expect("Reader" in tenant_roles(place, user), "the short role does not hold")
    revision = place.revision()
    eventually("the short role to end", lambda: "Reader" not in tenant_roles(place, user), seconds=120)
    expect_equal("the revision after a role has ended by itself", revision, place.revision())
    for wrong in (
        ("roles", "assign", "Redaer", "--user", user),
        ("roles", "assign", "Reader", "--user", "okta|acme-okta|nobody"),
        ("roles", "assign", "Reader", "--group", "no such"),
    ):
        admin(place, *wrong, codes=(1,))
    for usage in (
        ("roles", "assign", "Reader"),
        ("roles", "assign", "Reader", "--group-pattern", "x*"),
        ("roles", "assign", "Reader", "--user", user, "--expires", "yesterday"),
    ):
        admin(place, *usage, codes=(2,))


def maps(place, user):
    pattern = GROUP[:4] + "*"
    mapping = ("--group-pattern", pattern, "--connection", CONNECTION)
    admin(place, "roles", "assign", "Clerk", *mapping)
    expect("Clerk" in tenant_roles(place, user), "the mapping gives nothing")
    refused = place.run("roles", "revoke", "Clerk", "--group", GROUP, "--admin-socket", place.admin, codes=(1,))
    expect(pattern in refused.stderr, f"the refusal does not name the mapping: {refused.stderr}")
    admin(place, "roles", "revoke", "Clerk", *mapping)
    expect("Clerk" not in tenant_roles(place, user), "the mapping gives still")
    admin(place, "roles", "assign", "Clerk", "--group", GROUP)
    expect("Clerk" in admin(place, "groups", "show", GROUP), "the group does not show its role")
    admin(place, "roles", "revoke", "Clerk", "--group", GROUP)


def asked(place, method, path, body=None):
    """The answer of the management API on its socket."""
    connection = sidecar.SocketConnection(place.admin)
    connection.request(method, f"/api/v2/{path}", body and json.dumps(body), {"content-type": "application/json"})
    return json.loads(connection.getresponse().read() or b"null")


def inside(place, user, organization):
    at = ("--organization", organization, "--socket", place.socket, "--json")
    answer = json.loads(place.run("roles", user, *at).stdout)
    return {role["id"] for role in answer["organization_roles"]}


def owns(place, user):
    """Within an organization a name means the role that it owns; the tenant's of the name is reached by its id."""
    acme = json.loads(admin(place, "orgs", "show", "acme", "--json"))["id"]
    tenant = next(row["id"] for row in json.loads(admin(place, "roles", "list", "--json")) if row["name"] == "Reader")
    body = {"name": "Reader", "type": "organization", "owner_id": acme}
    owned = asked(place, "POST", "roles", body)["id"]
    listed = json.loads(admin(place, "roles", "list", "--org", "acme", "--json"))
    expect_equal("the roles of acme", [owned], [row["id"] for row in listed])
    expect(owned not in admin(place, "roles", "list"), "a role of acme is listed among the tenant's")
    before = inside(place, user, "acme")
    for by_name in ("--user", user), ("--group", GROUP), ("--group-pattern", GROUP, "--connection", CONNECTION):
        admin(place, "roles", "assign", "Reader", *by_name, "--org", "acme")
        expect_equal("the roles in acme", before | {owned}, inside(place, user, "acme"))
        admin(place, "roles", "revoke", "Reader", *by_name, "--org", "acme")
        expect_equal("the roles in acme", before, inside(place, user, "acme"))
    admin(place, "roles", "assign", tenant, "--user", user, "--org", "acme")
    expect_equal("the roles in acme", before | {tenant}, inside(place, user, "acme"))
    admin(place, "roles", "revoke", tenant, "--user", user, "--org", "acme")
    admin(place, "roles", "assign", owned, "--user", user, "--org", "globex", codes=(1,))
    admin(place, "roles", "assign", owned, "--user", user, codes=(1,))
    asked(place, "DELETE", f"roles/{owned}")


def explains(place, user):
    story = sidecar.STORIES[CONNECTION]
    at = ("--org", story.organization, "--socket", place.socket)
    question = ("--permission", story.action, "--api", sidecar.API)
    said = place.run("explain", user, *question, *at).stdout
    for link in (user, story.group, "acme.yaml", story.action):
        expect(link in said, f"the explanation does not say {link}: {said}")
    same = place.run("check", user, story.action, f"api:{sidecar.API}", "--explain", "--organization", *at[1:]).stdout
    expect_equal("what `check --explain` says", same.splitlines()[:-1], said.splitlines()[:-1])
    said = place.run("explain", user, "--permission", "void:invoices", *question[2:], *at[2:], codes=(3,)).stdout
    expect("missing" in said, f"the denial does not say what is missing: {said}")
    expect(GROUP in place.run("explain", user, *at).stdout, "the roles do not say where they come from")
    place.run("explain", user, "--permission", "x", *at, codes=(2,))


def blocks(place, user):
    expect("administrator" in admin(place, "users", "block", user), "the block is not said")
    permitted, _ = place.claims(user)
    expect(not permitted, "a blocked user logs in")
    expect("admitted" in admin(place, "users", "unblock", user), "the user is not let in again")
    permitted, _ = place.claims(user)
    expect(permitted, "the user does not log in again")


def play(place):
    place.start()
    place.provision(CONNECTION)
    place.login(CONNECTION)
    user = place.users[CONNECTION]
    looks(place, user)
    assigns(place, user)
    maps(place, user)
    owns(place, user)
    explains(place, user)
    blocks(place, user)
    place.stop()
    print("an administrator's day on the command line")


sidecar.scenario(play)
