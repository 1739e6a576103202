#!/usr/bin/env python3
"""The rules of RFC 7643, 7644 and 9865 that a client can see, against a running server."""

import sidecar
from conformance import checks, hold, queries, resources
from conformance.directory import Directory


def play(place):
    place.start()
    count = hold(Directory(place, "acme-okta", "globex-entra"), checks(resources, queries))
    place.stop()
    print(f"{count} groups of rules, and those of every answer, hold")


sidecar.scenario(play)
