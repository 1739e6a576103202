"""Names in any letters, all the way: SCIM, API, claims, command line."""

import json
import unicodedata

from sidecar import expect, expect_equal

from .standing import permits

#: Composed, decomposed, Turkish, Chinese and Japanese, right to left, and what takes more than one code point.
NAMES = (
    unicodedata.normalize("NFC", "Équipe Rhône"),
    unicodedata.normalize("NFD", "Équipe Rhône"),
    "İstanbul ışık",
    "開発部・東京",
    "مديرو النظام",
    "👩‍💻 on-call 🇹🇷",
    "ﬁne Straße",
)


def pushed_names(tenant):
    """A group pushed by SCIM keeps its name byte for byte in SCIM, the API, the claims and on the command line."""
    source = tenant.source()
    user = source.user()
    names = [f"{name} {tenant.name('g')}" for name in NAMES]
    groups = {name: source.group(user, displayName=name) for name in names}
    for name, group in groups.items():
        expect_equal("the name in SCIM", group, source.scim.find("/Groups", "displayName", name)["id"])
        expect_equal("the name in the API", name, tenant.get("groups", group)["name"])
        found = tenant.everything("groups", named="groups", name=name, connection_id=source.id)
        expect_equal(f"the groups of the name {name}", [group], [row["id"] for row in found])
        place = ("--connection", source.name, "--admin-socket", tenant.place.admin)
        shown = json.loads(tenant.place.run("groups", "show", name, *place, "--json").stdout)
        expect_equal("the group that the command shows", (group, name), (shown["group"]["id"], shown["group"]["name"]))
        expect(name in tenant.place.run("groups", "list", *place).stdout, f"`groups list` does not show {name}")
    claimed = tenant.holds(user)["claims"]["groups"]
    expect_equal("the groups in the claims", sorted(names, key=str.encode), sorted(claimed, key=str.encode))


def role_names(tenant):
    """A role of any name is assigned by name on the command line, and stands in the claims as it was written."""
    source = tenant.source()
    user = source.user()
    api = tenant.resource_server("read:things")
    for name in [f"{name} {tenant.name('r')}" for name in NAMES]:
        role = tenant.role((api, "read:things"), name=name)
        command = (name, "--user", user, "--admin-socket", tenant.place.admin)
        said = tenant.place.run("roles", "assign", *command).stdout
        expect(name in said, f"`roles assign` does not say {name}: {said}")
        answer = tenant.holds(user, tenant=[role])
        expect_equal("the roles in the claims", [name.encode()], [held.encode() for held in answer["claims"]["roles"]])
        expect(permits(tenant, user, api, "read:things"), f"the role {name} permits nothing")
        found = tenant.get("roles", name_filter=name)
        expect_equal(f"the roles of the name {name}", [role], [row["id"] for row in found])
        tenant.place.run("roles", "revoke", *command)
        tenant.holds(user)


def patterns_of_any_letters(tenant):
    """Patterns and names in mappings mean the letters that they have, not others that look alike."""
    source = tenant.source()
    stem = tenant.name("p")
    composed, decomposed = (unicodedata.normalize(form, f"Équipe {stem}") for form in ("NFC", "NFD"))
    role, other = tenant.role(), tenant.role()
    tenant.post("group-role-mappings", body={"connection_id": source.id, "role_id": role, "pattern": f"開発*{stem}"})
    tenant.post("group-role-mappings", body={"connection_id": source.id, "role_id": other, "name": composed})
    developer, user = source.user(), source.user()
    source.group(developer, displayName=f"開発部・東京 {stem}")
    group = source.group(user, displayName=decomposed)
    tenant.holds(developer, tenant=[role])
    tenant.holds(user)
    # Looking for a part of a name is not so strict.
    found = tenant.everything("groups", named="groups", search=composed.upper(), connection_id=source.id)
    expect_equal("what is found", [decomposed.encode()], [row["name"].encode() for row in found])
    source.rename(group, composed)
    tenant.holds(user, tenant=[other])


def look_alikes(tenant):
    """By API a name is taken in whatever form and case it is written; the Turkish letters are letters of their own."""
    source = tenant.source()
    tenant.delete("connections", source.id, "scim-configuration")
    stem = tenant.name("l")

    def make(name, status):
        body = {"connection_id": source.id, "name": f"{name} {stem}"}
        if status == 201:
            tenant.post("groups", body=body)
        else:
            tenant.refuse(status, "POST", "groups", body=body)

    for name, status in (
        (unicodedata.normalize("NFC", "Équipe"), 201),
        (unicodedata.normalize("NFD", "Équipe"), 409),
        (unicodedata.normalize("NFD", "éQUIPE"), 409),
        ("straße", 201),
        ("STRASSE", 409),
        ("ışık", 201),
        ("işik", 201),
        ("IŞIK", 409),
        ("ΣΊΣΥΦΟΣ", 201),
        ("σίσυφος", 409),
        ("ｆｕｌｌ", 201),
        ("FULL", 409),
    ):
        make(name, status)


def names_of_roles_that_look_alike(tenant):
    """Two roles whose names differ in form alone are two: commands, previews and claims tell them apart."""
    source = tenant.source()
    user = source.user()
    stem = tenant.name("t")
    composed, decomposed = (unicodedata.normalize(form, f"Clé {stem}") for form in ("NFC", "NFD"))
    roles = {name: tenant.role(name=name) for name in (composed, decomposed)}
    for name, role in roles.items():
        command = (name, "--user", user, "--admin-socket", tenant.place.admin)
        said = tenant.post("users", user, "roles", body={"roles": [role]}, expect=(200,), dry_run="true")
        gains = [(change["id"], change["name"].encode()) for row in said["effects"] for change in row["gains"]]
        expect_equal("what a preview says", [(role, name.encode())], gains)
        tenant.place.run("roles", "assign", *command)
        answer = tenant.holds(user, tenant=[role])
        expect_equal("the roles in the claims", [name.encode()], [held.encode() for held in answer["claims"]["roles"]])
        tenant.place.run("roles", "revoke", *command)
        tenant.holds(user)
    both = list(roles.values())
    said = tenant.post("users", user, "roles", body={"roles": both}, expect=(200,), dry_run="true")
    gains = [change["id"] for row in said["effects"] for change in row["gains"]]
    expect_equal("what a preview of both says", sorted(both), sorted(gains))
    tenant.post("users", user, "roles", body={"roles": both}, expect=(204,))
    tenant.holds(user, tenant=both)
    # Renaming from one form to another is a change.
    tenant.delete("roles", roles[decomposed])
    tenant.patch("roles", roles[composed], body={"name": decomposed})
    held = tenant.holds(user, tenant=[roles[composed]])["claims"]["roles"]
    expect_equal("the name after a renaming", [decomposed.encode()], [name.encode() for name in held])
