"""Changes of groups of many members, and what they would change."""

from . import provider
from .attack import Attack, Sender, encoded


class PatchFilters(Attack):
    """PATCHes whose paths hold as much filter as there may be, on a group of 1,000 members."""

    name = "patch-filters"
    count = 1_000
    filters = 10

    def prepare(self):
        self.group = provider.new_group(self.place, self.name, provider.crowd(self.place, self.count))
        # Each operation has a filter of its own: what is sent twice is looked at once.
        operations = [{"op": "remove", "path": f"members[{self.filter(number)}]"} for number in range(self.filters)]
        self.body = encoded(provider.patch(*operations))

    @staticmethod
    def filter(number):
        """As long as a path may be, and true of nobody."""
        return " or ".join(f'display co "{number}-{term:02}"' for term in range(85))

    def work(self, sender):
        sender.scim("PATCH", f"/Groups/{self.group}", self.body)


class Replacements(Attack):
    """The members of a large group are replaced, over and over, by many at once."""

    name = "replacements"
    workers = 16
    count = 4_000

    def prepare(self):
        users = provider.crowd(self.place, self.count)
        self.group = provider.new_group(self.place, self.name)
        halves = users[: self.count // 2], users[self.count // 2 :]
        operations = [{"op": "replace", "path": "members", "value": provider.values(half)} for half in halves]
        self.bodies = [encoded(provider.patch(operation)) for operation in operations]

    def work(self, sender):
        for body in self.bodies:
            sender.scim("PATCH", f"/Groups/{self.group}", body)

    def settle(self):
        provider.drop(self.place, "/Groups", [self.group])


class DryRuns(Attack):
    """Dry runs of what concerns thousands of users."""

    name = "dry-runs"
    workers = 8
    count = 4_000

    def prepare(self):
        self.group = provider.new_group(self.place, self.name, provider.crowd(self.place, self.count))
        sender = Sender(self.place)
        sender.need(sender.api("GET", "/roles"))
        self.roles = [role["id"] for role in sender.json]

    def work(self, sender):
        sender.api("POST", f"/groups/{self.group}/roles?dry_run=true", {"roles": self.roles})

    def settle(self):
        provider.drop(self.place, "/Groups", [self.group])
