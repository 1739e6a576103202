"""Lists that cost time, and lists that leave memory behind."""

import itertools

from sidecar import expect

from . import provider
from .attack import Attack, Sender, encoded

SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


class LongOrders(Attack):
    """Searches by page whose `sortBy` is as long as a body may be, each a different one."""

    name = "long-orders"
    #: How many at the least, and what the process may grow by after the first of them, whatever is asked.
    times = 80
    growth = 40 << 20

    def prepare(self):
        provider.crowd(self.place, 10)
        self.numbers = itertools.count()
        sender = Sender(self.place, "first")
        for _ in range(8):
            self.work(sender)
        self.before = resident(self.place)

    def work(self, sender):
        order = f"urn:example:{sender.number}-{next(self.numbers)}:" + "x" * 1_000_000
        sender.scim("POST", "/Users/.search", {"schemas": [SEARCH], "sortBy": order, "startIndex": 1, "count": 1})

    def check(self, tally):
        sender = Sender(self.place, "last")
        for _ in range(self.times - sum(tally.values())):
            self.work(sender)
        grown = resident(self.place) - self.before
        asked = sum((tally + sender.tally).values())
        expect(grown < self.growth, f"the process has grown by {grown >> 20} MiB in {asked} searches")


class Scans(Attack):
    """Filters that no index helps with, over many users, by many at once."""

    name = "scans"
    workers = 16

    def prepare(self):
        provider.crowd(self.place, 2_000)
        terms = " or ".join(f'title co "nobody-{number:03}"' for number in range(60))
        self.body = encoded({"schemas": [SEARCH], "filter": terms})

    def work(self, sender):
        sender.scim("POST", "/Users/.search", self.body)


def resident(place):
    """Bytes of memory that the server has."""
    with open(f"/proc/{place.process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096
