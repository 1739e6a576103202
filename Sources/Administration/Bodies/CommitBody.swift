import AccessModel
import DirectoryStorage

/// A commit as the audit trail shows it.
struct CommitBody: Encodable, Sendable {
    /// Absent where nothing changed that answers depend on.
    var revision: String?
    var date: String
    var author: AuthorBody
    var requestId: String?
    /// The first of them.
    var changes: [ChangeBody]
    /// How many there are.
    var changeCount: Int

    static let schema = Schema.object(
        "Commit",
        [
            .optional("revision", .text()), .required("date", .instant), .required("author", AuthorBody.schema),
            .optional("request_id", .text()), .required("changes", .list(ChangeBody.schema)),
            .required("change_count", .integer(0...Int.max)),
        ]
    )

    init(_ record: CommitRecord, _ names: HistoryNames) throws {
        revision = record.revision?.description
        date = record.instant.description
        author = AuthorBody(record.author)
        requestId = record.request?.description
        changes = try record.changes.map { try ChangeBody($0, names) } + record.actions.map { ChangeBody($0) }
        changeCount = record.changeCount + record.actions.count
    }
}

/// Who made a commit, and by which path.
struct AuthorBody: Encodable, Sendable {
    var path: String
    var clientId: String?
    /// Of the machine.
    var uid: Int?
    var connectionId: String?
    var tokenId: String?
    var userId: String?

    static let schema = Schema.object(
        "Author",
        [
            .required("path", .oneOf(Author.Path.allCases.map(\.rawValue))), .optional("client_id", .text()),
            .optional("uid", .integer(0...Int(UInt32.max))), .optional("connection_id", .text()),
            .optional("token_id", .text()), .optional("user_id", .text()),
        ]
    )

    init(_ author: Author) {
        path = author.path.rawValue
        switch author {
        case .policy, .system: break
        case .client(let id): clientId = id.rawValue
        case .peer(let uid): self.uid = Int(uid)
        case .connection(let id, let token):
            connectionId = id.rawValue
            tokenId = token.rawValue
        case .login(let user): userId = user.rawValue
        }
    }
}
