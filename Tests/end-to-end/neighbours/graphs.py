"""Groups within groups: as long a chain, and as dense a graph, as a provider can make."""

from . import provider
from .attack import Attack, Sender


class Graph(Attack):
    """Groups without any role, whose nesting is made and changed by one PATCH after the other."""

    workers = 2
    count = 0

    def prepare(self):
        bodies = [provider.group(f"{self.name}-{number}") for number in range(self.count)]
        self.groups = provider.make(self.place, "/Groups", bodies)
        self.nest(Sender(self.place))

    def nest(self, sender):
        """Makes the graph as far as the server lets it."""
        raise NotImplementedError

    def set_members(self, sender, positions):
        """One bulk request that puts members into groups: position and members of each."""
        operations = [
            {
                "method": "PATCH",
                "path": f"/Groups/{self.groups[position]}",
                "data": provider.patch({"op": "add", "path": "members", "value": provider.values(members)}),
            }
            for position, members in positions
        ]
        sender.scim("POST", "/Bulk", provider.bulk(operations))

    def toggle(self, sender, parent, child):
        """Takes one group out of another, and puts it back."""
        path = f"/Groups/{self.groups[parent]}"
        member = self.groups[child]
        sender.scim("PATCH", path, provider.patch({"op": "remove", "path": f'members[value eq "{member}"]'}))
        value = provider.values([member])
        sender.scim("PATCH", path, provider.patch({"op": "add", "path": "members", "value": value}))


class GroupChain(Graph):
    """Each group is the only member of the one before it."""

    name = "group-chain"
    count = 1_500

    def nest(self, sender):
        for first in range(0, self.count - 1, provider.PORTION):
            last = min(first + provider.PORTION, self.count - 1)
            self.set_members(sender, [(number, [self.groups[number + 1]]) for number in range(first, last)])

    def work(self, sender):
        place = (0, self.count // 2)[sender.number % 2]
        self.toggle(sender, place, place + 1)


class DenseGroups(Graph):
    """Every group is a member of every other."""

    name = "dense-groups"
    count = 120

    def nest(self, sender):
        for first in range(0, self.count, 20):
            positions = range(first, min(first + 20, self.count))
            self.set_members(sender, [(number, self.others(number)) for number in positions])

    def others(self, number):
        return [group for position, group in enumerate(self.groups) if position != number]

    def work(self, sender):
        self.toggle(sender, sender.number, self.count - 1 - sender.number)

    def settle(self):
        # They leave room for the nesting that comes after them.
        provider.drop(self.place, "/Groups", self.groups)
