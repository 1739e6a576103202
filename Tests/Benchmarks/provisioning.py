"""What SCIM costs over HTTP: creating users, and changing one member of small and large groups."""

import itertools

import replacement
import sidecar
import wire
from table import milliseconds, progress
from wire import quantile

CONNECTION = "acme-okta"
CONNECTIONS = 8
SIZES = (100, 10_000, 200_000)
QUICK_SIZES = (100, 2_000, 10_000)
REPLACED = 50_000
MEMBERS_PER_PATCH = 1_000
CHANGES = 300
MEDIA = "application/scim+json"


class Endpoint:
    """One connection's SCIM endpoint, and the requests that it gets."""

    def __init__(self, server):
        self.port = server.port
        self.token, self.base = server.token(CONNECTION)

    def request(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}", "Accept": MEDIA}
        if body is not None:
            headers["Content_Type"] = MEDIA
        return wire.request(method, self.base + path, body, **headers)

    def user(self, number):
        name = f"bench-{number}"
        return self.request(
            "POST",
            "/Users",
            {
                "schemas": [sidecar.okta.USER],
                "userName": f"{name}@acme.example",
                "externalId": f"00u1{name}",
                "name": {"givenName": "Bench", "familyName": str(number)},
                "displayName": f"Bench {number}",
                "emails": [{"primary": True, "type": "work", "value": f"{name}@acme.example"}],
                "active": True,
            },
        )

    def patch_members(self, group, operation, identifiers):
        if operation == "remove":
            change = {"op": "remove", "path": f'members[value eq "{identifiers[0]}"]'}
        else:
            change = {"op": "add", "path": "members", "value": [{"value": identifier} for identifier in identifiers]}
        path = sidecar.scim.resource("/Groups", group)
        return self.request("PATCH", path, sidecar.scim.patch(change))

    def make_group(self, connection, name):
        body = {"schemas": [sidecar.okta.GROUP], "displayName": name, "members": []}
        _, answer = connection.exchange(self.request("POST", "/Groups", body), (201,))
        return sidecar.json.loads(answer)["id"]


def create_users(endpoint, count, table):
    """Creates users over eight connections; the rate is that of the whole run."""
    identifiers = []
    seconds = 0
    for start in range(0, count, 10_000):
        requests = [endpoint.user(number) for number in range(start, min(count, start + 10_000))]
        bodies, taken = wire.flood(endpoint.port, requests, CONNECTIONS, 201)
        seconds += taken
        identifiers += [sidecar.json.loads(body)["id"] for body in bodies]
        progress(f"created {len(identifiers):,} of {count:,} users, {len(requests) / taken:,.0f} a second")
    rate = count / seconds
    figure = f"SCIM: create {count:,} users over HTTP on SQLite, {CONNECTIONS} connections"
    table.add(figure, f"{rate:,.0f} a second", "≥ 1,500 a second", rate >= 1500)
    return identifiers


def fill(endpoint, connection, group, identifiers):
    for start in range(0, len(identifiers), MEMBERS_PER_PATCH):
        chunk = identifiers[start : start + MEMBERS_PER_PATCH]
        connection.exchange(endpoint.patch_members(group, "add", chunk), (200, 204))


def measure_changes(endpoint, groups, extra):
    """Adds and removes one member of each group in turn; seconds of each change, by group size."""
    connection = wire.Connection(port=endpoint.port)
    taken = {size: [] for size in groups}
    for _, (size, group) in itertools.product(range(CHANGES), groups.items()):
        for operation in ("add", "remove"):
            seconds, _ = connection.exchange(endpoint.patch_members(group, operation, [extra]), (200, 204))
            taken[size].append(seconds)
    return taken


def measure(server, _, table, quick):
    sizes = QUICK_SIZES if quick else SIZES
    endpoint = Endpoint(server)
    identifiers = create_users(endpoint, max(sizes) + 1, table)
    connection = wire.Connection(port=endpoint.port)
    groups = {}
    for size in sizes:
        progress(f"filling a group with {size:,} members")
        groups[size] = endpoint.make_group(connection, f"Bench {size}")
        fill(endpoint, connection, groups[size], identifiers[:size])
    taken = measure_changes(endpoint, groups, identifiers[-1])
    medians = {size: quantile(values, 0.5) for size, values in taken.items()}
    for size, median in medians.items():
        figure = f"SCIM: add or remove one member of a group of {size:,}, p50"
        table.add(figure, milliseconds(median), "≤ 3 ms", median <= 0.003)
    spread = max(medians.values()) / min(medians.values())
    table.add("the same: slowest size against fastest", f"{spread:.2f}×", "≤ 2×", spread <= 2)
    replacement.measure(endpoint, connection, identifiers[: 2 * REPLACED], table)
