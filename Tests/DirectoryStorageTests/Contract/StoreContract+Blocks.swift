import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let blocks = [
        StoreContract("a block stays through deletion and creation of any identifier, in its connection alone") {
            fixture in
            for identifier in HeldIdentifier.allCases {
                let store = try await fixture.open()
                try await store.seedBlocks("\(identifier)")
                let (old, new) = (UserDocument.person("\(identifier)"), identifier.other("\(identifier)"))
                _ = try await store.commit { try $0.setBlocked(old.user.id, true, now: .noon) }
                _ = try await store.commit { try $0.deleteUser(old.user.id, now: .noon) }
                let created = try await store.commit { try $0.createUser(new, now: .noon) }.value
                #expect(created.user.isBlocked, "\(identifier)")
                #expect(try await store.read { try $0.user(new.user.id) } == created)
                var elsewhere = UserDocument.person("\(identifier)")
                elsewhere.user.connection = Connection.globex.id
                elsewhere.user.id = User.ID("elsewhere-\(identifier)")
                let other = try await store.commit { [elsewhere] in try $0.createUser(elsewhere, now: .noon) }.value
                #expect(!other.user.isBlocked)
            }
        },
        StoreContract("the feed says that who is created again is blocked") { fixture in
            let store = try await fixture.open()
            try await store.seedBlocks("ann")
            let ann = UserDocument.person("ann")
            _ = try await store.commit { try $0.setBlocked(ann.user.id, true, now: .noon) }
            _ = try await store.commit { try $0.deleteUser(ann.user.id, now: .noon) }
            let changes = try await store.changes { _ = try $0.createUser(ann, now: .noon) }
            var blocked = ann.user
            blocked.isBlocked = true
            #expect(changes == [.putUser(blocked)])
        },
        StoreContract("a block goes with the user through renames, and stays on every name that it has had") {
            fixture in
            let store = try await fixture.open()
            try await store.seedBlocks("ann")
            let ann = UserDocument.person("ann")
            _ = try await store.commit { try $0.setBlocked(ann.user.id, true, now: .noon) }
            var renamed = UserDocument.person("bea")
            renamed.user.id = ann.user.id
            let replaced = try await store.commit { [renamed] in try $0.replaceUser(renamed, now: .noon) }.value
            #expect(replaced.user.isBlocked)
            _ = try await store.commit { try $0.deleteUser(ann.user.id, now: .noon) }
            for name in ["ann", "bea"] {
                let created = try await store.commit { try $0.createUser(UserDocument.person(name), now: .noon) }.value
                #expect(created.user.isBlocked, "\(name)")
            }
        },
        StoreContract("who is renamed to what a blocked user was called is blocked") { fixture in
            let store = try await fixture.open()
            try await store.seedBlocks("ann", "cat")
            let ann = UserDocument.person("ann")
            _ = try await store.commit { try $0.setBlocked(ann.user.id, true, now: .noon) }
            _ = try await store.commit { try $0.deleteUser(ann.user.id, now: .noon) }
            var cat = UserDocument.person("cat")
            cat.displayName = "Cat"
            #expect(try await !store.isBlocked(replacing: cat))
            cat.externalID = ann.externalID
            let changes = try await store.changes { [cat] in _ = try $0.replaceUser(cat, now: .noon) }
            cat.user.isBlocked = true
            #expect(changes == [.putUser(cat.user)])
        },
        StoreContract("an administrator lifts a block for good") { fixture in
            let store = try await fixture.open()
            try await store.seedBlocks("ann")
            let ann = UserDocument.person("ann")
            _ = try await store.commit { try $0.setBlocked(ann.user.id, true, now: .noon) }
            _ = try await store.commit { try $0.setBlocked(ann.user.id, false, now: .noon) }
            #expect(try await !store.isBlocked(recreating: ann))
            _ = try await store.commit { try $0.setBlocked(ann.user.id, true, now: .noon) }
            var half = UserDocument.person("ann")
            half.externalID = "other"
            #expect(try await store.isBlocked(recreating: half))
            _ = try await store.commit { try $0.setBlocked(ann.user.id, false, now: .noon) }
            // With the block of the one who is gone goes what only that one was called.
            #expect(try await !store.isBlocked(recreating: half))
            #expect(try await !store.isBlocked(recreating: ann))
        },
        StoreContract("lifting one user's block leaves the block of another who is there") { fixture in
            let store = try await fixture.open()
            try await store.seedBlocks("ann")
            let ann = UserDocument.person("ann")
            _ = try await store.commit { try $0.setBlocked(ann.user.id, true, now: .noon) }
            var renamed = UserDocument.person("bea")
            renamed.user.id = ann.user.id
            _ = try await store.commit { [renamed] in try $0.replaceUser(renamed, now: .noon) }
            var heir = UserDocument.person("ann")
            heir.user.id = User.ID("heir")
            #expect(try await store.isBlocked(creating: heir))
            _ = try await store.commit { try $0.setBlocked("heir", false, now: .noon) }
            #expect(try await store.read { try $0.user(ann.user.id)?.user.isBlocked } == true)
            _ = try await store.commit { try $0.deleteUser(ann.user.id, now: .noon) }
            let bea = UserDocument.person("bea")
            #expect(try await store.isBlocked(creating: bea))
        },
        StoreContract("what goes with its connection blocks nobody") { fixture in
            let store = try await fixture.open()
            try await store.seedBlocks("ann")
            let ann = UserDocument.person("ann")
            _ = try await store.commit { try $0.setBlocked(ann.user.id, true, now: .noon) }
            _ = try await store.commit { transaction in
                try transaction.deleteConnectionWithResources(Connection.acme.id, now: .noon)
                try transaction.putConnection(.acme)
            }
            #expect(try await !store.isBlocked(creating: ann))
        },
    ]
}

private enum HeldIdentifier: CaseIterable {
    case providerUserID, userName, externalID

    /// A new person who has this one identifier of the other.
    func other(_ name: String) -> UserDocument {
        let old = UserDocument.person(name)
        var new = UserDocument.person("new-" + name)
        switch self {
        case .providerUserID: new.user.providerUserID = old.user.providerUserID
        case .userName:
            new.userName = old.userName.uppercased()
            new.foldedUserName = old.foldedUserName
        case .externalID: new.externalID = old.externalID
        }
        return new
    }
}

extension UserDocument {
    /// Whose three identifiers differ.
    fileprivate static func person(_ name: String) -> Self {
        var document = UserDocument(name)
        document.user.providerUserID = "id-" + name
        document.externalID = "external-" + name
        return document
    }
}

extension DirectoryStore {
    fileprivate func seedBlocks(_ names: String...) async throws {
        _ = try await commit { transaction in
            try transaction.putConnection(.acme)
            try transaction.putConnection(.globex)
            for name in names { _ = try transaction.createUser(UserDocument.person(name), now: .noon) }
        }
    }

    fileprivate func isBlocked(creating document: UserDocument) async throws -> Bool {
        try await commit { try $0.createUser(document, now: .noon) }.value.user.isBlocked
    }

    fileprivate func isBlocked(replacing document: UserDocument) async throws -> Bool {
        try await commit { try $0.replaceUser(document, now: .noon) }.value.user.isBlocked
    }

    fileprivate func isBlocked(recreating document: UserDocument) async throws -> Bool {
        _ = try await commit { try $0.deleteUser(document.user.id, now: .noon) }
        return try await isBlocked(creating: document)
    }
}
