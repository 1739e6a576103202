#!/usr/bin/env python3
"""Verifies a token by two implementations that share nothing with Rollcall: joserfc and PyJWT.

usage: verify_with_joserfc.py JWKS_FILE TOKEN_FILE

Prints the claims as JSON and exits 0 if both accept the token (signature, kid, alg, exp, nbf) and read the same claims
from it. Otherwise exits 1 with one line on standard error that says who refused it and why. Wants the packages that
Tests/requirements.txt pins.
"""

import json
import sys
from pathlib import Path

import jwt as pyjwt
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

ALGORITHMS = ["ES256", "EdDSA", "RS256", "PS256"]


def claims_by_joserfc(key_set, token):
    decoded = joserfc_jwt.decode(token, KeySet.import_key_set(key_set), algorithms=ALGORITHMS)
    joserfc_jwt.JWTClaimsRegistry(exp={"essential": True}).validate(decoded.claims)
    return decoded.claims


def claims_by_pyjwt(key_set, token):
    key = pyjwt.PyJWKSet.from_dict(key_set)[pyjwt.get_unverified_header(token)["kid"]]
    options = {"require": ["exp"], "verify_aud": False}
    return pyjwt.decode(token, key, algorithms=[key.algorithm_name], options=options)


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    key_set = json.loads(Path(arguments[0]).read_text())
    token = Path(arguments[1]).read_text().strip()
    results = []
    for verify in (claims_by_joserfc, claims_by_pyjwt):
        try:
            results.append(verify(key_set, token))
        except Exception as error:  # whatever it is, the token is not accepted
            print(f"{verify.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    if results[0] != results[1]:
        print("joserfc and PyJWT read different claims", file=sys.stderr)
        return 1
    print(json.dumps(results[0], indent=2, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
