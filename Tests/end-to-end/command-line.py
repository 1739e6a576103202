#!/usr/bin/env python3
"""The commands of an operator: their exit codes, their help, tokens that are revoked, keys that are rotated."""

import base64
import json
import shutil
import socket

import sidecar
from sidecar import eventually, expect, expect_equal

CONNECTION = "acme-okta"
COMMANDS = (
    "serve claims check roles explain groups users orgs verify bench healthcheck key scim-token scim-log audit policy client "
    "openapi"
).split()
SUBCOMMANDS = (
    "policy/check policy/diff policy/test key/new key/list key/rotate scim-token/new scim-token/list scim-token/revoke "
    "client/new client/list client/rotate client/revoke "
    "roles/list roles/assign roles/revoke groups/list groups/show users/show users/block users/unblock "
    "orgs/list orgs/show orgs/members orgs/connections orgs/add-member orgs/remove-member"
).split()


def helps(place):
    for command in COMMANDS:
        said = place.run(command, "--help").stdout
        expect(f"\n  rollcall {command}" in said, f"the help of `{command}` shows no example")
    for command in SUBCOMMANDS:
        said = place.run(*command.split("/"), "--help").stdout
        example = f"\n  rollcall {command.replace('/', ' ')}"
        expect(command.startswith("policy") or example in said, f"the help of `{command}` shows no example")
    place.run("--version")


def mistakes(place):
    """Wrong usage leaves with 2; where JSON was asked for, every failure is JSON."""
    somebody = ("00u1", "--socket", place.socket)
    for command in (
        ("no-such-command",),
        ("claims",),
        ("claims", *somebody, "--lifetime", "0"),
        ("check", "okta|acme-okta|00u1", "read:invoices", "no-resource", "--socket", place.socket),
        ("check", *somebody, "--nonsense"),
        ("roles", "", "--socket", place.socket),
        ("key", "new", "--algorithm", "HS256"),
        ("scim-token", "new", "--connection", CONNECTION, "--lifetime", "1", "--admin-socket", place.admin),
        ("client", "new", "--name", "nobody", "--admin-socket", place.admin),
        ("client", "new", "--name", "nobody", "--scopes", "read:minds", "--admin-socket", place.admin),
        ("verify", "a.b.c", "--jwks", "jwks.json", "--leeway", "-1"),
    ):
        place.run(*command, codes=(2,))
        failed = place.run(*command, "--json", codes=(2,))
        expect(json.loads(failed.stdout)["error"], f"{command}: no error in {failed.stdout}")
    for command in (
        ("claims", "00u1", "--socket", place.folder / "nowhere.sock"),
        ("scim-token", "list", "--connection", "nobody", "--admin-socket", place.admin),
        ("client", "revoke", "nobody", "--admin-socket", place.admin),
        ("verify", "a.b.c", "--jwks", place.folder / "nowhere.json"),
    ):
        failed = place.run(*command, "--json", codes=(1,))
        expect(json.loads(failed.stdout)["error"] in failed.stderr, f"{command}: {failed.stdout}{failed.stderr}")


