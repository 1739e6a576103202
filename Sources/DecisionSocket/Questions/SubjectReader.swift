import AccessModel

/// An entity of AuthZEN, while it is being read: `type`, `id` or `name`, and `properties`.
struct EntityFields {
    var type: String?
    var id: String?
    var name: String?
    private var hasProperties = false

    /// Reads the object. Its properties go to `properties`.
    init(
        _ reader: inout JSONReader,
        _ bytes: Span<UInt8>,
        source: PropertyPath.Source,
        properties: inout [Property]
    ) throws(QuestionError) {
        let entity = source.rawValue
        try reader.beginObject(bytes, named: entity)
        while let key = try reader.nextKey(bytes) {
            switch key {
            case "type": try reader.readText(bytes, named: "\(entity).type", into: &type)
            case "id": try reader.readText(bytes, named: "\(entity).id", into: &id)
            case "name" where source == .action:
                try reader.readText(bytes, named: "action.name", into: &name)
            case "properties":
                if hasProperties { throw .repeated("\(entity).properties") }
                hasProperties = true
                try reader.readProperties(bytes, of: source, named: "\(entity).properties", into: &properties)
            default: try reader.skipValue(bytes)
            }
        }
    }
}

extension SubjectReference {
    /// A subject as AuthZEN writes it. A user is meant by its own id, or by the provider's when its properties name a
    /// `connection`.
    init(_ fields: EntityFields, properties: [Property]) throws(QuestionError) {
        guard let type = fields.type else { throw .missing("subject.type") }
        guard let id = fields.id else { throw .missing("subject.id") }
        guard type == "user" else {
            self = .other(type: type, id: id)
            return
        }
        self =
            properties.text(.subject, "connection").map { .providerUser(id: id, connection: $0) }
            ?? .user(User.ID(id))
    }

    /// The id in the question.
    var text: String {
        switch self {
        case .user(let id): id.rawValue
        case .providerUser(let id, _), .other(_, let id): id
        }
    }
}
