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
    groups: tuple


CUSTOMERS = {
    "acme-okta": Profile("acme.example", "okta", ("Maya", "Reyes"), ("Finance", "Billing Approvers")),
    "globex-entra": Profile("globex.example", "entra", ("Noor", "Haddad"), ("Finance", "Billing Approvers")),
}


def identifier(generator):
    return str(uuid.UUID(int=generator.getrandbits(128), version=4))


def make_people(generator, domain, first, count):
    """`first`, and `count - 1` others with names and user names of their own."""
    names = [first] + [(given, family) for given in GIVEN for family in FAMILY if (given, family) != first]
    chosen = [first] + generator.sample(names[1:], min(count, len(names)) - 1)
    people = []
    for number in range(count):
        given, family = chosen[number % len(chosen)]
        suffix = "" if number < len(chosen) else str(number)
        user_name = f"{given}.{family}{suffix}@{domain}".lower()
        department = generator.choice(DEPARTMENTS)
        people.append(Person(given, family, user_name, identifier(generator), "Associate", department))
    return people


def make_groups(generator, people, named, count):
    """The groups that policies name, with the first person in each, and project groups of many sizes."""
    names = list(named) + [f"Project {number:02}" for number in range(1, count - len(named) + 1)]
    groups = []
    for name in names:
        size = generator.randint(3, max(4, len(people) // 4))
        members = generator.sample(people[1:], min(size, len(people) - 1))
        if name in named:
            members.insert(0, people[0])
        groups.append(Group(name, identifier(generator), members))
    return groups


def customer(connection, users=120, groups=12, seed=1):
    profile = CUSTOMERS[connection]
    generator = random.Random(f"{seed} {connection}")
    people = make_people(generator, profile.domain, profile.person, users)
    return Customer(connection, profile.dialect, people, make_groups(generator, people, profile.groups, groups))
