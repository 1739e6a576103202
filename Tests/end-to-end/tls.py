#!/usr/bin/env python3
"""SCIM over TLS: the certificate is served, replaced by SIGHUP without a restart, and a broken one changes nothing."""

import http.client
import json
import shutil
import ssl
import subprocess

import sidecar
from sidecar import eventually, expect, expect_equal, make_certificate


def served(place):
    """The certificate that a new connection is shown."""
    return ssl.get_server_certificate(("127.0.0.1", place.port), timeout=10)


def locations(place, certificate):
    """Addresses in answers are those at which the client is."""
    token, base = place.token("acme-okta")
    host = f"127.0.0.1:{place.port}"
    connection = http.client.HTTPSConnection(host, context=ssl.create_default_context(cafile=certificate), timeout=20)
    body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "maya@acme.example"}
    fields = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
    connection.request("POST", f"{base}/Users", json.dumps(body), fields)
    response = connection.getresponse()
    user = json.loads(response.read())
    connection.close()
    expect(user["meta"]["location"].startswith(f"https://{host}/"), f"over TLS a user is at {user['meta']['location']}")
    expect_equal("Location", user["meta"]["location"], response.headers["Location"])


def exposed(place, key):
    """A server whose key everybody may read refuses to start."""
    key.chmod(0o644)
    code, said = place.refuse_to_start()
    expect_equal("the exit code where others may read the key", 78, code)
    expect("chmod 600" in said, f"what to do about it is not said: {said}")
    key.chmod(0o600)


def play(place):
    first, first_key = make_certificate(place.folder, "first")
    second, second_key = make_certificate(place.folder, "second")
    certificate, key = place.folder / "tls.pem", place.folder / "tls.key"
    shutil.copy(first, certificate)
    shutil.copy(first_key, key)
    command = place.serve_command
    place.serve_command = lambda: [*command(), "--tls-certificate", certificate, "--tls-key", key]
    exposed(place, key)
    place.start()
    expect_equal("the certificate after the start", ssl.PEM_cert_to_DER_cert(first.read_text()),
                 ssl.PEM_cert_to_DER_cert(served(place)))
    url = f"https://127.0.0.1:{place.port}/.well-known/jwks.json"
    fetched = subprocess.run(["curl", "-sS", "--cacert", first, url], capture_output=True, text=True, timeout=10)
    expect('"kid"' in fetched.stdout, f"curl does not get the key set over TLS: {fetched.stdout}{fetched.stderr}")

    locations(place, first)

    key.chmod(0o644)
    place.reload()
    eventually("the log says who may read the key", lambda: "others may read the key" in place.log.read_text())
    expect_equal("the certificate after a key that others may read", ssl.PEM_cert_to_DER_cert(first.read_text()),
                 ssl.PEM_cert_to_DER_cert(served(place)))
    key.chmod(0o600)

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
