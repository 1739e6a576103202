#!/usr/bin/env python3
"""The tester of the Python SCIM projects finds nothing: discovery, then every type and attribute that it announces."""

import os
import re
import subprocess

import sidecar
from sidecar import expect

CONNECTION = "acme-okta"
TESTER = sidecar.REPOSITORY / "Tests/end-to-end/conformance/scim2_mended.py"


def play(place):
    place.start()
    sidecar.installed("scim2")
    token, base = place.token(CONNECTION)
    command = [sidecar.PYTHON, "-P", TESTER, "--url", f"http://127.0.0.1:{place.port}{base}", "test"]
    environment = os.environ | {"SCIM_CLI_HEADERS": f"Authorization: Bearer {token}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    # A line for each check, and indented below it the reason.
    results = re.findall(r"^([A-Z]+) .*(?:\n .*)*", done.stdout, re.MULTILINE)
    wrong = [result[0] for result in re.finditer(r"^(?!SUCCESS )[A-Z]+ .*(?:\n .*)*", done.stdout, re.MULTILINE)]
    told = "\n".join(wrong) or done.stderr[-2000:]
    expect(done.returncode == 0, f"scim2-tester ends with {done.returncode}, {len(wrong)} of {len(results)}:\n{told}")
    expect(not wrong, f"scim2-tester is not content:\n{told}")
    expect(len(results) > 100, f"scim2-tester has run {len(results)} checks only")
    place.stop()
    print(f"scim2-tester: {len(results)} checks, all of them passed")


sidecar.scenario(play)
