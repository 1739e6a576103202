#!/usr/bin/env python3
"""What goes beyond the contract: mappings, adoption, groups by API, any letters, ends, previews, history."""

import sidecar
from administration import tenant
from administration.beyond import adoption, expiry, groups, letters, mappings, previews, trail
from conformance import checks, hold

#: Revisions, the fewest that may be kept.
KEPT = 1_000


def play(place):
    tenant.declare(place)
    place.start()
    today = tenant.Tenant(place)
    count = hold(today, checks(mappings, adoption, groups, letters, expiry, previews))
    told = trail.Trail(today)
    told.trusts_the_kernel()
    told.lay()
    told.is_told()
    told.is_remembered()
    restart(place, today)
    told.is_told()
    told.is_remembered()
    told.bury(KEPT)
    restart(place, today, ROLLCALL_RETENTION_REVISIONS=str(KEPT))
    told.is_forgotten()
    place.stop()
    print(f"{count} checks hold, and {len(told.moments)} changes by five paths are told and remembered")


def restart(place, today, **environment):
    place.stop()
    place.environment |= environment
    place.start()
    today.api = today.client(today.id, today.secret)


sidecar.scenario(play)
