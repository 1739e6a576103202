"""Two customers' directories, made from a seed: the same people and groups on every machine."""

import random
import uuid
from dataclasses import dataclass, field

GIVEN = (
    "Ada Amir Anika Bao Carla Chidi Dana Daniel Elif Emeka Farah Femi Greta Hana Hugo Ines Ivan Jana Jonas Kaito Lars "
    "Leila Lucia Malik Marta Mei Nadia Nils Olga Omar Priya Rafael Rosa Sami Sofia Tariq Tomas Uma Vera Yusuf"
).split()
FAMILY = (
    "Abebe Andersen Banerjee Bauer Chen Costa Diallo Dubois Eriksen Farouk Fischer Garcia Haddad Hoffmann Ibrahim "
    "Ivanova Jensen Kato Khan Kowalski Larsen Lopez Martin Mbeki Moreau Nakamura Novak Okafor Olsen Patel Petrov Rossi "
    "Santos Sato Schmidt Silva Tanaka Weber Yilmaz Zhang"
).split()
DEPARTMENTS = "Finance Sales Engineering Support Legal Marketing".split()


@dataclass
class Person:
    given_name: str
    family_name: str
    user_name: str
    external_id: str
    title: str = "Associate"
    department: str = "Sales"

    @property
    def display_name(self):
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self):
        return self.user_name


@dataclass
class Group:
    name: str
    external_id: str
    members: list = field(default_factory=list)


@dataclass
class Customer:
    """One customer's directory and the connection that it is pushed through."""

    connection: str
    dialect: str
    people: list
    groups: list

    def person(self, user_name):
        return next(person for person in self.people if person.user_name == user_name)

    def group(self, name):
        return next(group for group in self.groups if group.name == name)


@dataclass
class Profile:
    """What the shipped policies know of a customer, and a person of it to follow."""

    domain: str
    dialect: str
    person: tuple
    #: Groups that the policies name: those of the person's, then others.
    own_groups: tuple
    other_groups: tuple
    #: The name of further groups.
    numbered: str
    #: Ids in the provider of the groups that policies name by id.
    external_ids: dict = field(default_factory=dict)


CUSTOMERS = {
    "acme-okta": Profile(
        domain="acme.example",
        dialect="okta",
        person=("Maya", "Reyes"),
        own_groups=("Ledgerline Approvers",),
        other_groups=("Ledgerline Readers", "Ledgerline Admins"),
        numbered="Team {:02}",
    ),
    "globex-entra": Profile(
        domain="globex.example",
        dialect="entra",
        person=("Noor", "Haddad"),
        own_groups=("SG-Ledgerline-Approvers", "SG-Ledgerline-Partners"),
        other_groups=(
            "SG-Ledgerline-Readers",
            "SG-Ledgerline-Finance-EMEA",
            "SG-Ledgerline-Finance-APAC",
            "SG-Ledgerline-Controllers",
            "SG-Ledgerline-Admins",
        ),
        numbered="SG-Project-{:02}",
        external_ids={"SG-Ledgerline-Controllers": "7f0c2b54-6d1e-4a35-9a43-2f6a1c0de001"},
    ),
}


def identifier(generator):
    return str(uuid.UUID(int=generator.getrandbits(128), version=4))


def make_people(generator, profile, count):
    """The person to follow, and `count - 1` others with names and user names of their own."""
    first = profile.person
    names = [first] + [(given, family) for given in GIVEN for family in FAMILY if (given, family) != first]
    chosen = [first] + generator.sample(names[1:], min(count, len(names)) - 1)
    people = []
    for number in range(count):
        given, family = chosen[number % len(chosen)]
        suffix = "" if number < len(chosen) else str(number)
        name = f"{given}.{family}{suffix}".lower()
        # Okta's ids begin like this; Entra ID sends object ids.
        external_id = f"00u1{name.replace('.', '')}" if profile.dialect == "okta" else identifier(generator)
        department = generator.choice(DEPARTMENTS)
        people.append(Person(given, family, f"{name}@{profile.domain}", external_id, "Associate", department))
    return people


def make_groups(generator, people, profile, count):
    """The groups that policies name, the person to follow in their own, and numbered groups of many sizes."""
    named = profile.own_groups + profile.other_groups
    names = [*named, *(profile.numbered.format(number) for number in range(1, count - len(named) + 1))]
    groups = []
    for name in names:
        size = generator.randint(3, max(4, len(people) // 4))
        members = generator.sample(people[1:], min(size, len(people) - 1))
        if name in profile.own_groups:
            members.insert(0, people[0])
        groups.append(Group(name, profile.external_ids.get(name, identifier(generator)), members))
    return groups


def customer(connection, users=120, groups=12, seed=1):
    """The directory of a connection's customer; `groups` is at least the number that policies name."""
    profile = CUSTOMERS[connection]
    generator = random.Random(f"{seed} {connection}")
    people = make_people(generator, profile, users)
    return Customer(connection, profile.dialect, people, make_groups(generator, people, profile, groups))
