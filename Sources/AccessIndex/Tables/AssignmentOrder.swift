import AccessModel

/// A stable order of assignments, and their identity byte for byte.
extension RoleAssignment {
    /// Role, then tenant before organization, then the holder, then the origin; equal for the same content.
    var sortKey: [String] {
        [role.rawValue] + scope.sortKey + holder.sortKey + origin.sortKey
    }
}

extension RoleAssignment.Scope {
    fileprivate var sortKey: [String] {
        switch self {
        case .tenant: ["0"]
        case .organization(let id): ["1", id.rawValue]
        }
    }
}

extension RoleAssignment.Holder {
    fileprivate var sortKey: [String] {
        switch self {
        case .user(let id): ["0", id.rawValue]
        case .groups(.id(let id)): ["1", id.rawValue]
        case .groups(.name(let name, let connection)): ["2", name, connection.rawValue]
        case .groups(.externalID(let id, let connection)): ["3", id, connection.rawValue]
        case .groups(.pattern(let pattern, let connection)): ["4", pattern.text, connection.rawValue]
        }
    }
}

extension Origin {
    /// Policy files by name, then the rest.
    var sortKey: [String] {
        switch self {
        case .policy(let file): ["0", file]
        case .api, .scim, .login: [String(rank)]
        }
    }

    func precedes(_ other: Origin) -> Bool {
        switch (self, other) {
        case (.policy(let file), .policy(let otherFile)): file.precedes(otherFile)
        default: rank < other.rank
        }
    }

    func isIdentical(to other: Origin) -> Bool {
        !precedes(other) && !other.precedes(self)
    }

    private var rank: Int {
        switch self {
        case .policy: 0
        case .api: 1
        case .scim: 2
        case .login: 3
        }
    }
}
