#!/usr/bin/env python3
"""The vendor's own SDK manages Rollcall: every call that it offers for what Rollcall has, held against the claims."""

import os
import subprocess

import sidecar

sidecar.go_on_with_packages()

from administration import tenant  # noqa: E402
from administration.day import (  # noqa: E402
    access,
    beyond,
    connections,
    groups,
    limits,
    members,
    organizations,
    resource_servers,
    roles,
    users,
)
from administration.sdk import Administrator, every_call_was_made  # noqa: E402
from conformance import checks, hold  # noqa: E402
from sidecar import expect, make_certificate  # noqa: E402

DAY = (access, connections, groups, roles, organizations, members, users, resource_servers, limits, beyond)

#: As people use the SDK: a domain and a client, and nothing else said.
OVER_TLS = """
import sys
from auth0.management import ManagementClient
domain, client_id, client_secret = sys.argv[1:]
client = ManagementClient(domain=domain, client_id=client_id, client_secret=client_secret)
role = client.roles.create(name="Made over TLS")
print([found.id for found in client.roles.list(name_filter="made over")] == [role.id])
"""


def over_tls(place):
    """Over https the SDK needs no more than a domain and a client; its audience is the one that it makes of them."""
    certificate, key = make_certificate(place.folder, "listener")
    command = place.serve_command
    address = f"127.0.0.1:{place.port}"
    options = ("--tls-certificate", certificate, "--tls-key", key)
    place.serve_command = lambda: [*command(), *options]
    place.environment = {"ROLLCALL_EXTERNAL_URL": f"https://{address}"}
    place.start()
    made = ("client", "new", "--name", "tls", "--scopes", "create:roles read:roles")
    client = sidecar.json.loads(place.run(*made, "--admin-socket", place.admin, "--json").stdout)
    environment = os.environ | {"SSL_CERT_FILE": str(certificate)}
    program = [sidecar.PYTHON, "-c", OVER_TLS, address, client["client_id"], client["client_secret"]]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, timeout=60)
    expect(done.stdout == "True\n", f"the SDK over TLS: {done.stdout}{done.stderr[-1500:]}")
    place.stop()


def play(place):
    tenant.declare(place)
    place.environment = limits.SETTINGS
    place.start()
    administrator = Administrator(place)
    count = hold(administrator, checks(*DAY))
    calls = every_call_was_made(administrator)
    place.stop()
    over_tls(place)
    print(f"{count} parts of an administrator's day with {calls} calls of the SDK, over TLS too")


sidecar.scenario(play)
