import AccessModel

/// The users. All that is known of one lies together, so that a decision about any of a million reads a few lines.
struct UserTable: Sendable {
    private var records = PagedRecords()
    private var byID = HashIndex()
    private var byProviderID = HashIndex()
    private var pool = OrdinalPool()
    private(set) var count = 0

    /// All ordinals; some of deleted users.
    var ordinals: some Sequence<Ordinal<User>> { (0..<records.count).lazy.map { Ordinal<User>($0) } }

    var ordinalCount: Int { records.count }
}

extension UserTable {
    @inline(__always)
    func ordinal(id: String) -> Ordinal<User>? {
        let bytes = id.utf8.span
        return byID.first(KeyHash(bytes)) { candidate in
            withID(of: candidate) { areEqual($0, bytes) }
        }
    }

    /// The only user of the connection with that provider's id; nil where several have it.
    @inline(__always)
    func ordinal(providerID: String, connection: Ordinal<Connection>) -> Ordinal<User>? {
        let bytes = providerID.utf8.span
        return byProviderID.only(KeyHash(connection.number, bytes)) { candidate in
            records.withRecord(candidate.index) { words in
                let layout = UserLayout(words)
                return layout.connection == connection
                    && words.withBytes(layout.providerID) { areEqual($0, bytes) }
            }
        }
    }

    /// The user whose login id it is now. Nil where the id was given to a user who is called otherwise by now.
    @inline(__always)
    func ordinal(loginID: String) -> Ordinal<User>? {
        guard let found = ordinal(id: loginID), layout(of: found).hasCurrentLoginID else { return nil }
        return found
    }

    func hasProviderID(_ user: Ordinal<User>, _ text: String) -> Bool {
        let bytes = text.utf8.span
        return records.withRecord(user.index) { words in
            words.withBytes(UserLayout(words).providerID) { areEqual($0, bytes) }
        }
    }

    /// Whether a user other than this one has the provider's id in the connection.
    func hasOther(than user: Ordinal<User>, providerID: String, _ connection: Ordinal<Connection>) -> Bool {
        let found: Ordinal<User>? = byProviderID.first(KeyHash(connection.number, providerID.utf8.span)) { candidate in
            candidate != user && self.connection(of: candidate) == connection && hasProviderID(candidate, providerID)
        }
        return found != nil
    }

    func hasCurrentLoginID(_ user: Ordinal<User>) -> Bool { layout(of: user).hasCurrentLoginID }

    @inline(__always)
    func isActive(_ user: Ordinal<User>) -> Bool {
        layout(of: user).isActive
    }

    func connection(of user: Ordinal<User>) -> Ordinal<Connection>? {
        let layout = layout(of: user)
        return layout.exists ? layout.connection : nil
    }

    func id(of user: Ordinal<User>) -> User.ID {
        User.ID(String(decoding: record(of: user).id, as: UTF8.self))
    }

    @inline(__always)
    func withID<Result>(of user: Ordinal<User>, _ body: (Span<UInt8>) -> Result) -> Result {
        records.withRecord(user.index) { $0.withBytes(UserLayout($0).id, body) }
    }

    @inline(__always)
    func isMember(_ user: Ordinal<User>, of organization: Ordinal<Organization>) -> Bool {
        records.withRecord(user.index) { words in
            for place in UserLayout(words).organizations where words[place] == organization.number { return true }
            return false
        }
    }

    @inline(__always)
    private func layout(of user: Ordinal<User>) -> UserLayout {
        records.withRecord(user.index) { UserLayout($0) }
    }
}

extension UserTable {
    func record(of user: Ordinal<User>) -> UserRecord {
        records.withRecord(user.index) { UserRecord($0) }
    }

    func groups(of user: Ordinal<User>) -> [Ordinal<Group>] { record(of: user).groups }

    func organizations(of user: Ordinal<User>) -> [Ordinal<Organization>] { record(of: user).organizations }

    /// Whether the ordinal is one of a user that exists.
    func contains(_ user: Ordinal<User>) -> Bool { user.index < records.count && layout(of: user).exists }

    @inline(__always)
    func grantCount(of user: Ordinal<User>) -> Int { layout(of: user).grantCount }

    @inline(__always)
    func grant(_ place: Int, of user: Ordinal<User>) -> DirectGrant {
        records.withRecord(user.index) { words in
            DirectGrant(words, at: UserLayout(words).grantsStart &+ place &* DirectGrant.words)
        }
    }

    @inline(__always)
    func hasPermissions(_ user: Ordinal<User>) -> Bool { layout(of: user).permissionCount > 0 }

    func has(_ permission: DirectPermissionTable.Index, _ user: Ordinal<User>) -> Bool {
        records.withRecord(user.index) { words in
            let layout = UserLayout(words)
            for place in 0..<layout.permissionCount {
                let held = DirectPermission(words, at: layout.permissionsStart &+ place &* DirectPermission.words)
                if held.permission == permission { return true }
            }
            return false
        }
    }

    /// Whether the user has one of the roles, or is a member or has a role of one of the organizations. Looked up where
    /// the record lies.
    func refers(
        _ user: Ordinal<User>,
        toAnyOf roles: Set<Ordinal<Role>>,
        _ organizations: Set<Ordinal<Organization>>
    ) -> Bool {
        records.withRecord(user.index) { words in
            let layout = UserLayout(words)
            for place in layout.organizations where organizations.contains(Ordinal(Int(words[place]))) { return true }
            for place in 0..<layout.grantCount {
                let grant = DirectGrant(words, at: layout.grantsStart &+ place &* DirectGrant.words)
                if roles.contains(grant.role) { return true }
                if let organization = grant.scope.organization, organizations.contains(organization) { return true }
            }
            return false
        }
    }

