#!/usr/bin/env python3
"""Resource types and extensions of an operator's own: served, kept through a crash, and refused where they are not good."""

import json
import shutil

import sidecar
from sidecar import expect, expect_equal

CONNECTION = "acme-okta"
DEFINITIONS = sidecar.REPOSITORY / "Tests/end-to-end/definitions"
BADGE = "urn:example:scim:schemas:extension:1.0:Badge"
REFUSED = 78


def served(place, client):
    """A device and a user with a badge; neither changes what anybody may do."""
    expect("get:devices" in place.run("scim-token", "list", "--connection", CONNECTION, "--admin-socket", place.admin,
                                      "--json").stdout, "a new token is not good for devices")
    before = place.revision()
    device = client.call("POST", "/Devices", {"serialNumber": "A-1", BADGE: {"color": "red"}}, expect=(201,)).json
    client.call("POST", "/Devices", {"serialNumber": "a-1"}, expect=(409,))
    expect_equal("the revision after a device", before, place.revision())
    user = client.call("POST", "/Users", {"userName": "mo", BADGE: {"number": "7"}}, expect=(201,)).json
    found = client.call("GET", "/Users", filter=f'{BADGE}:number eq "7"').json
    expect_equal("users with badge 7", ["mo"], [each["userName"] for each in found["Resources"]])
    patch = {"Operations": [{"op": "replace", "path": f"{BADGE}:number", "value": "8"}]}
    changed = client.call("PATCH", sidecar.scim.resource("/Users", user["id"]), patch).json
    expect_equal("the badge after the PATCH", {"number": "8"}, changed[BADGE])
    return device


def kept(place, client, device):
    """What was acknowledged is there after a crash, and after a start without its definition."""
    place.kill()
    place.start()
    expect_equal("the device after a crash", device, client().call("GET", f"/Devices/{device['id']}").json)
    place.stop()
    del place.environment["ROLLCALL_SCIM_DEFINITIONS"]
    place.start()
    client().call("GET", f"/Devices/{device['id']}", expect=(404,))
    place.stop()


def refused(place, folder, file, change, words):
    """A start with the definitions changed like this ends with 78 and says why."""
    before = (folder / file).read_text()
    expect(change[0] in before, f"{file} has no {change[0]}")
    (folder / file).write_text(before.replace(*change, 1))
    code, said = place.refuse_to_start()
    expect_equal(f"the exit code with {change[1]!r}", REFUSED, code)
    expect(words in said, f"the start does not say {words!r}: {said}")
    (folder / file).write_text(before)


def play(place):
    folder = place.folder / "definitions"
    shutil.copytree(DEFINITIONS, folder)
    loose = folder / "device.json"
    strict = loose.read_text()
    place.environment["ROLLCALL_SCIM_DEFINITIONS"] = str(folder)
    place.start()
    device = served(place, place.client(CONNECTION))
    kept(place, lambda: place.client(CONNECTION), device)

    place.environment["ROLLCALL_SCIM_DEFINITIONS"] = str(folder)
    refused(place, folder, "device.json", ('"integer"', '"number"'), "attributes[2].type: it must be one of")
    refused(place, folder, "badge.json", ("{", "["), "badge.json")
    loose.write_text(strict.replace(', "uniqueness": "server"', "", 1))
    place.start()
    place.client(CONNECTION).call("POST", "/Devices", {"serialNumber": "a-1"}, expect=(201,))
    place.stop()
    loose.write_text(strict)
    code, said = place.refuse_to_start()
    expect_equal("the exit code with values alike", REFUSED, code)
    expect("`serialNumber` is unique" in said, f"the start does not say what is there twice: {said}")
    expect(json.dumps("a-1") not in said, "the start tells a value")
    print("types and extensions of an operator's own are served, kept and checked")


sidecar.scenario(play)
