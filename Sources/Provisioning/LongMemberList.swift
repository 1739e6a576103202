import AccessModel
import DirectoryStorage
import Hummingbird
import NIOCore
import SCIMProtocol

/// The members of a group that has too many to hold at once: they are read page by page while they are sent.
///
/// Each page is a read of its own, so that a slow client keeps no reader. Members that are there all along are shown
/// once; the tag of the answer is that of its beginning, so that a write on it fails where members changed meanwhile.
struct LongMemberList: LongContent {
    /// Groups with more members than these are sent in parts.
    static let threshold = 1_000

    let group: Group.ID
    /// One value of the attribute, as the client wants to see it.
    let json: @Sendable (MemberRecord) -> [UInt8]?

    /// Follows the resource up to its first member, and ends the resource.
    @concurrent func write(to writer: inout any ResponseBodyWriter, reading store: any DirectoryStore) async throws {
        var position: ListPosition?
        var isFirst = true
        repeat {
            let start = position
            // Written where it is read: a thousand values are too many for an event loop.
            let (values, next) = try await store.read { reader in
                let page = try reader.members(of: group, after: start, limit: Self.threshold)
                return (page.elements.compactMap(json), page.next)
            }
            var bytes = [UInt8]()
            for value in values {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                bytes += value
                isFirst = false
            }
            try await writer.write(ByteBuffer(bytes: bytes))
            position = next
        } while position != nil
        try await writer.write(ByteBuffer(string: "]}"))
    }
}
