package import AccessModel

/// What an answer is true of: the state of the directory that it was made from.
///
/// The same for all answers between two publications; its texts are made once.
package final class AnswerBasis: Sendable {
    package let revision: Revision
    /// The latest instant at which the index was known to hold everything committed.
    package let asOf: Timestamp
    package let freshness: Freshness
    /// The lines of the header that state it, from the end of the line before them.
    let headerLines: [UInt8]
    /// The members of a JSON object that state it, without brackets.
    let members: [UInt8]

    package init(revision: Revision, asOf: Timestamp, freshness: Freshness) {
        self.revision = revision
        self.asOf = asOf
        self.freshness = freshness
        let name = revision.description
        headerLines = Array("\r\nRollcall-Revision: \(name)\r\nRollcall-As-Of: \(asOf)\r\n".utf8)
        var writer = JSONWriter()
        writer.member("revision", name)
        writer.member("as_of", asOf.description)
        switch freshness {
        case .fresh: break
        case .degraded, .stale: writer.member("degraded", true)
        }
        members = writer.bytes
    }
}

extension JSONWriter {
    /// The members that say what an answer is true of.
    mutating func member(_ basis: AnswerBasis) {
        raw(basis.members)
    }
}
