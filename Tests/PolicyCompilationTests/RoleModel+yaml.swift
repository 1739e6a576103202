import AccessModel
import Foundation

extension RoleModel {
    /// The model as the text of policy files, its declarations dealt out to as many at random. JSON is YAML.
    func policyFiles(_ count: Int, using generator: inout SplitMix64) throws -> [String: String] {
        var files = [[String: [Any]]](repeating: [:], count: count)
        for (key, declaration) in declarations.shuffled(using: &generator) {
            files[Int.random(in: 0..<count, using: &generator)][key, default: []].append(declaration)
        }
        var texts: [String: String] = [:]
        for (index, file) in files.enumerated() {
            var content: [String: Any] = file
            if index == 0 { content["settings"] = settings.declaration }
            let data = try JSONSerialization.data(
                withJSONObject: content,
                options: [.withoutEscapingSlashes, .prettyPrinted]
            )
            texts["\(index).yaml"] = String(decoding: data, as: UTF8.self)
        }
        return texts
    }

    private var declarations: [(key: String, declaration: [String: Any])] {
        apis.map { ("apis", $0.declaration) }
            + resourceTypes.map { ("resource_types", ["name": $0.name, "actions": $0.actions]) }
            + roles.map { ("roles", declaration(of: $0)) }
            + connections.map { ("connections", $0.declaration) }
            + organizations.map { ("organizations", declaration(of: $0)) }
            + assignments.map { ("mappings", declaration(of: $0)) }
    }

    private func name(of id: Role.ID) -> String { roles.first { $0.id == id }?.name ?? "" }
    private func name(of id: Connection.ID) -> String { connections.first { $0.id == id }?.name ?? "" }
    private func name(of id: Organization.ID) -> String { organizations.first { $0.id == id }?.name ?? "" }

    private func declaration(of role: Role) -> [String: Any] {
        [
            "name": role.name, "description": role.description, "inherits": role.inherits.map { name(of: $0) },
            "permissions": role.entitlements.map(\.declaration),
        ]
    }

    private func declaration(of organization: Organization) -> [String: Any] {
        var declaration: [String: Any] = ["name": organization.name]
        if let displayName = organization.displayName { declaration["display_name"] = displayName }
        declaration["connections"] = organizationConnections.filter { $0.organization == organization.id }.map {
            ["name": name(of: $0.connection), "enabled": $0.isEnabled, "auto_membership": $0.assignsMembershipOnLogin]
                as [String: Any]
        }
        return declaration
    }

    private func declaration(of assignment: RoleAssignment) -> [String: Any] {
        var declaration: [String: Any] = ["roles": [name(of: assignment.role)]]
        if case .organization(let id) = assignment.scope { declaration["organization"] = name(of: id) }
        if case .groups(let selector) = assignment.holder { declaration["group"] = group(selector) }
        return declaration
    }

    private func group(_ selector: GroupSelector) -> [String: Any] {
        switch selector {
        case .id(let id): ["id": id.rawValue]
        case .name(let name, let connection): ["name": name, "connection": self.name(of: connection)]
        case .externalID(let id, let connection): ["external_id": id, "connection": name(of: connection)]
        case .pattern(let pattern, let connection): ["pattern": pattern.text, "connection": name(of: connection)]
        }
    }
}

extension API {
    fileprivate var declaration: [String: Any] {
        let permissions = permissions.map { ["name": $0.name, "description": $0.description] }
        return ["identifier": identifier, "name": name, "permissions": permissions]
    }
}

extension Connection {
    fileprivate var declaration: [String: Any] {
        ["name": name, "strategy": strategy.rawValue, "user_id_attribute": userIDAttribute.rawValue]
    }
}

extension Entitlement {
    fileprivate var declaration: [String: Any] {
        let isAPI = resourceType == Self.apiResourceType
        var declaration: [String: Any] = [isAPI ? "permission" : "action": action]
        declaration[isAPI ? "api" : "resource_type"] = isAPI ? resourceID : resourceType
        if !isAPI, let resourceID { declaration["resource_id"] = resourceID }
        if !when.isEmpty { declaration["when"] = when.declaration }
        if !unless.isEmpty { declaration["unless"] = unless.declaration }
        return declaration
    }
}

extension [Condition] {
    fileprivate var declaration: [String: Any] {
        Dictionary(map { ($0.property.description, $0.test.declaration) }) { first, _ in first }
    }
}

extension Condition.Test {
    fileprivate var declaration: [String: Any] {
        switch self {
        case .equals(let value): ["equals": value.declaration]
        case .isOneOf(let values): ["one_of": values.map(\.declaration)]
        case .isLess(let value): ["less_than": value.declaration]
        case .isAtMost(let value): ["at_most": value.declaration]
        case .isGreater(let value): ["greater_than": value.declaration]
        case .isAtLeast(let value): ["at_least": value.declaration]
        case .equalsProperty(let path): ["same_as": path.description]
        }
    }
}

extension PropertyValue {
    fileprivate var declaration: Any {
        switch self {
        case .string(let text): text
        case .number(let number): Double(number.description) ?? .nan
        case .inexactNumber: Double.nan
        case .boolean(let boolean): boolean
        }
    }
}

extension LoginSettings {
    fileprivate var declaration: [String: Any] {
        [
            "login": [
                "tenant_roles_in_organizations": tenantRolesInOrganizations.rawValue,
                "members_inherit_without_auto_membership": membersInheritWithoutAutoMembership,
            ] as [String: Any],
            "claims": ["groups": includesGroupsInClaims],
        ]
    }
}
