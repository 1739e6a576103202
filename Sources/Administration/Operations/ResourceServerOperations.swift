import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON

/// `/resource-servers`: APIs and their permissions.
enum ResourceServerOperations {
    static let all = [list, create, get, update, delete]

    private static let list = Operation(
        id: "get_resource_servers",
        method: .get,
        path: "resource-servers",
        summary: "List the APIs by identifier",
        scopes: "read:resource_servers",
        query: [
            QueryParameter(
                "identifiers",
                .text(1...600),
                summary: "Only those of these identifiers; repeatable"
            )
        ],
        paging: .offset,
        canProject: true,
        success: .init(.ok, .page(of: ResourceServerBody.schema, named: "resource_servers", .offset))
    ) { request in
        let identifiers = request.query.all("identifiers")
        return try await request.read { reader in
            let wanted = try reader.apis().filter { api in
                identifiers.isEmpty || identifiers.contains { $0.utf8.elementsEqual(api.identifier.utf8) }
            }
            return try request.answer(wanted, named: "resource_servers", by: \.identifier) { api in
                try ResourceServerBody(api, in: reader)
            }
        }
    }

    private static let create = Operation(
        id: "post_resource_servers",
        method: .post,
        path: "resource-servers",
        summary: "Create an API with its permissions",
        scopes: "create:resource_servers",
        body: .object(
            "ResourceServerCreation",
            [.required("identifier", ResourceServerBody.identifier)] + ResourceServerBody.changeable
        ),
        success: .init(.created, ResourceServerBody.schema),
        refusals: [.conflict]
    ) { request in
        let identifier = request.text("identifier") ?? ""
        let commit = try await request.commit { transaction in
            guard try transaction.api(identifier) == nil else {
                throw ManagementError(.conflict, "A resource server with this identifier already exists.")
            }
            return try put(
                API(identifier: identifier, name: identifier, permissions: [], origin: .api),
                as: request,
                in: transaction
            )
        }
        return .created(commit.value, commit)
    }

    private static let get = Operation(
        id: "get_resource_servers_by_id",
        method: .get,
        path: "resource-servers/{id}",
        summary: "Show an API, by its id or its identifier",
        scopes: "read:resource_servers",
        canProject: true,
        success: .init(.ok, ResourceServerBody.schema),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in .ok(try ResourceServerBody(request.api(in: reader), in: reader)) }
    }

    private static let update = Operation(
        id: "patch_resource_servers_by_id",
        method: .patch,
        path: "resource-servers/{id}",
        summary: "Change an API; a permission that it no longer has leaves every role and user",
        scopes: "update:resource_servers",
        body: .object("ResourceServerChange", ResourceServerBody.changeable),
        canRehearse: true,
        success: .init(.ok, ResourceServerBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        try await request.change { transaction in
            try put(request.api(in: transaction), as: request, in: transaction)
        } answer: { commit in
            .ok(commit.value, commit)
        }
    }

    private static let delete = Operation(
        id: "delete_resource_servers_by_id",
        method: .delete,
        path: "resource-servers/{id}",
        summary: "Delete an API; its permissions leave every role and user",
        scopes: "delete:resource_servers",
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        try await request.change { transaction in
            let api = try request.api(in: transaction)
            try transaction.deleteAPI(api.identifier)
            try transaction.takePermissions(of: api.identifier, fromRolesBut: [])
        }
    }

    private static func put(
        _ stored: API,
        as request: ManagementRequest,
        in transaction: any DirectoryTransaction
    ) throws -> ResourceServerBody {
        var api = stored
        if let name = request.body["name"] { api.name = name == .null ? api.identifier : request.text("name") ?? "" }
        if request.body["scopes"] != nil { api.permissions = try permissions(request) }
        if try transaction.api(api.identifier) != api { try transaction.putAPI(api) }
        try transaction.takePermissions(of: api.identifier, fromRolesBut: api.permissions.map(\.name))
        var kept = try KeptAttributes(of: .api(api.identifier), in: transaction)
        kept.update(ResourceServerBody.kept, from: request.body)
        try kept.put(beside: .api(api.identifier), in: transaction)
        return try ResourceServerBody(api, in: transaction)
    }

    private static func permissions(_ request: ManagementRequest) throws -> [API.Permission] {
        let scopes = try request.decoded(as: Scopes.self).scopes ?? []
        let limit = request.directory.settings.limits.permissionsPerAPI
        guard scopes.count <= limit else {
            throw ManagementError(.conflict, "A resource server has no more than \(limit) scopes.")
        }
        var names = Set<[UInt8]>()
        for scope in scopes where !names.insert(Array(scope.value.utf8)).inserted {
            throw ManagementError.invalidBody("'\(scope.value) is there twice' on property scopes")
        }
        return scopes.map { API.Permission(name: $0.value, description: $0.description ?? "") }
    }

    private struct Scopes: Decodable {
        var scopes: [ResourceServerBody.Scope]?
    }
}

extension DirectoryTransaction {
    /// Takes all permissions of the API from roles, but those of these names. A role that policy declares refuses.
    fileprivate func takePermissions(of identifier: String, fromRolesBut kept: [String]) throws {
        let kept = Set(kept.map { Array($0.utf8) })
        for var role in try roles() {
            let before = role.entitlements.count
            role.entitlements.removeAll { entitlement in
                entitlement.resourceType == Entitlement.apiResourceType
                    && entitlement.resourceID?.utf8.elementsEqual(identifier.utf8) == true
                    && !kept.contains(Array(entitlement.action.utf8))
            }
            if role.entitlements.count < before { try putRole(role) }
        }
    }
}

extension ManagementRequest {
    /// The API that the path names by its id or its identifier.
    func api(in reader: any DirectoryReader) throws -> API {
        let text = id("id")
        if let found = try reader.api(text) { return found }
        guard let found = try reader.apis().first(where: { $0.id.rawValue == text }) else {
            throw ManagementError.unknownAPI
        }
        return found
    }
}
