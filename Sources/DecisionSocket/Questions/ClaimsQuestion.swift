package import AccessModel

/// Reads the body of `POST /v1/claims`.
///
/// `subject` is a user's id, or an object as in AuthZEN. A field that is `null` is as good as left out. Unknown fields
/// are ignored; a field that is read here may come once.
package struct ClaimsQuestion: Hashable, Sendable {
    package var login: LoginRequest
    package var nonce: String?
    /// Seconds that the token is wanted for; positive.
    package var lifetime: Int?

    package init(_ bytes: Span<UInt8>) throws(QuestionError) {
        guard !bytes.isEmpty else { throw .emptyBody }
        var reader = try JSONReader(bytes)
        var draft = Draft()
        try reader.beginObject(bytes, named: "the question")
        while let key = try reader.nextKey(bytes) {
            try draft.read(key, &reader, bytes)
        }
        try reader.end(bytes)
        guard let subject = draft.subject else { throw .missing("subject") }
        login = LoginRequest(
            subject: subject,
            connection: draft.connection,
            organization: draft.organization,
            audience: draft.audience,
            properties: draft.properties
        )
        nonce = draft.nonce
        lifetime = draft.lifetime
    }

    private struct Draft {
        var subject: SubjectReference?
        var connection: String?
        var organization: String?
        var audience: String?
        var nonce: String?
        var lifetime: Int?
        var hasContext = false
        var properties = [Property]()

        mutating func read(_ key: String, _ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(QuestionError) {
            switch key {
            case "subject": try readSubject(&reader, bytes)
            case "connection": try reader.readOptionalText(bytes, named: key, into: &connection)
            case "organization": try reader.readOptionalText(bytes, named: key, into: &organization)
            case "audience": try reader.readOptionalText(bytes, named: key, into: &audience)
            case "nonce": try reader.readOptionalText(bytes, named: key, into: &nonce)
            case "lifetime": try readLifetime(&reader, bytes)
            case "context": try readContext(&reader, bytes)
            default: try reader.skipValue(bytes)
            }
        }

        private mutating func readSubject(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(QuestionError) {
            guard subject == nil else { throw .repeated("subject") }
            switch try reader.nextKind(bytes) {
            case .string:
                var id: String?
                try reader.readText(bytes, named: "subject", into: &id)
                subject = id.map { .user(User.ID($0)) }
            case .object:
                var fields = EntityFields()
                try fields.read(&reader, bytes, of: .subject, properties: &properties)
                subject = try SubjectReference(fields, properties: properties)
            case .array, .number, .boolean, .null:
                throw .wrongType("subject", expected: "a user's id or an object")
            }
        }

        private mutating func readLifetime(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(QuestionError) {
            guard lifetime == nil else { throw .repeated("lifetime") }
            switch try reader.nextKind(bytes) {
            case .null:
                try reader.readNull(bytes)
            case .number:
                guard let seconds = Int(exactly: try reader.readNumber(bytes)), seconds > 0 else {
                    throw .notPositive("lifetime")
                }
                lifetime = seconds
            case .object, .array, .string, .boolean:
                throw .notPositive("lifetime")
            }
        }

        private mutating func readContext(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(QuestionError) {
            if hasContext { throw .repeated("context") }
            hasContext = true
            if try reader.nextKind(bytes) == .null { return try reader.readNull(bytes) }
            try reader.readProperties(bytes, of: .context, named: "context", into: &properties)
        }
    }
}
