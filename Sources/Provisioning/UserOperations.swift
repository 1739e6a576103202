import AccessModel
import DirectoryStorage
import SCIMProtocol

/// What requests do to users.
struct UserOperations: ResourceOperations {
    let scope: OperationScope

    static var inherentlyUnique: Set<String> { ["userName"] }

    func record(_ id: String, in reader: any DirectoryReader) throws -> UserRecord? {
        guard let record = try reader.user(User.ID(id)), record.user.connection == request.connection else {
            return nil
        }
        return record
    }

    func insert(
        _ attributes: SCIMObject,
        _ members: [MemberReference],
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<UserRecord> {
        let document = try document(attributes, try text(of: attributes), of: connection)
        if configuration.restoresInactiveUsers, let former = try inactiveUser(like: document, in: transaction) {
            return try replace(former, with: document, in: transaction)
        }
        return WrittenResource(record: try transaction.createUser(document, now: request.instant))
    }

    func update(
        _ record: UserRecord,
        to attributes: SCIMObject,
        _ text: String,
        _ membership: MembershipPlan,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<UserRecord> {
        try replace(record, with: try document(attributes, text, of: connection), in: transaction)
    }

    func remove(_ record: UserRecord, in transaction: any DirectoryTransaction) throws {
        try transaction.deleteUser(record.user.id, now: request.instant)
    }

    private func replace(_ record: UserRecord, with document: UserDocument, in transaction: any DirectoryTransaction)
        throws -> WrittenResource<UserRecord>
    {
        var document = document
        document.user.id = record.user.id
        return WrittenResource(record: try transaction.replaceUser(document, now: request.instant))
    }

    /// As far as the connection maps them: another mapping may have taken more.
    func admitted(_ attributes: SCIMObject) throws(SCIMError) -> SCIMObject {
        guard let mapping = request.mapping else { return attributes }
        return try mapping.restricted(attributes, as: type)
    }

    /// The inactive user of the same name, or else the only one of the same `externalId`.
    private func inactiveUser(like document: UserDocument, in reader: any DirectoryReader) throws -> UserRecord? {
        let connection = request.connection
        let namesake = try reader.user(foldedUserName: document.foldedUserName, in: connection)
        if let namesake { return namesake.user.isActive ? nil : namesake }
        let others = try document.externalID.map { try reader.users(externalID: $0, in: connection) } ?? []
        return others.count == 1 && others[0].user.isActive == false ? others[0] : nil
    }

    /// What is stored of a user of the connection, with the id that it gets when it is new.
    private func document(_ attributes: SCIMObject, _ text: String, of connection: Connection) throws(SCIMError)
        -> UserDocument
    {
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
            attributes: text
        )
    }
}

extension UserOperations {
    func additional(of record: UserRecord, needing needed: (String) -> NeededValues, in reader: any DirectoryReader)
        throws
        -> SCIMObject
    {
        needed("groups") == .none ? [:] : try groups(of: record, in: reader)
    }

    /// In lists without `groups` unless they are asked for by name: they cost a look-up for each user.
    func body(of record: UserRecord, inList: Bool, in reader: any DirectoryReader) throws -> ResourceBody {
        let isWanted = projection.includes("groups") && (!inList || request.search.attributes != nil)
        let groups = isWanted ? try groups(of: record, in: reader) : [:]
        return ResourceBody(json: projection.applied(to: try representation(of: record, additional: groups)).json)
    }

    /// The attribute `groups`: the groups that hold the user itself.
    private func groups(of record: UserRecord, in reader: any DirectoryReader) throws -> SCIMObject {
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

extension UserRecord: StoredResource {
    var resourceID: String { document.user.id.rawValue }
    var text: String { document.attributes }
}
