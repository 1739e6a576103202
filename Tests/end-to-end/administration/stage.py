"""What a storm plays on, and what must be true of it afterwards: a small model of the roles that users have."""

from dataclasses import dataclass, field


@dataclass
class Link:
    """A connection on an organization."""

    is_enabled: bool = True
    auto: bool = True


@dataclass
class User:
    """A user as it was acknowledged last."""

    source: str
    is_active: bool = True
    is_deleted: bool = False
    groups: set = field(default_factory=set)


@dataclass
class State:
    """Everything that was acknowledged. Each part is written by one worker alone."""

    users: dict = field(default_factory=dict)
    #: (organization, connection) to how it is linked.
    links: dict = field(default_factory=dict)
    #: (organization, user).
    members: set = field(default_factory=set)
    #: (level, holder, role), where a level is an organization or None, and a holder a group or a user.
    groups: set = field(default_factory=set)
    direct: set = field(default_factory=set)

    def roles(self, name, organization):
        """The answer to the question for a user's roles: a reason to refuse, or the roles of each level."""
        user = self.users[name]
        if user.is_deleted:
            return "unknown_subject"
        if not user.is_active:
            return "blocked_subject"
        if organization is None:
            return sorted(self.given(None, name) | self.shared(None, user)), []
        if (organization, name) not in self.members:
            return [], []
        inside = self.given(organization, name)
        link = self.links.get((organization, user.source))
        if link and link.is_enabled and link.auto:
            inside |= self.shared(organization, user)
        return sorted(self.shared(None, user)), sorted(inside)

    def login(self, name, organization):
        """The answer to a login, which may make a member."""
        user = self.users[name]
        if user.is_deleted or not user.is_active or organization is None:
            return self.roles(name, organization)
        links = {source: link for (place, source), link in self.links.items() if place == organization}
        link = links.get(user.source)
        if not any(one.is_enabled for one in links.values()):
            return "no_connections_enabled"
        if link is None or not link.is_enabled:
            return "connection_not_enabled"
        if link.auto:
            self.members.add((organization, name))
        return self.roles(name, organization) if (organization, name) in self.members else "not_a_member"

    def given(self, level, name):
        return {role for at, holder, role in self.direct if (at, holder) == (level, name)}

    def shared(self, level, user):
        return {role for at, group, role in self.groups if at == level and group in user.groups}
