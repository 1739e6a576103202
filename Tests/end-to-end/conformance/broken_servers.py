"""Servers that do the wrong thing and answer as if it were right, each in one way."""

import threading

from .answers import PATCH
from .proxy import Answer


def _parameters_ignored(*names):
    def rule(request, forward):
        query = request.query
        if any(name in query for name in names):
            request.query = {name: value for name, value in query.items() if name not in names}
        if request.path.endswith("/.search") and any(name in request.json for name in names):
            request.json = {name: value for name, value in request.json.items() if name not in names}
        return forward(request)

    return rule


def _headers_ignored(*names):
    def rule(request, forward):
        request.without(*names)
        return forward(request)

    return rule


def _operations(change):
    """A rule that changes the operations of a PATCH on their way."""

    def rule(request, forward):
        if request.operations:
            body = request.json
            body["Operations"] = change(body["Operations"])
            request.json = body
        return forward(request)

    return rule


def _swallowed(concerns):
    """A rule that answers a PATCH that it should carry out, and does not."""

    def rule(request, forward):
        if any(concerns(operation) for operation in request.operations):
            return forward(_with(request, []))
        return forward(request)

    return rule


def _with(request, operations):
    copy = request.copy()
    copy.json = {"schemas": [PATCH], "Operations": operations}
    return copy


def _one_by_one(request, forward):
    """Each operation on its own: what comes before one that fails stays."""
    answer = forward(request) if not request.operations else None
    for operation in request.operations:
        answer = forward(_with(request, [operation]))
        if answer.status >= 400:
            return answer
    return answer


def _value_array_empties(operations):
    for operation in operations:
        if operation["op"].lower() == "remove" and operation.get("path") == "members":
            operation.pop("value", None)
    return operations


def _additions_replace(operations):
    for operation in operations:
        if operation["op"].lower() == "add" and operation.get("path") == "members":
            operation["op"] = "replace"
    return operations


def _text_is_true(operations):
    for operation in operations:
        if operation.get("path") == "active" and isinstance(operation.get("value"), str):
            operation["value"] = True
    return operations


def _only_patch_deactivates(request, forward):
    if request.method == "PUT" and request.json.get("active") is False:
        body = request.json
        del body["active"]
        request.json = body
    return forward(request)


def _put_merges(request, forward):
    if request.method == "PUT":
        before = forward(request.copy(method="GET", body=b""))
        if before.status == 200:
            request.json = before.json | request.json
    return forward(request)


def _tokens_are_not_looked_at():
    """Whoever comes is taken for whom came first on this path."""
    tokens = {}

    def rule(request, forward):
        mount = request.path.split("/")[4]
        token = request.header("Authorization")
        answer = forward(request)
        if answer.status != 401:
            tokens.setdefault(mount, token)
        elif mount in tokens:
            request.without("Authorization")
            request.headers["Authorization"] = tokens[mount]
            answer = forward(request)
        return answer

    return rule


def _deleted_lives_on():
    """Answers what it has answered once, whatever became of it."""
    kept = {}

    def rule(request, forward):
        answer = forward(request)
        key = request.path
        if request.method == "GET" and answer.is_resource and "?" not in request.target:
            kept[key] = Answer(answer.status, dict(answer.headers), answer.body)
        elif request.method == "GET" and answer.status == 404 and key in kept:
            return Answer(200, dict(kept[key].headers), kept[key].body)
        return answer

    return rule


def _stale_reads():
    """A GET shows what the GET before showed."""
    kept, lock = {}, threading.Lock()

    def rule(request, forward):
        answer = forward(request)
        if request.method == "GET" and answer.is_resource:
            with lock:
                last = kept.get(request.target)
                kept[request.target] = Answer(answer.status, dict(answer.headers), answer.body)
            return last or answer
        return answer

    return rule


def _deletion_is_forgotten(request, forward):
    return Answer(204) if request.method == "DELETE" and "/Users/" in request.path else forward(request)


def _creates_by_put(request, forward):
    answer = forward(request)
    if request.method == "PUT" and answer.status == 404 and "/Users/" in request.path:
        return forward(request.copy(method="POST", target=request.path.rpartition("/")[0]))
    return answer


