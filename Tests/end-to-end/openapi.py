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
CLIENTS = "^/clients"
#: A body can be so wrong that it is too long to be looked at. A connection that has just been made has no SCIM
#: configuration, so that there is nothing yet at the paths below it.
CONFIGURATION = """
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]

[[operations]]
include-path-regex = "/scim-configuration"
checks.ensure_resource_availability.enabled = false
"""
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


def shortened(said):
    """Errors and failures, without the long texts of one character that it likes to send."""
    begins = min((at for title in ("= ERRORS =", "= FAILURES =") if (at := said.find(title)) >= 0), default=0)
    return re.sub(r"(.)\1{30,}", r"\1…", said[begins:])[-20_000:]


def run(today, *options):
    """Runs it on some operations; fails with what it finds, or says how many operations and requests there were."""
    token = today.token(*today.new_client())
    configuration = today.place.folder / "schemathesis.toml"
    configuration.write_text(CONFIGURATION)
    command = [sidecar.installed("schemathesis"), "--config-file", configuration, "run"]
    command += [f"{today.audience}openapi.json", *options, "--header", f"Authorization: Bearer {token}"]
    command += ["--max-examples", EXAMPLES, "--workers", "1", "--seed", "1", "--continue-on-failure"]
    # What a schema cannot say is refused with 400, too: two styles of paging at once, a cursor of another list, an
    # instant that is over.
    command += ["--exclude-checks", "positive_data_acceptance", "--warnings", "off"]
    command += ["--request-timeout", "30", "--suppress-health-check", "all"]
    place = today.place.folder
    try:
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode()[-3000:]
        raise sidecar.Failure(f"schemathesis takes longer than {SECONDS} s: {said}") from late
    said = done.stdout
    expect(done.returncode == 0, f"schemathesis ends with {done.returncode}:\n{shortened(said)}")
    return int(re.search(r"Tested: (\d+)", said)[1]), int(re.search(r"(\d+) generated", said)[1])


def play(place):
    tenant.declare(place)
    # It asks without credentials, too, as often as it likes, and expects 401.
    place.environment["ROLLCALL_MANAGEMENT_MAX_FAILURES_PER_MINUTE"] = "100000"
    place.start()
    today = tenant.Tenant(place)
    furnish(today)
    document = today.get("openapi.json")
    operations = sum(len(methods) for methods in document["paths"].values())
    # Whoever plays with clients may end the one that plays; they come last, with a client of their own.
    runs = [run(today, *options) for options in (("--exclude-path-regex", CLIENTS), ("--include-path-regex", CLIENTS))]
    tested, requests = map(sum, zip(*runs))
    expect_equal("the server's exit code", None, place.process.poll())
    expect_equal("operations tested", operations, tested)
    errors = [line for line in place.log.read_text().splitlines() if json.loads(line)["level"] == "error"]
    expect_equal("errors in the log", [], errors)
    place.stop()
    print(f"schemathesis: {tested} operations, {requests} requests, no failure")


sidecar.scenario(play)
