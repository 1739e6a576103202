package import AccessModel
import TokenSigning

/// The answer to a permission check.
package enum EvaluationAnswer {
    /// Writes `decision` and `context` into the object that is open.
    private static func write(_ decision: Decision, _ basis: AnswerBasis, into writer: inout JSONWriter) {
        writer.member("decision", decision.isPermit)
        writer.key("context")
        writer.beginObject()
        switch decision {
        case .permit(let role):
            writer.member("reason", "granted")
            writer.member("role", role.rawValue)
        case .deny(let reason):
            writer.member("reason", reason.rawValue)
        }
        writer.member(basis)
        writer.endObject()
    }

    package static func json(_ decision: Decision, _ basis: AnswerBasis) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        write(decision, basis, into: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// The payload of a signed decision: the answer, and what it answers.
    package static func payload(
        _ decision: Decision,
        _ basis: AnswerBasis,
        question: [UInt8],
        tokens: TokenSettings,
        now: Timestamp
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("iss", tokens.issuer)
        writer.member("iat", now.seconds)
        writer.member("exp", (now + tokens.decisionLifetime).seconds)
        writer.member("question_sha256", Base64URL.text(SHA256.digest(of: question)))
        writer.member("revision", basis.revision.description)
        write(decision, basis, into: &writer)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    /// The members that say what an answer is true of.
    mutating func member(_ basis: AnswerBasis) {
        member("revision", basis.revision.description)
        key("as_of")
        string(ascii: basis.asOf.utf8)
        switch basis.freshness {
        case .fresh: break
        case .degraded, .stale: member("degraded", true)
        }
    }
}
