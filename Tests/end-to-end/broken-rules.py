#!/usr/bin/env python3
"""The checks catch a server that is wrong: a proxy breaks one rule at a time, and each time a check fails."""

import time

import sidecar
from conformance import broken_answers, broken_servers, checks, failing, failures, hold, queries, resources
from conformance import entra_validator
from conformance.directory import Directory
from conformance.proxy import Proxy
from sidecar import Failure, expect

CONNECTION, OTHER = "acme-okta", "globex-entra"


def catch(directory, proxy, rule, chosen):
    """The first check that fails while the rule is broken, or None."""
    proxy.break_rule(rule)
    caught = next(failing(directory, chosen), None)
    if proxy.failure:
        raise Failure(f"the proxy itself fails: {proxy.failure!r}")
    return caught, proxy.fired


def play(place):
    place.start()
    proxy = Proxy(place.port)
    directory = Directory(place, CONNECTION, OTHER, port=proxy.server_address[1])
    chosen = checks(resources, queries, failures, entra_validator)
    hold(directory, chosen)
    rules = broken_answers.RULES | broken_servers.RULES
    uncaught = []
    for name, rule in rules.items():
        started = time.monotonic()
        caught, fired = catch(directory, proxy, rule, chosen)
        if caught is None:
            uncaught.append(f"{name}{'' if fired else ' (and nothing was changed)'}")
        shown = f"{caught[0]}: {caught[1]}" if caught else "NOT CAUGHT"
        print(f"{name} ({time.monotonic() - started:.1f} s)\n    {shown[:200]}")
    expect(not uncaught, f"no check fails although {'; '.join(uncaught)}")
    place.stop()
    print(f"{len(rules)} broken rules, each of them caught")


sidecar.scenario(play)
