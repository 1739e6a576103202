import AccessModel

/// An entity of AuthZEN, while it is being read: `type`, `id` or `name`, and `properties`.
struct EntityFields {
    private(set) var isGiven = false
    private(set) var type: String?
    private(set) var id: String?
    private(set) var name: String?
    private var hasProperties = false

    /// Reads the object, which must not have been read before. Its properties go to `properties`.
    mutating func read(
        _ reader: inout JSONReader,
        _ bytes: Span<UInt8>,
        of source: PropertyPath.Source,
        properties: inout [Property]
    ) throws(QuestionError) {
        if isGiven { throw .repeated(source.rawValue) }
        isGiven = true
        try reader.beginObject(bytes, named: source.rawValue)
        while let key = try reader.nextKey(bytes) {
            switch key {
            case "type": try reader.readText(bytes, named: source.typeField, into: &type)
            case "id": try reader.readText(bytes, named: source.idField, into: &id)
            case "name" where source == .action: try reader.readText(bytes, named: "action.name", into: &name)
            case "properties":
                if hasProperties { throw .repeated(source.propertiesField) }
                hasProperties = true
                try reader.readProperties(bytes, of: source, named: source.propertiesField, into: &properties)
            default: try reader.skipValue(bytes)
            }
        }
    }
}

extension PropertyPath.Source {
    // Constants, so that naming a field costs nothing until there is something to say about it.

    fileprivate var typeField: String {
        switch self {
        case .subject: "subject.type"
        case .resource: "resource.type"
        case .action: "action.type"
        case .context: "context.type"
        }
    }

    fileprivate var idField: String {
        switch self {
        case .subject: "subject.id"
        case .resource: "resource.id"
        case .action: "action.id"
        case .context: "context.id"
        }
    }

    fileprivate var propertiesField: String {
        switch self {
        case .subject: "subject.properties"
        case .resource: "resource.properties"
        case .action: "action.properties"
        case .context: "context"
        }
    }
}

extension SubjectReference {
    /// A subject as AuthZEN writes it. A user is meant by its login id, or by the provider's id of it when its properties
    /// name a `connection`.
    init(_ fields: EntityFields, properties: [Property]) throws(QuestionError) {
        guard let type = fields.type else { throw .missing("subject.type") }
        guard let id = fields.id else { throw .missing("subject.id") }
        guard type == "user" else {
            self = .other(type: type, id: id)
            return
        }
        self =
            properties.text(.subject, "connection").map { .providerUser(id: id, connection: $0) }
            ?? .loginID(id)
    }

    /// The id in the question.
    var text: String {
        switch self {
        case .user(let id): id.rawValue
        case .loginID(let id), .providerUser(let id, _), .other(_, let id): id
        }
    }
}
