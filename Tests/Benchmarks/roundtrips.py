"""One check over the decision socket: against a C program that echoes as many bytes, and while updates arrive."""

import json
import multiprocessing
import os
import statistics
import subprocess
import time

import provisioning
import sidecar
import wire
from table import microseconds, progress

CONNECTION = "acme-okta"
ROUNDS = 7
CHANGES_A_SECOND = 1_000
CHANGES_A_REQUEST = 10


def question(server):
    """A check as an application sends it, and the size of its answer."""
    story = sidecar.STORIES[CONNECTION]
    body = {
        "subject": {"type": "user", "id": server.users[CONNECTION]},
        "action": {"name": story.action},
        "resource": {"type": "api", "id": sidecar.API},
        "context": {"organization": story.organization},
    }
    request = wire.request("POST", "/access/v1/evaluation", body, Content_Type="application/json")
    connection = wire.Connection(path=server.socket)
    _, answer = connection.exchange(request, (200,))
    if not json.loads(answer)["decision"]:
        raise SystemExit(f"the benchmark's question is denied: {answer.decode()}")
    return request, connection.answer_size


def placements():
    """Where the servers and the client run. Apart, each answer waits for another processor to wake up, which on many
    machines takes longer than all the work; together, only the work is left."""
    processors = sorted(os.sched_getaffinity(0))
    yield "client and server on one processor", processors[0], processors[0]
    if len(processors) > 1:
        yield "on two processors", processors[0], processors[1]


def pin(process, processor):
    """Keeps every thread of the process on that processor; None lets it run anywhere."""
    allowed = os.sched_getaffinity(0) if processor is None else {processor}
    for thread in os.listdir(f"/proc/{process.pid}/task"):
        os.sched_setaffinity(int(thread), allowed)


def round_trips(program, path, request_file, count, processor=None):
    """Nanoseconds at p50, p99 and p99.9 of a C client that asks again and again, on that processor."""
    command = [program, path, request_file, str(count)]
    if processor is not None:
        command = ["taskset", "--cpu-list", str(processor), *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"roundtrip failed: {done.stderr}")
    return json.loads(done.stdout)


def change_members(port, token, base, group, identifiers, stop):
    """Sends a thousand membership changes a second, ten in a request, until told to stop."""
    server = type("Place", (), {"port": port, "token": lambda self, _: (token, base)})()
    endpoint = provisioning.Endpoint(server)
    connection = wire.Connection(port=port)
    due = time.perf_counter()
    operation = "add"
    path = sidecar.scim.resource("/Groups", group)
    remove = " or ".join(f'value eq "{identifier}"' for identifier in identifiers)
    requests = {
        "add": endpoint.patch_members(group, "add", identifiers),
        "remove": endpoint.request("PATCH", path, sidecar.scim.patch({"op": "remove", "path": f"members[{remove}]"})),
    }
    sent = 0
    while not stop.is_set():
        connection.exchange(requests[operation], (200, 204))
        sent += 1
        operation = "remove" if operation == "add" else "add"
        due += CHANGES_A_REQUEST / CHANGES_A_SECOND
        time.sleep(max(0, due - time.perf_counter()))
    lag = time.perf_counter() - due
    if lag > 1:
        progress(f"the writer fell {lag:.1f} s behind; it sent {sent * CHANGES_A_REQUEST:,} changes")


class Writer:
    """Membership changes from a process of its own, while the `with` block runs."""

    def __init__(self, server, group, identifiers):
        token, base = server.token(CONNECTION)
        self.stop = multiprocessing.Event()
        arguments = (server.port, token, base, group, identifiers, self.stop)
        self.process = multiprocessing.Process(target=change_members, args=arguments)

    def __enter__(self):
        self.process.start()
        time.sleep(0.5)

    def __exit__(self, *_):
        self.stop.set()
        self.process.join(10)


def median_of(rounds, key):
    return statistics.median(each[key] for each in rounds)


def measure(server, folder, table, quick):
    count = 20_000 if quick else 100_000
    provider, customer = server.provision(CONNECTION, users=120, groups=12)
    request, answer_size = question(server)
    request_file = folder / "request"
    request_file.write_bytes(request)
    compare_with_echo(server, folder, (request_file, count), (len(request), answer_size), table)
    identifiers = [provider.user_id(person) for person in customer.people[20 : 20 + CHANGES_A_REQUEST]]
    connection = wire.Connection(port=server.port)
    group = provisioning.Endpoint(server).make_group(connection, "Coming and going")
    settle_revision(server, group, identifiers[0])
    measure_updates(server, folder, (request_file, count), (group, identifiers), table)


def compare_with_echo(server, folder, load, sizes, table):
    path = folder / "echo.sock"
    echo = subprocess.Popen([folder / "echo", path, *map(str, sizes)])
    try:
        time.sleep(0.5)
        for placement, server_place, client_place in placements():
            pin(server.process, server_place)
            pin(echo, server_place)
            asked, echoed = [], []
            for number in range(ROUNDS):
                progress(f"check against echo, {placement}, round {number + 1} of {ROUNDS}")
                asked.append(round_trips(folder / "roundtrip", server.socket, *load, client_place))
                echoed.append(round_trips(folder / "roundtrip", path, *load, client_place))
            add_ratios(asked, echoed, placement, sizes, table)
    finally:
        echo.kill()
        pin(server.process, None)


def add_ratios(asked, echoed, placement, sizes, table):
    for name, bar in (("p50", 1.25), ("p99", 1.5)):
        ours, theirs = median_of(asked, name), median_of(echoed, name)
        measured = f"{ours / theirs:.2f}× ({microseconds(ours)} against {microseconds(theirs)})"
        figure = f"check over the socket against C echo, {sizes[0]} bytes in, {sizes[1]} out, {placement}, {name}"
        table.add(figure, measured, f"≤ {bar}×", ours / theirs <= bar)


def settle_revision(server, group, identifier):
    """Makes revisions until their number has five digits: the C client wants answers of one size."""
    progress("making revisions")
    endpoint = provisioning.Endpoint(server)
    connection = wire.Connection(port=server.port)
    while server.revision()[1] < 10_000:
        for operation in ("add", "remove") * 100:
            connection.exchange(endpoint.patch_members(group, operation, [identifier]), (200, 204))


def measure_updates(server, folder, load, writing, table):
    idle, updating = [], []
    for number in range(ROUNDS):
        progress(f"check while memberships change, round {number + 1} of {ROUNDS}")
        idle.append(round_trips(folder / "roundtrip", server.socket, *load))
        with Writer(server, *writing):
            updating.append(round_trips(folder / "roundtrip", server.socket, *load))
    before, during = median_of(idle, "p99.9"), median_of(updating, "p99.9")
    measured = f"{during / before:.2f}× ({microseconds(during)} against {microseconds(before)})"
    figure = f"the same while {CHANGES_A_SECOND:,} membership changes a second arrive, p99.9"
    table.add(figure, measured, "≤ 2× of idle", during / before <= 2)
