#!/usr/bin/env python3
"""Clients of the management API: made, let in with a token, kept to their scopes, revoked at once; no secret anywhere."""

import base64
import contextlib
import http.client
import json
import time
from urllib.parse import urlencode

import sidecar
from sidecar import eventually, expect, expect_equal

#: Long: nothing ends by itself while the scenario runs.
LIFETIME = 3600
#: Short, for the phase that waits for the end.
SHORT_LIFETIME = 1


def send(place, method, path, body=None, headers=None):
    """One request over TCP; the status, the headers and the parsed body."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        text = response.read()
        return response.status, response.headers, json.loads(text) if text else None


def ask_token(place, client, **more):
    """`POST /oauth/token` as a form."""
    form = {"grant_type": "client_credentials", **client, **more}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return send(place, "POST", "/oauth/token", urlencode(form), headers)


def token(place, client, lifetime=LIFETIME):
    status, headers, answer = ask_token(place, client)
    expect_equal(f"the status of a token for {client['client_id']}", 200, status)
    expect_equal("the caching of a token", "no-store", headers["Cache-Control"])
    expect_equal("the lifetime of a token", lifetime, answer["expires_in"])
    return answer["access_token"]


def call(place, bearer, path="connections", method="GET", body=None):
    headers = {"Content-Type": "application/json"}
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    return send(place, method, f"/api/v2/{path}", None if body is None else json.dumps(body), headers)


def make(place, name, *options):
    answer = json.loads(place.run("client", "new", "--name", name, *options, *admin(place), "--json").stdout)
    return {"client_id": answer["client_id"], "client_secret": answer["client_secret"]}


def admin(place):
    return ("--admin-socket", place.admin)


def refused(place, what, bearer, message):
    status, headers, body = call(place, bearer)
    expect_equal(f"{what}: the status", 401, status)
    expect_equal(f"{what}: the message", message, body["message"])
    expect(headers["WWW-Authenticate"].startswith("Bearer"), f"{what}: no challenge in {headers}")
    expect(headers["X-Request-ID"], f"{what}: no request id")


def lets_in(place, client):
    """A token, by form or JSON, opens what its scopes say."""
    bearer = token(place, client)
    status, headers, connections = call(place, bearer)
    expect_equal("the status of a call", 200, status)
    expect("acme-okta" in [connection["name"] for connection in connections], f"not the connections: {connections}")
    expect(int(headers["X-RateLimit-Remaining"]) > 0, "no rate in the answer")
    status, headers, body = call(place, bearer, "clients")
    expect_equal("a call without its scope", (403, "insufficient_scope"), (status, body["errorCode"]))
    audience = f"https://127.0.0.1:{place.port}/api/v2/"
    body = {**client, "grant_type": "client_credentials", "audience": audience, "organization": None}
    headers = {"Content-Type": "application/json"}
    status, _, answer = send(place, "POST", "/oauth/token", json.dumps(body), headers)
    expect_equal("the status of a token by JSON, for what the SDK calls the API", 200, status)
    status, _, body = ask_token(place, client, audience="https://elsewhere.example/api/v2/")
    expect_equal("a token for another API", (403, "access_denied"), (status, body["error"]))
    return [bearer, answer["access_token"]]


def keeps_out(place, client, bearer):
    refused(place, "no token", None, "Missing authentication.")
    head, payload, signature = bearer.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["scope"] = "delete:clients"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    invalid = "Invalid signature received for JSON Web Token validation."
    refused(place, "a token that was changed", f"{head}.{forged}.{signature}", invalid)
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","kid":"x","typ":"at+jwt"}').decode().rstrip("=")
    refused(place, "a token without a signature", f"{unsigned}.{payload}.", "Invalid token.")
    status, _, body = ask_token(place, {**client, "client_secret": "0" * 64})
    expect_equal("a wrong secret", (401, "invalid_client"), (status, body["error"]))


def kinds(place, bearer):
    """A login's token opens no API, and an access token is no login's."""
    claims = place.login("acme-okta")["token"]
    refused(place, "a login's token", claims, "Invalid token.")
    keys = place.folder / "jwks.json"
    keys.write_text(json.dumps(place.ask("GET", "/.well-known/jwks.json")[2]))
    for kind, code in {"access": 0, "claims": 1, "decision": 1}.items():
        place.run("verify", bearer, "--jwks", keys, "--kind", kind, codes=(code,))
    return claims


def ends(place):
    """Revoking and rotating end what a token opens."""
    client = make(place, "short-lived", "--scopes", "read:connections")
    bearer = token(place, client)
    place.run("client", "rotate", "short-lived", *admin(place))
    refused(place, "a token of the secret before", bearer, "Invalid token.")
    client = make(place, "revoked", "--scopes", "read:connections")
    bearer = token(place, client)
    expect_equal("a call before the revocation", 200, call(place, bearer)[0])
    place.run("client", "revoke", "revoked", *admin(place))
    refused(place, "a revoked client's token", bearer, "Invalid token.")
    expect_equal("a token for a revoked client", 401, ask_token(place, client)[0])


def expires(place):
    """Time ends what a token opens: after its lifetime, and what the server lets its own clock be set back."""
    client = make(place, "expired", "--scopes", "read:connections")
    place.stop()
    place.environment["ROLLCALL_MANAGEMENT_TOKEN_LIFETIME"] = f"{SHORT_LIFETIME}s"
    place.start()
    bearer = token(place, client, SHORT_LIFETIME)
    eventually("a token's end", lambda: call(place, bearer)[0] == 401, seconds=120)
    refused(place, "an expired token", bearer, "Expired token received for JSON Web Token validation.")


def ends_while_it_writes(place):
    """A client that is revoked while its request is on the way does nothing any more."""
    bearer = token(place, make(place, "slow", "--scopes", "create:connections"))
    body = json.dumps({"name": "too-late", "strategy": "okta"}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=10)
    with contextlib.closing(connection):
        connection.putrequest("POST", "/api/v2/connections")
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        for name, value in (headers | {"Content-Length": len(body)}).items():
            connection.putheader(name, value)
        connection.endheaders(body[:1])
        # Long enough that the server has begun with the request.
        time.sleep(0.5)
        place.run("client", "revoke", "slow", *admin(place))
        connection.send(body[1:])
        expect_equal("a write of a client that was revoked meanwhile", 401, connection.getresponse().status)


def manages_itself(place):
    """An administrator's client makes others, and gives them what it has itself and no more."""
    bearer = token(place, make(place, "admin", "--all-scopes"))
    wish = {"name": "made over TCP", "scopes": ["read:clients", "create:clients"]}
    status, _, made = call(place, bearer, "clients", "POST", wish)
    expect_equal("a client made by a client", 201, status)
    second = token(place, {name: made[name] for name in ("client_id", "client_secret")})
    status, _, body = call(place, second, "clients", "POST", {"name": "more", "scopes": ["read:connections"]})
    expect_equal("a client that gives what it has not", 403, status)
    status, _, body = call(place, second, "clients?take=1")
    expect(len(body["clients"]) == 1 and body["next"], f"not one page of the clients: {body}")
    expect_equal("the reload over TCP", 404, call(place, bearer, "reload", "POST")[0])
    listed = place.run("client", "list", *admin(place)).stdout
    expect("made over TCP" in listed and made["client_secret"] not in listed, f"not the list of clients: {listed}")
    return [made["client_secret"], bearer, second]


