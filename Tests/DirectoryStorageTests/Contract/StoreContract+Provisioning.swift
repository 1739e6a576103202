import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let provisioning = [
        StoreContract("a new connection has no SCIM configuration, and a token needs one") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.putConnection(.initech)
                #expect(try transaction.scimConfiguration(of: "con_initech") == nil)
                #expect(throws: StoreError.unknown(.scimConfiguration, "con_initech")) {
                    try transaction.createToken(token(1, of: "con_initech"), now: .noon)
                }
                #expect(throws: StoreError.unknown(.connection, "con_none")) {
                    try transaction.putSCIMConfiguration(SCIMConfiguration(of: "con_none", now: .noon))
                }
            }
        },
        StoreContract("a SCIM configuration keeps its beginning, changes when its mapping does, and makes no revision")
        {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            let later = Timestamp.noon + .seconds(60)
            let mapping = [MappedAttribute("title", "app_metadata.title")]
            let wanted = SCIMConfiguration(of: "con_acme", mapping: mapping, now: later)
            let change = try await store.commit { try $0.putSCIMConfiguration(wanted) }
            #expect(change.value && !change.isChange)
            let stored = try await store.read { try $0.scimConfiguration(of: "con_acme") }
            #expect(
                stored == SCIMConfiguration(connection: "con_acme", mapping: mapping, created: .noon, updated: later)
            )
            var same = wanted
            same.updated = later + .seconds(60)
            let unchanged = try await store.commit { [same] in try $0.putSCIMConfiguration(same) }
            #expect(!unchanged.value)
            #expect(try await store.read { try $0.scimConfiguration(of: "con_acme") } == stored)
            same.mapping = nil
            let changed = try await store.commit { [same] in try $0.putSCIMConfiguration(same) }
            #expect(changed.value)
            #expect(try await store.read { try $0.scimConfiguration(of: "con_acme")?.mapping } == nil)
        },
        StoreContract("the end of a SCIM configuration ends its tokens, and leaves users and groups") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.createToken(token(1, of: "con_acme"), now: .noon)
                try transaction.createToken(token(2, of: "con_globex"), now: .noon)
            }
            let end = try await store.commit { try $0.deleteSCIMConfiguration(of: "con_acme") }
            #expect(end.value && !end.isChange)
            _ = try await store.commit { transaction throws in
                #expect(try !transaction.deleteSCIMConfiguration(of: "con_acme"))
                #expect(try !transaction.deleteSCIMConfiguration(of: "con_none"))
                #expect(try transaction.scimConfiguration(of: "con_acme") == nil)
                #expect(try transaction.tokens(of: "con_acme").isEmpty)
                #expect(try transaction.tokens(of: "con_globex").count == 1)
                #expect(try transaction.userCount(in: "con_acme") == 5 && transaction.groupCount(in: "con_acme") == 2)
            }
        },
        StoreContract("SCIM configurations are listed page by page") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.read { reader throws in
                let first = try reader.scimConfigurations(after: nil, limit: 1)
                #expect(first.elements.map(\.connection) == ["con_acme"])
                let second = try reader.scimConfigurations(after: first.next, limit: 1)
                #expect(second.elements.map(\.connection) == ["con_globex"] && second.next == nil)
            }
        },
        StoreContract("the log of a connection keeps the last requests, those without a token apart") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let known = (0..<ProvisioningEvent.limit + 3).map { event($0, isAuthenticated: true) }
            let strange = (0..<ProvisioningEvent.strangerLimit + 3).map { event($0, isAuthenticated: false) }
            let change = try await store.commit { transaction throws in
                try transaction.recordEvents(known, of: "con_acme")
                try transaction.recordEvents(strange, of: "con_acme")
                try transaction.recordEvents(strange, of: "con_none")
            }
            #expect(!change.isChange)
            let kept = try await store.read { try $0.provisioningEvents(of: "con_acme") }
            let wanted: [ProvisioningEvent] = strange.dropFirst(3).reversed() + known.dropFirst(3).reversed()
            #expect(kept == wanted)
            #expect(try await store.read { try $0.provisioningEvents(of: "con_globex") }.isEmpty)
            #expect(try await store.read { try $0.provisioningEvents(of: "con_none") }.isEmpty)
            #expect(try await fixture.open().read { try $0.provisioningEvents(of: "con_acme") } == kept)
        },
    ]
}

extension Connection {
    fileprivate static let initech = Connection(id: "con_initech", name: "initech", strategy: .samlp, origin: .api)
}

private func token(_ number: UInt8, of connection: Connection.ID) -> SCIMToken {
    let digest = Array(repeating: number, count: 32)
    return SCIMToken(
        id: SCIMToken.ID("tok_\(number)"),
        connection: connection,
        digest: digest,
        scopes: [],
        created: .noon
    )
}

private func event(_ number: Int, isAuthenticated: Bool) -> ProvisioningEvent {
    ProvisioningEvent(
        time: "2030-01-01T00:00:00.000Z",
        requestID: "\(number)",
        method: "GET",
        path: "/Users",
        status: isAuthenticated ? 200 : 401,
        isAuthenticated: isAuthenticated
    )
}
