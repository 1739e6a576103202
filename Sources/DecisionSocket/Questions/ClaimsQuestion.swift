package import AccessModel

/// Reads the body of `POST /v1/claims`.
///
/// `subject` is a user's login id, or an object as in AuthZEN. The organization stands beside it or in `context`; where it
/// stands in both, it is the same. A field that is `null` is as good as left out, but for the organization: a login that
/// names one and leaves it blank must not become a login to the whole tenant. Unknown fields are refused, and a field may
/// come once.
package struct ClaimsQuestion: Hashable, Sendable {
    package var login: LoginRequest
    package var nonce: String?
    /// Seconds that the token is wanted for; positive.
    package var lifetime: Int?
    /// What was probably meant by something that is not looked at; one ASCII sentence.
    package var warning: String?

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
            organization: try draft.statedOrganization(),
            audience: draft.audience,
            properties: draft.properties
        )
        nonce = draft.nonce
        lifetime = draft.lifetime
        warning = login.organization == nil ? OrganizationName.warning(about: login.properties) : nil
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
            case "organization": try reader.readText(bytes, named: key, into: &organization)
            case "audience": try reader.readOptionalText(bytes, named: key, into: &audience)
            case "nonce": try reader.readOptionalText(bytes, named: key, into: &nonce)
            case "lifetime": try readLifetime(&reader, bytes)
            case "context": try readContext(&reader, bytes)
            default: throw .unknownMember(key, known: Self.members)
            }
        }

        private static let members = [
            "subject", "connection", "organization", "audience", "nonce", "lifetime", "context",
        ]

        func statedOrganization() throws(QuestionError) -> String? {
            let other = properties.text(.context, "organization")
            guard let organization else { return other }
            guard other.map({ $0.hasSameBytes(as: organization) }) ?? true else {
                throw .contradiction("organization", "context.organization")
            }
            return organization
        }

        private mutating func readSubject(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(QuestionError) {
            guard subject == nil else { throw .repeated("subject") }
            switch try reader.nextKind(bytes) {
            case .string:
                var id: String?
                try reader.readText(bytes, named: "subject", into: &id)
                subject = id.map { .loginID($0) }
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
                guard let seconds = try reader.readNumber(bytes)?.integer, seconds > 0 else {
                    throw .notPositive("lifetime")
                }
                lifetime = Int(seconds)
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
