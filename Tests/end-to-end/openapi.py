#!/usr/bin/env python3
"""`schemathesis` finds nothing: the document of the management API is what the server does, whatever it is sent."""

import json
import os
import re
import subprocess

import sidecar
from administration import tenant
from sidecar import expect, expect_equal

#: What a run may take, and how many requests it makes up for each operation beside those of the document's own edges.
SECONDS = 110
EXAMPLES = os.environ.get("ROLLCALL_OPENAPI_EXAMPLES", "5")


def furnish(today):
    """Something of everything, so that there are ids to play with."""
    api = today.resource_server("read:things", "write:things")
    for _ in range(3):
        source = today.source()
        users = [source.user() for _ in range(3)]
        group = source.group(*users)
        organization = today.organization(source)
        today.join(organization, *users[:2])
        role = today.role((api, "read:things"))
        today.give(role, group)
        today.give(role, group, organization)
        today.post("users", users[0], "roles", body={"roles": [role]}, expect=(204,))


def run(today):
    """Runs it; returns the exit code and what it says."""
    command = [sidecar.installed("schemathesis"), "run", f"{today.audience}openapi.json"]
    command += ["--url", today.audience.rstrip("/"), "--header", f"Authorization: Bearer {today.api.token}"]
    command += ["--max-examples", EXAMPLES, "--workers", "2", "--seed", "1", "--continue-on-failure"]
    command += ["--request-timeout", "30", "--suppress-health-check", "all"]
    place = today.place.folder
    try:
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode()[-3000:]
        raise sidecar.Failure(f"schemathesis takes longer than {SECONDS} s: {said}") from late
    return done.returncode, done.stdout


def play(place):
    tenant.declare(place)
    place.start()
    today = tenant.Tenant(place)
    furnish(today)
    document = today.get("openapi.json")
    operations = sum(len(methods) for methods in document["paths"].values())
    code, said = run(today)
    expect_equal("the server's exit code", None, place.process.poll())
    failures = said.partition("= FAILURES =")[2] or said
    expect(code == 0, f"schemathesis ends with {code}:\n{failures[-20000:]}")
    tested = re.search(r"Tested: (\d+)", said)
    expect(tested is not None, f"schemathesis does not say what it has tested: {said[-2000:]}")
    expect_equal("operations tested", operations, int(tested[1]))
    errors = [line for line in place.log.read_text().splitlines() if json.loads(line)["level"] == "error"]
    expect_equal("errors in the log", [], errors)
    place.stop()
    print(f"schemathesis: {operations} operations, {re.search(r'([0-9]+) generated', said)[1]} requests, no failure")


sidecar.scenario(play)
