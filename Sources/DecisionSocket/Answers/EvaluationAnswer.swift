package import AccessModel
import TokenSigning

/// The answer to a permission check.
package enum EvaluationAnswer {
    private static let permit = Array("{\"decision\":true,\"context\":{\"reason\":\"granted\",\"role\":".utf8)
    private static let permitDirectly = Array("{\"decision\":true,\"context\":{\"reason\":\"granted\"".utf8)
    private static let deny = Array("{\"decision\":false,\"context\":{\"reason\":".utf8)

    package static func json(_ decision: Decision, _ basis: AnswerBasis) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        switch decision {
        case .permit(let role?):
            writer.part(permit)
            writer.string(role.rawValue)
        case .permit(nil):
            writer.raw(permitDirectly)
        case .deny(let reason):
            writer.part(deny)
            writer.string(reason.rawValue)
        }
        writer.member(basis)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// The payload of a signed decision: the answer, and what it answers.
    ///
    /// It expires no later than `end`, when that ends which permits.
    package static func payload(
        _ decision: Decision,
        _ basis: AnswerBasis,
        question: [UInt8],
        tokens: TokenSettings,
        now: Timestamp,
        end: Timestamp?
    ) -> [UInt8] {
        let expires = now + tokens.decisionLifetime
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("iss", tokens.issuer)
        writer.member("iat", now.seconds)
        writer.member("exp", min(expires, end ?? expires).seconds)
        writer.member("question_sha256", Base64URL.text(SHA256.digest(of: question)))
        writer.member("revision", basis.revision.description)
        // The members of the plain answer: its object without the opening bracket, which closes this one.
        writer.raw(Array(json(decision, basis).dropFirst()))
        return writer.bytes
    }
}
