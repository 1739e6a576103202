import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// `/connections-scim-configurations` and `/connections/{id}/scim-configuration`: whether a connection's provider may push,
/// and what of it reaches users' profiles.
enum SCIMConfigurationOperations {
    static let all = [list, get, create, update, delete, usualMapping, log]
    private static let path = "connections/{id}/scim-configuration"

    private static let list = Operation(
        id: "get_scim_configurations",
        method: .get,
        path: "connections-scim-configurations",
        summary: "List the SCIM configurations of all connections",
        scopes: "read:scim_config",
        paging: .checkpoint,
        success: .init(
            .ok,
            .page(of: SCIMConfigurationBody.schema, named: "scim_configurations", .checkpoint)
        )
    ) { request in
        try await request.read { reader in
            try request.answer(
                named: "scim_configurations",
                count: { try reader.counts().connections },
                part: { position, limit in try reader.scimConfigurations(after: position, limit: limit) },
                { configuration in
                    let connection = try reader.connectionOrRefuse(configuration.connection)
                    return SCIMConfigurationBody(configuration, of: connection, request.tenantName)
                }
            )
        }
    }

    private static let get = Operation(
        id: "get_scim_configuration",
        method: .get,
        path: path,
        summary: "Show a connection's SCIM configuration",
        scopes: "read:scim_config",
        success: .init(.ok, SCIMConfigurationBody.schema),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            let (connection, configuration) = try reader.configuredConnection(request.identifier("id"))
            return .ok(SCIMConfigurationBody(configuration, of: connection, request.tenantName))
        }
    }

    private static let create = Operation(
        id: "create_scim_configuration",
        method: .post,
        path: path,
        summary: "Let a connection's provider push",
        scopes: "create:scim_config",
        body: .object([
            .optional("user_id_attribute", SCIMConfigurationBody.attributeSchema),
            .optional("mapping", SCIMConfigurationBody.mappingSchema),
        ]),
        isBodyOptional: true,
        success: .init(.created, SCIMConfigurationBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let wish = try SCIMConfigurationWish(request)
        let commit = try await request.commit { transaction in
            let connection = try transaction.connectionOrRefuse(request.identifier("id"))
            guard try transaction.scimConfiguration(of: connection.id) == nil else {
                throw ManagementError(.badRequest, "The connection has a SCIM configuration already")
            }
            return try transaction.put(wish, for: connection, request)
        }
        return .created(commit.value, commit)
    }

    private static let update = Operation(
        id: "update_scim_configuration",
        method: .patch,
        path: path,
        summary: "Change what a connection's provider calls its users by, and what it pushes into profiles",
        scopes: "update:scim_config",
        body: .object([
            .required("user_id_attribute", SCIMConfigurationBody.attributeSchema),
            .required("mapping", SCIMConfigurationBody.mappingSchema),
        ]),
        success: .init(.ok, SCIMConfigurationBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let wish = try SCIMConfigurationWish(request)
        let commit = try await request.commit { transaction in
            let (connection, _) = try transaction.configuredConnection(request.identifier("id"))
            return try transaction.put(wish, for: connection, request)
        }
        return .ok(commit.value, commit)
    }

    private static let delete = Operation(
        id: "delete_scim_configuration",
        method: .delete,
        path: path,
        summary: "End a connection's SCIM endpoint and its tokens; users and groups stay",
        scopes: "delete:scim_config",
        success: .noContent,
        refusals: [.notFound]
    ) { request in
        let commit = try await request.commit { transaction in
            let (connection, _) = try transaction.configuredConnection(request.identifier("id"))
            try transaction.deleteSCIMConfiguration(of: connection.id)
        }
        return .noContent(commit)
    }

    private static let usualMapping = Operation(
        id: "get_default_scim_mapping",
        method: .get,
        path: path + "/default-mapping",
        summary: "Show the mapping that is usual for the connection's strategy",
        scopes: "read:scim_config",
        success: .init(.ok, .object([.required("mapping", SCIMConfigurationBody.mappingSchema)])),
        refusals: [.notFound]
    ) { request in
        let connection = try await request.read { try $0.connectionOrRefuse(request.identifier("id")) }
        let entries = AttributeMapping.standard(for: connection.strategy)
        return .ok(["mapping": entries.map(MappedAttributeBody.init)])
    }

    private static let log = Operation(
        id: "get_scim_log",
        method: .get,
        path: path + "/log",
        summary: "Show the last requests of a connection's provider, the latest first",
        scopes: "read:scim_config",
        success: .init(.ok, .list(ProvisioningEvent.schema)),
        refusals: [.notFound]
    ) { request in
        let connection = try await request.read { try $0.connectionOrRefuse(request.identifier("id")) }
        return .ok(try await request.directory.provisioningLog(connection.id))
    }
}

extension DirectoryReader {
    fileprivate func connectionOrRefuse(_ id: Connection.ID) throws -> Connection {
        guard let connection = try connection(id) else { throw ManagementError.unknownConnection }
        return connection
    }

    /// A connection that has a SCIM configuration, and that.
    func configuredConnection(_ id: Connection.ID) throws -> (Connection, SCIMConfiguration) {
        let connection = try connectionOrRefuse(id)
        guard let configuration = try scimConfiguration(of: id) else { throw ManagementError(.notFound, "Not Found") }
        return (connection, configuration)
    }
}

extension DirectoryTransaction {
    /// Makes the connection's configuration as it is wished for.
    fileprivate func put(
        _ wish: SCIMConfigurationWish,
        for connection: Connection,
        _ request: ManagementRequest
    ) throws -> SCIMConfigurationBody {
        var connection = connection
        // What policy files declare may be said again, and not changed.
        if let attribute = wish.userIDAttribute, attribute != connection.userIDAttribute {
            connection.userIDAttribute = attribute
            try putConnection(connection)
            try touchSCIMConfiguration(of: connection.id, now: request.instant)
        }
        let mapping = wish.mapping(for: connection.strategy)
        try putSCIMConfiguration(SCIMConfiguration(of: connection.id, mapping: mapping, now: request.instant))
        let (_, configuration) = try configuredConnection(connection.id)
        return SCIMConfigurationBody(configuration, of: connection, request.tenantName)
    }
}

extension ManagementRequest {
    fileprivate var tenantName: String { directory.settings.tenantName }
}

extension ProvisioningEvent {
    fileprivate static let schema = Schema.object(
        "SCIMRequest",
        [
            .required("time", .instant), .required("request_id", .text()), .required("method", .text()),
            .required("path", .text()), .required("status", .integer(100...599)),
            .required("authenticated", .boolean), .optional("scim_type", .text()), .optional("reason", .text()),
            .optional("skipped_members", .integer(0...Int.max)),
        ]
    )
}
