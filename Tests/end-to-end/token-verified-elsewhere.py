#!/usr/bin/env python3
"""A token that the server signed is accepted by an independent implementation, joserfc from PyPI."""

import subprocess

import sidecar
from sidecar import expect

CONNECTION = "acme-okta"
VERIFIER = sidecar.REPOSITORY / "Tests" / "TokenSigningTests" / "verify_with_joserfc.py"


def play(place):
    place.start()
    place.provision(CONNECTION, users=10)
    options = ("--organization", "acme", "--audience", sidecar.API, "--socket", place.socket, "--token-only")
    token = place.run("claims", place.users[CONNECTION], *options).stdout.strip()
    _, _, keys = place.ask("GET", "/.well-known/jwks.json")
    jwks, file = place.folder / "jwks.json", place.folder / "token.jwt"
    jwks.write_text(sidecar.json.dumps(keys))
    file.write_text(token)
    done = subprocess.run([sidecar.PYTHON, VERIFIER, jwks, file], capture_output=True, text=True, check=False)
    expect(done.returncode == 0, f"joserfc refuses the token: {done.stdout}{done.stderr}")
    broken = token[:-12] + ("A" if token[-12] != "A" else "B") + token[-11:]
    file.write_text(broken)
    done = subprocess.run([sidecar.PYTHON, VERIFIER, jwks, file], capture_output=True, text=True, check=False)
    expect(done.returncode != 0, "joserfc accepts a token whose signature was changed")
    place.stop()
    print("joserfc accepts the token and refuses a changed one")


sidecar.scenario(play)
