"""More requests that take something away than anybody needs."""

from sidecar import expect

from . import provider
from .attack import Attack, encoded


class RemovalFlood(Attack):
    """Removals of one member who is not there, as fast as they can be sent."""

    name = "removal-flood"
    workers = 16

    def prepare(self):
        self.group = provider.new_group(self.place, self.name)
        self.body = encoded(
            provider.patch({"op": "remove", "path": f'members[value eq "{provider.crowd(self.place, 1)[0]}"]'})
        )

    def work(self, sender):
        sender.scim("PATCH", f"/Groups/{self.group}", self.body)

    def check(self, tally):
        expect(tally[429] > 0, f"no rate holds up what may revoke: {sum(tally.values())} requests were served")


class BulkFlood(RemovalFlood):
    """The same by hundreds in one request."""

    name = "bulk-flood"
    workers = 8
    count = 200

    def prepare(self):
        super().prepare()
        user = provider.crowd(self.place, 1)[0]
        data = provider.patch({"op": "remove", "path": f'members[value eq "{user}"]'})
        operation = {"method": "PATCH", "path": f"/Groups/{self.group}", "data": data}
        self.body = encoded(provider.bulk([operation] * self.count))

    def work(self, sender):
        sender.scim("POST", "/Bulk", self.body)
