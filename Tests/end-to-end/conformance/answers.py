"""What holds for every answer of a SCIM server, whatever was asked."""

import json

from sidecar import Failure, expect, expect_equal

MEDIA = "application/scim+json"
MESSAGE = "urn:ietf:params:scim:api:messages:2.0:"
ERROR = MESSAGE + "Error"
LIST = MESSAGE + "ListResponse"
PATCH = MESSAGE + "PatchOp"
BULK = MESSAGE + "BulkRequest"
SEARCH = MESSAGE + "SearchRequest"

DESCRIPTIONS = {f"urn:ietf:params:scim:schemas:core:2.0:{n}" for n in ("Schema", "ResourceType", "ServiceProviderConfig")}

#: The status codes of RFC 7644 section 3.12, and those of plain HTTP that it has none for.
STATUSES = {200, 201, 204, 304, 307, 308, 400, 401, 403, 404, 405, 409, 412, 413, 415, 429, 500, 501, 503, 507}
KEYWORDS = {
    *("invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget"),
    *("invalidValue", "invalidVers", "sensitive", "invalidCursor", "expiredCursor", "invalidCount"),
}


def hold(answer, has_index=True):
    """Raises `Failure` where an answer breaks a rule that every answer keeps; pages by cursor have no index."""
    expect(answer.status in STATUSES, f"T-5: status {answer.status}")
    if answer.status in (204, 304):
        expect_equal(f"the body of a {answer.status}", b"", answer.body)
        return
    expect(answer.body, f"the body of a {answer.status} is empty")
    media = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    expect_equal("T-1: the media type", MEDIA, media)
    body = answer.json
    expect(isinstance(body, dict), f"the body is no object: {body!r}")
    hold_values(body)
    if answer.status >= 400:
        hold_error(answer, body)
    elif LIST in body["schemas"]:
        hold_list(body, has_index)
    elif "id" in body and is_kept(body):
        hold_resource(body)
        hold_headers(answer, body)


def hold_values(value, name="the body"):
    """A-6: what has no value is left out. A-9: nothing is there twice."""
    if isinstance(value, dict):
        for key, part in value.items():
            hold_values(part, f"{name}.{key}")
            expect(key.lower() != "password" or not isinstance(part, str), f"A-12: {name} has a {key}")
    elif isinstance(value, list):
        seen = [json.dumps(part, sort_keys=True) for part in value]
        expect(len(set(seen)) == len(seen), f"A-9: {name} has a value twice: {value}")
        for part in value:
            hold_values(part, name)
    expect(value is not None, f"A-6: {name} is null")


def hold_error(answer, body):
    expect_equal("T-4: the schemas of an error", [ERROR], body.get("schemas"))
    expect_equal("T-4: the status of an error", str(answer.status), body.get("status"))
    expect(body.get("detail"), "T-4: an error without a detail")
    if answer.status in (400, 409) or "scimType" in body:
        expect(body.get("scimType") in KEYWORDS, f"T-6: the keyword {body.get('scimType')!r}")
    if answer.status == 401:
        scheme = answer.headers.get("WWW-Authenticate", "")
        expect(scheme.lower().startswith("bearer"), f"T-3: a 401 names the scheme {scheme!r}")


def hold_list(body, has_index):
    # K-6: a page by cursor may leave the total out.
    for name in ("itemsPerPage", *(("totalResults", "startIndex") if has_index else ())):
        expect(type(body.get(name)) is int, f"Q-1: {name} is {body.get(name)!r}")
    resources = body.get("Resources", [])
    expect_equal("Q-1: itemsPerPage", len(resources), body["itemsPerPage"])
    total = body.get("totalResults", len(resources))
    expect(len(resources) <= total, f"Q-1: {len(resources)} of {total}")
    identifiers = [resource["id"] for resource in resources if "id" in resource]
    expect_equal("A-1: the ids of a list", len(identifiers), len(set(identifiers)))
    for resource in resources:
        if is_kept(resource):
            hold_resource(resource)


def is_kept(resource):
    """Whether it is a user or a group, and no description of the server."""
    return not DESCRIPTIONS & set(resource.get("schemas") or ())


def hold_resource(resource):
    """A user's or a group's representation, whole or in part."""
    schemas = resource.get("schemas")
    expect(schemas and len(set(schemas)) == len(schemas), f"A-5: schemas are {schemas!r}")
    for name in resource:
        expect(":" not in name or name in schemas, f"A-5: {name} is not among the schemas")
    expect(isinstance(resource.get("active", True), bool), f"A-10: active is {resource.get('active')!r}")
    meta = resource.get("meta")
    if meta is None:
        return
    expect(meta["resourceType"] in ("User", "Group"), f"A-3: resourceType is {meta['resourceType']!r}")
    for name in ("created", "lastModified", "location", "version"):
        expect(meta.get(name), f"A-3: meta has no {name}")
    expect(f"/{meta['resourceType']}s/" in meta["location"], f"A-3: the location is {meta['location']}")
    expect(meta["version"].startswith('W/"'), f"A-4: the version is {meta['version']}")


def hold_headers(answer, resource):
    meta = resource.get("meta")
    if answer.status == 201:
        expect(answer.headers.get("Location"), "C-1: a 201 without a Location")
    if meta is None:
        return
    expect_equal("A-4: the entity tag", meta["version"], answer.headers.get("ETag"))
    for name in ("Location", "Content-Location"):
        expect_equal(f"A-3: {name}", meta["location"], answer.headers.get(name, meta["location"]))


__all__ = ["BULK", "ERROR", "Failure", "LIST", "MEDIA", "PATCH", "SEARCH", "hold"]
