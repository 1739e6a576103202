import AccessModel
import DirectoryStorage
import Foundation
import SCIMProtocol

/// What a user's provider says of the person, by the names that the API's clients know.
struct UserProfile: Sendable {
    let id: User.ID
    private let userName: String
    /// Root attributes, and `app_metadata` and `user_metadata` as objects.
    let members: [String: JSONValue]

    init(_ record: UserRecord, _ mapping: AttributeMapping) throws {
        guard let document = try SCIMValue(json: record.attributes, limits: .stored).object else {
            throw StoreError.corrupt("the document of a user cannot be read")
        }
        id = record.user.id
        userName = record.userName
        let profile = mapping.profile(of: document)
        members = try JSONDecoder().decode([String: JSONValue].self, from: Data(profile.jsonText.utf8))
    }

    /// An attribute that is a text.
    subscript(name: String) -> String? {
        guard case .string(let text)? = members[name] else { return nil }
        return text
    }

    /// What people call the user.
    var name: String { self["name"] ?? userName }
}

extension JSONLimits {
    /// What was taken once is read whole.
    fileprivate static let stored = JSONLimits(bytes: .max, depth: .max, membersPerObject: .max)
}

/// Makes profiles, each by the mapping of its connection.
struct UserProfiles {
    private let reader: any DirectoryReader
    private var mappings: [Connection.ID: AttributeMapping] = [:]

    init(_ reader: any DirectoryReader) {
        self.reader = reader
    }

    mutating func profile(of record: UserRecord) throws -> UserProfile {
        try UserProfile(record, mapping(of: record.user.connection))
    }

    private mutating func mapping(of connection: Connection.ID) throws -> AttributeMapping {
        if let mapping = mappings[connection] { return mapping }
        guard let record = try reader.connection(connection) else { throw ManagementError.unknownConnection }
        let mapping = try AttributeMapping(AttributeMapping.standard(for: record.strategy))
        mappings[connection] = mapping
        return mapping
    }
}
