"""What the decision socket says of a user in one place: whether it may log in, its roles, its permissions."""

from urllib.parse import urlencode

from sidecar import expect, expect_equal


def standing(tenant, user, organization=None, permissions=()):
    """A set of what the user has, and the refusal of its login; `permissions` are pairs of an API and a name.

    The user is a member of the organization, or the login makes none.
    """
    place = {"organization": organization} if organization else {}
    return _login(tenant, user, place) | _roles(tenant, user, place) | _permissions(tenant, user, place, permissions)


def difference(before, after):
    """What is gained and what is lost; a refusal that begins is a loss, and one for another reason is neither."""
    return _gains(before, after), _gains(after, before)


def _gains(before, after):
    gains = {matter for matter in after - before if matter[0] != "login"}
    return gains if _refusals(after) else gains | _refusals(before)


def _refusals(found):
    return {matter for matter in found if matter[0] == "login"}


def _login(tenant, user, place):
    status, _, answer = tenant.place.ask("POST", "/v1/claims", {"subject": user} | place)
    expect_equal("the status of a login", 200, status)
    expect("joined" not in answer, f"the login has made {user} a member")
    return set() if answer["outcome"] == "permit" else {("login", answer["reason"])}


def _roles(tenant, user, place):
    status, _, answer = tenant.place.ask("GET", f"/v1/roles?{urlencode({'subject': user} | place)}")
    expect_equal("the status of a question for roles", 200, status)
    levels = ("tenant", "organization")
    return {("role", role["id"], level) for level in levels for role in answer.get(f"{level}_roles", [])}


def _permissions(tenant, user, place, permissions):
    return {("permission", *wanted) for wanted in permissions if permits(tenant, user, *wanted, **place)}


def permits(tenant, user, api, permission, organization=None):
    """Whether a check is permitted."""
    question = {
        "subject": {"type": "user", "id": user},
        "action": {"name": permission},
        "resource": {"type": "api", "id": api},
        "context": {"organization": organization} if organization else {},
    }
    status, _, answer = tenant.place.ask("POST", "/access/v1/evaluation", question)
    expect_equal("the status of an evaluation", 200, status)
    return answer["decision"]
