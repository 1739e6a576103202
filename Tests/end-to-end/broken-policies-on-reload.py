#!/usr/bin/env python3
"""SIGHUP with policies that do not compile: the last good ones stay, the log says why, and a mended set is taken."""

import shutil
import time

import sidecar
from sidecar import eventually, expect, expect_equal

CONNECTION = "acme-okta"


def play(place):
    policies = place.folder / "policies"
    shutil.copytree(place.policies, policies)
    place.policies = policies
    place.start()
    place.provision(CONNECTION, users=10)
    expect(place.permits(CONNECTION), "the check is denied before anything happened")
    before = place.revision()

    broken = policies / "broken.yaml"
    broken.write_text("roles:\n  - name: auditor\n    inherits: [nobody-declares-this-role]\n    nonsense: true\n")
    refused = place.run("policy", "check", policies, codes=range(1, 128))
    expect("broken.yaml:" in refused.stdout + refused.stderr, "`policy check` does not name the broken file and line")
    place.reload()
    eventually("the log names the broken file", lambda: "broken.yaml" in place.log.read_text())
    expect(place.permits(CONNECTION), "a permitted check is denied after a broken reload")
    expect_equal("the revision after a broken reload", before, place.revision())

    broken.unlink()
    place.reload()
    time.sleep(1)
    expect(place.process.poll() is None, "the server ended after the mended reload")
    expect(place.permits(CONNECTION), "a permitted check is denied after the mended reload")
    expect_equal("the revision after a reload that changes nothing", before, place.revision())
    place.stop()

    broken.write_text("roles: {{{\n")
    code, said = place.refuse_to_start()
    expect_equal("the exit code with policies that do not compile", 78, code)
    expect("broken.yaml:" in said, f"the refusal does not name file and line: {said}")
    expect(not place.socket.exists(), "a server that refused to start left a decision socket behind")
    print("a broken set changes nothing, neither while serving nor at a start")


sidecar.scenario(play)
