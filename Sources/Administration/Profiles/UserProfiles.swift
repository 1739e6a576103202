import AccessModel
import DirectoryStorage
import SCIMProtocol
import StrictJSON

/// The profiles of users, for the length of one body on the store.
///
/// A profile is not kept anywhere: it is made of the SCIM document when it is asked for, so that it always agrees with the
/// connection's mapping, and changing the mapping costs nothing. Mappings are looked up once for each connection.
struct UserProfiles {
    private let reader: any DirectoryReader
    private let type: ResourceTypeDefinition
    private var mappings: [Connection.ID: AttributeMapping] = [:]

    /// - Parameter type: of the users, with all their extensions.
    init(_ reader: any DirectoryReader, of type: ResourceTypeDefinition) {
        self.reader = reader
        self.type = type
    }

    mutating func profile(of user: UserRecord) throws -> UserProfile {
        guard let document = try? SCIMValue(json: user.attributes, limits: .stored(depth: 32)).object else {
            throw StoreError.corrupt("the document of a user cannot be read")
        }
        return UserProfile(try mapping(of: user.user.connection).profile(of: document))
    }

    private mutating func mapping(of connection: Connection.ID) throws -> AttributeMapping {
        if let known = mappings[connection] { return known }
        let strategy = try reader.connection(connection)?.strategy
        let usual = strategy.map(AttributeMapping.standard(for:)) ?? []
        let entries = try reader.scimConfiguration(of: connection)?.mapping ?? usual
        let mapping = AttributeMapping(stored: entries, of: type)
        mappings[connection] = mapping
        return mapping
    }
}
