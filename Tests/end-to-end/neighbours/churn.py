"""Users who come and go."""

import itertools

from sidecar import expect

from . import provider
from .attack import Attack, Sender


class Churn(Attack):
    """Hundreds of users are made and deleted, again and again, each under a new name."""

    name = "churn"
    workers = 2
    portion = 200
    #: How often at the least, and what the index may keep of those who are gone.
    times = 5
    growth = 32 << 10

    def prepare(self):
        self.numbers = itertools.count()
        # What is kept for the first of them is kept for all.
        provider.drop(self.place, "/Users", provider.make(self.place, "/Users", self.bodies("first")))
        self.before = index_bytes(self.place)

    def bodies(self, worker):
        return [provider.user(f"churn-{worker}-{next(self.numbers)}") for _ in range(self.portion)]

    def work(self, sender):
        operations = [
            {"method": "POST", "path": "/Users", "bulkId": f"b{number}", "data": body}
            for number, body in enumerate(self.bodies(sender.number))
        ]
        if sender.scim("POST", "/Bulk", provider.bulk(operations)) != 200:
            return
        made = [provider.identifier(one) for one in sender.json["Operations"] if one["status"] == "201"]
        if made:
            provider.patiently(sender, provider.deletions("/Users", made))

    def check(self, tally):
        sender = Sender(self.place, "last")
        while (tally + sender.tally)[200] < 2 * self.times:
            self.work(sender)
        grown = index_bytes(self.place) - self.before
        gone = (tally + sender.tally)[200] // 2 * self.portion
        expect(grown < self.growth, f"the index has grown by {grown >> 10} KiB with {gone} users who are gone")


def index_bytes(place):
    status, _, statistics = place.ask("GET", "/v1/stats")
    expect(status == 200, f"/v1/stats is answered with {status}")
    return statistics["index"]["bytes"]
