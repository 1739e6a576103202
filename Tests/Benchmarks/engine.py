"""What runs in process: the index at full size, and signing against the openssl command."""

import json
import os
import statistics
import subprocess

from table import progress

ROUNDS = 5


def lines_of_json(command):
    """What a program prints, a JSON object a line; its notes go to standard error and are shown."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def measure_index(binaries, table, quick):
    users, memberships = (50_000, 1_000_000) if quick else (1_000_000, 20_000_000)
    progress(f"the index with {users:,} users and {memberships:,} memberships")
    options = ["--users", users, "--memberships", memberships]
    figures = {}
    for line in lines_of_json([binaries / "IndexBenchmark", *options]):
        figures |= line
    size = f"{users:,} users, {memberships:,} memberships"
    decide = figures["decide_p50_ns"]
    table.add(f"decide in process, {size}, p50", f"{decide:.0f} ns", "≤ 500 ns", decide <= 500)
    each = figures["bytes_per_membership"]
    table.add("index memory for each membership", f"{each:.1f} bytes", "≤ 20 bytes", each <= 20)
    peak = figures["peak_ratio"]
    table.add("peak memory while updating", f"{peak:.2f}×", "≤ 1.1×", peak <= 1.1)
    table.add("update of one membership at that size, p50", f"{figures['update_p50_ns'] / 1000:.1f} µs", "", None)


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
