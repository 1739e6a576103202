import AccessModel
import DecisionSocket
import Foundation
import Testing

extension SocketSuites {
    @Suite struct PeerAbilityTests {
        private static let login = Array(#"{"subject":"okta|acme|00u1"}"#.utf8)

        @Test func `the kernel's word decides what a peer may ask`() async throws {
            // This very process is the peer: nobody is named, so it has what others have.
            try await TestServer.running(peers: PeerPolicy(others: .check)) { server async throws in
                let check = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(check.status == 200)
                for (method, target, sentence) in [
                    ("POST", "/v1/claims", "this peer may not log users in"),
                    ("POST", "/v1/explain", "this peer may not ask for reasons"),
                    ("GET", "/v1/roles?subject=a", "this peer may not ask for effective roles"),
                    ("GET", "/v1/stats", "this peer may not read statistics"),
                    ("GET", "/metrics", "this peer may not read statistics"),
                ] {
                    let answer = try await server.ask(method, target, body: method == "POST" ? Self.login : [])
                    #expect(answer.status == 403)
                    #expect(answer.sentence == sentence)
                }
                for target in ["/healthz", "/readyz", "/.well-known/jwks.json", "/.well-known/authzen-configuration"] {
                    #expect(try await server.ask("GET", target).status == 200)
                }
            }
        }

        @Test func `a user and a group are recognised`() async throws {
            for peers in [
                PeerPolicy(users: [getuid(): .claims], others: []), PeerPolicy(groups: [getgid(): .claims], others: []),
            ] {
                try await TestServer.running(peers: peers) { server async throws in
                    #expect(try await server.ask("POST", "/v1/claims", body: Self.login).status == 200)
                    let check = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                    #expect(check.status == 403)
                }
            }
        }

        @Test func `nobody is without abilities by mistake`() async throws {
            try await TestServer.running(peers: PeerPolicy(users: [getuid() + 1: .all], others: [])) {
                server async throws in
                #expect(try await server.ask("POST", "/v1/claims", body: Self.login).status == 403)
                #expect(try await server.ask("GET", "/healthz").status == 200)
            }
        }
    }
}
