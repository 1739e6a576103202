import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `An answer to a write` {
    @Test func `waits until what it found is in the answers, where it changes nothing too`() async throws {
        let awaited = AwaitedRevisions()
        try await TestAPI.run(awaited: awaited) { api in
            let role = try #require(try await api.ask(.post, "roles", ["name": "editor"]).text("id"))
            // Each finds what another request has just done, which may not be published yet.
            let requests: [(HTTPRequest.Method, String, JSONValue?, HTTPResponse.Status)] = [
                (.patch, "roles/\(role)", ["name": "editor"], .ok), (.delete, "roles/rol_gone", nil, .notFound),
                (.delete, "groups/grp_gone", nil, .notFound),
            ]
            for (method, path, body, status) in requests {
                _ = awaited.take()
                let answer = try await api.ask(method, path, body)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(awaited.take() == [try await api.store.head()], "\(method) \(path)")
            }
        }
    }
}
