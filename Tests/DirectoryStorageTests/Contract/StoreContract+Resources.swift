import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let resources = [
        StoreContract("a resource of a declared type lasts, and makes no revision") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let head = try await store.head()
            let made = try await store.commit { try $0.createResource(SCIMResource("lamp"), now: .noon) }
            #expect(!made.isChange && made.revision == head)
            #expect(made.value.version == 1 && made.value.created == .noon)
            let again = try await fixture.open()
            #expect(try await again.read { try $0.resource("res_lamp") } == made.value)
            #expect(try await again.head() == head)
        },
        StoreContract("a change of a resource moves version and date, and writing what is there changes nothing") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            let lamp = SCIMResource("lamp", attributes: "{}")
            let later = Timestamp.noon + .seconds(1)
            _ = try await store.commit { transaction throws in
                let made = try transaction.createResource(lamp, now: .noon)
                #expect(try transaction.replaceResource(lamp, now: later) == made)
                var changed = lamp
                changed.attributes = #"{"watts":7}"#
                changed.externalID = "e\u{301}"
                let record = try transaction.replaceResource(changed, now: later)
                #expect(record.version == 2 && record.created == .noon && record.lastModified == later)
                changed.externalID = "\u{e9}"
                #expect(try transaction.replaceResource(changed, now: .noon).version == 3)
                #expect(try transaction.resource("res_lamp")?.lastModified == later)
            }
            await store.expect(.notUnique(.resourceID, "res_lamp")) { _ = try $0.createResource(lamp, now: .noon) }
            let foreign = SCIMResource("lamp", in: .globex)
            await store.expect(.unknown(.resource, "res_lamp")) { _ = try $0.replaceResource(foreign, now: .noon) }
            let other = SCIMResource("lamp", type: "sensor")
            await store.expect(.unknown(.resource, "res_lamp")) { _ = try $0.replaceResource(other, now: .noon) }
        },
        StoreContract("resources are listed by connection and type, in every order and by what a filter names") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                for (name, externalID, delay) in [("a", "2", 3), ("b", nil, 1), ("c", "1", 2)] {
                    var resource = SCIMResource(name)
                    resource.externalID = externalID
                    _ = try transaction.createResource(resource, now: .noon + .seconds(delay))
                }
                _ = try transaction.createResource(SCIMResource("d", type: "sensor"), now: .noon)
                _ = try transaction.createResource(SCIMResource("e", in: .globex), now: .noon)
                try transaction.hold([.serial("7")], by: "res_b", in: "con_acme")
                try transaction.hold([.serial("7")], by: "res_e", in: "con_globex")
            }
            try await store.read { reader throws in
                #expect(try reader.resourceCount(of: "device", in: "con_acme") == 3)
                for (order, names) in [
                    (RecordQuery.Order.creation, "abc"), (.name, "abc"), (.displayName, "abc"), (.externalID, "cab"),
                    (.lastModified, "bca"),
                ] {
                    for isDescending in [false, true] {
                        let query = RecordQuery(connection: "con_acme", order: order, isDescending: isDescending)
                        let expected = isDescending ? String(names.reversed()) : names
                        #expect(try reader.resources(query) == expected, "\(order) \(isDescending)")
                    }
                }
                let selectors: [(RecordQuery.Selector, String)] = [
                    (.id("res_a"), "a"), (.id("res_d"), ""), (.externalID("1"), "c"), (.holder(.serial("7")), "b"),
                    (.holder(.serial("8")), ""),
                    (.modified(from: .noon + .seconds(2), through: .noon + .seconds(2)), "c"),
                    (.name("a"), ""), (.displayName("a"), ""), (.email("a"), ""), (.member(.acme("a")), ""),
                    (.group("grp_a"), ""),
                ]
                for (selector, names) in selectors {
                    let query = RecordQuery(connection: "con_acme", selector: selector)
                    #expect(try reader.resources(query) == names, "\(selector)")
                }
            }
        },
        StoreContract("a unique value is held by one resource of the connection, until it ends") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let taken = StoreError.valueTaken(attribute: "serial", "7")
            _ = try await store.commit { transaction throws in
                _ = try transaction.createResource(SCIMResource("a"), now: .noon)
                _ = try transaction.createResource(SCIMResource("b"), now: .noon)
                try transaction.hold([.serial("7")], by: "res_a", in: "con_acme")
                try transaction.hold([.serial("7")], by: "res_a", in: "con_acme")
                try transaction.hold([.serial("7")], by: "okta|globex|x", in: "con_globex")
                try transaction.hold([.serial("1")], by: "res_b", in: "con_acme")
            }
            await store.expect(taken) { try $0.hold([.serial("2"), .serial("7")], by: "res_b", in: "con_acme") }
            _ = try await store.commit { transaction throws in
                // What was refused has changed nothing, so the old value is still held.
                #expect(throws: taken) { try transaction.hold([.serial("7")], by: "res_b", in: "con_acme") }
                #expect(throws: StoreError.valueTaken(attribute: "serial", "1")) {
                    try transaction.hold([.serial("1")], by: "res_a", in: "con_acme")
                }
                try transaction.hold([.serial("e\u{301}")], by: "res_a", in: "con_acme")
                try transaction.hold([.serial("\u{e9}")], by: "res_a", in: "con_acme")
                try transaction.hold([.serial("e\u{301}")], by: "res_b", in: "con_acme")
                #expect(try transaction.deleteResource("res_a"))
                #expect(try !transaction.deleteResource("res_a"))
                try transaction.hold([.serial("\u{e9}")], by: "res_b", in: "con_acme")
            }
        },
        StoreContract("users and groups let go of their unique values when they end") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.hold([.serial("1")], by: User.ID.acme("ann").rawValue, in: "con_acme")
                try transaction.hold([.serial("2")], by: "grp_staff", in: "con_acme")
                try transaction.deleteUser(.acme("ann"), now: .noon)
                try transaction.deleteGroup("grp_staff", now: .noon)
                try transaction.hold([.serial("1"), .serial("2")], by: "res_a", in: "con_acme")
            }
        },
        StoreContract("a new rule of uniqueness lets go of all values of its type") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                #expect(try transaction.uniqueness(of: "device") == nil)
                try transaction.setUniqueness("serial", of: "device")
                try transaction.hold([.serial("1")], by: "res_a", in: "con_acme")
                try transaction.hold([.serial("1", of: "sensor")], by: "res_b", in: "con_acme")
                try transaction.setUniqueness("serial exact", of: "device")
                #expect(try transaction.uniqueness(of: "device") == "serial exact")
                try transaction.hold([.serial("1")], by: "res_c", in: "con_acme")
                try transaction.setUniqueness(nil, of: "device")
                #expect(try transaction.uniqueness(of: "device") == nil)
                #expect(throws: StoreError.valueTaken(attribute: "serial", "1")) {
                    try transaction.hold([.serial("1", of: "sensor")], by: "res_d", in: "con_acme")
                }
            }
        },
        StoreContract("a connection with resources stays") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { transaction throws in
                try transaction.putConnection(.acme)
                _ = try transaction.createResource(SCIMResource("a"), now: .noon)
            }
            await store.expect(.connectionInUse("acme", users: 0, groups: 0, resources: 1)) {
                try $0.deleteConnection("con_acme")
            }
            _ = try await store.commit { transaction throws in
                try transaction.deleteResource("res_a")
                try transaction.deleteConnection("con_acme")
            }
        },
    ]
}

extension SCIMResource {
    fileprivate init(
        _ name: String,
        in connection: Connection = .acme,
        type: String = "device",
        attributes: String = "{}"
    ) {
        self.init(id: ID("res_\(name)"), connection: connection.id, type: type, attributes: attributes)
    }
}

extension UniqueValue {
    fileprivate static func serial(_ value: String, of type: String = "device") -> UniqueValue {
        UniqueValue(type: type, attribute: "serial", value: value)
    }
}

extension DirectoryReader {
    /// The names of the devices that the query finds, in order.
    fileprivate func resources(_ query: RecordQuery) throws -> String {
        var names = ""
        try scanResources(query, of: "device") { record, _ in
            names += record.id.rawValue.dropFirst(4)
            return .next
        }
        return names
    }
}
