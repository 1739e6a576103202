"""Plays an identity provider: pushes a customer's directory into Rollcall by SCIM, and changes it afterwards.

    python3 deploy/providers sync acme-okta --base http://127.0.0.1:8080/scim/v2/connections/con_… --token-file FILE
"""

import argparse
import http.client
import sys
import time

import entra
import okta
import people
import scim


def main():
    arguments = parse()
    customer = people.customer(arguments.connection, arguments.users, arguments.groups, arguments.seed)
    with open(arguments.token_file, encoding="utf-8") as file:
        token = file.read().strip()
    flag = entra.FLAG if arguments.flag else None
    client = scim.Client(arguments.base, token, flag=flag)
    provider = {"okta": okta.Okta, "entra": entra.Entra}[customer.dialect](client)
    try:
        if arguments.command == "sync":
            sync(provider, customer)
        elif arguments.command == "user-id":
            print(provider.user_id(customer.person(arguments.user)))
        else:
            change(provider, customer, arguments)
    except (scim.Unexpected, ValueError, OSError, http.client.HTTPException) as failure:
        sys.exit(f"{arguments.connection}: {failure}")


def parse():
    parser = argparse.ArgumentParser(prog="providers", description=__doc__.splitlines()[0])
    commands = ["sync", "user-id", "add-member", "remove-member", "deactivate", "activate"]
    parser.add_argument("command", choices=commands)
    parser.add_argument("connection", choices=sorted(people.CUSTOMERS))
    parser.add_argument("--base", required=True, help="the connection's SCIM base URL")
    parser.add_argument("--token-file", required=True, help="a file that holds the connection's bearer token")
    parser.add_argument("--users", type=int, default=120)
    parser.add_argument("--groups", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--group", help="the display name of the group to change")
    parser.add_argument("--user", help="the user name of whom to change")
    parser.add_argument("--flag", action="store_true", help="speak Entra ID's dialect of its flag aadOptscim062020")
    arguments = parser.parse_args()
    if arguments.command != "sync" and not arguments.user:
        parser.error(f"{arguments.command} needs --user")
    if arguments.command.endswith("member") and not arguments.group:
        parser.error(f"{arguments.command} needs --group")
    return arguments


def sync(provider, customer):
    """A provider's initial cycle: the probe, then users, then groups with their members, then references."""
    started = time.monotonic()
    provider.test_connection()
    sent = 0
    for number, person in enumerate(customer.people, start=1):
        sent += provider.push_user(person)
        progress(customer.connection, "users", number, len(customer.people))
    for number, group in enumerate(customer.groups, start=1):
        provider.push_group(group)
        progress(customer.connection, "groups", number, len(customer.groups))
    if customer.dialect == "entra":
        manager, *team = customer.people[:4]
        for person in team:
            provider.set_manager(person, manager)
    memberships = sum(len(group.members) for group in customer.groups)
    print(
        f"{customer.connection}: {len(customer.people)} users ({sent} created or updated), "
        f"{len(customer.groups)} groups, {memberships} memberships; "
        f"{provider.client.requests} requests in {time.monotonic() - started:.1f} s"
    )


def change(provider, customer, arguments):
    person = customer.person(arguments.user)
    if arguments.command.endswith("member"):
        act = provider.add_member if arguments.command == "add-member" else provider.remove_member
        act(customer.group(arguments.group), person)
    else:
        act = provider.deactivate if arguments.command == "deactivate" else provider.activate
        act(person)


def progress(connection, noun, number, total):
    """One line that counts up on a terminal; nothing elsewhere, where the summary is enough."""
    if sys.stderr.isatty():
        end = "\n" if number == total else ""
        print(f"\r  {connection}: {noun} {number}/{total}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
