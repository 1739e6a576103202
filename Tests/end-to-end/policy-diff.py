#!/usr/bin/env python3
"""`policy diff` says who would gain and lose what, changes nothing, and is right: a reload then does just that."""

import json
import re
import shutil
import sqlite3

import sidecar
from sidecar import eventually, expect, expect_equal

CONNECTION = "acme-okta"


class Policies:
    """A copy of the shipped policies that a scenario edits."""

    def __init__(self, place):
        self.place = place
        self.folder = place.folder / "policies"
        shutil.copytree(place.policies, self.folder)
        place.policies = self.folder

    def edit(self, file, old, new):
        text = (self.folder / file).read_text()
        expect(old in text, f"{file} no longer has what this scenario changes: {old}")
        (self.folder / file).write_text(text.replace(old, new))

    def diff(self, *options, codes=(0,), data=None):
        return self.place.run("policy", "diff", self.folder, "--data", data or self.place.data, *options, codes=codes)

    def effects(self):
        return json.loads(self.diff("--json").stdout)["effects"]

    def files(self):
        """What the store's file holds, apart from what the server may be writing beside it."""
        return (self.place.data / "directory.sqlite").read_bytes()


def mine(effects, user, organization):
    """What the user gains and loses in the organization: (effect, kind, name)."""
    return {
        (row["effect"], row["kind"], row.get("role") or row.get("permission") or row["reason"])
        for row in effects
        if user in row["users"] and row.get("organization") == organization
    }


def role_is_previewed(place, policies, user):
    """A mapping that changes: the roles and permissions that the reload then gives."""
    before = place.revision()
    expect("no difference" in policies.diff().stdout, "the policies in force differ from themselves")
    policies.edit("acme.yaml", "roles: [Clerk, Approver]", "roles: [Clerk, Controller]")
    gains = mine(policies.effects(), user, "acme")
    # Controller inherits Approver: that role is held before and after.
    expect_equal("roles gained", {("gain", "role", "Controller")}, {row for row in gains if row[1] == "role"})
    expect(any(name.startswith("void:invoices on ") for _, _, name in gains), f"no permission is gained: {gains}")
    expect(all(effect == "gain" for effect, _, _ in gains), f"something is lost: {gains}")
    text = policies.diff("--users", "1").stdout
    expect(re.search(r"\+ role Controller: \d+ users?\n {6}okta\|", text), f"the text does not say it: {text}")
    expect_equal("the revision after a preview", before, place.revision())
    expect_equal("void:invoices before", False, place.evaluation(user, "void:invoices", "acme")["decision"])
    place.reload()
    eventually(
        "the previewed permission is there after the reload",
        lambda: place.evaluation(user, "void:invoices", "acme")["decision"],
    )


def permission_of_a_kept_role_is_previewed(place, policies, user):
    """The role keeps its name, and a permission goes."""
    policies.edit("ledgerline.yaml", "permission: create:invoices }", "permission: read:settings }")
    effects = mine(policies.effects(), user, "acme")
    names = {(effect, name.split(" ")[0]) for effect, kind, name in effects if kind == "permission"}
    expect_equal("permissions of Clerk", {("loss", "create:invoices"), ("gain", "read:settings")}, names)
    place.reload()
    eventually(
        "the permission is lost after the reload",
        lambda: not place.evaluation(user, "create:invoices", "acme")["decision"],
    )


def login_is_previewed(place, policies, user):
    """A connection that is turned off keeps its people out."""
    policies.edit("acme.yaml", "auto_membership: true", "auto_membership: true\n        enabled: false")
    expect(("loss", "login", "no_connections_enabled") in mine(policies.effects(), user, "acme"), "no login is lost")
    place.reload()
    eventually("the login is refused after the reload", lambda: not place.claims(user, "--organization", "acme")[0])


def refusal_is_previewed(place, policies):
    """A connection with people cannot be left out: the preview says so, as the reload does."""
    text = (policies.folder / "acme.yaml").read_text()
    (policies.folder / "acme.yaml").unlink()
    refused = policies.diff(codes=(1,)).stdout
    wanted = f"would be refused: connection `{CONNECTION}` still has "
    expect(wanted in refused, f"the refusal is not foretold: {refused}")
    answer = json.loads(policies.diff("--json", codes=(1,)).stdout)
    expect(CONNECTION in answer["refused"][0] and not answer["effects"], f"JSON does not say it: {answer}")
    place.reload()
    eventually("the reload is refused", lambda: f"connection `{CONNECTION}` still has " in place.log.read_text())
    (policies.folder / "acme.yaml").write_text(text)


def store_is_left_alone(place, policies):
    """Without a server, and with a store of another schema: not a byte changes."""
    before = policies.files()
    policies.diff()
    expect(policies.files() == before, "a preview wrote to the store")
    for sql, words in [
        ("DELETE FROM grdb_migrations WHERE identifier <> '1'", "schema 1"),
        ("INSERT INTO grdb_migrations VALUES ('99')", "schema 99"),
    ]:
        with sqlite3.connect(place.data / "directory.sqlite") as store:
            store.execute(sql)
            store.commit()
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = policies.files()
        said = policies.diff(codes=(1,)).stderr
        expect(words in said, f"the schema is not named: {said}")
        said = json.loads(policies.diff("--json", codes=(1,)).stdout)["error"]
        expect(words in said, f"the schema is not named in JSON: {said}")
        expect(policies.files() == before, "a refused preview wrote to the store")


def wrong_usage_is_told_apart(place, policies):
    """Exit code 2 for a directory that is not there, 78 for one without policies, 4 for one without tests."""
    empty = place.folder / "empty"
    empty.mkdir()
    for command in ("check", "test", "diff"):
        place.run("policy", command, place.folder / "nowhere", codes=(2,))
        said = json.loads(place.run("policy", command, place.folder / "nowhere", "--json", codes=(2,)).stdout)
        expect("is not there" in said["error"], f"`policy {command} --json` says {said}")
        said = place.run("policy", command, empty, codes=(78,))
        expect("holds no policy files (*.yaml)" in said.stdout + said.stderr, f"`policy {command}` says {said}")
        place.run("policy", command, empty, "--json", codes=(78,))
    policies.diff(codes=(2,), data=place.folder / "nowhere")
    shutil.rmtree(policies.folder / "tests")
    said = place.run("policy", "test", policies.folder, codes=(4,)).stderr
    expect("there is no policy test" in said, f"`policy test` says {said}")


def play(place):
    policies = Policies(place)
    place.start()
    place.provision(CONNECTION, users=10)
    user = place.users[CONNECTION]
    role_is_previewed(place, policies, user)
    permission_of_a_kept_role_is_previewed(place, policies, user)
    login_is_previewed(place, policies, user)
    refusal_is_previewed(place, policies)
    place.stop()
    wrong_usage_is_told_apart(place, policies)
    store_is_left_alone(place, policies)
    print("a preview changes nothing, and the reload does what it said")


sidecar.scenario(play)
