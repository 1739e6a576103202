"""Servers that do the right thing and answer wrongly, each in one way."""

import re

from .proxy import Answer


def _each(change):
    """A rule that changes every resource in an answer, single or listed."""

    def rule(request, forward):
        answer = forward(request)
        body = answer.json if answer.status in (200, 201) else {}
        for resource in [body] if "id" in body else body.get("Resources", []):
            change(resource)
        if body:
            answer.json = body
        return answer

    return rule


def _header_dropped(name, statuses):
    def rule(request, forward):
        answer = forward(request)
        if answer.status in statuses:
            answer.without(name)
        return answer

    return rule


def _errors(change):
    def rule(request, forward):
        answer = forward(request)
        if answer.status >= 400:
            body = answer.json
            change(body)
            answer.json = body
        return answer

    return rule


def _lists(change):
    def rule(request, forward):
        answer = forward(request)
        if answer.status == 200 and "itemsPerPage" in answer.json:
            body = answer.json
            change(body)
            answer.json = body
        return answer

    return rule


def _status(method, old, new):
    def rule(request, forward):
        answer = forward(request)
        if (request.method, answer.status) == (method, old):
            answer.status = new
        return answer

    return rule


def _lower_identifier(resource):
    resource["id"] = resource["id"].lower()


def _no_match_is_missing(request, forward):
    answer = forward(request)
    if answer.status == 200 and answer.json.get("totalResults") == 0:
        error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404", "detail": "none"}
        answer = Answer(404, answer.headers)
        answer.json = error
    return answer


def _removed_is_empty(request, forward):
    answer = forward(request)
    if request.method == "GET" and answer.status == 404 and "/Users/" in request.path:
        answer.status, answer.body = 200, b"{}"
    return answer


def _text_for_booleans(resource):
    if "active" in resource:
        resource["active"] = str(resource["active"])


def _body_where_none_may_be(request, forward):
    answer = forward(request)
    if request.method == "PATCH" and answer.status == 204:
        answer.status, answer.body = 200, b""
    return answer


def _member_twice(resource):
    resource.get("members", []).extend(resource.get("members", [])[:1])


def _before_the_change(request, forward):
    if request.method != "PATCH" or "/Users/" not in request.path:
        return forward(request)
    before = forward(request.copy(method="GET", body=b""))
    answer = forward(request)
    if answer.status == 200:
        answer.body, answer.headers = before.body, before.headers
    return answer


def _other_case(request, forward):
    answer = forward(request)
    answer.body = re.sub(rb'"displayName"', b'"displayname"', answer.body)
    return answer


def _location_elsewhere(request, forward):
    answer = forward(request)
    if answer.header("Location"):
        answer.headers = {k: v + "/" if k.lower() == "location" else v for k, v in answer.headers.items()}
    return answer


def _stands_still(name):
    def change(resource):
        if "meta" in resource:
            resource["meta"][name] = resource["meta"]["created"] if name == "lastModified" else 'W/"1"'

    each = _each(change)

    def rule(request, forward):
        answer = each(request, forward)
        if name == "version" and answer.header("ETag"):
            answer.without("ETag")
            answer.headers["ETag"] = 'W/"1"'
        return answer

    return rule


def _without(*names):
    def change(resource):
        for name in names:
            resource.pop(name, None)

    return change


def _without_meta(name):
    return lambda resource: resource.get("meta", {}).pop(name, None)


def _null(resource):
    resource.setdefault("nickName", None)


def _first_member_missing(resource):
    if "members" in resource:
        resource["members"] = resource["members"][1:] or None
        if resource["members"] is None:
            del resource["members"]


def _media_type(request, forward):
    answer = forward(request)
    if answer.header("Content-Type"):
        answer.without("Content-Type")
        answer.headers["Content-Type"] = "application/json"
    return answer


RULES = {
    "answers are application/json": _media_type,
    "a DELETE is answered with 200": _status("DELETE", 204, 200),
    "a POST is answered with 200": _status("POST", 201, 200),
    "a duplicate is a 400": _status("POST", 409, 400),
    "a replacement is answered with 201": _status("PUT", 200, 201),
    "a bad PATCH is a 500": _status("PATCH", 400, 500),
    "a failed precondition is a 409": _status("PATCH", 412, 409),
    "a missing resource is a 400": _status("GET", 404, 400),
    "a wrong method is a 404": _status("POST", 405, 404),
    "no match is a 404": _no_match_is_missing,
    "a deleted user is an empty object": _removed_is_empty,
    "a PATCH is answered with 200 and nothing": _body_where_none_may_be,
    "a PATCH is answered with what was before": _before_the_change,
    "an error's status is a number": _errors(lambda body: body.update(status=int(body["status"]))),
    "an error has no keyword": _errors(lambda body: body.pop("scimType", None)),
    "an error has no detail": _errors(lambda body: body.pop("detail", None)),
    "an error names no schema": _errors(lambda body: body.pop("schemas", None)),
    "a 401 names no scheme": _header_dropped("WWW-Authenticate", (401,)),
    "a 201 has no Location": _header_dropped("Location", (201,)),
    "a Location is not that of the resource": _location_elsewhere,
    "answers have no entity tag": _header_dropped("ETag", (200, 201)),
    "ids are in lower case": _each(_lower_identifier),
    "resources name no schemas": _each(_without("schemas")),
    "resources have no meta": _each(_without("meta")),
    "meta has no version": _each(_without_meta("version")),
    "meta has no location": _each(_without_meta("location")),
    "meta has no creation": _each(_without_meta("created")),
    "the external id is left out": _each(_without("externalId")),
    "the extension is left out": _each(_without("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")),
    "the password is shown": _each(lambda resource: resource.update(password="hunter2")),
    "userNames are in lower case": _each(lambda one: one.update(userName=one["userName"].lower()) if "userName" in one else None),
    "booleans are text": _each(_text_for_booleans),
    "what has no value is null": _each(_null),
    "names are in another case": _other_case,
    "the version never moves": _stands_still("version"),
    "lastModified never moves": _stands_still("lastModified"),
    "the first member is not shown": _each(_first_member_missing),
    "a member is shown twice": _each(_member_twice),
    "totals are text": _lists(lambda body: body.update(totalResults=str(body.get("totalResults")))),
    "a list's last resource is missing": _lists(lambda body: body.update(Resources=body.get("Resources", [])[:-1])),
    "a list's last resource is missing, and uncounted": _lists(
        lambda body: body.update(
            Resources=body.get("Resources", [])[:-1], itemsPerPage=len(body.get("Resources", [])[:-1])
        )
    ),
    "totals are those of the page": _lists(lambda body: body.update(totalResults=len(body.get("Resources", [])))),
    "a list's order is reversed": _lists(lambda body: body.update(Resources=body.get("Resources", [])[::-1])),
    "the last page has a cursor": _lists(lambda body: body.setdefault("nextCursor", "AAAA")),
    "no page has a cursor": _lists(lambda body: body.pop("nextCursor", None)),
}