def reasons(place):
    """`check` and `roles` speak in names; `--explain` shows every link, or the one that is missing."""
    user, story = place.users[CONNECTION], sidecar.STORIES[CONNECTION]
    question = (user, story.action, f"api:{sidecar.API}", "--organization", story.organization)
    at = ("--socket", place.socket)
    said = place.run("check", *question, *at).stdout
    expect("permit" in said and "rol_" not in said, f"`check` shows an id: {said}")
    said = place.run("check", *question, "--explain", *at).stdout
    for link in (user, story.group, "acme.yaml", story.action, sidecar.API):
        expect(link in said, f"the explanation does not say {link}: {said}")
    expect("grp_" not in said and "rol_" not in said, f"the explanation shows ids: {said}")
    chain = json.loads(place.run("check", *question, "--explain", "--json", *at).stdout)["context"]["chain"]
    expect_equal("the group of the chain", [story.group], [group["name"] for group in chain["groups"]])
    expect(chain["groups"][0]["id"].startswith("grp_"), f"the chain names no ids: {chain}")
    elsewhere = (user, story.action, f"api:{sidecar.API}", "--organization", "globex", "--explain", *at)
    said = place.run("check", *elsewhere, codes=(3,)).stdout
    expect("not_a_member" in said and "membership" in said, f"the denial does not say what is missing: {said}")
    said = place.run("check", user, "void:invoices", f"api:{sidecar.API}", "--explain", *at, codes=(3,)).stdout
    expect("missing" in said and "rol_" not in said, f"the denial does not say what is missing: {said}")
    roles = place.run("roles", user, "--organization", story.organization, *at).stdout
    expect(story.group in roles and "grp_" not in roles and "rol_" not in roles, f"`roles` shows ids: {roles}")
    own = user.rpartition("|")[2]
    same = place.run("roles", own, "--connection", CONNECTION, "--organization", story.organization, *at).stdout
    expect_equal("the roles by the provider's own id", roles.splitlines()[:-1], same.splitlines()[:-1])
    denied = place.run("roles", "okta|nobody|1", *at, codes=(3,)).stdout
    expect("revision" in denied, f"a denial of `roles` does not say of which revision: {denied}")
    said = place.run("claims", user, *at).stdout
    expect("permissions         none" in said, f"an empty list is blank: {said}")
    expect("rol_" not in said and "grp_" not in said, f"`claims` shows ids: {said}")
    address = f"http://127.0.0.1:{place.port}"
    ready = [line for line in place.log.read_text().splitlines() if '"msg":"ready"' in line]
    expect(ready and address in ready[-1], f"the log does not say where SCIM is: {ready}")


def hung(place):
    """A server that never answers keeps nobody waiting for ever."""
    path = place.folder / "hung.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        said = place.run("healthcheck", "--socket", path, codes=(1,)).stderr
        expect(f"the server at `{path}` does not answer" in said, f"a hung server is not said to be one: {said}")


def tokens(place):
    client = place.client(CONNECTION)
    client.call("GET", "/Users", count=0)
    listed = place.run("scim-token", "list", "--connection", CONNECTION, "--admin-socket", place.admin, "--json").stdout
    token, _ = place.token(CONNECTION)
    expect(token not in listed, "a token's secret is listed")
    identifier = token.partition(".")[0]
    expect(identifier in listed, f"token {identifier} is not listed: {listed}")
    options = ("--connection", CONNECTION, "--admin-socket", place.admin)
    place.run("scim-token", "revoke", identifier, *options)
    answer = client.call("GET", "/Users", expect=(401,), count=0)
    expect("www-authenticate" in answer.headers, "a 401 does not name its scheme")
    expect_equal("the status in the body of a 401", "401", answer.json["status"])
    refused = json.loads(place.run("scim-log", *options, "--json").stdout)[0]
    expect_equal("the last request in the log", ("GET", "/Users", 401), tuple(refused[k] for k in ("method", "path", "status")))
    expect(" 401 " in place.run("scim-log", *options, "--refused").stdout, "scim-log does not show what was refused")
    shown = json.loads(place.run("scim-log", *options, "--refused", "--json").stdout)
    expect_equal("what was refused, as JSON", [401], [request["status"] for request in shown])
    narrow = json.loads(place.run("scim-token", "new", *options, "--scopes", "get:users", "--json").stdout)
    place.tokens[CONNECTION] = (narrow["token"], narrow["scim_base"])
    client = place.client(CONNECTION)
    client.call("GET", "/Users", count=0)
    client.call("GET", "/Groups", expect=(403,), count=0)
    client.call("POST", "/Users", {"schemas": [sidecar.okta.USER], "userName": "x"}, expect=(403,))
    for wrong in ("", "nonsense", token):
        place.tokens[CONNECTION] = (wrong, narrow["scim_base"])
        place.client(CONNECTION).call("GET", "/Users", expect=(401,), count=0)
    place.tokens["globex-entra"] = (narrow["token"], place.token("globex-entra")[1])
    place.client("globex-entra").call("GET", "/Users", expect=(401, 403, 404), count=0)
    place.tokens.clear()
    expect(narrow["token"] not in place.log.read_text(), "a token's secret is in the log")


