"""Every scope that the contract's operations ask for."""


def each(verbs, *nouns):
    return {f"{verb}:{noun}" for verb in verbs.split() for noun in nouns}


ALL = (
    each("read create update delete", "groups", "roles", "organizations", "organization_connections", "connections")
    | each("read create update delete", "resource_servers", "scim_config")
    | each("read create delete", "group_members", "group_roles", "role_members", "organization_members")
    | each("read create delete", "organization_member_roles", "organization_group_roles", "scim_token")
    | each("read update delete", "users")
    | each("read", "organization_groups", "organization_member_effective_roles", "user_effective_roles")
    | each("read", "organization_member_role_source_groups", "user_role_source_groups", "user_effective_permissions")
    | each("read", "user_permission_source_roles", "audit")
)
