"""Who may ask: clients, their tokens, and what is refused to others."""

from urllib.parse import quote

from auth0.authentication import GetToken
from auth0.authentication.exceptions import Auth0Error
from administration.sdk import raises
from sidecar import Failure, expect, expect_equal

FORM = "application/x-www-form-urlencoded"


def token_by_client_credentials(day):
    """The SDK gets a token by client credentials, in both forms in which it asks, and works with it."""
    by_sdk = GetToken(day.origin.removeprefix("http://"), day.id, client_secret=day.secret, protocol="http")
    for answer in (
        by_sdk.client_credentials(day.audience),
        day.ask_for_token(day.credentials(day.id, day.secret), FORM)[1],
    ):
        expect_equal("the type of the token", "Bearer", answer["token_type"])
        expect(0 < answer["expires_in"] <= 86_400, f"the token lives {answer['expires_in']} s")
        expect("read:groups" in answer["scope"].split(), f"the scopes are {answer['scope']}")
        list(day.sdk_with(answer["access_token"]).groups.list())


def no_token_for_strangers(day):
    """A wrong secret, an unknown client, another audience and another grant are refused as OAuth says."""
    right = day.credentials(day.id, day.secret)
    for changes, status, error in (
        ({"client_secret": "wrong"}, 401, ("access_denied", "invalid_client")),
        ({"client_id": "nobody"}, 401, ("access_denied", "invalid_client")),
        ({"audience": "https://elsewhere.example"}, 403, ("access_denied",)),
        ({"grant_type": "password"}, 400, ("unsupported_grant_type", "invalid_request")),
        ({"grant_type": None}, 400, ("invalid_request",)),
    ):
        for media_type in ("application/json", FORM):
            body = {name: value for name, value in (right | changes).items() if value is not None}
            got, answer = day.ask_for_token(body, media_type)
            expect(got in (status, 403), f"{changes} is answered with {got}: {answer}")
            expect(answer["error"] in error and answer["error_description"], f"{changes} is answered with {answer}")
            expect("access_token" not in answer, "a refusal has a token")
    try:
        GetToken(day.origin.removeprefix("http://"), day.id, client_secret="wrong", protocol="http").client_credentials(
            day.audience
        )
    except Auth0Error as error:
        expect_equal("the status", 401, error.status_code)
    else:
        raise Failure("the SDK has a token for a wrong secret")


def requests_without_token(day):
    """Without a token, and with one that was not made for the API, every request is refused with 401."""
    good = day.token(day.id, day.secret)
    header, payload, signature = good.split(".")
    source = day.source()
    claims = day.login(source.user())[1]["token"]
    flipped = ("A" if signature[9] != "A" else "B").join((signature[:9], signature[10:]))
    for wrong in ("nonsense", f"{header}.{payload}.{flipped}", f"{header}.{payload}.", claims):
        raises(401, day.sdk_with(wrong).roles.list)
    connection = day.bearer(good).connection
    for headers in ({}, {"Authorization": good}, {"Authorization": f"Basic {good}"}):
        connection.request("GET", "/api/v2/roles", headers=headers)
        response = connection.getresponse()
        response.read()
        expect_equal(f"the status with {list(headers)}", 401, response.status)
        expect("www-authenticate" in response.headers, "a 401 does not name its scheme")


def every_operation_asks_for_its_scope(day):
    """Each operation of the document refuses a client without its scope, before it looks at anything else."""
    document = day.get("openapi.json")
    scope = "read:clients"
    nothing = day.bearer(day.token(*day.new_client(scope)))
    asked = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if scope in operation["description"]:
                continue
            filled = "/".join(quote("x") if part.startswith("{") else part for part in path.split("/"))
            answer = nothing.call(method.upper(), filled, expect=(403,)).json
            expect_equal(f"the code of {method} {path}", "insufficient_scope", answer["errorCode"])
            expect(answer["message"].startswith("Insufficient scope; expected any of: "), f"it says: {answer}")
            asked += 1
    expect(asked > 70, f"the document has {asked} operations only")


def client_is_refused_and_forgotten(day):
    """A client that is deleted gets no token, and secrets are in no list and in no log."""
    place, options = day.place, ("--admin-socket", day.place.admin)
    client, secret = day.new_client("read:roles")
    listed = place.run("client", "list", *options, "--json").stdout
    expect(client in listed, f"the client is not listed: {listed}")
    expect(secret not in listed and day.secret not in listed, "a secret is listed")
    place.run("client", "delete", client, *options)
    status, answer = day.ask_for_token(day.credentials(client, secret))
    expect(status in (401, 403) and "access_token" not in answer, f"a deleted client is answered {status}: {answer}")
    log = place.log.read_text()
    expect(secret not in log and day.secret not in log, "a secret is in the log")


def unknown_paths(day):
    """What the API does not have is 404, and another method 405, in the contract's body."""
    for path in ("/nothing", "/users-by-email", "/groups/x/nothing"):
        answer = day.api.call("GET", path, expect=(404,)).json
        expect_equal("the status in the body", 404, answer["statusCode"])
    answer = day.api.call("PUT", "/groups", {}, expect=(405,))
    expect_equal("the status in the body", 405, answer.json["statusCode"])
