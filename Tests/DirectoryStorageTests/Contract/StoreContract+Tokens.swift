import AccessModel
import DirectoryStorage
import Testing

private func token(_ number: UInt8, expires: Timestamp? = nil) -> SCIMToken {
    SCIMToken(
        id: Identifier("tok_\(number)"),
        connection: "con_acme",
        digest: Array(repeating: number, count: 32),
        scopes: ["get:users", "post:users"],
        created: .noon,
        expires: expires
    )
}

extension StoreContract {
    static let tokens = [
        StoreContract("a token is found by its digest alone, and makes no revision") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let commit = try await store.commit { try $0.createToken(token(1), now: .noon) }
            #expect(!commit.isChange)
            try await store.read { reader throws in
                #expect(try reader.token(digest: token(1).digest) == token(1))
                #expect(try reader.token(digest: token(2).digest) == nil)
                #expect(try reader.token(digest: []) == nil)
                #expect(try reader.tokens(of: "con_acme") == [token(1)])
                #expect(try reader.tokens(of: "con_globex").isEmpty)
            }
        },
        StoreContract("a connection has at most two tokens that have not expired") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.createToken(token(1, expires: .noon + .seconds(60)), now: .noon)
                try transaction.createToken(token(2), now: .noon)
                #expect(throws: StoreError.tooManyTokens("con_acme")) {
                    try transaction.createToken(token(3), now: .noon + .seconds(59))
                }
                try transaction.createToken(token(3), now: .noon + .seconds(60))
                #expect(throws: StoreError.tooManyTokens("con_acme")) {
                    try transaction.createToken(token(4), now: .noon + .seconds(60))
                }
                #expect(try transaction.revokeToken("tok_2"))
                #expect(try !transaction.revokeToken("tok_2"))
                try transaction.createToken(token(4), now: .noon + .seconds(60))
            }
            let ids = try await store.read { try $0.tokens(of: "con_acme").map(\.id) }
            #expect(ids == ["tok_1", "tok_3", "tok_4"])
        },
        StoreContract("a token's last use never runs backwards, and its connection's end is its end") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var far = token(1)
            far.connection = "con_globex"
            _ = try await store.commit { [far] transaction throws in
                try transaction.createToken(far, now: .noon)
                try transaction.recordUse(of: far.id, at: .noon + .seconds(9))
                try transaction.recordUse(of: far.id, at: .noon)
                try transaction.recordUse(of: SCIMToken.ID("tok_none"), at: .noon)
            }
            #expect(try await store.read { try $0.token(digest: token(1).digest)?.lastUsed } == .noon + .seconds(9))
            _ = try await store.commit { try $0.deleteConnection("con_globex") }
            #expect(try await store.read { try $0.token(digest: token(1).digest) } == nil)
        },
        StoreContract("a token needs its connection, and an id and a digest of its own") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var stranger = token(1)
            stranger.connection = "con_none"
            var twin = token(1)
            twin.id = "tok_twin"
            _ = try await store.commit { [stranger, twin] transaction throws in
                try transaction.createToken(token(1), now: .noon)
                #expect(throws: StoreError.unknown(.connection, "con_none")) {
                    try transaction.createToken(stranger, now: .noon)
                }
                #expect(throws: StoreError.notUnique(.token, "tok_twin")) {
                    try transaction.createToken(twin, now: .noon)
                }
            }
        },
    ]
}