def documents(place):
    status, _, served = call(place, None, "openapi.json")
    expect_equal("the OpenAPI document without a token", 200, status)
    expect_equal("the document without a server", served, json.loads(place.run("openapi").stdout))
    scopes = served["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    expect("read:connections" in scopes, f"the document does not name the scopes: {scopes}")


def leaves_nothing(place, secrets):
    """No secret and no signature of a token is in the log, nor in a file of the data directory."""
    marks = [secret.rpartition(".")[2].encode() for secret in secrets]
    for file in [place.log, *place.data.rglob("*")]:
        if not file.is_file():
            continue
        content = file.read_bytes()
        for mark in marks:
            expect(mark not in content, f"{file.name} holds a secret")


def play(place):
    # Logins are for the same audience, so that nothing but the kind tells their tokens apart.
    place.environment = {
        "ROLLCALL_MANAGEMENT_TOKEN_LIFETIME": f"{LIFETIME}s",
        "ROLLCALL_TOKEN_AUDIENCE": f"http://127.0.0.1:{place.port}/api/v2/",
        "ROLLCALL_LOG_LEVEL": "trace",
    }
    place.start()
    place.provision("acme-okta", users=3, groups=2)
    client = make(place, "billing", "--scopes", "read:connections read:roles")
    secrets = [client["client_secret"], *lets_in(place, client)]
    keeps_out(place, client, secrets[-1])
    secrets.append(kinds(place, token(place, client)))
    secrets += manages_itself(place)
    ends(place)
    ends_while_it_writes(place)
    documents(place)
    expires(place)
    place.stop()
    leaves_nothing(place, secrets)
    print("clients come in by token, do what their scopes say, and are out at once")


sidecar.scenario(play)
