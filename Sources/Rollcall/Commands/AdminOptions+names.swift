import AccessModel
import PolicyCompilation

/// Something of an answer that has an id and a name.
struct NamedAnswer: Decodable {
    var id: String
    var name: String
}

extension AdminOptions {
    /// The role of this name or id; within an organization, one that it owns before one of the tenant.
    func role(_ text: String, in organization: NamedAnswer? = nil) async throws -> NamedAnswer {
        var roles: [NamedAnswer] = []
        if let owner = organization?.id {
            let owned = "roles?type=organization&owner_id=\(owner.percentEncoded)"
            roles += try await list(owned, named: "roles", by: .offset).decoded(as: [NamedAnswer].self)
        }
        roles += try await list("roles", named: "roles", by: .offset).decoded(as: [NamedAnswer].self)
        return try find(text, "role", in: roles)
    }

    /// The organization of this name or id.
    func organization(_ text: String) async throws -> NamedAnswer {
        try find(text, "organization", in: await list("organizations", named: "organizations").decoded())
    }

    /// The connection of this name or id.
    func connection(_ text: String) async throws -> NamedAnswer {
        try find(text, "connection", in: await list("connections", named: "connections").decoded())
    }

    /// The group of this id or name; of a name that several connections have, only with the connection.
    func group(_ text: String, of connection: String?) async throws -> GroupAnswer {
        if text.hasPrefix("grp_") { return try await ask("GET", "/api/v2/groups/\(text.percentEncoded)").decoded() }
        var path = "groups?name=\(text.percentEncoded)"
        if let connection { path += "&connection_id=\(try await self.connection(connection).id.percentEncoded)" }
        let groups = try await list(path, named: "groups").decoded(as: [GroupAnswer].self)
        guard let group = groups.first else { throw CommandFailure("there is no group `\(text)`") }
        guard groups.count == 1 else {
            let ids = groups.map { "\($0.id) of \($0.connectionId)" }.joined(separator: ", ")
            throw CommandFailure("`\(text)` names several groups: \(ids); give an id, or --connection")
        }
        return group
    }

    /// By its id, else by its name; of several the first.
    private func find(_ text: String, _ kind: String, in all: [NamedAnswer]) throws -> NamedAnswer {
        if let found = all.first(where: { $0.id == text }) ?? all.first(where: { $0.name.hasSameBytes(as: text) }) {
            return found
        }
        throw CommandFailure("there is no \(kind) `\(text)`\(Suggestion.suffix(for: text, among: all.map(\.name)))")
    }
}

/// A group in an answer of the management API.
struct GroupAnswer: Decodable {
    var id: String
    var name: String
    var externalId: String?
    var connectionId: String
    var origin: String

    /// Below `/api/v2/`.
    var path: String { "groups/\(id.percentEncoded)" }

    var line: String { [id, name, connectionId, externalId].compactMap(\.self).joined(separator: "  ") }
}
