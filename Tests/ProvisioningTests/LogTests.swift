import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Logging
import Provisioning
import SCIMProtocol
import TestSupport
import Testing

@Suite struct `The log` {
    @Test func `has one line for each request, without anything that names a person or opens a door`() async throws {
        let recorder = LogRecorder()
        try await TestServer.run(logger: recorder.logger) { scim in
            let secret = try #require(scim.secret)
            let created = try await scim.post("/Users", #"{"userName":"m.reyes@x.example","title":"Captain"}"#)
            _ = try await scim.get(scim.path(ofUser: created.id))
            _ = try await scim.find("Users", #"userName eq "m.reyes@x.example""#)
            _ = try await scim.post("/Users", #"{"userName":"m.reyes@x.example"}"#)
            _ = try await scim.bearing("tok_m.reyes").get("/Users")
            _ = try await scim.get("/m.reyes/m.reyes")
            let group = try await scim.makeGroup("m.reyes' friends", members: [created.id])
            _ = try await scim.patch("/Groups/\(group)", #"{"op":"add","path":"members","value":["m.reyes"]}"#)
            var stranger = scim
            stranger.connection.id = Connection.ID("m.reyes")
            _ = try await stranger.get("/Users")

            #expect(recorder.lines.count == 9)
            for line in recorder.lines {
                for word in ["reyes", "Captain", "tok_", String(secret.suffix(64)), "okta|"] {
                    #expect(!line.contains(word))
                }
            }
            let first = try #require(recorder.lines.first)
            for part in [
                "connection=\(scim.connection.id)", "method=POST", "path=/Users", "status=201", "duration_us=",
            ] {
                #expect(first.contains(part))
            }
            #expect(recorder.lines.contains { $0.contains("path=/Users/{id}") && $0.contains("status=200") })
        }
    }

    @Test func `calls a request what the answer calls it, which is what the client did if it did`() async throws {
        let recorder = LogRecorder()
        try await TestServer.run(logger: recorder.logger) { scim in
            let name = try #require(HTTPField.Name("X-Request-ID"))
            for given in ["7f3a-90bc", String(repeating: "x", count: 128)] {
                let answer = try await scim.naming(given).get("/Users")
                #expect(answer.headers[name] == given)
                #expect(recorder.lines.last?.contains("request_id=\(given) ") == true)
            }
            var made = Set<String>()
            for unfit in [nil, "", "two words", "grün", String(repeating: "x", count: 129)] {
                let answer = try await scim.naming(unfit).bearing(nil).get("/Users")
                let id = try #require(answer.headers[name])
                #expect(answer.status == 401 && id != unfit && made.insert(id).inserted)
                #expect(recorder.lines.last?.contains("request_id=\(id) ") == true)
            }
        }
    }
}