def organizations(place):
    """`orgs` shows who belongs where, and changes it; what it cannot do it says in one line."""
    user, at = place.users[CONNECTION], ("--admin-socket", place.admin)
    listed = json.loads(place.run("orgs", "list", *at, "--json").stdout)
    acme = next(row for row in listed if row["name"] == "acme")
    expect(f"{acme['id']}  acme" in place.run("orgs", "list", *at).stdout, "`orgs list` does not list acme")
    said = place.run("orgs", "show", "acme", *at).stdout
    expect(acme["id"] in said and CONNECTION in said, f"`orgs show` does not say what acme has: {said}")
    expect_equal("acme by its id", said, place.run("orgs", "show", acme["id"], *at).stdout)
    links = json.loads(place.run("orgs", "connections", "acme", *at, "--json").stdout)
    expect_equal("acme's connections", [CONNECTION], [link["connection"]["name"] for link in links])
    globex = ("orgs", "members", "globex", *at)
    expect(user not in place.run(*globex).stdout, "the user is a member of globex already")
    place.run("orgs", "add-member", "globex", user, *at)
    expect(user in place.run(*globex, "--roles").stdout, "the user is no member of globex")
    expect_equal("the member", [user], [row["user_id"] for row in json.loads(place.run(*globex, "--json").stdout)
                                        if row["user_id"] == user])
    place.run("orgs", "remove-member", "globex", user, *at)
    expect(user not in place.run(*globex).stdout, "the user is still a member of globex")
    said = place.run("orgs", "show", "nowhere", *at, codes=(1,)).stderr
    expect("Organization not found." in said, f"an unknown organization is not said to be one: {said}")
    said = place.run("orgs", "add-member", "globex", "okta|nobody|1", *at, codes=(1,)).stderr
    expect("The user does not exist." in said, f"an unknown user is not said to be one: {said}")


def signed(place):
    options = ("--audience", sidecar.API, "--socket", place.socket, "--token-only")
    return place.run("claims", place.users[CONNECTION], *options).stdout.strip()


def verify(place, token, code):
    _, _, keys = place.ask("GET", "/.well-known/jwks.json")
    jwks, file = place.folder / "jwks.json", place.folder / "token.jwt"
    jwks.write_text(json.dumps(keys))
    file.write_text(token)
    said = place.run("verify", file, "--jwks", jwks, codes=(code,)).stderr
    expect("warning" not in said, f"a token in a file is warned of: {said}")
    said = place.run("verify", token, "--jwks", jwks, "--audience", sidecar.API, codes=(code,)).stderr
    expect("warning: a token as an argument" in said, f"a token that all can see is not warned of: {said}")
    place.run("verify", token, "--jwks", jwks, "--audience", "https://elsewhere.example", codes=(1,))
    place.run("verify", token, "--jwks", f"http://127.0.0.1:{place.port}/.well-known/jwks.json", codes=(code,))
    return {key["kid"] for key in keys["keys"]}


def rotate(place, old):
    """A rotation publishes a key at once and signs with it later; where nobody took it up, the command says so."""
    options = ("--data", place.data, "--admin-socket", place.admin)
    (record,) = json.loads(place.run("key", "rotate", "--json", *options).stdout)
    expect(record["state"] == "next" and record["activates"], f"the rotation is not scheduled: {record}")
    token = signed(place)
    expect(record["kid"] in verify(place, token, 0) - old, "the key of the rotation is not published")
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    expect(header["kid"] in old, "the key of the rotation signs before verifiers can know it")
    (again,) = json.loads(place.run("key", "rotate", "--json", *options).stdout)
    expect_equal("a rotation that is asked for twice", record, again)
    said = place.run("key", "rotate", "--data", place.data, "--admin-socket", place.folder / "none", codes=(1,)).stderr
    expect("name its socket with --admin-socket" in said, f"a server that did not hear of the rotation: {said}")


