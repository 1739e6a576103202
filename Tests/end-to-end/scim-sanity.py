#!/usr/bin/env python3
"""`scim-sanity` finds nothing where a server is set as it wants it: a PATCH is answered with 200, whoever is added."""

import json
import subprocess

import sidecar
from sidecar import expect, expect_equal

CONNECTION = "acme-okta"
SETTINGS = {"ROLLCALL_SCIM_RETURN_GROUP_AFTER_PATCH": "true", "ROLLCALL_SCIM_ABSENT_MEMBERS": "pass_over"}


def play(place):
    place.environment = SETTINGS
    place.start()
    token, base = place.token(CONNECTION)
    address = f"http://127.0.0.1:{place.port}{base}"
    command = [sidecar.installed("scim-sanity"), "probe", address, "--token", token]
    command += ["--i-accept-side-effects", "--json-output"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    try:
        report = json.loads(done.stdout)
    except ValueError as error:
        raise sidecar.Failure(f"scim-sanity ends with {done.returncode}: {done.stdout}{done.stderr}") from error
    wrong = [result for result in report["results"] if result["status"] not in ("pass", "skip")]
    expect(done.returncode == 0 and not wrong, f"scim-sanity ends with {done.returncode}: {wrong}")
    summary = report["summary"]
    expect_equal("what scim-sanity finds", (0, 0, 0), tuple(summary[k] for k in ("failed", "errors", "warnings")))
    expect(summary["passed"] >= 28, f"scim-sanity has passed {summary['passed']} checks only")
    place.stop()
    print(f"scim-sanity: {summary['passed']} of {summary['total']} checks passed, {summary['skipped']} left out")


sidecar.scenario(play)
