import AccessIndex
import AccessModel
import DirectoryStorage

/// Users of connections that changes let be found by another of the provider's ids, which the index does not know.
struct MovedLookups {
    private var effects: [User.ID: [AccessEffect]] = [:]

    init(_ reader: any DirectoryReader, _ changes: [Change]) throws {
        for case .putConnection(let new) in changes {
            guard let old = try reader.connection(new.id), old.userIDAttribute != new.userIDAttribute else { continue }
            try reader.scanUsers(in: new.id) { record in
                if record.isFound(elsewhereIn: new) { effects[record.user.id] = Self.effects(from: old, to: new) }
                return .next
            }
        }
    }

    func effects(on user: User.ID) -> [AccessEffect] { effects[user] ?? [] }

    private static func effects(from old: Connection, to new: Connection) -> [AccessEffect] {
        [
            AccessEffect(direction: .loss, matter: .lookup(old.userIDAttribute, connection: old.name)),
            AccessEffect(direction: .gain, matter: .lookup(new.userIDAttribute, connection: new.name)),
        ]
    }
}

extension UserRecord {
    /// Whether this is a user who is let in, and whose id is another one in the connection's attribute.
    fileprivate func isFound(elsewhereIn connection: Connection) -> Bool {
        guard document.user.isAdmitted else { return false }
        let id = connection.userIDAttribute.providerUserID(userName: document.userName, externalID: document.externalID)
        return !id.hasSameBytes(as: document.user.providerUserID)
    }
}