def keys(place):
    before = signed(place)
    old = verify(place, before, 0)
    header, payload, signature = before.split(".")
    flipped = ("A" if signature[9] != "A" else "B").join((signature[:9], signature[10:]))
    verify(place, f"{header}.{payload}.{flipped}", 1)
    rotate(place, old)
    place.run("key", "rotate", "--now", "--data", place.data, "--admin-socket", place.admin)
    eventually("a new key appears", lambda: not verify(place, before, 0) <= old)
    after = signed(place)
    expect(after.split(".")[0] != header, "the token after a rotation is signed with the old key")
    expect(old <= verify(place, after, 0), "the key that has been retired is not published any more")
    for key in (place.data / "keys").glob("*.pem"):
        expect_equal(f"the mode of {key.name}", 0o600, key.stat().st_mode & 0o777)


def diff(place):
    """What the same policies would change is nothing; without Acme's mappings its people lose their roles."""
    said = place.run("policy", "diff", place.policies, "--data", place.data).stdout
    expect("no difference" in said, f"the policies differ from themselves: {said}")
    changed = place.folder / "changed"
    shutil.copytree(place.policies, changed, ignore=shutil.ignore_patterns("tests"))
    text = (changed / "acme.yaml").read_text()
    (changed / "acme.yaml").write_text(text.replace("name: Ledgerline Approvers", "name: Nobody"))
    said = place.run("policy", "diff", changed, "--data", place.data, "--json").stdout
    effects = (row for row in json.loads(said)["effects"] if place.users[CONNECTION] in row["users"])
    losses = {row["role"] for row in effects if row["kind"] == "role" and row["effect"] == "loss"}
    expect_equal("what the followed person would lose", {"Approver", "Clerk", "Reader"}, losses)


def bench(place):
    """A second of measurement, of the user who is there; nobody's latency is measured."""
    options = ("--duration", 1, "--connections", 2, "--socket", place.socket)
    known = ("--user", place.users[CONNECTION], "--organization", "acme")
    said = place.run("bench", *options, *known).stdout
    expect("1/(1-Percentile)" in said and "permit, granted" in said, f"no distribution is printed: {said}")
    report = json.loads(place.run("bench", *options, *known, "--question", "claims", "--json").stdout)
    expect(report["count"] > 0, f"nothing was measured: {report}")
    expect_equal("the sum of the buckets", report["count"], sum(bucket["count"] for bucket in report["buckets"]))
    said = place.run("bench", *options, "--user", "okta|acme-okta|nobody", codes=(2,)).stderr
    expect("`okta|acme-okta|nobody` is not in the directory" in said, f"an unknown user is not named: {said}")


def decisions(place):
    """A signed decision is told from claims, and does not pass for them."""
    connection = sidecar.SocketConnection(place.socket)
    question = {
        "subject": {"type": "user", "id": place.users[CONNECTION]},
        "action": {"name": "read:invoices"},
        "resource": {"type": "api", "id": sidecar.API},
    }
    headers = {"Accept": "application/jwt", "Content-Type": "application/json"}
    connection.request("POST", "/access/v1/evaluation", json.dumps(question), headers)
    decision = connection.getresponse().read().decode()
    connection.close()
    jwks = place.folder / "jwks.json"
    for token, kind, other in ((decision, "decision", "claims"), (signed(place), "claims", "decision")):
        said = place.run("verify", token, "--jwks", jwks).stdout
        expect(said.startswith(f"valid {kind} "), f"the kind of a token is not told: {said}")
        place.run("verify", token, "--jwks", jwks, "--kind", kind)
        place.run("verify", token, "--jwks", jwks, "--kind", other, codes=(1,))


def play(place):
    helps(place)
    place.run("healthcheck", "--socket", place.socket, codes=(1,))
    place.start()
    mistakes(place)
    hung(place)
    tokens(place)
    provider, customer = place.provision(CONNECTION)
    reasons(place)
    organizations(place)
    keys(place)
    decisions(place)
    bench(place)
    diff(place)
    provider.deactivate(customer.people[0])
    permitted, answer = place.claims(place.users[CONNECTION])
    expect(not permitted, f"a blocked user's login has exit code 0: {answer}")
    denied = place.run("claims", place.users[CONNECTION], "--socket", place.socket, "--token-only", codes=(3,))
    expect_equal("the token of a denied login", "", denied.stdout)
    expect(answer["error_description"] in denied.stderr, f"a denial does not say why: {denied.stderr}")
    place.stop()
    print("help, exit codes, tokens and keys behave")


sidecar.scenario(play)
