"""What goes beyond the SDK: an end for an assignment, and a preview of one. The SDK's options carry both."""

from administration.sdk import body, query
from sidecar import eventually, expect, expect_equal


def end_of_an_assignment(day):
    """`expires_at` beside the SDK's own arguments ends an assignment at that instant."""
    source, role = day.source(), day.role()
    user = source.user()
    group = source.group(user)
    day.sdk.groups.roles.create(group, roles=[role], request_options=body(expires_at=day.instant(seconds=4)))
    day.holds(user, tenant=[role])
    eventually("the role ends", lambda: not day.login(user)[1]["claims"]["roles"])
    expect_equal("the effective roles", [], list(day.sdk.users.effective_roles.list(user)))


def preview_of_an_assignment(day):
    """`?dry_run=true` says who would gain and lose which role, and changes nothing."""
    source, role = day.source(), day.role()
    people = sorted(source.user() for _ in range(3))
    group = source.group(*people)
    revision = day.place.revision()
    path = f"/groups/{group}/roles"
    said = day.api.call("POST", path, {"roles": [role]}, expect=(200,), dry_run="true").json
    expect_equal("who would gain", (3, 0, people), _previewed(day, said, role, "gains"))
    day.sdk.groups.roles.create(group, roles=[role], request_options=query(dry_run="true"))
    expect_equal("the revision after a preview", revision, day.place.revision())
    day.holds(people[0])
    day.sdk.groups.roles.create(group, roles=[role])
    said = day.api.call("DELETE", path, {"roles": [role]}, expect=(200,), dry_run="true").json
    expect_equal("who would lose", (0, 3, people), _previewed(day, said, role, "loses"))
    day.holds(people[0], tenant=[role])


def _previewed(day, answer, role, effect):
    """How many users gain and lose, and whose effect is the role."""
    name = day.get("roles", role)["name"]
    users = [row["user_id"] for row in answer["effects"] if name in {change["name"] for change in row[effect]}]
    return answer["users_gaining"], answer["users_losing"], sorted(users)
