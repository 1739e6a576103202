import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON

/// `/groups`.
enum GroupOperations {
    static let all = [list, get, create, update, delete]

    private static let list = Operation(
        id: "get_groups",
        method: .get,
        path: "groups",
        summary: "List groups in the order of their creation",
        scopes: "read:groups",
        query: [
            QueryParameter("connection_id", .identifier, summary: "Only those of this connection"),
            QueryParameter("name", .text(1...128), summary: "Only those of exactly this name"),
            QueryParameter("external_id", .text(1...256), summary: "Only those of exactly this external id"),
            QueryParameter("search", .text(1...256), summary: "Only those with this in their name or external id"),
        ],
        paging: .either,
        canProject: true,
        success: .init(.ok, .page(of: GroupBody.schema, named: "groups", .either))
    ) { request in
        let filter = GroupFilter(
            connection: request.query["connection_id"].map { Connection.ID($0) },
            name: request.query["name"],
            externalID: request.query["external_id"],
            text: request.query["search"]
        )
        return try await request.read { reader in
            try request.answer(
                named: "groups",
                count: { try reader.groupCount(filter) },
                part: { try reader.groups(filter, after: $0, limit: $1) },
                request.show
            )
        }
    }

    private static let get = Operation(
        id: "get_group",
        method: .get,
        path: "groups/{id}",
        summary: "Show a group",
        scopes: "read:groups",
        success: .init(.ok, GroupBody.schema),
        refusals: [.notFound]
    ) { request in
        let id: Group.ID = request.identifier("id")
        return .ok(request.show(try await request.read { try $0.known(id) }))
    }

    private static let create = Operation(
        id: "create_group",
        method: .post,
        path: "groups",
        summary: "Make a group in a connection whose provider pushes none",
        scopes: "create:groups",
        body: .object([
            .required("name", name), .required("connection_id", .identifier),
            .optional("external_id", .nullable(.text(1...256))),
        ]),
        success: .init(.created, GroupBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let wish = try request.decoded(as: GroupWish.self)
        let connection = Connection.ID(wish.connectionID ?? "")
        var generator = SystemRandomNumberGenerator()
        let document = GroupDocument(
            Group(
                id: .make(using: &generator),
                connection: connection,
                name: wish.name ?? "",
                externalID: wish.externalID ?? nil,
                origin: .api
            )
        )
        let limits = request.directory.settings.limits.connection
        let commit = try await request.commit { transaction in
            try transaction.checkTakesGroups(connection)
            return try transaction.keeping(connection, within: limits) {
                try transaction.createGroup(document, uniqueName: true, now: request.instant)
            }
        }
        return .created(request.show(commit.value), commit)
    }

    private static let update = Operation(
        id: "update_group",
        method: .patch,
        path: "groups/{id}",
        summary: "Rename a group that the API made",
        scopes: "update:groups",
        body: .object([.optional("name", name), .optional("external_id", .nullable(.text(1...256)))]),
        canRehearse: true,
        success: .init(.ok, GroupBody.schema),
        refusals: [.notFound, .conflict]
    ) { request in
        let id: Group.ID = request.identifier("id")
        let wish = try request.decoded(as: GroupWish.self)
        return try await request.change { transaction in
            var group = try transaction.changeable(id).group
            group.name = wish.name ?? group.name
            if let externalID = wish.externalID { group.externalID = externalID }
            return try transaction.replaceGroup(GroupDocument(group), uniqueName: true, now: request.instant)
        } answer: { commit in
            .ok(request.show(commit.value), commit)
        }
    }

    private static let delete = Operation(
        id: "delete_group",
        method: .delete,
        path: "groups/{id}",
        summary: "End a group, its memberships and what it is assigned itself",
        scopes: "delete:groups",
        canRehearse: true,
        success: .noContent,
        refusals: [.notFound]
    ) { request in
        let id: Group.ID = request.identifier("id")
        return try await request.change { transaction in
            guard try transaction.deleteGroup(id, now: request.instant) else { throw ManagementError.unknownGroup }
        }
    }

    /// Any letters, no control characters.
    private static let name = Schema.text(1...128, pattern: #"[^\u0000-\u001F\u007F]+"#)
}

/// What a request says of a group.
private struct GroupWish: Decodable {
    var name: String?
    var connectionID: String?
    /// Nil where nothing is said, a nil in it where it is to go.
    var externalID: String??

    private enum CodingKeys: String, CodingKey {
        case name
        case connectionID = "connection_id"
        case externalID = "external_id"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        connectionID = try container.decodeIfPresent(String.self, forKey: .connectionID)
        if container.contains(.externalID) {
            externalID = try container.decodeIfPresent(String.self, forKey: .externalID)
        }
    }
}

extension ManagementRequest {
    func show(_ record: GroupRecord) -> GroupBody { GroupBody(record, tenant: directory.settings.tenantName) }
}

extension GroupDocument {
    /// A group as a SCIM client would see it, were there one.
    init(_ group: Group) {
        var attributes: JSONObject = [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": .string(group.name),
        ]
        attributes["externalId"] = group.externalID.map(JSONValue.string)
        self.init(group: group, foldedName: group.name.caseFolded, attributes: JSONValue.object(attributes).sortedText)
    }
}

extension DirectoryReader {
    /// A group whose name and members the API may change.
    func changeable(_ id: Group.ID) throws -> GroupRecord {
        let record = try known(id)
        guard record.group.origin == .api else {
            throw ManagementError(.conflict, "The group is provisioned by SCIM and is changed by SCIM alone.")
        }
        return record
    }

    /// Refuses a connection whose groups come from its provider.
    fileprivate func checkTakesGroups(_ id: Connection.ID) throws {
        guard try connection(id) != nil else { throw ManagementError.unknownConnection }
        guard try scimConfiguration(of: id) == nil else {
            throw ManagementError(
                .conflict,
                "The connection's groups are provisioned by SCIM; groups are made here where SCIM is not configured."
            )
        }
    }
}
