import AccessModel
import GRDB

/// Where users and groups are stored, looked up on a reader, so that a transaction that changes many members need not.
///
/// A hint: whoever has one may be faster, and what comes out is the same.
package struct MemberLookup: Sendable {
    let revision: Revision
    /// The key of the connection that all of them are of.
    let owner: Int64
    var keys: [Group.Member: MemberKey]
    var names: [MemberKey: Group.Member]

    /// Of the members that the group has.
    package var memberCount: Int { names.count }
}

extension SQLiteReader {
    func lookUp(_ members: [Group.Member], in connection: Connection.ID, with group: Group.ID?) throws(StoreError)
        -> MemberLookup?
    {
        guard let owner = try connectionKey(connection) else { return nil }
        var present = [MemberKey]()
        if let group, let holder = try groupKey(group) { present = try memberKeys(ofGroup: holder) }
        return MemberLookup(
            revision: try head(),
            owner: owner,
            keys: try memberKeys(of: members, inConnection: owner),
            names: try names(of: present)
        )
    }
}

extension SQLiteTransaction {
    func adopt(_ lookup: MemberLookup) throws(StoreError) {
        if try isGood(lookup) { known = lookup }
    }

    /// Whether nobody has been deleted since: keys are never given again, and ids never moved to another key.
    private func isGood(_ lookup: MemberLookup) throws(StoreError) -> Bool {
        let head = try head()
        guard lookup.revision.epoch == head.epoch, lookup.revision.number <= head.number else { return false }
        if lookup.revision == head { return true }
        let pruned = try session.first("SELECT pruned_revision FROM tenant") { row in try UInt64(stored: row[0]) }
        guard let pruned, pruned <= lookup.revision.number else { return false }
        let kinds = [ChangeRow.Kind.deleteUser, .deleteGroup, .deleteConnection].map { String($0.rawValue) }
        let deletion = try session.first(
            "SELECT 1 FROM changes WHERE revision > ? AND kind IN (\(kinds.joined(separator: ", "))) LIMIT 1",
            Int64(lookup.revision.number),
            decode: { _ in true }
        )
        return deletion == nil
    }
}
