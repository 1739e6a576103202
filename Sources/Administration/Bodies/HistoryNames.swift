import AccessModel
import DirectoryStorage

/// What the records that a history speaks of are called now; those that are gone, by their ids.
struct HistoryNames {
    private let reader: any DirectoryReader
    private let names: RecordNames

    /// Reads all but users and groups, of which there may be many.
    init(_ reader: any DirectoryReader) throws {
        self.reader = reader
        names = try RecordNames(reader)
    }

    func name(of id: Group.ID) throws -> String { try reader.group(id)?.group.name ?? id.rawValue }

    func name(of id: Organization.ID) -> String { names.name(of: id) }

    func name(of id: Connection.ID) -> String { names.name(of: id) }

    /// For example `editor to group acme-okta/Editors in acme`.
    func name(of assignment: RoleAssignment) -> String { names.name(of: assignment) }

    func name(of member: Group.Member) throws -> String {
        switch member {
        case .user(let id): id.rawValue
        case .group(let id): "group \(try name(of: id))"
        }
    }
}
