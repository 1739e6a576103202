#!/usr/bin/env python3
"""The tester of the Python SCIM projects finds nothing: discovery, then every type and attribute that it announces.

Once with users and groups alone, and once with a type and an extension that definition files add.
"""

import os
import re
import subprocess

import sidecar
from sidecar import expect

CONNECTION = "acme-okta"
TESTER = sidecar.REPOSITORY / "Tests/end-to-end/conformance/scim2_mended.py"


DEFINITIONS = sidecar.REPOSITORY / "Tests/end-to-end/definitions"


def examine(place, least):
    """Runs the tester, and returns its lines: one for each check."""
    token, base = place.token(CONNECTION)
    command = [sidecar.PYTHON, "-P", TESTER, "--url", f"http://127.0.0.1:{place.port}{base}", "test"]
    environment = os.environ | {"SCIM_CLI_HEADERS": f"Authorization: Bearer {token}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    # A line for each check, and indented below it the reason.
    results = [result[0] for result in re.finditer(r"^[A-Z]+ .*(?:\n .*)*", done.stdout, re.MULTILINE)]
    wrong = [result for result in results if not result.startswith("SUCCESS ")]
    told = "\n".join(wrong) or done.stderr[-2000:]
    expect(done.returncode == 0, f"scim2-tester ends with {done.returncode}, {len(wrong)} of {len(results)}:\n{told}")
    expect(not wrong, f"scim2-tester is not content:\n{told}")
    expect(len(results) > least, f"scim2-tester has run {len(results)} checks only")
    return results


def play(place):
    sidecar.installed("scim2")
    place.start()
    plain = examine(place, 100)
    place.stop()

    # Tokens are good for what was served when they were made.
    place.tokens = {}
    place.environment["ROLLCALL_SCIM_DEFINITIONS"] = str(DEFINITIONS)
    place.start()
    extended = examine(place, len(plain))
    expect(any("Device" in result for result in extended), "scim2-tester has not looked at devices")
    expect(any("Badge" in result for result in extended), "scim2-tester has not looked at badges")
    place.stop()
    print(f"scim2-tester: {len(plain)} and {len(extended)} checks, all of them passed")


sidecar.scenario(play)
