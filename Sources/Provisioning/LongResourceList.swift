import DirectoryStorage
import Hummingbird
import NIOCore

/// The resources of a page that is too long to hold: they are read some at a time while they are sent.
///
/// Each reading is of a state of its own, so that a slow client keeps no reader. A resource that is gone when its turn
/// comes is left out, and the count at the end is of those that were sent.
struct LongResourceList: LongContent {
    /// A resource that is still to be read.
    struct Entry: Hashable, Sendable {
        var source: Int
        var id: String
    }

    /// Reading stops for a while beyond this many bytes.
    private static let held = 1 << 20

    let sources: [ListSource]
    let bodies: [ResourceBody]
    let waiting: [Entry]

    /// Follows the list up to its first resource, and ends the list.
    @concurrent func write(to writer: inout any ResponseBodyWriter, reading store: any DirectoryStore) async throws {
        var count = 0
        try await write(bodies, &count, to: &writer, reading: store)
        var rest = waiting[...]
        while !rest.isEmpty {
            let next = rest
            let part = try await store.read { reader in try read(next, in: reader) }
            rest = rest.dropFirst(part.count)
            try await write(part.bodies, &count, to: &writer, reading: store)
        }
        try await writer.write(ByteBuffer(string: "],\"itemsPerPage\":\(count)}"))
    }

    @concurrent private func write(
        _ bodies: [ResourceBody],
        _ count: inout Int,
        to writer: inout any ResponseBodyWriter,
        reading store: any DirectoryStore
    ) async throws {
        for body in bodies {
            if count > 0 { try await writer.write(ByteBuffer(string: ",")) }
            try await writer.write(ByteBuffer(bytes: body.json))
            try await body.members?.write(to: &writer, reading: store)
            count += 1
        }
    }

    /// The bodies of the first entries, and of how many.
    private func read(_ entries: ArraySlice<Entry>, in reader: any DirectoryReader) throws
        -> (bodies: [ResourceBody], count: Int)
    {
        var bodies = [ResourceBody]()
        var (count, size) = (0, 0)
        for entry in entries where size < Self.held {
            count += 1
            guard let body = try sources[entry.source].body(of: entry.id, in: reader) else { continue }
            bodies.append(body)
            size += body.json.count
        }
        return (bodies, count)
    }
}
