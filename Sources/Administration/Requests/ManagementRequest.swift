import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import RequestAdmission
import StrictJSON

/// A request that is as its operation declares it, from a caller who may ask it.
struct ManagementRequest: Sendable {
    let directory: ManagementDirectory
    let caller: ManagementCaller
    /// What the caller needs for it.
    let scopes: ScopeRule
    /// What the answer and the log call the request.
    let requestID: RequestID
    /// By name, decoded.
    let path: [String: String]
    let query: QueryValues
    /// Nil where the operation answers with no list.
    let page: PageRequest?
    /// Conforms to the operation's schema; null where it takes none.
    let body: JSONValue
    /// What the body takes of the budget of all; given back with the request.
    var reservation: BodyBudget.Reservation?
    let instant: Timestamp
    /// Of its commit.
    let priority: CommitPriority
    /// What a cursor of this list is good for and no other: the operation, its path and its filters.
    let listContext: String

    /// A parameter of the path; empty for one that the operation does not declare, which names nothing.
    func id(_ name: String) -> String { path[name] ?? "" }

    func identifier<Entity>(_ name: String) -> Identifier<Entity> { Identifier(id(name)) }

    /// The body as a value of Swift; its schema has been checked, so that a failure is a mistake of the declaration.
    func decoded<Body: Decodable>(as type: Body.Type = Body.self) throws -> Body {
        try JSONDecoder().decode(type, from: Data(body.json))
    }

    /// A member of the body that is an array of texts, each once, in their order. Texts are bytes.
    func texts(_ name: String) -> [String] {
        guard case .object(let members) = body, case .array(let values) = members[name] else { return [] }
        var seen = Set<[UInt8]>()
        return values.compactMap { value in
            guard case .string(let text) = value, seen.insert(Array(text.utf8)).inserted else { return nil }
            return text
        }
    }

    /// Runs `body` on one consistent state.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any DirectoryReader) throws -> Value) async throws -> Value
    {
        try await directory.store.read(body)
    }

    /// Runs `body` as one change by the caller. Returns once the change is on disk and answers questions.
    ///
    /// INVARIANT (acknowledged means enforced): that is waited for where nothing changed too. What made the request
    /// superfluous may have been committed a moment ago and not be published yet; so may have been what deleted something
    /// that is not there.
    func commit<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Commit<Value> {
        let author = caller.identity.author
        do {
            let commit = try await directory.store.commit(
                by: author,
                at: instant,
                request: requestID,
                priority: priority,
                admitted(body)
            )
            try await directory.publication.wait(for: commit.revision)
            return commit
        } catch let error as ManagementError where error.status == .notFound {
            try await directory.publication.wait(for: try await directory.store.head())
            throw error
        }
    }

    /// `body` for a caller who, when it begins, may still do what the operation does.
    func admitted<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) -> @Sendable (any DirectoryTransaction) throws -> Value {
        { transaction in
            try caller.current(in: transaction).check(scopes)
            return try body(transaction)
        }
    }
}
