"""JSON that costs its reader more than its writer."""

from sidecar import expect

from .attack import Attack, Sender


def nested(depth, size):
    """A list of lists so deep, again and again, of about so many bytes."""
    one = b"[" * depth + b"]" * depth
    return b"[" + b",".join([one] * (size // (len(one) + 1))) + b"]"


class NestedArrays(Attack):
    """A stranger without credentials, at the token endpoint."""

    name = "nested-arrays"
    workers = 8
    #: As large as may be, and larger.
    bodies = [b'{"grant_type":' + nested(500, size) + b"}" for size in (7_900, 16_000)]
    pointless = (404, 405)

    def work(self, sender):
        for body in self.bodies:
            sender.send("POST", "/oauth/token", body, {"Content-Type": "application/json"})


class DeepBodies(Attack):
    """A client of the management API, with bodies of nearly the size that is allowed."""

    name = "deep-bodies"
    body = b'{"name":' + nested(500, 1_000_000) + b"}"

    def work(self, sender):
        sender.api("POST", "/roles", self.body)


class DeepOptions(Attack):
    """A connection whose stored options are deep, and in every list of connections."""

    name = "deep-options"
    depth = 300

    def prepare(self):
        self.path = f"/connections/{self.place.hostile_source}"
        self.body = b'{"options":{"deep":' + b'{"a":' * self.depth + b"1" + b"}" * self.depth + b"}}"
        # Whether it is refused already or not: what was stored is read by everybody who lists connections.
        Sender(self.place).api("PATCH", self.path, self.body)

    def work(self, sender):
        if sender.number == 0:
            sender.api("PATCH", self.path, self.body)
        sender.api("GET", "/connections")

    def check(self, tally):
        expect(tally[400] > 0, f"options {self.depth} levels deep are stored, and read with every list")

    def settle(self):
        Sender(self.place).api("PATCH", self.path, {"options": {}})


class ManyNames(Attack):
    """Objects of as many names as there may be, in a user of 250 KB."""

    name = "many-names"
    workers = 2

    def prepare(self):
        name = '"n{:06}x":0'
        one = "{" + ",".join(name.format(number) for number in range(1_000)) + "}"
        objects = ",".join([one] * (250_000 // len(one)))
        user = '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"names@globex.example","names":['
        self.body = f"{user}{objects}]}}".encode()

    def work(self, sender):
        sender.scim("POST", "/Users", self.body)
