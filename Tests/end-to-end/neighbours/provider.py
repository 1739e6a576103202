"""What a hostile provider has of its own: users and groups, made in bulk."""

import time
from urllib.parse import quote, unquote

from sidecar import expect

from .attack import Sender

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
#: Operations of one bulk request.
PORTION = 200


def patch(*operations):
    return {"schemas": [PATCH], "Operations": list(operations)}


def values(members):
    return [{"value": member} for member in members]


def bulk(operations):
    return {"schemas": [BULK], "Operations": operations}


def user(name):
    return {"schemas": [USER], "userName": f"{name}@globex.example", "externalId": name, "title": f"Title of {name}"}


def group(name, members=()):
    return {"schemas": [GROUP], "displayName": name, "externalId": name, "members": values(members)}


def make(place, path, bodies):
    """Creates resources in bulk; returns their ids."""
    sender, made = Sender(place), []
    for first in range(0, len(bodies), PORTION):
        operations = [
            {"method": "POST", "path": path, "bulkId": f"b{number}", "data": body}
            for number, body in enumerate(bodies[first : first + PORTION])
        ]
        sender.need(patiently(sender, bulk(operations)))
        for operation in sender.json["Operations"]:
            expect(operation["status"] == "201", f"an attack cannot be prepared: {operation}")
            made.append(identifier(operation))
    sender.close()
    return made


def patiently(sender, body):
    """Sends a bulk request until the provider's rate lets it through; returns its status."""
    while (status := sender.scim("POST", "/Bulk", body)) == 429:
        time.sleep(0.2)
    return status


def identifier(operation):
    """The id of what an operation of a bulk request has made."""
    return unquote(operation["location"].rsplit("/", 1)[1])


def deletions(path, identifiers):
    """A bulk request that deletes them."""
    return bulk([{"method": "DELETE", "path": f"{path}/{quote(one, safe='')}"} for one in identifiers])


def crowd(place, count):
    """So many users of the hostile provider, which attacks share; returns their ids."""
    if len(place.crowd) < count:
        bodies = [user(f"crowd-{number}") for number in range(len(place.crowd), count)]
        place.crowd += make(place, "/Users", bodies)
    return place.crowd[:count]


def new_group(place, name, members=()):
    return make(place, "/Groups", [group(name, members)])[0]


def drop(place, path, identifiers):
    """Deletes resources in bulk."""
    sender = Sender(place)
    for first in range(0, len(identifiers), PORTION):
        patiently(sender, deletions(path, identifiers[first : first + PORTION]))
    sender.close()
