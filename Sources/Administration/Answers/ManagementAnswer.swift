import AccessModel
import Foundation
import DirectoryStorage
import HTTPTypes
import Hummingbird

/// What an operation answers with.
struct ManagementAnswer: Sendable {
    var status: HTTPResponse.Status
    /// Written in snake case.
    var body: (any Encodable & Sendable)?
    /// For writes: the state that holds them.
    var revision: Revision?

    static func ok(_ body: some Encodable & Sendable) -> Self { Self(status: .ok, body: body) }

    /// After a write.
    static func ok(_ body: some Encodable & Sendable, _ commit: Commit<some Sendable>) -> Self {
        Self(status: .ok, body: body, revision: commit.revision)
    }

    static func created(_ body: some Encodable & Sendable, _ commit: Commit<some Sendable>) -> Self {
        Self(status: .created, body: body, revision: commit.revision)
    }

    static func noContent(_ commit: Commit<some Sendable>) -> Self {
        Self(status: .noContent, revision: commit.revision)
    }

    func response(_ projection: Projection? = nil) throws -> Response {
        var response = try body.map { try json($0, projection) } ?? empty()
        response.headers[.cacheControl] = "no-store"
        if let name = HTTPField.Name("Rollcall-Revision"), let revision { response.headers[name] = "\(revision)" }
        return response
    }

    /// 200 promises a body, and has an empty object where there is nothing to say.
    private func empty() throws -> Response {
        status == .ok ? try .json([String: String](), status: .ok) : Response(status: status)
    }

    private func json(_ body: some Encodable, _ projection: Projection?) throws -> Response {
        guard let projection else { return try .json(body, status: status) }
        return try .json(projection.applied(to: body), status: status, keys: .useDefaultKeys)
    }
}
