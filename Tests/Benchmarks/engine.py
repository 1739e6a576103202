"""What runs in process: the index at full size, and signing against the openssl command."""

import json
import os
import statistics
import subprocess

from table import microseconds, progress

ROUNDS = 5


def lines_of_json(command):
    """What a program prints, a JSON object a line; its notes go to standard error and are shown."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def measure_index(binaries, table, quick):
    """The index at full size, and at a hundredth of it to compare what an update costs."""
    users, memberships = (50_000, 1_000_000) if quick else (1_000_000, 20_000_000)
    progress(f"building an index of {users:,} users and {memberships:,} memberships; this takes minutes")
    lines = lines_of_json([binaries / "IndexBenchmark", users, memberships])
    large = {line["name"]: line for line in lines if line.get("users") == users}
    small = {line["name"]: line for line in lines if line.get("users", users) != users}
    size = f"{users:,} users, {memberships:,} memberships"
    for name, what in (("decide", "in the tenant"), ("decide_in_organization", "in an organization")):
        median = large[name]["p50_ns"]
        table.add(f"decide in process, {what}, {size}, p50", f"{median} ns", "≤ 500 ns", median <= 500)
    each, resident = large["build"]["bytes_per_membership"], large["build"]["rss_bytes_per_membership"]
    measured = f"{max(each, resident):.1f} bytes (counted {each:.1f}, resident {resident:.1f})"
    table.add("index memory for each membership at that size", measured, "≤ 20 bytes", max(each, resident) <= 20)
    peak = large["update"]["peak_rss_ratio"]
    table.add("peak memory while updating", f"{peak:.2f}×", "≤ 1.1×", peak <= 1.1)
    cost, cost_small = large["update"]["p50_ns"], small["update"]["p50_ns"]
    measured = f"{microseconds(cost)} ({microseconds(cost_small)} at a hundredth of it)"
    table.add("update of one membership and its publication at that size, p50", measured, "", None)
    nestings = {line["name"]: line for line in lines if line["name"].startswith("nesting_")}
    for name, what in (("nesting_chain", "a chain of 5,000"), ("nesting_dense", "150 groups that contain each other")):
        ratio = nestings[name]["ratio"]
        took, walk = microseconds(nestings[name]["change_p50_ns"]), microseconds(nestings[name]["walk_p50_ns"])
        measured = f"{ratio:.2f}× ({took} against {walk})"
        table.add(f"nesting above {what}, against one walk over it", measured, "≤ 3×", ratio <= 3)


def openssl_rate(seconds):
    """ES256 signatures a second by the openssl command, on all processors."""
    command = ["openssl", "speed", "-elapsed", "-seconds", str(seconds), "-multi", str(os.cpu_count()), "ecdsap256"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if "ecdsa (nistp256)" in line)
    return float(line.split()[-2])


def measure_signing(binaries, table, quick):
    seconds = 1 if quick else 3
    ours, theirs = [], []
    for number in range(ROUNDS):
        progress(f"signing against openssl speed, round {number + 1} of {ROUNDS}")
        command = [binaries / "SigningBenchmark", seconds, os.cpu_count()]
        ours.append(lines_of_json(command)[0]["signatures_per_second"])
        theirs.append(openssl_rate(seconds))
    rate, reference = statistics.median(ours), statistics.median(theirs)
    ratio = rate / reference
    measured = f"{ratio:.0%} ({rate:,.0f} a second against {reference:,.0f})"
    table.add("signed claims, ES256, all processors, against openssl speed", measured, "≥ 85%", ratio >= 0.85)
