import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let users = [
        StoreContract("a user is found by every name it has, and only in its connection") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var document = UserDocument("Zoë", in: .globex, attributes: #"{"title":"Dr"}"#)
            document.externalID = "ext-1"
            document.displayName = "Zoë Z"
            let created = try await store.commit { [document] in try $0.createUser(document, now: .noon) }.value
            #expect(created == UserRecord(document: document, version: 1, created: .noon, lastModified: .noon))
            try await store.read { [document] reader throws in
                let globex = Connection.globex.id
                #expect(try reader.user("waad|globex|Zoë") == created)
                #expect(try reader.user(foldedUserName: document.foldedUserName, in: globex) == created)
                #expect(try reader.user(providerUserID: "Zoë", in: globex) == created)
                #expect(try reader.users(externalID: "ext-1", in: globex) == [created])
                #expect(try reader.user(foldedUserName: "Zoë", in: globex) == nil)
                #expect(try reader.user(foldedUserName: document.foldedUserName, in: "con_acme") == nil)
                #expect(try reader.users(externalID: "ext-1", in: "con_acme").isEmpty)
                #expect(try reader.user(providerUserID: "ann", in: globex) == nil)
            }
        },
        StoreContract("userName, provider id and id are unique, and the error names the one that is not") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var sameName = UserDocument("new")
            sameName.userName = "ANN"
            sameName.foldedUserName = "ann"
            await expect(.notUnique(.userName, "ANN"), creating: sameName, in: store)
            var sameProviderID = UserDocument("new")
            sameProviderID.user.providerUserID = "ann"
            await expect(.notUnique(.providerUserID, "ann"), creating: sameProviderID, in: store)
            var sameID = UserDocument("new", in: .globex)
            sameID.user.id = .acme("ann")
            await expect(.notUnique(.userID, "okta|acme|ann"), creating: sameID, in: store)
            var stranger = UserDocument("new")
            stranger.user.connection = "con_none"
            await expect(.unknown(.connection, "con_none"), creating: stranger, in: store)
            _ = try await store.commit { try $0.createUser(UserDocument("ann", in: .globex), now: .noon) }
            #expect(try await store.read { try $0.counts().users } == 6)
        },
        StoreContract("a replaced user keeps its id and creation, and its version rises by one") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var document = UserDocument("ann", isActive: false, attributes: #"{"a":1}"#)
            document.user.providerUserID = "anna"
            document.userName = "Anna"
            document.foldedUserName = "anna"
            let later = Timestamp.noon + .seconds(60)
            let changes = try await store.changes { [document] in _ = try $0.replaceUser(document, now: later) }
            #expect(changes == [.putUser(document.user)])
            let record = try await store.read { try $0.user(.acme("ann")) }
            #expect(record == UserRecord(document: document, version: 2, created: .noon, lastModified: later))
            document.user.isActive = true
            let third = try await store.commit { [document] in try $0.replaceUser(document, now: .noon) }.value
            #expect(third.version == 3)
            #expect(third.lastModified == later, "it never runs backwards")
        },
        StoreContract("a change of the SCIM document alone is a revision too") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let document = UserDocument("ann", attributes: #"{"title":"Dr"}"#)
            let commit = try await store.commit { try $0.replaceUser(document, now: .noon) }
            #expect(commit.isChange)
            #expect(commit.value.version == 2)
            #expect(try await store.read { try $0.user(.acme("ann"))?.attributes } == #"{"title":"Dr"}"#)
        },
        StoreContract("text is compared byte for byte, also where it is the same letter composed otherwise") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            var document = UserDocument("ann")
            document.displayName = "caf\u{e9}"
            _ = try await store.commit { [document] in try $0.replaceUser(document, now: .noon) }
            document.displayName = "cafe\u{301}"
            let commit = try await store.commit { [document] in try $0.replaceUser(document, now: .noon) }
            #expect(commit.isChange)
        },
        StoreContract("a user cannot take the names of another, and a refused change changes nothing") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var document = UserDocument("ann")
            document.userName = "Bob"
            document.foldedUserName = "bob"
            await store.expect(.notUnique(.userName, "Bob")) { [document] in
                _ = try $0.replaceUser(document, now: .noon)
            }
            document = UserDocument("ann")
            document.user.providerUserID = "bob"
            await store.expect(.notUnique(.providerUserID, "bob")) { [document] in
                _ = try $0.replaceUser(document, now: .noon)
            }
            await store.expect(.unknown(.user, "okta|acme|zoe")) {
                _ = try $0.replaceUser(UserDocument("zoe"), now: .noon)
            }
            #expect(try await store.read { try $0.user(.acme("ann"))?.version } == 1)
        },
        StoreContract("a deleted user leaves its groups, organizations and roles; one created again starts empty") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.addMembers([.acme("ann")], to: "grp_staff", now: .noon)
                try transaction.putOrganization(Organization("one"))
                try transaction.addOrganizationMember(OrganizationMember(organization: "org_one", user: .acme("ann")))
                try transaction.putRole(Role("editor"))
                try transaction.addAssignment(RoleAssignment("editor", to: .user(.acme("ann"))))
            }
            let later = Timestamp.noon + .seconds(5)
            let changes = try await store.changes { try $0.deleteUser(.acme("ann"), now: later) }
            #expect(changes == [.deleteUser(.acme("ann"))])
            _ = try await store.commit { try $0.createUser(UserDocument("ann"), now: later) }
            try await store.read { reader throws in
                let staff = try reader.group("grp_staff")
                #expect(staff?.version == 3)
                #expect(staff?.lastModified == later)
                #expect(try reader.group("grp_admins")?.version == 1)
                #expect(try reader.groups(of: .acme("ann")).isEmpty)
                #expect(try reader.organizations(of: .acme("ann")).isEmpty)
                #expect(try reader.assignments(of: User.ID.acme("ann")).isEmpty)
                #expect(try reader.memberCount(of: "grp_staff") == 0)
            }
        },
        StoreContract("users are listed in the order of creation, by offset or from a position") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.read { reader throws in
                let acme = Connection.acme.id
                #expect(try reader.userCount(in: acme) == 5)
                #expect(try reader.userCount(in: Connection.globex.id) == 0)
                #expect(try reader.users(in: acme, offset: 1, limit: 2).map(\.userName) == ["bob", "cat"])
                #expect(try reader.users(in: acme, offset: 9, limit: 2).isEmpty)
                #expect(try reader.users(in: acme, offset: -3, limit: -1).isEmpty)
                #expect(try reader.users(in: acme, offset: .min, limit: .max).count == 5)
                let first = try reader.users(in: acme, after: nil, limit: 3)
                #expect(first.elements.map(\.userName) == ["ann", "bob", "cat"])
                let second = try reader.users(in: acme, after: first.next, limit: 3)
                #expect(second.elements.map(\.userName) == ["dan", "eve"])
                #expect(second.next == nil)
                #expect(try reader.users(in: acme, after: nil, limit: 5).next == nil)
                #expect(try reader.users(in: acme, after: ListPosition(rawValue: .max), limit: 5).elements.isEmpty)
                #expect(try reader.users(in: acme, after: ListPosition(rawValue: .min), limit: 5).elements.count == 5)
            }
        },
        StoreContract("a scan shows every user until it is told to stop, and may read on the side") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.read { reader throws in
                var seen = [String]()
                try reader.scanUsers(in: "con_acme") { record in
                    seen.append(record.userName)
                    #expect(try reader.user(record.user.id) == record)
                    try reader.scanUsers(in: "con_acme") { _ in .stop }
                    return seen.count < 3 ? .next : .stop
                }
                #expect(seen == ["ann", "bob", "cat"])
                #expect(throws: Refusal.self) { try reader.scanUsers(in: "con_acme") { _ in throw Refusal() } }
            }
        },
        StoreContract("text with a NUL is never stored, and never found for the text before the NUL") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            for document in [UserDocument("zoe\0x"), UserDocument("zoe", attributes: "{}\0")] {
                await expect(.invalidText, creating: document, in: store)
            }
            #expect(try await store.read { try $0.user("okta|acme|ann\0x") } == nil)
            #expect(try await store.read { try $0.user(foldedUserName: "ann\0", in: "con_acme") } == nil)
            #expect(try await store.commit { try $0.deleteUser("okta|acme|ann\0x", now: .noon) }.value == false)
            #expect(try await store.read { try $0.counts().users } == 5)
        },
        StoreContract("another user id attribute moves the provider ids of all users, even in a circle") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                for (name, externalID) in [("ann", "bob"), ("bob", "cat"), ("cat", "ann")] {
                    var document = UserDocument(name)
                    document.externalID = externalID
                    _ = try transaction.replaceUser(document, now: .noon)
                }
            }
            var connection = Connection.acme
            connection.userIDAttribute = .externalId
            let changes = try await store.changes { [connection] in try $0.putConnection(connection) }
            #expect(changes.count == 4)
            #expect(changes.first == .putConnection(connection))
            try await store.read { reader throws in
                #expect(try reader.user(providerUserID: "ann", in: "con_acme")?.userName == "cat")
                #expect(try reader.user(providerUserID: "bob", in: "con_acme")?.user.id == .acme("ann"))
                #expect(try reader.user(providerUserID: "dan", in: "con_acme")?.userName == "dan")
            }
        },
        StoreContract("a user id attribute that two users share is refused whole") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                for name in ["ann", "bob"] {
                    var document = UserDocument(name)
                    document.externalID = "same"
                    _ = try transaction.replaceUser(document, now: .noon)
                }
            }
            var connection = Connection.acme
            connection.userIDAttribute = .externalId
            let head = try await store.head()
            let commit = try await store.commit { [connection] transaction throws in
                #expect(throws: StoreError.notUnique(.providerUserID, "same")) {
                    try transaction.putConnection(connection)
                }
            }
            #expect(commit.revision == head)
            #expect(try await store.read { try $0.connection("con_acme") } == .acme)
            #expect(try await store.read { try $0.user(providerUserID: "ann", in: "con_acme") } != nil)
        },
    ]
}

private func expect(_ error: StoreError, creating document: UserDocument, in store: any DirectoryStore) async {
    await store.expect(error) { _ = try $0.createUser(document, now: .noon) }
}
