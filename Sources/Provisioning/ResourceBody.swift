import DirectoryStorage
import Hummingbird

/// A resource as it is sent: whole, or up to its members, which follow by themselves where they are many.
struct ResourceBody: Sendable {
    var json: [UInt8]
    var members: LongMemberList?
}

/// What of an answer is too long to hold, and is read part by part while it is sent.
protocol LongContent: Sendable {
    /// Writes what follows the body. What it throws cuts the answer off, so that nobody takes a part for the whole.
    @concurrent func write(to writer: inout any ResponseBodyWriter, reading store: any DirectoryStore) async throws
}
