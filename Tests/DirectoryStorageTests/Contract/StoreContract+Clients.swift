import AccessModel
import DirectoryStorage
import Testing

private func client(_ number: UInt8, scopes: Set<String> = ["read:roles", "read:groups"]) -> ClientRecord {
    ClientRecord(
        id: Identifier("cli_\(number)"),
        name: "client \(number)",
        digest: Array(repeating: number, count: 32),
        scopes: scopes,
        created: .noon
    )
}

extension StoreContract {
    static let clients = [
        StoreContract("a client is there until it is deleted, and makes no revision") { fixture in
            let store = try await fixture.open()
            let commit = try await store.commit { transaction throws in
                try transaction.putClient(client(2))
                try transaction.putClient(client(1))
            }
            #expect(!commit.isChange)
            try await store.read { reader throws in
                #expect(try reader.client("cli_1") == client(1))
                #expect(try reader.client("cli_3") == nil)
                #expect(try reader.clients() == [client(1), client(2)])
            }
            _ = try await store.commit { transaction throws in
                #expect(try transaction.deleteClient("cli_1"))
                #expect(try !transaction.deleteClient("cli_1"))
            }
            #expect(try await store.read { try $0.clients() } == [client(2)])
        },
        StoreContract("a client changes, and keeps when it was made and used") { fixture in
            let store = try await fixture.open()
            var changed = client(1, scopes: ["read:roles"])
            changed.name = "renamed"
            changed.digest = Array(repeating: 9, count: 32)
            changed.secretNumber = 2
            _ = try await store.commit { [changed] transaction throws in
                try transaction.putClient(client(1))
                try transaction.recordUse(of: ClientRecord.ID("cli_1"), at: .noon + .seconds(9))
                try transaction.recordUse(of: ClientRecord.ID("cli_1"), at: .noon)
                try transaction.recordUse(of: ClientRecord.ID("cli_none"), at: .noon)
                try transaction.putClient(changed)
            }
            changed.lastUsed = .noon + .seconds(9)
            #expect(try await store.read { try $0.client("cli_1") } == changed)
        },
        StoreContract("two clients never share a name") { fixture in
            let store = try await fixture.open()
            var twin = client(2)
            twin.name = client(1).name
            _ = try await store.commit { [twin] transaction throws in
                try transaction.putClient(client(1))
                try transaction.putClient(client(2))
                #expect(throws: StoreError.notUnique(.clientName, "client 1")) { try transaction.putClient(twin) }
            }
            #expect(try await store.read { try $0.clients() } == [client(1), client(2)])
        },
        StoreContract("what was done to a client is in the history, and that it was there is not") { fixture in
            let store = try await fixture.open()
            let id = client(1).id
            var renamed = client(1)
            renamed.name = "renamed"
            var rotated = renamed
            rotated.secretNumber = 2
            for record in [client(1), renamed, renamed, rotated] {
                _ = try await store.commit { try $0.putClient(record) }
            }
            _ = try await store.commit { try $0.recordUse(of: id, at: .noon) }
            _ = try await store.commit { _ = try $0.deleteClient(id) }
            let kinds: [ManagementAction.Kind] = [.clientDeleted, .clientSecretRotated, .clientUpdated, .clientCreated]
            let actions = try await store.history().map(\.actions)
            #expect(actions == kinds.map { [ManagementAction($0, id)] })
        },
    ]
}
