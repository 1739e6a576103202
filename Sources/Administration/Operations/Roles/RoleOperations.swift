import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/roles`.
enum RoleOperations {
    static let all = [list, create, get, update, delete]

    private static let name = Schema.text(1...256, pattern: #"[^\u0000-\u001F\u007F]+"#)
    private static let description = Schema.nullable(.text(0...4_096))

    private static let list = Operation(
        id: "get_roles",
        method: .get,
        path: "roles",
        summary: "List the roles of the tenant, or those that an organization owns, by name",
        scopes: "read:roles",
        query: [
            QueryParameter("name_filter", .text(0...256), summary: "Only those with this in their name, in any case"),
            QueryParameter("type", RoleOwnership.types, summary: "Those of this kind; without it, those of the tenant"),
            QueryParameter(
                "owner_id",
                .identifier,
                summary: "Those that this organization owns; `auth0` owns none. Needed with type=organization"
            ),
        ],
        paging: .offset,
        success: .init(.ok, .page(of: RoleBody.schema, named: "roles", .offset))
    ) { request in
        let listed = try RoleOwnership.listed(type: request.query["type"], id: request.query["owner_id"])
        let filter = (request.query["name_filter"] ?? "").caseFolded
        return try await request.read { reader in
            let roles = try reader.roles(listed).filter { filter.isEmpty || $0.name.caseFolded.contains(filter) }
            return try request.answer(roles, named: "roles", by: \.name) { RoleBody($0) }
        }
    }

    private static let create = Operation(
        id: "create_role",
        method: .post,
        path: "roles",
        summary: "Make a role, of the tenant or of an organization",
        scopes: "create:roles",
        body: .object([
            .required("name", name), .optional("description", description), .optional("type", RoleOwnership.types),
            .optional("owner_id", .nullable(.identifier)),
        ]),
        success: .init(.ok, RoleBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let wish = try request.decoded(as: RoleWish.self)
        let owner = try RoleOwnership.owner(type: wish.type, id: wish.ownerID)
        var generator = SystemRandomNumberGenerator()
        let role = Role(
            id: .make(using: &generator),
            name: wish.name ?? "",
            description: (wish.description ?? nil) ?? "",
            owner: owner,
            origin: .api
        )
        let limits = request.directory.settings.limits
        let limit = owner == nil ? limits.roles : limits.rolesPerOrganization
        let commit = try await request.commit { transaction in
            if let owner { _ = try transaction.known(owner) }
            guard try transaction.roleCount(ownedBy: owner) < limit else {
                throw ManagementError(.conflict, "No more roles can be made: there are \(limit).")
            }
            try transaction.putRole(role)
        }
        return .ok(RoleBody(role), commit)
    }

    private static let get = Operation(
        id: "get_role",
        method: .get,
        path: "roles/{id}",
        summary: "Show a role",
        scopes: "read:roles",
        success: .init(.ok, RoleBody.schema),
        refusals: [.notFound]
    ) { request in
        let id: Role.ID = request.identifier("id")
        return .ok(RoleBody(try await request.read { try $0.known(id) }))
    }

    private static let update = Operation(
        id: "update_role",
        method: .patch,
        path: "roles/{id}",
        summary: "Rename a role that no policy file declares, or describe it anew",
        scopes: "update:roles",
        body: .object([.optional("name", name), .optional("description", description)]),
        success: .init(.ok, RoleBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Role.ID = request.identifier("id")
        let wish = try request.decoded(as: RoleWish.self)
        let commit = try await request.commit { transaction in
            var role = try transaction.known(id)
            role.name = wish.name ?? role.name
            if let description = wish.description { role.description = description ?? "" }
            try transaction.putRole(role)
            return role
        }
        return .ok(RoleBody(commit.value), commit)
    }

    private static let delete = Operation(
        id: "delete_role",
        method: .delete,
        path: "roles/{id}",
        summary: "End a role that no policy file declares, and take it from all who have it",
        scopes: "delete:roles",
        canRehearse: true,
        success: .init(.ok),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Role.ID = request.identifier("id")
        return try await request.change { transaction in
            guard try transaction.deleteRole(id) else { throw ManagementError.unknownRole }
        } answer: { commit in
            ManagementAnswer(status: .ok, revision: commit.revision)
        }
    }
}

extension DirectoryReader {
    fileprivate func roles(_ listed: RoleOwnership.Listed) throws -> [Role] {
        switch listed {
        case .owned(by: let owner): try roles(ownedBy: owner)
        case .none: []
        }
    }
}

/// What a request says of a role.
private struct RoleWish: Decodable {
    var name: String?
    /// Nil where nothing is said, a nil in it where it is to go.
    var description: String??
    var type: String?
    var ownerID: String?

    private enum CodingKeys: String, CodingKey {
        case name, description, type
        case ownerID = "owner_id"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        if container.contains(.description) {
            description = try container.decodeIfPresent(String.self, forKey: .description)
        }
        type = try container.decodeIfPresent(String.self, forKey: .type)
        ownerID = try container.decodeIfPresent(String.self, forKey: .ownerID)
    }
}
