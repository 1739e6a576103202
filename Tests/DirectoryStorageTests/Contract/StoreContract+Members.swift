import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let members = [
        StoreContract("adding members tells only of those that were none, and moves the version once") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { try $0.addMembers([.acme("bob")], to: "grp_staff", now: .noon) }
            let start = try await store.head()
            let added = try await store.commit { transaction throws in
                let named: [Group.Member] = [.acme("ann"), .acme("bob"), .acme("ann"), .group("grp_admins")]
                return try transaction.addMembers(named, to: "grp_staff", now: .noon + .seconds(1))
            }.value
            #expect(added == [.acme("ann"), .group("grp_admins")])
            #expect(try await store.allChanges(after: start).flatMap(\.changes) == [.addMembers("grp_staff", added)])
            let record = try await store.read { try $0.group("grp_staff") }
            #expect(record?.version == 3)
            #expect(record?.lastModified == .noon + .seconds(1))
            let again = try await store.commit { try $0.addMembers(added, to: "grp_staff", now: .noon) }
            #expect(!again.isChange)
        },
        StoreContract("a member that the connection does not have is refused by name, and nothing is added") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                _ = try transaction.createUser(UserDocument("zed", in: .globex), now: .noon)
                _ = try transaction.createGroup(GroupDocument("far", in: .globex), uniqueName: true, now: .noon)
            }
            let strangers: [(Group.Member, StoreError)] = [
                (.acme("nobody"), .unknown(.user, "okta|acme|nobody")),
                (.user("waad|globex|zed"), .unknown(.user, "waad|globex|zed")),
                (.group("grp_none"), .unknown(.group, "grp_none")),
                (.group("grp_far"), .unknown(.group, "grp_far")),
            ]
            for (stranger, error) in strangers {
                let commit = try await store.commit { transaction throws in
                    #expect(throws: error) {
                        try transaction.addMembers([.acme("ann"), stranger], to: "grp_staff", now: .noon)
                    }
                    #expect(throws: error) {
                        try transaction.replaceMembers(of: "grp_staff", with: [stranger], now: .noon)
                    }
                }
                #expect(!commit.isChange)
                #expect(try await store.read { try !$0.exists(stranger, in: "con_acme") })
            }
            await store.expect(.unknown(.group, "grp_none")) {
                try $0.addMembers([.acme("ann")], to: "grp_none", now: .noon)
            }
        },
        StoreContract("what was deleted is remembered in its connection until it is there again") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let members: [Group.Member] = [.acme("ann"), .group("grp_staff"), .acme("nobody"), .group("grp_none")]
            let before = try await store.read { reader throws in
                try members.map { try reader.wasDeleted($0, in: "con_acme") }
            }
            #expect(before == [false, false, false, false])
            _ = try await store.commit { transaction throws in
                try transaction.deleteUser(.acme("ann"), now: .noon)
                try transaction.deleteGroup("grp_staff", now: .noon)
            }
            let after = try await store.read { reader throws in
                try members.map { try reader.wasDeleted($0, in: "con_acme") }
            }
            #expect(after == [true, true, false, false])
            try await store.read { reader throws in
                #expect(try reader.deleted(members + [.acme("x\0")], in: "con_acme") == Set(members.prefix(2)))
                #expect(try reader.deleted(members, in: "con_globex").isEmpty)
                #expect(try reader.absent([.acme("bob")] + members, in: "con_acme") == members)
                #expect(try reader.absent([.acme("bob")], in: "con_globex") == [.acme("bob")])
            }
            let elsewhere = try await store.read { try $0.wasDeleted(.acme("ann"), in: Connection.globex.id) }
            #expect(!elsewhere)
            _ = try await store.commit { try $0.createUser(UserDocument("ann"), now: .noon) }
            let again = try await store.read { try $0.wasDeleted(.acme("ann"), in: "con_acme") }
            #expect(!again)
        },
        StoreContract("removing members tells only of those that were") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.addMembers([.acme("ann"), .acme("bob")], to: "grp_staff", now: .noon)
            }
            let start = try await store.head()
            let removed = try await store.commit { transaction throws in
                let named: [Group.Member] = [.acme("cat"), .acme("ann"), .acme("gone"), .acme("ann")]
                return try transaction.removeMembers(named, from: "grp_staff", now: .noon)
            }.value
            #expect(removed == [.acme("ann")])
            #expect(
                try await store.allChanges(after: start).flatMap(\.changes) == [.removeMembers("grp_staff", removed)]
            )
        },
        StoreContract("replacing members changes the difference alone") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.addMembers([.acme("ann"), .acme("bob"), .acme("cat")], to: "grp_staff", now: .noon)
            }
            let changes = try await store.changes { transaction throws in
                let members: [Group.Member] = [.acme("cat"), .acme("dan"), .acme("dan")]
                let delta = try transaction.replaceMembers(of: "grp_staff", with: members, now: .noon)
                #expect(delta == MembershipDelta(added: 1, removed: 2))
            }
            #expect(
                changes == [
                    .removeMembers("grp_staff", [.acme("ann"), .acme("bob")]), .addMembers("grp_staff", [.acme("dan")]),
                ]
            )
            let same = try await store.commit { transaction throws in
                try transaction.replaceMembers(of: "grp_staff", with: [.acme("dan"), .acme("cat")], now: .noon)
            }
            #expect(!same.isChange)
        },
        StoreContract("members by the thousand are changed as by ones, with and without a look-up beforehand") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.createUsers(3_000)
            let all = numbered(3_000) + [.group("grp_admins")]
            _ = try await store.commit { try $0.addMembers(Array(all[..<1_700]), to: "grp_staff", now: .noon) }
            let wanted = Array(all[900...])
            for group in ["grp_staff", "grp_admins"] as [Group.ID] {
                let lookup = try await store.read { try $0.lookUp(wanted, in: "con_acme", with: group) }
                let start = try await store.head()
                let delta = try await store.commit { transaction throws in
                    if group == "grp_staff", let lookup { try transaction.adopt(lookup) }
                    return try transaction.replaceMembers(of: group, with: wanted, now: .noon)
                }.value
                let changes = try await store.allChanges(after: start).flatMap(\.changes)
                let removed = changes.flatMap { change -> [Group.Member] in
                    if case .removeMembers(_, let members) = change { members } else { [] }
                }
                let added = changes.flatMap { change -> [Group.Member] in
                    if case .addMembers(_, let members) = change { members } else { [] }
                }
                #expect(removed == (group == "grp_staff" ? Array(all[..<900]) : []))
                #expect(added == (group == "grp_staff" ? Array(all[1_700...]) : wanted))
                #expect(delta == MembershipDelta(added: added.count, removed: removed.count))
                #expect(try await store.read { try $0.memberCount(of: group) } == wanted.count)
            }
            let gone = try await store.commit { try $0.removeMembers(all.reversed(), from: "grp_staff", now: .noon) }
                .value
            #expect(gone == wanted.reversed())
            #expect(try await store.read { try $0.lookUp(wanted, in: "con_none", with: nil) } == nil)
        },
        StoreContract("a look-up from before somebody was deleted and made again finds whoever there is now") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            let pair: [Group.Member] = [.acme("ann"), .acme("bob")]
            let lookup = try await store.read { try $0.lookUp(pair, in: "con_acme", with: "grp_staff") }
            _ = try await store.commit { transaction throws in
                try transaction.deleteUser(.acme("ann"), now: .noon)
                try transaction.deleteUser(.acme("bob"), now: .noon)
                _ = try transaction.createUser(UserDocument("ann"), now: .noon)
                return try transaction.addMembers([.acme("ann")], to: "grp_staff", now: .noon)
            }
            _ = try await store.commit { transaction throws in
                if let lookup { try transaction.adopt(lookup) }
                #expect(throws: StoreError.unknown(.user, "okta|acme|bob")) {
                    try transaction.addMembers(pair, to: "grp_staff", now: .noon)
                }
                #expect(try transaction.removeMembers(pair, from: "grp_staff", now: .noon) == [.acme("ann")])
            }
        },
        StoreContract("records of members are those that there are, in the order given") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let named: [Group.Member] = [
                .group("grp_admins"), .acme("nobody"), .acme("b\0b"), .acme("bob"), .acme("ann"),
            ]
            let records = try await store.read { try $0.memberRecords(named) }
            #expect(records.map(\.member) == [.group("grp_admins"), .acme("bob"), .acme("ann")])
            #expect(records.map(\.display) == ["admins", "bob", "ann"])
            let removed = try await store.commit { transaction throws in
                try transaction.addMembers([.acme("bob")], to: "grp_staff", now: .noon)
                return try transaction.removeMembers(named, from: "grp_staff", now: .noon)
            }.value
            #expect(removed == [.acme("bob")])
        },
        StoreContract("all members of a group go in batches that one change may name") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.createUsers(2_001)
            _ = try await store.commit { try $0.addMembers(numbered(2_001), to: "grp_staff", now: .noon) }
            let changes = try await store.changes { transaction throws in
                #expect(try transaction.removeAllMembers(of: "grp_staff", now: .noon) == 2_001)
                #expect(try transaction.removeAllMembers(of: "grp_staff", now: .noon) == 0)
            }
            let counts = changes.map { change in
                if case .removeMembers("grp_staff", let members) = change { members.count } else { 0 }
            }
            #expect(counts == [1_000, 1_000, 1])
            #expect(try await store.read { try $0.memberCount(of: "grp_staff") } == 0)
        },
        StoreContract("members are listed with what they are called, users first, from any position") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                var bob = UserDocument("bob")
                bob.displayName = "Bob B"
                _ = try transaction.replaceUser(bob, now: .noon)
                let members: [Group.Member] = [.group("grp_admins"), .group("grp_staff"), .acme("bob"), .acme("ann")]
                try transaction.addMembers(members, to: "grp_staff", now: .noon)
            }
            try await store.read { reader throws in
                let whole = try reader.members(of: "grp_staff", after: nil, limit: 4)
                #expect(whole.elements.map(\.display) == ["ann", "Bob B", "staff", "admins"])
                #expect(whole.next == nil)
                var listed = [MemberRecord]()
                var position: ListPosition?
                repeat {
                    let page = try reader.members(of: "grp_staff", after: position, limit: 1)
                    listed += page.elements
                    position = page.next
                } while position != nil
                #expect(listed == whole.elements)
                #expect(try reader.memberCount(of: "grp_staff") == 4)
                #expect(try reader.members(of: "grp_none", after: nil, limit: 4).elements.isEmpty)
                #expect(try reader.isMember(.group("grp_staff"), of: "grp_staff"))
                #expect(try reader.groups(of: .group("grp_admins")).map(\.id) == ["grp_staff"])
                for value in [Int64.min, -1, 0, 1, .max] {
                    _ = try reader.members(of: "grp_staff", after: ListPosition(rawValue: value), limit: 9)
                }
            }
        },
        StoreContract("two who write the same group at once lose nothing") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.createUsers(200)
            try await withThrowingTaskGroup { group in
                for writer in 0..<4 {
                    group.addTask {
                        for number in 0..<50 {
                            _ = try await store.commit { transaction throws in
                                let member = Group.Member.acme("user\(writer * 50 + number)")
                                return try transaction.addMembers([member], to: "grp_staff", now: .noon)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.read { try $0.memberCount(of: "grp_staff") } == 200)
            #expect(try await store.read { try $0.group("grp_staff")?.version } == 201)
        },
        StoreContract("a look-up reads what a read does, however many rows it comes to") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.createUsers(1_200)
            for count in [1, 499, 1_200] {
                let members = (0..<count).map { Group.Member.acme("user\($0)") }
                _ = try await store.commit { try $0.addMembers(members, to: "grp_staff", now: .noon) }
                let found = try await store.lookUp { reader in
                    try reader.members(of: "grp_staff", after: nil, limit: 2_000).elements.count
                }
                #expect(found == count)
            }
            await #expect(throws: StoreError.invalidText) {
                try await store.lookUp { _ in throw StoreError.invalidText }
            }
        },
    ]
}
