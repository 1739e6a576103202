import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// What requests do to users.
struct UserOperations: ResourceOperations {
    let type = ResourceTypeDefinition.user
    let request: ProvisioningRequest
    let configuration: ProvisioningConfiguration
    let projection: Projection

    init(_ request: ProvisioningRequest, _ configuration: ProvisioningConfiguration) throws(SCIMError) {
        self.request = request
        self.configuration = configuration
        projection = try request.search.projection(of: type)
    }

    func create(
        _ resource: IncomingResource,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let document = try document(mapped(resource.attributes), of: connection)
        if configuration.restoresInactiveUsers, let former = try inactiveUser(like: document, in: transaction) {
            let current = try self.current(former)
            let restored = try update(former, from: current, to: resource.attributes, in: transaction, for: connection)
            return restored.with(.created)
        }
        let record = try transaction.createUser(document, now: request.instant)
        return try answer(.created, record, in: transaction)
    }

    /// The inactive user of the same name, or else the only one of the same `externalId`.
    private func inactiveUser(like document: UserDocument, in reader: any DirectoryReader) throws -> UserRecord? {
        let connection = request.connection
        let namesake = try reader.user(foldedUserName: document.foldedUserName, in: connection)
        if let namesake { return namesake.user.isActive ? nil : namesake }
        let others = try document.externalID.map { try reader.users(externalID: $0, in: connection) } ?? []
        return others.count == 1 && others[0].user.isActive == false ? others[0] : nil
    }

    func read(_ id: String, from reader: any DirectoryReader) throws -> ProvisioningAnswer {
        let record = try record(id, in: reader)
        let unchanged = try answerNotModified(id: id, version: record.version, location: location(of: record))
        return try unchanged ?? answer(.ok, record, in: reader)
    }

    func replace(
        _ id: String,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let record = try changeableRecord(id, in: transaction)
        let current = try current(record)
        let incoming = try IncomingResource(
            request.body,
            replacing: current,
            as: type,
            profile: request.profile
        )
        return try update(record, from: current, to: incoming.attributes, in: transaction, for: connection)
    }

    func patch(
        _ id: String,
        by patch: PatchRequest,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let record = try changeableRecord(id, in: transaction)
        let current = try current(record)
        let outcome = try patch.applied(to: current, as: type, profile: request.profile)
        return try update(record, from: current, to: outcome.attributes, in: transaction, for: connection)
    }

    func delete(_ id: String, in transaction: any DirectoryTransaction) throws -> ProvisioningAnswer {
        let record = try changeableRecord(id, in: transaction)
        try transaction.deleteUser(record.user.id, now: request.instant)
        return ProvisioningAnswer(.noContent)
    }

    private func update(
        _ record: UserRecord,
        from current: SCIMObject,
        to attributes: SCIMObject,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let attributes = try mapped(attributes)
        var document = try document(attributes, of: connection)
        document.user.id = record.user.id
        // The order of its members does not change a document; the same text does not change the record.
        if attributes == current { document.attributes = record.attributes }
        let updated = try transaction.replaceUser(document, now: request.instant)
        return try answer(.ok, updated, in: transaction)
    }

    /// The user with this id, if it is one of the connection.
    private func record(_ id: String, in reader: any DirectoryReader) throws -> UserRecord {
        guard let record = try reader.user(User.ID(id)), record.user.connection == request.connection else {
            throw SCIMError.notFound("there is no such user")
        }
        return record
    }

    /// The user that the request may change, as far as its version decides.
    private func changeableRecord(_ id: String, in reader: any DirectoryReader) throws -> UserRecord {
        let record = try record(id, in: reader)
        try request.preconditions.check(EntityTag(version: record.version))
        return record
    }

    private func answer(
        _ status: HTTPResponse.Status,
        _ record: UserRecord,
        in reader: any DirectoryReader
    ) throws -> ProvisioningAnswer {
        let groups = projection.includes("groups") ? try groups(of: record, in: reader) : SCIMObject()
        let resource = try representation(of: record, additional: groups)
        return answer(
            status,
            id: record.user.id.rawValue,
            version: record.version,
            location: location(of: record),
            body: projection.applied(to: resource).json
        )
    }
}

extension UserOperations {
    /// What is stored of the user, as far as the connection shows it: another mapping may have taken more.
    private func current(_ record: UserRecord) throws -> SCIMObject {
        try mapped(document(record.attributes))
    }

    private func mapped(_ attributes: SCIMObject) throws(SCIMError) -> SCIMObject {
        guard let mapping = request.mapping else { return attributes }
        return try mapping.restricted(attributes, as: type)
    }

    /// What is stored of a user of the connection, with the id that it gets when it is new.
    private func document(_ attributes: SCIMObject, of connection: Connection) throws(SCIMError) -> UserDocument {
        guard let userName = attributes["userName"]?.string, !userName.isEmpty else {
            throw .invalidValue("`userName` is required")
        }
        let externalID = attributes["externalId"]?.string
        let displayName = attributes["displayName"]?.string
        try checkLength(userName, of: "userName")
        try checkLength(externalID, of: "externalId")
        try checkLength(displayName, of: "displayName")
        let attribute = connection.userIDAttribute
        let providerUserID = attribute.providerUserID(userName: userName, externalID: externalID)
        return UserDocument(
            user: User(
                id: User.ID(connection: connection, providerUserID: providerUserID),
                connection: connection.id,
                providerUserID: providerUserID,
                // A new user has the attribute. Who has lost it since must not be let in by that.
                isActive: attributes["active"]?.boolean ?? false
            ),
            userName: userName,
            foldedUserName: userName.caseFolded,
            externalID: externalID,
            displayName: displayName,
            attributes: try text(of: attributes)
        )
    }

    func location(of record: UserRecord) -> String {
        request.location(.user, id: record.user.id.rawValue)
    }

    func representation(of record: UserRecord, additional: SCIMObject = [:]) throws -> SCIMObject {
        type.representation(
            of: try current(record),
            id: record.user.id.rawValue,
            meta: ResourceMeta(
                created: record.created,
                lastModified: record.lastModified,
                location: location(of: record),
                version: EntityTag(version: record.version).description
            ),
            additional: additional
        )
    }

    /// The attribute `groups`: the groups that hold the user itself.
    func groups(of record: UserRecord, in reader: any DirectoryReader) throws -> SCIMObject {
        let groups = try reader.groups(of: .user(record.user.id)).map { group -> SCIMValue in
            [
                "value": .string(group.id.rawValue),
                "$ref": .string(request.location(.group, id: group.id.rawValue)),
                "display": .string(group.name),
                "type": "direct",
            ]
        }
        return ["groups": .array(groups)]
    }
}
