package import AccessModel

/// Reads the body of `POST /access/v1/evaluation`.
///
/// The organization is `context.organization`, a string that is not empty. Scalar properties of subject, action, resource
/// and context are what conditions may look at. Unknown fields are ignored; a field that is read here may come once.
package enum EvaluationQuestion {
    package static func read(_ bytes: Span<UInt8>) throws(QuestionError) -> DecisionRequest {
        var warning: String?
        return try read(bytes, &warning)
    }

    /// - Parameter warning: says in one ASCII sentence what was probably meant by something that is not looked at.
    static func read(_ bytes: Span<UInt8>, _ warning: inout String?) throws(QuestionError) -> DecisionRequest {
        guard !bytes.isEmpty else { throw .emptyBody }
        var reader = try JSONReader(bytes)
        var draft = Draft()
        try reader.beginObject(bytes, named: "the question")
        while let key = try reader.nextKey(bytes) {
            try draft.read(key, &reader, bytes)
        }
        try reader.end(bytes)
        let request = try draft.request()
        warning = draft.warning(about: request)
        return request
    }

    private struct Draft {
        var subject = EntityFields()
        var action = EntityFields()
        var resource = EntityFields()
        var hasContext = false
        /// The place of a member that AuthZEN does not have, and which says where the question is asked.
        var misplaced: String?
        var properties = [Property]()

        mutating func read(_ key: String, _ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(QuestionError) {
            switch key {
            case "subject": try subject.read(&reader, bytes, of: .subject, properties: &properties)
            case "action": try action.read(&reader, bytes, of: .action, properties: &properties)
            case "resource": try resource.read(&reader, bytes, of: .resource, properties: &properties)
            case "context":
                if hasContext { throw .repeated("context") }
                hasContext = true
                try reader.readProperties(bytes, of: .context, named: "context", into: &properties)
            default:
                if let place = OrganizationName.spelling(of: key) { misplaced = place }
                try reader.skipValue(bytes)
            }
        }

        /// An organization in a wrong place is passed over, as AuthZEN demands of unknown members, but not in silence.
        func warning(about request: DecisionRequest) -> String? {
            if let misplaced {
                return "the member `\(misplaced)` is ignored: the organization is `context.organization`"
            }
            return request.organization == nil ? OrganizationName.warning(about: properties) : nil
        }

        func request() throws(QuestionError) -> DecisionRequest {
            guard subject.isGiven else { throw .missing("subject") }
            guard action.isGiven else { throw .missing("action") }
            guard let name = action.name else { throw .missing("action.name") }
            guard resource.isGiven else { throw .missing("resource") }
            guard let type = resource.type else { throw .missing("resource.type") }
            guard let id = resource.id else { throw .missing("resource.id") }
            return DecisionRequest(
                subject: try SubjectReference(subject, properties: properties),
                action: name,
                resource: Resource(type: type, id: id),
                organization: properties.text(.context, "organization"),
                properties: properties
            )
        }
    }
}
