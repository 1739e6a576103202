#!/usr/bin/env python3
"""The history says who changed what and by which path, and which roles a user had at any revision or instant of it."""

import json
import os
import sqlite3

import sidecar
from sidecar import eventually, expect, expect_equal, scim

CONNECTION = "acme-okta"


def commits(place, *options):
    """What `rollcall audit --json` lists, newest first."""
    lines = place.run("audit", *options, "--limit", 1000, "--admin-socket", place.admin, "--json").stdout.splitlines()
    return [json.loads(line) for line in lines]


def number(commit):
    return int(commit["revision"].partition(":")[2])


def roles(place, user, *options, codes=(0,)):
    """Names of the user's roles in the organization, by `rollcall roles`."""
    options = ("--organization", sidecar.STORIES[CONNECTION].organization, *options)
    sockets = ("--socket", place.socket, "--admin-socket", place.admin)
    answer = json.loads(place.run("roles", user, *options, *sockets, "--json", codes=codes).stdout)
    return sorted(role["name"] for level in ("tenant_roles", "organization_roles") for role in answer.get(level, []))


def every_path_is_named(place, user):
    found = commits(place)
    paths = {commit["author"]["path"] for commit in found}
    expect(paths >= {"policy", "connection", "login", "peer"}, f"paths of the audit trail: {paths}")
    numbers = [number(commit) for commit in found if "revision" in commit]
    expect_equal("revisions, each once and newest first", list(range(len(numbers), 0, -1)), numbers)
    token = [commit for commit in found if commit["author"]["path"] == "peer"][0]
    expect_equal("what the management socket did", "scim_token.created", token["changes"][0]["type"])
    expect_equal("who did it there", os.geteuid(), token["author"]["uid"])
    login = commits(place, "--path", "login", "--user", user)
    expect_equal("what the login did", ["organization.member.added"], [row["type"] for row in login[0]["changes"]])
    text = place.run("audit", "--user", user, "--admin-socket", place.admin).stdout
    expect(f"SCIM, connection {login[0]['changes'][0].get('connection_id', 'con_')}" in text, f"no provider in: {text}")


def past_roles_are_what_they_were(place, provider, user):
    """A membership that ends: the answers before and after, asked later by revision and by instant."""
    before = place.revision()[1]
    held = roles(place, user)
    expect(held, "the story's user has no roles")
    provider.client.call("DELETE", scim.resource("/Users", user), expect=(204,))
    eventually("the user is gone", lambda: roles(place, user, codes=(3,)) == [])
    ending = commits(place, "--user", user)[0]
    expect_equal("what ended the roles", "user.deleted", ending["changes"][0]["type"])
    expect_equal("roles at the revision before", held, roles(place, user, "--at", number(ending) - 1))
    expect_equal("roles at an earlier revision", held, roles(place, user, "--at", before))
    expect_equal("roles once it was gone", [], roles(place, user, "--at", number(ending), codes=(3,)))
    expect_equal("roles at the instant of the end", [], roles(place, user, "--at", ending["date"], codes=(3,)))
    login = commits(place, "--path", "login", "--user", user)[0]
    expect_equal("roles at the instant of the login", held, roles(place, user, "--at", login["date"]))
    expect_equal("roles before there was anything", [], roles(place, user, "--at", 0, codes=(3,)))
    return number(ending), held


def history_outlives_a_restart(place, user, ending, held):
    entries = commits(place)
    place.stop()
    place.start()
    expect_equal("the audit trail after a restart", entries, commits(place)[-len(entries) :])
    expect_equal("roles then, after a restart", held, roles(place, user, "--at", ending - 1))


def history_ends_where_it_is_pruned(place, user, ending):
    """Everything is older than what `retention.age` keeps; the server forgets it as it starts."""
    place.stop()
    place.environment["ROLLCALL_RETENTION_AGE"] = "1ms"
    place.start()
    command = ("roles", user, "--at", ending - 1, "--socket", place.socket, "--admin-socket", place.admin)
    eventually("the history is pruned", lambda: place.run(*command, codes=(0, 1)).returncode == 1)
    expect("does not reach back" in place.run(*command, codes=(1,)).stderr, "the refusal does not say why")
    with sqlite3.connect(f"file:{place.data}/directory.sqlite?mode=ro", uri=True) as store:
        left = [store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("changes", "former")]
    expect_equal("changes and former records left", [0, 0], left)


def play(place):
    place.start()
    provider, _ = place.provision(CONNECTION)
    user = place.users[CONNECTION]
    every_path_is_named(place, user)
    ending, held = past_roles_are_what_they_were(place, provider, user)
    history_outlives_a_restart(place, user, ending, held)
    history_ends_where_it_is_pruned(place, user, ending)
    token = place.token(CONNECTION)[0]
    expect(token.partition(".")[2] not in place.log.read_text(), "the log has a secret")
    print("every path is named, and past roles are what they were, until they are pruned")


if __name__ == "__main__":
    sidecar.scenario(play)
