"""A tenant that is empty but for one policy file, and what an administrator makes in it by API."""

import http.client
import itertools
import json
import secrets
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlencode

from sidecar import Failure, expect, expect_equal, scim

from .source import Source

#: What the tenant's policy file declares. Nobody changes it by API.
POLICY = """
settings:
  claims:
    groups: true
apis:
  - identifier: https://declared.example
    permissions:
      - name: read:declared
roles:
  - name: Declared
    permissions:
      - { api: https://declared.example, permission: read:declared }
"""


def declare(place, text=POLICY):
    """Gives the server policies of its own, before it starts."""
    place.policies = place.folder / "policies"
    place.policies.mkdir(exist_ok=True)
    (place.policies / "declared.yaml").write_text(text)


class Tenant:
    """What checks may do with a tenant. Names are new each time, so that no check sees another's."""

    counter = itertools.count(1)

    def __init__(self, place):
        self.place = place
        self.id, self.secret = self.new_client()
        self.api = self.client(self.id, self.secret)

    def name(self, stem):
        return f"{stem}-{next(self.counter)}-{secrets.token_hex(3)}"

    # Access

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.place.port}"

    @property
    def audience(self):
        return f"{self.origin}/api/v2/"

    def new_client(self, *wanted):
        """A client of the management API with these scopes, or with all of them: id and secret."""
        scopes = ("--scopes", " ".join(wanted)) if wanted else ("--all-scopes",)
        options = ("--name", self.name("client"), "--admin-socket", self.place.admin, "--json")
        made = json.loads(self.place.run("client", "new", *scopes, *options).stdout)
        return made["client_id"], made["client_secret"]

    def ask_for_token(self, body, media_type="application/json"):
        """The status and the answer of the token endpoint."""
        payload = json.dumps(body) if media_type == "application/json" else urlencode(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=10)
        connection.request("POST", "/oauth/token", payload, {"Content-Type": media_type})
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer

    def credentials(self, client_id, secret, **changes):
        body = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        return body | {"audience": self.audience} | changes

    def token(self, client_id, secret):
        status, answer = self.ask_for_token(self.credentials(client_id, secret))
        expect_equal("the status of a token request", 200, status)
        return answer["access_token"]

    def client(self, client_id, secret):
        """Talks to the API as that client."""
        return self.bearer(self.token(client_id, secret))

    def bearer(self, token):
        return scim.Client(f"{self.origin}/api/v2", token, media_type="application/json")

    # Time

    @staticmethod
    def now():
        return time.time()

    @staticmethod
    def instant(seconds):
        """So many seconds from now, as the API writes it."""
        moment = datetime.now(timezone.utc) + timedelta(seconds=seconds)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @staticmethod
    def seconds(instant):
        return datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp()

    # Requests

    def get(self, *path, **query):
        return self.api.call("GET", at(*path), **query).json

    def post(self, *path, body=None, expect=(201,), **query):
        return self.answer(self.api.call("POST", at(*path), body, expect=expect, **query))

    def patch(self, *path, body, expect=(200,)):
        return self.answer(self.api.call("PATCH", at(*path), body, expect=expect))

    def delete(self, *path, body=None, expect=(200, 204)):
        return self.answer(self.api.call("DELETE", at(*path), body, expect=expect))

    @staticmethod
    def answer(answer):
        return answer.json if answer.body else None

    def refuse(self, status, method, *path, body=None, code=None, api=None, **query):
        """A request that is answered with the contract's error body; returns its message."""
        answer = (api or self.api).call(method, at(*path), body, expect=(status,), **query).json
        expect_equal("the status in an error's body", status, answer["statusCode"])
        expect_equal("the reason in an error's body", http.client.responses[status], answer["error"])
        expect(set(answer) <= {"statusCode", "error", "message", "errorCode"}, f"the error has more: {answer}")
        if code is not None:
            expect_equal("the code of an error", code, answer.get("errorCode"))
        return answer["message"]

    def everything(self, *path, named, take=None, **query):
        """All elements of a list that is paged by cursor, each of which is shown once."""
        elements, cursor = [], {}
        while True:
            page = self.get(*path, **query, take=take or 100, **cursor)
            elements += page[named]
            if not page.get("next"):
                return elements
            expect(page[named], "a page that has a next one is empty")
            cursor = {"from": page["next"]}

    # What there is

    def source(self, strategy="okta", **properties):
        """A connection with SCIM, and a token to push with."""
        body = {"name": self.name("source"), "strategy": strategy} | properties
        return Source(self, self.post("connections", body=body))

    def organization(self, *sources, auto=True, **properties):
        """An organization that these connections may log in to; returns its id."""
        links = [{"connection_id": source.id, "assign_membership_on_login": auto} for source in sources]
        body = {"name": self.name("org").lower(), "enabled_connections": links} | properties
        return self.post("organizations", body=body)["id"]

    def role(self, *permissions, **properties):
        """A role; `permissions` are pairs of an API and a name."""
        role = self.post("roles", body={"name": self.name("Role")} | properties, expect=(200,))["id"]
        if permissions:
            self.post("roles", role, "permissions", body=permissions_body(*permissions))
        return role

    def resource_server(self, *permissions):
        """An API with these permissions; returns its identifier."""
        identifier = f"https://{self.name('api').lower()}.example"
        body = {"identifier": identifier, "name": "An API", "scopes": [{"value": name} for name in permissions]}
        self.post("resource-servers", body=body)
        return identifier

    def give(self, role, group, organization=None, **more):
        """The group's members have the role: in the organization, or in the whole tenant."""
        path = ("organizations", organization, "groups") if organization else ("groups",)
        self.post(*path, group, "roles", body={"roles": [role]} | more, expect=(204,))

    def take(self, role, group, organization=None):
        path = ("organizations", organization, "groups") if organization else ("groups",)
        self.delete(*path, group, "roles", body={"roles": [role]})

    def join(self, organization, *users):
        self.post("organizations", organization, "members", body={"members": users}, expect=(204,))

    def members(self, organization):
        listed = self.everything("organizations", organization, "members", named="members")
        return [member["user_id"] for member in listed]

    # Logins

    def login(self, user, organization=None, *options):
        """`rollcall claims`: whether the login is permitted, and the answer."""
        inside = ("--organization", organization) if organization else ()
        return self.place.claims(user, *inside, *options)

    def holds(self, user, organization=None, *options, tenant=(), inside=()):
        """A login is permitted, with just these roles (ids) of tenant and organization; returns the answer."""
        permitted, answer = self.login(user, organization, *options)
        expect(permitted, f"the login of {user} is refused: {answer}")
        expect_equal("the roles of the tenant", sorted(tenant), sorted(role["id"] for role in answer["tenant_roles"]))
        inner = sorted(role["id"] for role in answer["organization_roles"])
        expect_equal("the roles of the organization", sorted(inside), inner)
        claims = answer["claims"]
        both = {role["name"] for role in answer["tenant_roles"] + answer["organization_roles"]}
        expect_equal("the roles in the claims", sorted(both), claims["roles"])
        expect_equal("the organization in the claims", organization, claims.get("org_id"))
        return answer

    def refused(self, reason, user, organization=None, *options, error=None, description=None):
        """A login is refused for this reason, and there is nothing to log in with."""
        permitted, answer = self.login(user, organization, *options)
        if permitted:
            raise Failure(f"the login of {user} is permitted: {answer['claims']}")
        expect_equal("the reason of a refusal", reason, answer["reason"])
        expect("token" not in answer and "claims" not in answer, f"a refused login has claims: {answer}")
        if error:
            expect_equal("the OAuth error", error, answer["error"])
        if description:
            expect_equal("the OAuth error's description", description, answer["error_description"])


def at(*parts):
    """The path of these parts, each escaped as a whole."""
    return "".join("/" + quote(str(part), safe="") for part in parts)


def permissions_body(*permissions):
    return {
        "permissions": [
            {"resource_server_identifier": identifier, "permission_name": name} for identifier, name in permissions
        ]
    }
