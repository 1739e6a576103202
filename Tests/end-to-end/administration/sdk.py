"""The vendor's own SDK, `auth0-python`, pointed at Rollcall, and a note of which of its calls were made."""

import http.client
import inspect
from fnmatch import fnmatch

from auth0.management.client import Auth0
from auth0.management.core.api_error import ApiError
from sidecar import Failure, expect, expect_equal

from .tenant import Tenant

#: The parts of the SDK that the contract is about.
PARTS = ("groups", "roles", "organizations", "users", "connections", "resource_servers")

#: Calls of these parts that the contract leaves out, and why.
OUTSIDE = {
    "organizations.client_grants.*": "applications of end users are not Rollcall's",
    "organizations.clients.*": "applications of end users are not Rollcall's",
    "organizations.invitations.*": "sends mail",
    "organizations.discovery_domains.*": "serves a login page",
    "organizations.search": "a query language of its own",
    "resource_servers.search": "a query language of its own",
    "users.list": "a query language of its own; an identity provider lists its users by SCIM",
    "users.list_users_by_email": "an identity provider finds its users by SCIM",
    "users.create": "users come by SCIM",
    "users.regenerate_recovery_code": "about passwords and second factors",
    "users.authentication_methods.*": "about passwords and second factors",
    "users.authenticators.*": "about passwords and second factors",
    "users.enrollments.*": "about passwords and second factors",
    "users.multifactor.*": "about passwords and second factors",
    "users.connected_accounts.*": "about other accounts of a user",
    "users.identities.*": "about other accounts of a user",
    "users.logs.*": "sessions are not Rollcall's",
    "users.sessions.*": "sessions are not Rollcall's",
    "users.refresh_token.*": "sessions are not Rollcall's",
    "users.revoke_access": "sessions are not Rollcall's",
    "users.risk_assessments.*": "sessions are not Rollcall's",
    "connections.check_status": "about a vendor's own directory agent",
    "connections.clients.*": "applications of end users are not Rollcall's",
    "connections.users.*": "about database connections",
    "connections.keys.*": "about signing requests to a provider",
    "connections.directory_provisioning.*": "pulls from one provider",
}


class Administrator(Tenant):
    """A tenant whose administrator has the SDK."""

    def __init__(self, place):
        super().__init__(place)
        self.made = set()
        self.sdk = self.sdk_with(self.token(self.id, self.secret))

    def sdk_with(self, token):
        """A client of the SDK with this token, which does not try again what was refused."""
        client = Auth0(base_url=f"{self.origin}/api/v2", token=token, max_retries=0)
        return Recorded(client, "", self.made)

    def narrow(self, *wanted):
        """The SDK with no more than these scopes."""
        return self.sdk_with(self.token(*self.new_client(*wanted)))


class Recorded:
    """Part of the SDK's client; notes the calls that are made through it."""

    def __init__(self, part, path, made):
        self._part, self._path, self._made = part, path, made

    def __getattr__(self, name):
        value = getattr(self._part, name)
        path = f"{self._path}.{name}".lstrip(".")
        if not inspect.ismethod(value):
            return Recorded(value, path, self._made)

        def call(*arguments, **named):
            self._made.add(path)
            return value(*arguments, **named)

        return call


def offered(part, path):
    """The name of every call that a part of the SDK offers."""
    for name, value in inspect.getmembers(type(part)):
        if name.startswith("_") or name == "with_raw_response":
            continue
        if inspect.isfunction(value):
            yield f"{path}.{name}"
        else:
            yield from offered(getattr(part, name), f"{path}.{name}")


def every_call_was_made(administrator):
    """Fails where the contract has a call of the SDK that the day did without; returns how many were made."""
    sdk = Auth0(base_url="http://127.0.0.1", token="none")
    calls = {call for part in PARTS for call in offered(getattr(sdk, part), part)}
    inside = {call for call in calls if not any(fnmatch(call, pattern) for pattern in OUTSIDE)}
    for pattern in OUTSIDE:
        expect(any(fnmatch(call, pattern) for call in calls), f"the SDK offers nothing like {pattern}")
    expect_equal("calls of the SDK that were not made", [], sorted(inside - administrator.made))
    return len(inside)


def raises(status, call, *arguments, code=None, **named):
    """The SDK raises an error with this status and the contract's body; returns its message."""
    try:
        answer = call(*arguments, **named)
    except ApiError as error:
        expect_equal(f"the status of the error ({error.body})", status, error.status_code)
        body = error.body
        expect_equal("the status in an error's body", status, body["statusCode"])
        expect_equal("the reason in an error's body", http.client.responses[status], body["error"])
        if code is not None:
            expect_equal("the code of an error", code, body.get("errorCode"))
        return body["message"]
    raise Failure(f"there is no error: {answer}")


def query(**parameters):
    """Options of a call that add to its query."""
    return {"additional_query_parameters": parameters}


def body(**members):
    """Options of a call that add to its body."""
    return {"additional_body_parameters": members}
