import AccessModel
import DirectoryStorage
import HTTPTypes

/// `/organizations/{id}/enabled_connections` and its successor `/organizations/{id}/connections`, on the same records.
///
/// To the older form a connection that is off is not there.
enum OrganizationConnectionOperations {
    static let all = older.operations + newer.operations

    private static let older = Form(
        path: "enabled_connections",
        collection: "enabled_connections",
        word: "enabled_connections",
        schema: OrganizationConnectionBody.enabledSchema,
        properties: OrganizationConnectionWish.enabledProperties,
        knows: \.isEnabled,
        show: OrganizationConnectionBody.enabled
    )

    private static let newer = Form(
        path: "connections",
        collection: "connections",
        word: "organization_connections",
        schema: OrganizationConnectionBody.fullSchema,
        properties: OrganizationConnectionWish.fullProperties,
        knows: { _ in true },
        show: OrganizationConnectionBody.full
    )

    /// Makes the connection one of the organization's, with what the wish says. One that is off and that the form does
    /// not know is one that is not there.
    static func add(
        _ wish: OrganizationConnectionWish,
        to organization: Organization.ID,
        limit: Int = .max,
        unless isKnown: (OrganizationConnection) -> Bool = { _ in true },
        in transaction: any DirectoryTransaction
    ) throws -> OrganizationConnection {
        let links = try transaction.organizationConnections(of: organization)
        let stored = links.first { $0.connection == wish.connection }
        if let stored, isKnown(stored) {
            throw ManagementError(.conflict, "The connection is already enabled for the organization.")
        }
        guard stored != nil || links.count < limit else {
            throw ManagementError(.conflict, "No more connections can be enabled for this organization.")
        }
        let fresh = OrganizationConnection(
            organization: organization,
            connection: wish.connection,
            assignsMembershipOnLogin: false,
            origin: stored?.origin ?? .api
        )
        return try wish.put(fresh, in: transaction)
    }

    /// One of the two forms.
    private struct Form: Sendable {
        var path: String
        var collection: String
        /// In operation ids.
        var word: String
        var schema: Schema
        var properties: [Schema.Property]
        var knows: @Sendable (OrganizationConnection) -> Bool
        var show: @Sendable (OrganizationConnection, any DirectoryReader) throws -> OrganizationConnectionBody

        private var base: String { "\(OrganizationOperations.path)/\(path)" }
        private var one: String { "\(base)/{connection_id}" }

        var operations: [Operation] { [list, add, get, update, delete] }

        private var list: Operation {
            Operation(
                id: "get_\(word)",
                method: .get,
                path: base,
                summary: "List the connections of an organization by name",
                scopes: "read:organization_connections",
                query: path == "connections"
                    ? [QueryParameter("is_enabled", .boolean, summary: "Only those that are on, or off")] : [],
                paging: .offset,
                success: .init(.ok, .page(of: schema, named: collection, .offset)),
                refusals: [.notFound]
            ) { [self] request in
                try await request.read { reader in
                    let organization = try request.organization(in: reader)
                    let wanted = request.query.boolean("is_enabled")
                    let links = try reader.organizationConnections(of: organization.id).filter { link in
                        knows(link) && wanted.map { $0 == link.isEnabled } ?? true
                    }
                    return try request.answer(links, named: collection, by: \.connection.rawValue) { link in
                        try show(link, reader)
                    }
                }
            }
        }

        private var add: Operation {
            Operation(
                id: "post_\(word)",
                method: .post,
                path: base,
                summary: "Enable a connection for an organization",
                scopes: "create:organization_connections",
                body: .object([OrganizationConnectionWish.connectionProperty] + properties),
                canRehearse: true,
                success: .init(.created, schema),
                refusals: [.notFound, .conflict]
            ) { [self] request in
                try await request.change { transaction in
                    let link = try OrganizationConnectionOperations.add(
                        OrganizationConnectionWish(request.body),
                        to: request.organization(in: transaction).id,
                        limit: request.directory.settings.limits.connectionsPerOrganization,
                        unless: knows,
                        in: transaction
                    )
                    return try show(link, transaction)
                } answer: { commit in
                    .created(commit.value, commit)
                }
            }
        }

        private var get: Operation {
            Operation(
                id: "get_\(word)_by_connection_id",
                method: .get,
                path: one,
                summary: "Show a connection of an organization",
                scopes: "read:organization_connections",
                success: .init(.ok, schema),
                refusals: [.notFound]
            ) { [self] request in
                try await request.read { reader in .ok(try show(link(of: request, in: reader), reader)) }
            }
        }

        private var update: Operation {
            Operation(
                id: "patch_\(word)_by_connection_id",
                method: .patch,
                path: one,
                summary: "Change the settings of a connection of an organization; what the body does not name stays",
                scopes: "update:organization_connections",
                body: .object(properties),
                canRehearse: true,
                success: .init(.ok, schema),
                refusals: [.notFound, .conflict]
            ) { [self] request in
                try await request.change { transaction in
                    let stored = try link(of: request, in: transaction)
                    let link = try OrganizationConnectionWish(request.body).put(stored, in: transaction)
                    return try show(link, transaction)
                } answer: { commit in
                    .ok(commit.value, commit)
                }
            }
        }

        private var delete: Operation {
            Operation(
                id: "delete_\(word)_by_connection_id",
                method: .delete,
                path: one,
                summary: "Take a connection away from an organization; the roles of its groups wait for its return",
                scopes: "delete:organization_connections",
                canRehearse: true,
                success: .noContent,
                refusals: [.notFound, .conflict]
            ) { [self] request in
                try await request.change { transaction in
                    let stored = try link(of: request, in: transaction)
                    try transaction.deleteOrganizationConnection(stored.organization, stored.connection)
                }
            }
        }

        private func link(of request: ManagementRequest, in reader: any DirectoryReader) throws
            -> OrganizationConnection
        {
            let organization = try request.organization(in: reader)
            let connection = request.identifier("connection_id") as Connection.ID
            let found = try reader.organizationConnections(of: organization.id).first { $0.connection == connection }
            guard let found, knows(found) else {
                throw ManagementError(.notFound, "The connection is not enabled for the organization.")
            }
            return found
        }
    }
}
