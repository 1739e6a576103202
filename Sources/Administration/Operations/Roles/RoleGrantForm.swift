import AccessModel
import DirectoryStorage
import HTTPTypes

/// The three operations on the roles that one user or group is given in one place: list, assign and take.
struct RoleGrantForm: Sendable {
    /// What the names of operations end with, such as `group_roles`.
    var name: String
    /// The verb of the name that assigns: the contract has two.
    var assigningVerb = "create"
    var path: String
    /// Whose roles they are, in the middle of a sentence: `a group`.
    var grantee: String
    var scopes: (read: ScopeRule, create: ScopeRule, delete: ScopeRule)
    var paging: PagingStyle
    var limit: @Sendable (ManagementLimits) -> RoleLimit
    /// Whom the path names, and where. Refuses what is not there.
    var target: @Sendable (ManagementRequest, Purpose, any DirectoryReader) throws -> Target

    enum Purpose: Sendable {
        case list, assign, take
    }

    struct Target {
        var grantee: Grantee
        var scope = RoleAssignment.Scope.tenant
        /// Whether what the grantee is given counts.
        var hasEffect = true
    }

    var operations: [Operation] { [list, assign, take] }

    private var list: Operation {
        Operation(
            id: "get_\(name)",
            method: .get,
            path: path,
            summary: "List the roles that are assigned to \(grantee), by name",
            scopes: scopes.read,
            paging: paging,
            success: .init(.ok, .page(of: RoleBody.grantedSchema, named: "roles", paging)),
            refusals: [.notFound]
        ) { [target] request in
            try await request.read { reader in
                let target = try target(request, .list, reader)
                let roles =
                    try target.hasEffect ? request.roles(of: target.grantee, in: target.scope, reader).bodies : []
                return try request.answer(roles, named: "roles", by: \.key) { $0 }
            }
        }
    }

    private var assign: Operation {
        Operation(
            id: "\(assigningVerb)_\(name)",
            method: .post,
            path: path,
            summary: "Assign roles to \(grantee)",
            scopes: scopes.create,
            body: .object([.required("roles", .list(.identifier, 1...1_000)), .expiry]),
            canRehearse: true,
            success: .noContent,
            refusals: [.notFound, .conflict]
        ) { [target, limit] request in
            let expires = try request.expiry()
            let limit = limit(request.directory.settings.limits)
            return try await request.change { transaction in
                var grant = RoleGrant(try target(request, .assign, transaction), request)
                grant.expires = expires
                try grant.give(in: transaction, limit: limit)
            }
        }
    }

    private var take: Operation {
        Operation(
            id: "delete_\(name)",
            method: .delete,
            path: path,
            summary: "Take roles from \(grantee)",
            scopes: scopes.delete,
            body: .object([.required("roles", .list(.identifier, 1...1_000))]),
            canRehearse: true,
            success: .noContent,
            refusals: [.notFound, .conflict]
        ) { [target] request in
            try await request.change { transaction in
                try RoleGrant(try target(request, .take, transaction), request).take(in: transaction)
            }
        }
    }
}

extension RoleGrant {
    /// The roles of the body, for whom the path names.
    fileprivate init(_ target: RoleGrantForm.Target, _ request: ManagementRequest) {
        self.init(
            roles: request.texts("roles").map { Role.ID($0) },
            grantees: [target.grantee],
            scope: target.scope,
            instant: request.instant
        )
    }
}

extension ManagementRequest {
    /// What the user or group is given itself in the scope.
    func roles(of grantee: Grantee, in scope: RoleAssignment.Scope, _ reader: any DirectoryReader) throws
        -> GrantedRoles
    {
        try GrantedRoles(of: grantee, in: scope, at: instant, from: reader)
    }
}
