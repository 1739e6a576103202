import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON

/// `/organizations`.
enum OrganizationOperations {
    static let all = [list, create, get, getByName, update, delete]
    static let path = "organizations/{id}"
    /// The most connections that one is created with.
    private static let firstConnections = 10

    private static let list = Operation(
        id: "get_organizations",
        method: .get,
        path: "organizations",
        summary: "List the organizations by name",
        scopes: "read:organizations",
        paging: .either,
        success: .init(.ok, .page(of: OrganizationBody.schema, named: "organizations", .either))
    ) { request in
        try await request.read { reader in
            try request.answer(reader.organizations(), named: "organizations", by: \.name) { organization in
                try OrganizationBody(organization, in: reader)
            }
        }
    }

    private static let create = Operation(
        id: "post_organizations",
        method: .post,
        path: "organizations",
        summary: "Create an organization",
        scopes: "create:organizations",
        body: .object(
            "OrganizationCreation",
            [
                .required("name", OrganizationBody.name),
                .optional("display_name", .nullable(OrganizationBody.displayName)),
                .optional("branding", .nullable(OrganizationBody.branding)),
                .optional("metadata", .nullable(OrganizationBody.metadata)),
                .optional(
                    "enabled_connections",
                    .list(
                        .object(
                            [OrganizationConnectionWish.connectionProperty]
                                + OrganizationConnectionWish.enabledProperties
                        ),
                        0...firstConnections
                    )
                ),
            ]
        ),
        success: .init(.created, OrganizationBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        var generator = SystemRandomNumberGenerator()
        let id = Organization.ID.make(using: &generator)
        let commit = try await request.commit { transaction in
            let limit = request.directory.settings.limits.organizations
            guard try transaction.organizationCount() < limit else {
                throw ManagementError(.conflict, "No more than \(limit) organizations can be created.")
            }
            let organization = Organization(id: id, name: request.text("name") ?? "", origin: .api)
            try put(organization, as: request.body, in: transaction)
            let links = try request.elements("enabled_connections").map { element in
                try OrganizationConnectionOperations.add(OrganizationConnectionWish(element), to: id, in: transaction)
            }
            return try shown(id, in: transaction, with: links)
        }
        return .created(commit.value, commit)
    }

    private static let get = Operation(
        id: "get_organizations_by_id",
        method: .get,
        path: path,
        summary: "Show an organization",
        scopes: "read:organizations",
        success: .init(.ok, OrganizationBody.schema),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            .ok(try OrganizationBody(request.organization(in: reader), in: reader))
        }
    }

    private static let getByName = Operation(
        id: "get_name_by_name",
        method: .get,
        path: "organizations/name/{name}",
        summary: "Show the organization with a name",
        scopes: "read:organizations",
        success: .init(.ok, OrganizationBody.schema),
        refusals: [.notFound]
    ) { request in
        try await request.read { reader in
            guard let found = try reader.organization(named: request.id("name")) else {
                throw ManagementError.unknownOrganization
            }
            return .ok(try OrganizationBody(found, in: reader))
        }
    }

    private static let update = Operation(
        id: "patch_organizations_by_id",
        method: .patch,
        path: path,
        summary: "Change an organization; what the body does not name stays",
        scopes: "update:organizations",
        body: .object(
            "OrganizationChange",
            [
                .optional("name", OrganizationBody.name),
                .optional("display_name", .nullable(OrganizationBody.displayName)),
                .optional("branding", .nullable(OrganizationBody.branding)),
                .optional("metadata", .nullable(OrganizationBody.metadata)),
            ]
        ),
        success: .init(.ok, OrganizationBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let commit = try await request.commit { transaction in
            let stored = try request.organization(in: transaction)
            try put(stored, as: request.body, in: transaction)
            return try shown(stored.id, in: transaction)
        }
        return .ok(commit.value, commit)
    }

    private static let delete = Operation(
        id: "delete_organizations_by_id",
        method: .delete,
        path: path,
        summary: "Delete an organization, its connections' settings, its members and the roles given in it",
        scopes: "delete:organizations",
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound, .conflict]
    ) { request in
        try await request.change { transaction in
            try transaction.deleteOrganization(try request.organization(in: transaction).id)
        }
    }

    private static func put(
        _ stored: Organization,
        as body: JSONValue,
        in transaction: any DirectoryTransaction
    ) throws {
        var organization = stored
        if case .string(let name)? = body["name"] { organization.name = name }
        switch body["display_name"] {
        case .string(let name)?: organization.displayName = name
        case .null?: organization.displayName = nil
        default: break
        }
        if try transaction.organization(organization.id) != organization {
            try transaction.putOrganization(organization)
        }
        var kept = try KeptAttributes(of: .organization(organization.id), in: transaction)
        kept.update(OrganizationBody.kept, from: body)
        try kept.put(beside: .organization(organization.id), in: transaction)
    }

    private static func shown(
        _ id: Organization.ID,
        in reader: any DirectoryReader,
        with links: [OrganizationConnection]? = nil
    ) throws -> OrganizationBody {
        guard let organization = try reader.organization(id) else { throw ManagementError.unknownOrganization }
        var body = try OrganizationBody(organization, in: reader)
        body.enabledConnections = try links?.map { try .enabled($0, in: reader) }
        return body
    }
}

extension ManagementRequest {
    /// The organization that the path names by its id.
    func organization(in reader: any DirectoryReader) throws -> Organization {
        guard let found = try reader.organization(identifier("id")) else { throw ManagementError.unknownOrganization }
        return found
    }

    /// A member of the body that is a text.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = body[name] else { return nil }
        return text
    }

    /// The elements of a member of the body that is an array.
    func elements(_ name: String) -> [JSONValue] {
        guard case .array(let elements)? = body[name] else { return [] }
        return elements
    }
}
