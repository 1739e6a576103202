#!/usr/bin/env python3
"""What one provider, client or stranger does at its worst takes no decision from another customer, nor a revocation."""

import argparse
import contextlib
import resource
import sys
import time

import sidecar
from administration.tenant import Tenant
from neighbours import ATTACKS
from neighbours.attack import HOSTILE, Assault
from neighbours.victim import CONNECTION, Victim, Watch
from sidecar import Failure, eventually, expect

#: Decisions that are older say that they are degraded; every attack lasts at least four times as long.
WARN = 1
#: Whole rounds of the customer's that an attack must let through, and how long they may take at the most.
ROUNDS = 3
LONGEST = 20
#: Between two rounds.
PAUSE = 0.08
#: How long an attack may still be felt once it is over.
CALM = 10
SETTINGS = {
    "ROLLCALL_FRESHNESS_WARN": f"{WARN}s",
    "ROLLCALL_FRESHNESS_POLL": "100ms",
    # So few that a debug build can be asked for more, and more than the customer takes away.
    "ROLLCALL_SCIM_MAX_REVOCATIONS_PER_SECOND": "60",
    "ROLLCALL_LISTENER_MAX_CONNECTIONS": "256",
    "ROLLCALL_LOG_LEVEL": "warning",
}


def options():
    """The scenario's own, taken from the command line before the shared ones are read."""
    parser = argparse.ArgumentParser(add_help=False)
    names = [attack.name for attack in ATTACKS]
    parser.add_argument("--only", action="append", choices=names, help="an attack to try; may be repeated")
    parser.add_argument("--seconds", type=float, default=5 * WARN, help="how long each attack lasts at least")
    parser.add_argument("--list", action="store_true", help="name the attacks")
    if {"-h", "--help"} & set(sys.argv):
        parser.print_help()
    mine, sys.argv[1:] = parser.parse_known_args()
    if mine.list:
        print("\n".join(f"{attack.name:18} {attack.__doc__}" for attack in ATTACKS))
        sys.exit(0)
    return mine


def tenant_of(place):
    """A hostile client of the management API, and the customer's; returns the bearer token of the second."""
    tenant = Tenant(place)
    place.hostile_client = tenant.token(*tenant.new_client())
    place.hostile_source = tenant.post("connections", body={"name": "hostile-source", "strategy": "okta"})["id"]
    return tenant.token(*tenant.new_client())


def endure(attack, victim, seconds):
    """The customer's rounds beside one attack; returns a line on how it went."""
    assault, watch = Assault(attack).start(), Watch(victim)
    watch.start()
    done, lasted, felt = serve(victim, seconds)
    tally = assault.stop()
    felt = watch.stop() or felt
    went = f"{done} rounds in {lasted:.1f} s, decisions at most {watch.age:.2f} s old, beside {counted(tally)}"
    expect(felt is None, f"{felt}; {went}")
    pointless = sum(tally[status] for status in attack.pointless)
    expect(not pointless, f"{pointless} requests were refused before they could do harm: {counted(tally)}")
    attack.check(tally)
    return went


def serve(victim, seconds):
    """Rounds of the customer's for so long, and until there are enough; their number, the time, and what failed."""
    before, began, lasted = victim.rounds, time.monotonic(), 0
    try:
        while lasted < seconds or victim.rounds < before + ROUNDS:
            expect(lasted < LONGEST, "the customer is served too seldom")
            victim.round()
            time.sleep(PAUSE)
            lasted = time.monotonic() - began
    except Failure as failure:
        return victim.rounds - before, time.monotonic() - began, failure
    return victim.rounds - before, lasted, None


def outcome(attack, victim):
    """Tells how one attack went, and returns what was felt of it."""
    try:
        attack.prepare()
        went, failure = endure(attack, victim, OPTIONS.seconds), None
        attack.settle()
    except Failure as felt:
        went = failure = str(felt)
    print(f"{attack.name}: {went}", flush=True)
    return failure and f"{attack.name}: {failure}"


def counted(tally):
    return ", ".join(f"{count} × {status or 'no response'}" for status, count in sorted(tally.items(), key=str))


def calm(place, victim):
    """What an attack has left to do is done; a server that does not end with it is started again."""
    expect(place.process.poll() is None, f"the server has ended with {place.process.returncode}")
    with contextlib.suppress(Failure):
        eventually("the server is calm again", lambda: is_served(victim), CALM)
        return
    print("      the server is not done with it, and is started again")
    place.kill()
    place.start()
    victim.socket.close()
    eventually("the server serves after a new start", lambda: is_served(victim), CALM)


def is_served(victim):
    try:
        victim.restore()
        victim.round()
    except Failure:
        victim.socket.close()
        return False
    return True


def play(place):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, hard), hard))
    place.environment = SETTINGS | {"ROLLCALL_EXTERNAL_URL": f"http://127.0.0.1:{place.port}"}
    # Other users of the machine are attackers, too.
    place.folder.chmod(0o711)
    place.crowd = []
    place.start()
    provider, customer = place.provision(CONNECTION, users=20, groups=4)
    place.token(HOSTILE)
    victim = Victim(place, provider, customer, tenant_of(place))
    calm(place, victim)
    failures = []
    chosen = [attack for attack in ATTACKS if not OPTIONS.only or attack.name in OPTIONS.only]
    for kind in chosen:
        failure = outcome(kind(place), victim)
        failures += [failure] if failure else []
        calm(place, victim)
    if failures:
        raise Failure(f"{len(failures)} of {len(chosen)} attacks were felt:\n" + "\n".join(failures))
    place.stop()
    print(f"{len(chosen)} attacks, {victim.rounds} rounds of checks, logins and revocations beside them: none was felt")


OPTIONS = options()
sidecar.scenario(play)