def _duplicates_are_found(request, forward):
    """A duplicate is answered with who is there already."""
    answer = forward(request)
    if request.method == "POST" and answer.status == 409 and "userName" in request.json:
        name = request.json["userName"]
        lookup = request.copy(method="GET", body=b"")
        lookup.query = {"filter": f'userName eq "{name}"'}
        found = forward(lookup)
        if found.resources:
            answer = Answer(201, {"Content-Type": "application/scim+json"})
            answer.json = found.resources[0]
            meta = found.resources[0]["meta"]
            answer.headers |= {"Location": meta["location"], "ETag": meta["version"]}
    return answer


def _exact_case(request, forward):
    """Compares with case: finds nobody whose name it was not given to the letter."""
    answer = forward(request)
    wanted = request.query.get("filter", "").partition('eq "')[2].rstrip('"')
    if request.query.get("filter", "").startswith("userName eq") and answer.resources:
        if answer.resources[0].get("userName") != wanted:
            body = answer.json | {"totalResults": 0, "itemsPerPage": 0, "Resources": []}
            answer.json = body
    return answer


def _bodies_without(*names):
    def rule(request, forward):
        if request.method in ("POST", "PUT") and any(name in request.json for name in names):
            request.json = {name: value for name, value in request.json.items() if name not in names}
        return forward(request)

    return rule


def _one_of_many_is_added(request, forward):
    for operation in request.operations:
        value = operation.get("value")
        if operation.get("path") == "members" and isinstance(value, list) and len(value) > 1:
            body = request.json
            for one in body["Operations"]:
                if one.get("path") == "members" and isinstance(one.get("value"), list):
                    one["value"] = one["value"][:1]
            request.json = body
            break
    return forward(request)


RULES = {
    "filters are ignored": _parameters_ignored("filter"),
    "`attributes` is ignored": _parameters_ignored("attributes"),
    "`excludedAttributes` is ignored": _parameters_ignored("excludedAttributes"),
    "`startIndex` is ignored": _parameters_ignored("startIndex"),
    "`count` is ignored": _parameters_ignored("count"),
    "`sortBy` is ignored": _parameters_ignored("sortBy"),
    "`sortOrder` is ignored": _parameters_ignored("sortOrder"),
    "cursors are ignored": _parameters_ignored("cursor"),
    "filters are ignored beside `excludedAttributes`": lambda request, forward: (
        _parameters_ignored("filter")(request, forward) if "excludedAttributes" in request.query else forward(request)
    ),
    "`If-Match` is ignored": _headers_ignored("If-Match"),
    "`If-None-Match` is ignored": _headers_ignored("If-None-Match"),
    "tokens are not looked at": _tokens_are_not_looked_at(),
    "the first operation alone is carried out": _operations(lambda operations: operations[:1]),
    "the last operation alone is carried out": _operations(lambda operations: operations[-1:]),
    "operations are carried out backwards": _operations(lambda operations: operations[::-1]),
    "operations beyond a hundred are not carried out": _operations(lambda operations: operations[:100]),
    "operations are carried out one by one": _one_by_one,
    "a removal by filter is not carried out": _swallowed(lambda one: "[value" in one.get("path", "")),
    "an addition by filter is not carried out": _swallowed(
        lambda one: one["op"].lower() == "add" and "[" in one.get("path", "")
    ),
    "a change without a path is not carried out": _swallowed(lambda one: "path" not in one and one["op"] == "replace"),
    "a removal with a value array empties the group": _operations(_value_array_empties),
    "an addition of members replaces them": _operations(_additions_replace),
    "the first member of many is added": _one_of_many_is_added,
    "any text is true": _operations(_text_is_true),
    "a PUT does not deactivate": _only_patch_deactivates,
    "a PUT merges": _put_merges,
    "a PUT creates": _creates_by_put,
    "a deletion is forgotten": _deletion_is_forgotten,
    "who was deleted lives on": _deleted_lives_on(),
    "reads are stale": _stale_reads(),
    "a duplicate is answered with who is there": _duplicates_are_found,
    "names are found with their case only": _exact_case,
    "the external id is not kept": _bodies_without("externalId"),
    "`active` is not looked at": _bodies_without("active"),
    "members of a new group are not kept": _bodies_without("members"),
    "`failOnErrors` is not looked at": _bodies_without("failOnErrors"),
}
