import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let lists = [
        StoreContract("users come in every order, from every place, and after any number of others") { fixture in
            let store = try await fixture.open()
            try await store.seedLists()
            try await store.read { reader throws in
                for (order, ascending) in userOrders {
                    for isDescending in [false, true] {
                        var query = RecordQuery(connection: "con_acme", order: order, isDescending: isDescending)
                        let names = isDescending ? ascending.reversed() : ascending
                        let all = try reader.users(query)
                        #expect(all.map(\.name) == names, "\(order) \(isDescending)")
                        for (index, place) in all.enumerated() {
                            query.position = place.position
                            #expect(try reader.users(query).map(\.name) == Array(names.dropFirst(index + 1)))
                        }
                        query.position = nil
                        for offset in 0...names.count + 1 {
                            query.offset = offset
                            #expect(try reader.users(query).map(\.name) == Array(names.dropFirst(offset)))
                        }
                    }
                }
            }
        },
        StoreContract("a list goes on where it was, whatever was created, changed or deleted meanwhile") { fixture in
            let store = try await fixture.open()
            try await store.seedLists()
            for order in [RecordQuery.Order.creation, .name] {
                var query = RecordQuery(connection: "con_acme", order: order)
                let first = try await store.read { [query] in try $0.users(query).prefix(2) }
                query.position = first.last?.position
                _ = try await store.commit { transaction throws in
                    try transaction.deleteUser(.acme("ann"), now: .noon)
                    try transaction.deleteUser(.acme("bob"), now: .noon)
                    _ = try transaction.createUser(UserDocument("ann"), now: .noon)
                }
                let rest = try await store.read { [query] in try $0.users(query).map(\.name) }
                #expect(rest.filter { $0 != "ann" } == ["cat", "dan", "eve"])
                _ = try await store.commit { try $0.createUser(UserDocument("bob"), now: .noon) }
            }
        },
        StoreContract("a selector finds what has the value, and nothing of another connection") { fixture in
            let store = try await fixture.open()
            try await store.seedLists()
            let later = Timestamp.noon + .seconds(2)
            try await store.read { reader throws in
                let users: [(RecordQuery.Selector, [String])] = [
                    (.id("okta|acme|ann"), ["ann"]), (.name("bob"), ["bob"]), (.name("Bob"), []),
                    (.externalID("7"), ["ann", "cat"]), (.displayName("zoë"), ["cat", "dan"]),
                    (.email("ann@x.example"), ["ann", "eve"]), (.email("ann@y.example"), ["ann"]),
                    (.modified(from: later, through: later), ["cat"]),
                    (.modified(from: later + .seconds(1), through: later), []),
                    (.member(.acme("ann")), []), (.group("grp_staff"), ["ann"]), (.group("grp_admins"), []),
                    (.group("grp_none"), []),
                ]
                for (selector, names) in users {
                    let found = try reader.users(RecordQuery(connection: "con_acme", selector: selector))
                    #expect(found.map(\.name) == names, "\(selector)")
                    #expect(try reader.users(RecordQuery(connection: "con_globex", selector: selector)).isEmpty)
                }
                let groups: [(RecordQuery.Selector, [String])] = [
                    (.id("grp_staff"), ["staff"]), (.name("admins"), ["admins"]), (.member(.acme("ann")), ["staff"]),
                    (.member(.group("grp_staff")), ["admins"]), (.member(.acme("bob")), []), (.group("grp_admins"), []),
                    (.externalID("7"), []),
                    (.modified(from: later, through: later), ["staff"]), (.displayName("staff"), []), (.email("a"), []),
                ]
                for (selector, names) in groups {
                    let query = RecordQuery(connection: "con_acme", selector: selector)
                    #expect(try reader.groups(query) == names, "\(selector)")
                    var foreign = query
                    foreign.connection = "con_globex"
                    #expect(try reader.groups(foreign).isEmpty)
                }
            }
        },
        StoreContract("an address is found as long as the document has it") { fixture in
            let store = try await fixture.open()
            try await store.seedLists()
            _ = try await store.commit { transaction throws in
                _ = try transaction.replaceUser(UserDocument("ann"), now: .noon)
                try transaction.deleteUser(.acme("eve"), now: .noon)
            }
            let query = RecordQuery(connection: "con_acme", selector: .email("ann@x.example"))
            #expect(try await store.read { try $0.users(query).isEmpty })
        },
    ]
}

private let userOrders: [(RecordQuery.Order, [String])] = [
    (.creation, ["ann", "bob", "cat", "dan", "eve"]), (.name, ["ann", "bob", "cat", "dan", "eve"]),
    (.externalID, ["dan", "ann", "cat", "bob", "eve"]), (.displayName, ["eve", "cat", "dan", "ann", "bob"]),
    (.lastModified, ["ann", "bob", "dan", "eve", "cat"]),
]

extension DirectoryReader {
    fileprivate func users(_ query: RecordQuery) throws -> [(name: String, position: RecordPosition)] {
        var users = [(name: String, position: RecordPosition)]()
        try scanUsers(query) { record, position in
            users.append((record.userName, position))
            return .next
        }
        return users
    }

    fileprivate func groups(_ query: RecordQuery) throws -> [String] {
        var groups = [String]()
        try scanGroups(query) { record, _ in
            groups.append(record.group.name)
            return .next
        }
        return groups
    }
}

extension DirectoryStore {
    /// The seed, with values to sort and look for.
    fileprivate func seedLists() async throws {
        try await seed()
        let mails = #"{"emails":[{"value":"Ann@x.example"},{"value":"ann@X.example"},{"value":"ann@y.example"},{}]}"#
        _ = try await commit { transaction throws in
            var ann = UserDocument("ann", attributes: mails)
            ann.externalID = "7"
            _ = try transaction.replaceUser(ann, now: .noon)
            var cat = UserDocument("cat")
            cat.externalID = "7"
            cat.displayName = "ZOË"
            _ = try transaction.replaceUser(cat, now: .noon + .seconds(2))
            var dan = UserDocument("dan")
            dan.externalID = "42"
            dan.displayName = "zoë"
            _ = try transaction.replaceUser(dan, now: .noon)
            var eve = UserDocument("eve", attributes: #"{"emails":[{"value":"ann@x.example","type":"work"}]}"#)
            eve.displayName = "Eve"
            _ = try transaction.replaceUser(eve, now: .noon)
            try transaction.addMembers([.acme("ann")], to: "grp_staff", now: .noon + .seconds(2))
            try transaction.addMembers([.group("grp_staff")], to: "grp_admins", now: .noon)
        }
    }
}
