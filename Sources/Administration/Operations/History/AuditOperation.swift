import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// `/audit`: who changed what, when and by which path.
enum AuditOperation {
    static let all = [list]

    private static let list = Operation(
        id: "get_audit",
        method: .get,
        path: "audit",
        summary: "List commits, newest first, with who made them and what they changed",
        scopes: "read:audit",
        query: [
            QueryParameter(
                "path",
                .list(.oneOf(Author.Path.allCases.map(\.rawValue))),
                summary: "By one of these paths"
            ),
            QueryParameter("user", .identifier, summary: "What changed the user of this id, or something of it"),
            QueryParameter("group", .identifier, summary: "What changed the group of this id, or something of it"),
            QueryParameter("role", .identifier, summary: "What changed the role of this id or name, or who has it"),
            QueryParameter(
                "organization",
                .identifier,
                summary: "What changed the organization of this id or name, or something of it"
            ),
            QueryParameter(
                "connection",
                .identifier,
                summary: "What changed the connection of this id or name, or something of it"
            ),
            QueryParameter("from_revision", .integer(0...Int.max), summary: "The first revision"),
            QueryParameter("to_revision", .integer(0...Int.max), summary: "The last revision"),
            QueryParameter("since", .instant, summary: "Not before this instant"),
            QueryParameter("until", .instant, summary: "Before this instant"),
        ],
        paging: .checkpoint,
        success: .init(.ok, .page(of: CommitBody.schema, named: "commits", .checkpoint))
    ) { request in
        let asked = try CommitQuery(request.query)
        return try await request.read { reader in
            var query = asked
            query.subjects = try request.query.subjects(reader)
            let names = try HistoryNames(reader)
            return try request.answer(
                named: "commits",
                count: { 0 },
                part: { try reader.commits(query, after: $0, limit: $1) },
                { try CommitBody($0, names) }
            )
        }
    }
}

extension CommitQuery {
    fileprivate init(_ query: QueryValues) throws(ManagementError) {
        self.init(
            paths: Set(query.all("path").compactMap(Author.Path.init(rawValue:))),
            revisions: try Self.revisions(query),
            since: try query.instant("since"),
            until: try query.instant("until")
        )
    }

    private static func revisions(_ query: QueryValues) throws(ManagementError) -> ClosedRange<UInt64>? {
        let (first, last) = (query.integer("from_revision"), query.integer("to_revision"))
        guard first != nil || last != nil else { return nil }
        let bounds = (UInt64(first ?? 0), last.map { UInt64($0) } ?? .max)
        guard bounds.0 <= bounds.1 else { throw .invalidQuery("'less than from_revision' on property to_revision") }
        return bounds.0...bounds.1
    }
}

extension QueryValues {
    /// A name that nothing has now is taken for an id: what is gone has a history.
    fileprivate func subjects(_ reader: any DirectoryReader) throws -> [CommitQuery.Subject] {
        var subjects = [CommitQuery.Subject]()
        if let id = self["user"] { subjects.append(.user(User.ID(id))) }
        if let id = self["group"] { subjects.append(.group(Group.ID(id))) }
        if let text = self["role"] { subjects.append(.role(try role(named: text, reader)?.id ?? Role.ID(text))) }
        if let text = self["organization"] {
            subjects.append(.organization(try reader.organization(named: text)?.id ?? Organization.ID(text)))
        }
        if let text = self["connection"] {
            subjects.append(.connection(try reader.connection(named: text)?.id ?? Connection.ID(text)))
        }
        return subjects
    }

    /// The role of the organization that is asked about, else the tenant's.
    private func role(named name: String, _ reader: any DirectoryReader) throws -> Role? {
        let owner = try self["organization"].map { try reader.organization(named: $0)?.id ?? Organization.ID($0) }
        return try owner.flatMap { try reader.role(named: name, ownedBy: $0) } ?? reader.role(named: name, ownedBy: nil)
    }

    func instant(_ name: String) throws(ManagementError) -> Timestamp? {
        guard let text = self[name] else { return nil }
        guard let instant = Timestamp(dateTime: text) else {
            throw .invalidQuery("'Not an instant of RFC 3339: \(text)' on property \(name)")
        }
        return instant
    }
}
