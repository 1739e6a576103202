#!/usr/bin/env python3
"""SCIM over TLS: the certificate is served, replaced by SIGHUP without a restart, and a broken one changes nothing."""

import shutil
import ssl
import subprocess

import sidecar
from sidecar import eventually, expect, expect_equal, make_certificate


def served(place):
    """The certificate that a new connection is shown."""
    return ssl.get_server_certificate(("127.0.0.1", place.port), timeout=10)


def play(place):
    first, first_key = make_certificate(place.folder, "first")
    second, second_key = make_certificate(place.folder, "second")
    certificate, key = place.folder / "tls.pem", place.folder / "tls.key"
    shutil.copy(first, certificate)
    shutil.copy(first_key, key)
    command = place.serve_command
    place.serve_command = lambda: [*command(), "--tls-certificate", certificate, "--tls-key", key]
    place.start()
    expect_equal("the certificate after the start", ssl.PEM_cert_to_DER_cert(first.read_text()),
                 ssl.PEM_cert_to_DER_cert(served(place)))
    url = f"https://127.0.0.1:{place.port}/.well-known/jwks.json"
    fetched = subprocess.run(["curl", "-sS", "--cacert", first, url], capture_output=True, text=True, timeout=10)
    expect('"kid"' in fetched.stdout, f"curl does not get the key set over TLS: {fetched.stdout}{fetched.stderr}")

    key.write_text("what-nobody-should-see\n")
    place.reload()
    eventually("the log says that the reload is refused", lambda: "reload refused" in place.log.read_text())
    expect("what-nobody-should-see" not in place.log.read_text(), "the log shows what the key file holds")
    expect_equal("the certificate after a broken reload", ssl.PEM_cert_to_DER_cert(first.read_text()),
                 ssl.PEM_cert_to_DER_cert(served(place)))

    shutil.copy(second_key, key)
    place.reload()
    eventually("the log names the key of another certificate", lambda: "does not belong" in place.log.read_text())
    expect_equal("the certificate after a key that does not fit", ssl.PEM_cert_to_DER_cert(first.read_text()),
                 ssl.PEM_cert_to_DER_cert(served(place)))

    shutil.copy(second, certificate)
    place.reload()
    wanted = ssl.PEM_cert_to_DER_cert(second.read_text())
    eventually("the new certificate is served", lambda: ssl.PEM_cert_to_DER_cert(served(place)) == wanted)
    place.stop()
    print("TLS holds, and SIGHUP replaces the certificate of the next connection")


sidecar.scenario(play)