    /// Hands the numbers of the user's groups to `body`.
    @inline(__always)
    func withGroups<Result>(of user: Ordinal<User>, _ body: (Span<UInt32>) -> Result) -> Result {
        records.withRecord(user.index) { words in
            body(words.extracting(UserLayout(words).groupsStart..<words.count))
        }
    }
}

extension UserTable {
    mutating func put(_ user: User, connection: Ordinal<Connection>) {
        if let known = ordinal(id: user.id.rawValue) {
            byProviderID.remove(known, providerHash(of: known))
            edit(known) { $0.take(user, connection) }
            byProviderID.insert(known, providerHash(of: known))
        } else {
            add(user, connection)
        }
    }

    private mutating func add(_ user: User, _ connection: Ordinal<Connection>) {
        let free = pool.take()
        let ordinal = Ordinal<User>(free ?? records.count)
        var record = UserRecord()
        record.take(user, connection)
        if let free { records.replace(free, with: record.words) } else { records.append(record.words) }
        byID.insert(ordinal, KeyHash(user.id.rawValue))
        byProviderID.insert(ordinal, providerHash(of: ordinal))
        count += 1
    }

    /// Forgets the user with its memberships and grants. Its ordinal is given again only after it was released.
    mutating func remove(_ user: Ordinal<User>) {
        byID.remove(user, withID(of: user) { KeyHash($0) })
        byProviderID.remove(user, providerHash(of: user))
        edit(user) { $0 = UserRecord() }
        count -= 1
    }

    /// Of users that were removed. The last of all ordinals go for good.
    mutating func release(_ users: [Ordinal<User>]) {
        for user in users { pool.release(user.index) }
        while records.count > 0, pool.remove(records.count - 1) { records.removeLast() }
    }

    private func providerHash(of user: Ordinal<User>) -> KeyHash {
        records.withRecord(user.index) { words in
            let layout = UserLayout(words)
            return words.withBytes(layout.providerID) { KeyHash(layout.connection.number, $0) }
        }
    }

    private mutating func edit(_ user: Ordinal<User>, _ body: (inout UserRecord) -> Void) {
        var record = record(of: user)
        body(&record)
        records.replace(user.index, with: record.words)
    }
}

extension UserTable {
    /// False where the user is a member already.
    @inline(__always)
    mutating func add(_ user: Ordinal<User>, to group: Ordinal<Group>) -> Bool {
        let (position, isKnown) = position(of: group, user)
        if !isKnown { records.insert(group.number, at: position, of: user.index) }
        return !isKnown
    }

    /// False where the user is no member.
    mutating func remove(_ user: Ordinal<User>, from group: Ordinal<Group>) -> Bool {
        let (position, isKnown) = position(of: group, user)
        if isKnown { records.remove(at: position, of: user.index) }
        return isKnown
    }

    /// Where in the user's record the group is, or would be.
    @inline(__always)
    private func position(of group: Ordinal<Group>, _ user: Ordinal<User>) -> (Int, isKnown: Bool) {
        records.withRecord(user.index) { words in
            var low = UserLayout(words).groupsStart
            var high = words.count
            while low < high {
                let middle = (low + high) / 2
                if words[middle] < group.number { low = middle + 1 } else { high = middle }
            }
            return (low, low < words.count && words[low] == group.number)
        }
    }

    mutating func replaceGroups(of user: Ordinal<User>, with list: [Ordinal<Group>]) {
        edit(user) { $0.groups = list }
    }

    mutating func add(_ user: Ordinal<User>, to organization: Ordinal<Organization>) {
        if isMember(user, of: organization) { return }
        edit(user) { $0.organizations = ($0.organizations + [organization]).sorted() }
    }

    mutating func remove(_ user: Ordinal<User>, from organization: Ordinal<Organization>) {
        if isMember(user, of: organization) { edit(user) { $0.organizations.removeAll { $0 == organization } } }
    }

    /// False where the user has a grant of the same content, which then lasts as long as this one.
    mutating func add(_ grant: DirectGrant, to user: Ordinal<User>) -> Bool {
        let grants = record(of: user).grants
        guard let position = grants.firstIndex(where: grant.hasSameContent) else {
            edit(user) { $0.grants.append(grant) }
            return true
        }
        if grants[position] != grant { edit(user) { $0.grants[position] = grant } }
        return false
    }

    /// Whatever its expiry.
    mutating func remove(_ grant: DirectGrant, from user: Ordinal<User>) -> Bool {
        guard let position = record(of: user).grants.firstIndex(where: grant.hasSameContent) else { return false }
        edit(user) { $0.grants.remove(at: position) }
        return true
    }

    /// False where the user has the very permission already.
    mutating func add(_ permission: DirectPermission, to user: Ordinal<User>) -> Bool {
        if record(of: user).permissions.contains(permission) { return false }
        edit(user) { $0.permissions.append(permission) }
        return true
    }

    mutating func remove(_ permission: DirectPermission, from user: Ordinal<User>) -> Bool {
        guard let position = record(of: user).permissions.firstIndex(of: permission) else { return false }
        edit(user) { $0.permissions.remove(at: position) }
        return true
    }
}

extension UserTable: HeapMeasured {
    var heapBytes: Int { records.heapBytes + byID.heapBytes + byProviderID.heapBytes + pool.heapBytes }
}

extension UserRecord {
    fileprivate mutating func take(_ user: User, _ connection: Ordinal<Connection>) {
        id = Array(user.id.rawValue.utf8)
        hasCurrentLoginID = user.hasCurrentLoginID
        let provider = user.providerUserID.utf8
        providerIDCount = provider.count
        otherProviderID = id.suffix(provider.count).elementsEqual(provider) ? nil : Array(provider)
        state = State(connection: connection, isActive: user.isAdmitted)
    }
}
