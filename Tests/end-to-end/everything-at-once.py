#!/usr/bin/env python3
"""Assignments, pushes and logins at once: nothing acknowledged is lost, and a rebuilt index answers as the live one."""

import os
import random
import time

import sidecar
from administration import tenant
from administration.stage import Link, State, User
from administration.storm import WORKERS, Questions, told
from sidecar import expect, expect_equal

#: For how long everything changes.
SECONDS = float(os.environ.get("ROLLCALL_STORM_SECONDS", "60"))
GROUPS = 4
USERS = 10
#: How many answers of the storm are held against the history.
PAST = 20


class Storm:
    """The connections, organizations, groups and users that the workers share."""

    def __init__(self, today):
        self.tenant = today
        self.state = State()
        self.sources = [today.source("okta"), today.source("samlp")]
        first, second = self.sources
        self.organizations = [today.organization(first, second), today.organization(first), today.organization(second)]
        for organization, sources in zip(self.organizations, ([first, second], [first], [second])):
            self.state.links.update({(organization, source.id): Link() for source in sources})
        self.groups = {source.id: [source.group() for _ in range(GROUPS)] for source in self.sources}
        #: Users whom no provider changes meanwhile, members of whatever their connection may enter.
        self.fixed = [self.member(source) for source in self.sources for _ in range(USERS)]
        self.end = None

    def member(self, source):
        name = source.user()
        groups = self.groups[source.id][:2]
        for group in groups:
            source.add(group, name)
        self.state.users[name] = User(source.id, groups=set(groups))
        for organization in self.organizations:
            self.tenant.join(organization, name)
            self.state.members.add((organization, name))
        return name

    def groups_in(self, organization):
        """The groups of the connections that the organization has."""
        sources = [source.id for source in self.sources]
        if organization:
            sources = [source for place, source in self.state.links if place == organization]
        return [group for source in sources for group in self.groups[source]]

    def new_api(self):
        return self.tenant.client(self.tenant.id, self.tenant.secret)

    def rage(self):
        workers = [kind(self, number) for number, kind in enumerate(WORKERS)]
        self.end = time.monotonic() + SECONDS
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(SECONDS + 120)
            expect(not worker.is_alive(), f"a {type(worker).__name__} does not end")
        for worker in workers:
            if worker.failure:
                raise worker.failure
            expect(worker.done > 3, f"a {type(worker).__name__} has done {worker.done} things only")
        return workers


def answers(place, storm):
    """What the server says of every user's roles, in the tenant and in every organization."""
    questions, places = Questions(place), (None, *storm.organizations)
    names = sorted(storm.state.users)
    return {(name, where): told(questions.roles(name, where)) for name in names for where in places}


def logins(place, storm):
    """How logins of some users end, in the tenant and in every organization, beside how they ought to."""
    questions, chosen = Questions(place), random.Random(1).sample(sorted(storm.state.users), 40)
    names = storm.fixed + [name for name in chosen if name not in storm.fixed]
    for name in names:
        for where in (None, *storm.organizations):
            wanted = storm.state.login(name, where)
            expect_equal(f"the login of {name} in {where}", wanted, told(questions.login(name, where)))
    return len(names)


def nothing_is_lost(storm, said):
    """Every answer is what was acknowledged leads to."""
    wrong = [
        f"{name} in {organization}: expected {wanted}, got {got}"
        for (name, organization), got in said.items()
        if (wanted := storm.state.roles(name, organization)) != got
    ]
    expect(not wrong, f"{len(wrong)} of {len(said)} answers are not what was acknowledged:\n" + "\n".join(wrong[:10]))


def history_agrees(storm, workers):
    """What was answered in the midst of the storm is what the history says of that revision."""
    seen = [entry for worker in workers for entry in worker.questions.seen]
    for user, where, answer in random.Random(1).sample(seen, PAST):
        inside = {"organization": where} if where else {}
        past = storm.tenant.get("users", user, "roles", "history", revision=answer["revision"], **inside)
        what = f"the roles of {user} in {where} at {answer['revision']}"
        expect_equal(what, told(answer), told(past))


def lists_agree(storm):
    """The lists of the API and of SCIM have what was acknowledged."""
    today, state = storm.tenant, storm.state
    present = {name for name, user in state.users.items() if not user.is_deleted}
    for organization in storm.organizations:
        wanted = {name for place, name in state.members if place == organization} & present
        expect_equal("the members", sorted(wanted), sorted(today.members(organization)))
    for group in (group for groups in storm.groups.values() for group in groups):
        listed = today.everything("groups", group, "members", named="members")
        wanted = {name for name in present if group in state.users[name].groups}
        expect_equal("the members of a group", sorted(wanted), sorted(member["id"] for member in listed))
        for level in (None, *storm.organizations):
            if group not in storm.groups_in(level):
                continue
            path = ("organizations", level, "groups", group) if level else ("groups", group)
            wanted = {role for at, holder, role in state.groups if (at, holder) == (level, group)}
            listed = today.everything(*path, "roles", named="roles")
            expect_equal("the roles of a group", sorted(wanted), sorted(role["id"] for role in listed))


def turn_everything_on(storm):
    """Every link as it was in the beginning, so that the lists show all groups."""
    for (organization, source), link in storm.state.links.items():
        body = {"is_enabled": True, "assign_membership_on_login": True}
        storm.tenant.patch("organizations", organization, "connections", source, body=body)
        link.is_enabled = link.auto = True


def play(place):
    tenant.declare(place)
    place.start()
    storm = Storm(tenant.Tenant(place))
    workers = storm.rage()
    nothing_is_lost(storm, answers(place, storm))
    logins(place, storm)
    said = answers(place, storm)
    nothing_is_lost(storm, said)
    revision = place.revision()
    place.stop()
    place.start()
    expect_equal("the revision after a restart", revision, place.revision())
    rebuilt = answers(place, storm)
    different = [key for key in said if said[key] != rebuilt[key]]
    expect(not different, f"a rebuilt index answers differently about {different[:5]}")
    storm.tenant.api = storm.new_api()
    history_agrees(storm, workers)
    turn_everything_on(storm)
    nothing_is_lost(storm, answers(place, storm))
    logins(place, storm)
    lists_agree(storm)
    place.stop()
    done = sum(worker.done for worker in workers)
    print(f"{done} things at once in {SECONDS:.0f} s, revision {revision[1]}; {len(said)} answers are as acknowledged")


sidecar.scenario(play)
