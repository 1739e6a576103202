"""What one SCIM request costs the server, beside a bare Hummingbird handler that answers the same bytes."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import sidecar
import wire
from provisioning import Endpoint
from table import progress

ROUNDS, REQUESTS, QUICK_REQUESTS = 5, 4_000, 400
MEMBERS = 20
#: Fields that the HTTP server writes by itself, in either program.
OWN = {"date", "content-length", "transfer-encoding", "connection"}
TICK = 1 / os.sysconf("SC_CLK_TCK")


def used(process):
    """Seconds of processor time and voluntary context switches of a process, all of its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    switches = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        status = (thread / "status").read_text()
        switches += int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
    return (int(fields[11]) + int(fields[12])) * TICK, switches


def response(connection, request):
    """One answer as the bare handler takes it."""
    connection.send(request)
    while b"\r\n\r\n" not in connection.buffer:
        connection.fill()
    head = connection.buffer.partition(b"\r\n\r\n")[0].decode()
    status, body = connection.receive()
    fields = [line.split(": ", 1) for line in head.split("\r\n")[1:]]
    return {"status": status, "headers": [field for field in fields if field[0].lower() not in OWN], "body": body.decode()}


def cost(process, connection, requests, count):
    """Microseconds of processor time and switches for each of so many requests."""
    cpu, switches = used(process)
    for number in range(count):
        connection.send(requests[number % len(requests)])
        status, _ = connection.receive()
        if status not in (200, 204):
            raise SystemExit(f"the server answers {status} instead of 200 or 204")
    later, more = used(process)
    return (later - cpu) / count * 1e6, (more - switches) / count


def prepare(endpoint, connection):
    """A group with a few members; what reads it, and what adds and removes one more."""
    identifiers = []
    for number in range(MEMBERS + 1):
        _, body = connection.exchange(endpoint.user(number), (201,))
        identifiers.append(json.loads(body)["id"])
    group = endpoint.make_group(connection, "Bench costs")
    connection.exchange(endpoint.patch_members(group, "add", identifiers[:-1]), (200, 204))
    path = sidecar.scim.resource("/Groups", group)
    change = [endpoint.patch_members(group, operation, identifiers[-1:]) for operation in ("add", "remove")]
    return {"GET": [endpoint.request("GET", path)], "PATCH": change}


def bare(binaries, folder, responses):
    """Starts the handler that is compared with; returns its process and port."""
    file = Path(folder) / "responses.json"
    file.write_text(json.dumps(responses))
    port = sidecar.free_port()
    process = subprocess.Popen([binaries / "ListenerBenchmark", str(port), file])
    for _ in range(200):
        try:
            wire.Connection(port=port).socket.close()
            return process, port
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise SystemExit("the bare handler does not listen")


def measure(server, _, table, quick, binaries=None):
    endpoint = Endpoint(server)
    connection = wire.Connection(port=server.port)
    requests = prepare(endpoint, connection)
    responses = {method: response(connection, choices[0]) for method, choices in requests.items()}
    connection.exchange(requests["PATCH"][1], (200, 204))
    count = QUICK_REQUESTS if quick else REQUESTS
    with tempfile.TemporaryDirectory(prefix="rollcall-bare-") as folder:
        process, port = bare(binaries or Path(server.binary).parent, folder, responses)
        try:
            other = wire.Connection(port=port)
            for method, processor, switches in (("GET", 2.5, 4), ("PATCH", 6, 10)):
                costs = {"ours": [], "bare": []}
                for _ in range(ROUNDS + 1):
                    costs["ours"].append(cost(server.process.pid, connection, requests[method], count))
                    costs["bare"].append(cost(process.pid, other, requests[method], count))
                report(table, method, costs, processor, switches)
        finally:
            process.kill()
            process.wait()


def report(table, method, costs, processor, switches):
    """Medians of the rounds; the first warms up."""
    cpu = {side: statistics.median(row[0] for row in rows[1:]) for side, rows in costs.items()}
    voluntary = {side: statistics.median(row[1] for row in rows[1:]) for side, rows in costs.items()}
    progress(f"{method}: {cpu['ours']:.0f} µs and {voluntary['ours']:.1f} switches, bare {cpu['bare']:.0f} µs and {voluntary['bare']:.1f}")
    what = "GET of one group" if method == "GET" else "PATCH of one member"
    ratio = cpu["ours"] / max(cpu["bare"], 1e-9)
    table.add(f"SCIM: {what}, processor time against a bare handler", f"{ratio:.1f}×", f"≤ {processor:g}×", ratio <= processor)
    count = voluntary["ours"]
    table.add(f"SCIM: {what}, voluntary context switches", f"{count:.1f}", f"≤ {switches}", count <= switches)
