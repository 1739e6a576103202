import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/users/{id}/groups` and `/users/{id}/organizations`.
enum UserGroupOperations {
    static let all = [groups, organizations]

    private static let groups = Operation(
        id: "get_user_groups",
        method: .get,
        path: "users/{id}/groups",
        summary: "List the groups that a user is a direct member of",
        scopes: "read:groups",
        paging: .either,
        canProject: true,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .either)),
        refusals: [.notFound]
    ) { request in
        let id: User.ID = request.identifier("id")
        return try await request.read { reader in
            _ = try reader.known(id)
            let groups = try reader.groups(of: .user(id)).sorted { $0.id < $1.id }
            return try request.answer(groups, named: "groups", by: \.id.rawValue) { group in
                request.show(try reader.known(group.id))
            }
        }
    }

    private static let organizations = Operation(
        id: "get_user_organizations",
        method: .get,
        path: "users/{id}/organizations",
        summary: "List the organizations that a user is a member of, by name",
        scopes: "read:organizations",
        paging: .offset,
        success: .init(.ok, .page(of: OrganizationBody.schema, named: "organizations", .offset)),
        refusals: [.notFound]
    ) { request in
        let id: User.ID = request.identifier("id")
        return try await request.read { reader in
            _ = try reader.known(id)
            let organizations = try reader.organizations(of: id)
            return try request.answer(organizations, named: "organizations", by: \.name) {
                try OrganizationBody($0, in: reader)
            }
        }
    }
}
