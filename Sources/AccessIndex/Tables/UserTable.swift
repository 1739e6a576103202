import AccessModel

/// The users, a column each for what is known of them.
struct UserTable: Sendable {
    private struct Row: HeapMeasured {
        var connection: Ordinal<Connection>
        var isActive: Bool
        /// The provider's id is this many bytes at the end of the user's id, as it is at creation; nil where it has
        /// changed since and is stored apart.
        var providerIDInID: UInt32?
        var heapBytes: Int { 0 }
    }

    private var rows = PagedArray<Row?>()
    private var ids = PagedLists<UInt8>()
    private var providerIDs = PagedLists<UInt8>()
    private var byID = HashIndex()
    private var byProviderID = HashIndex()
    /// Direct memberships in groups, ascending; some of groups that were deleted since.
    private(set) var groups = PagedLists<Ordinal<Group>>()
    private(set) var organizations = PagedLists<Ordinal<Organization>>()
    private(set) var grants = PagedLists<DirectGrant>()
    private(set) var count = 0

    /// All ordinals ever given; some of deleted users.
    var ordinals: some Sequence<Ordinal<User>> { (0..<rows.count).lazy.map { Ordinal<User>($0) } }
}

extension UserTable {
    @inline(__always)
    func ordinal(id: String) -> Ordinal<User>? {
        let bytes = id.utf8.span
        return byID.first(KeyHash(bytes)) { candidate in
            ids.withList(candidate.index) { areEqual($0, bytes) }
        }
    }

    /// The only user of the connection with that provider's id; nil where several have it.
    @inline(__always)
    func ordinal(providerID: String, connection: Ordinal<Connection>) -> Ordinal<User>? {
        let bytes = providerID.utf8.span
        return byProviderID.only(KeyHash(connection.number, bytes)) { candidate in
            rows[candidate.index]?.connection == connection
                && withProviderID(of: candidate) { areEqual($0, bytes) }
        }
    }

    @inline(__always)
    func isActive(_ user: Ordinal<User>) -> Bool {
        rows[user.index]?.isActive == true
    }

    func connection(of user: Ordinal<User>) -> Ordinal<Connection>? {
        rows[user.index]?.connection
    }

    func id(of user: Ordinal<User>) -> User.ID {
        User.ID(String(decoding: ids[user.index], as: UTF8.self))
    }

    @inline(__always)
    func withID<Result>(of user: Ordinal<User>, _ body: (Span<UInt8>) -> Result) -> Result {
        ids.withList(user.index, body)
    }

    @inline(__always)
    private func withProviderID<Result>(of user: Ordinal<User>, _ body: (Span<UInt8>) -> Result) -> Result {
        guard let length = rows[user.index]?.providerIDInID else {
            return providerIDs.withList(user.index, body)
        }
        return ids.withList(user.index) { body($0.extracting(last: Int(length))) }
    }

    @inline(__always)
    func isMember(_ user: Ordinal<User>, of organization: Ordinal<Organization>) -> Bool {
        organizations.withList(user.index) { list in
            list.indices.contains { list[$0] == organization }
        }
    }
}

extension UserTable {
    mutating func put(_ user: User, connection: Ordinal<Connection>) {
        if let known = ordinal(id: user.id.rawValue) {
            byProviderID.remove(known, providerHash(of: known))
            write(user, connection, at: known)
            byProviderID.insert(known, providerHash(of: known))
        } else {
            add(user, connection)
        }
    }

    private mutating func add(_ user: User, _ connection: Ordinal<Connection>) {
        let ordinal = Ordinal<User>(rows.count)
        rows.append(nil)
        ids.append(user.id.rawValue.utf8)
        providerIDs.append()
        groups.append()
        organizations.append()
        grants.append()
        write(user, connection, at: ordinal)
        byID.insert(ordinal, KeyHash(user.id.rawValue))
        byProviderID.insert(ordinal, providerHash(of: ordinal))
        count += 1
    }

    private mutating func write(_ user: User, _ connection: Ordinal<Connection>, at ordinal: Ordinal<User>) {
        let provider = user.providerUserID.utf8
        let isSuffix = user.id.rawValue.utf8.suffix(provider.count).elementsEqual(provider)
        if !isSuffix || providerIDs.count(of: ordinal.index) > 0 {
            providerIDs.replace(ordinal.index, with: isSuffix ? [] : Array(provider))
        }
        rows[ordinal.index] = Row(
            connection: connection,
            isActive: user.isActive,
            providerIDInID: isSuffix ? UInt32(provider.count) : nil
        )
    }

    /// Forgets the user with its memberships and grants. The ordinal is not used again.
    mutating func remove(_ user: Ordinal<User>) {
        byID.remove(user, withID(of: user) { KeyHash($0) })
        byProviderID.remove(user, providerHash(of: user))
        rows[user.index] = nil
        ids.replace(user.index, with: [])
        providerIDs.replace(user.index, with: [])
        groups.replace(user.index, with: [])
        organizations.replace(user.index, with: [])
        grants.replace(user.index, with: [])
        count -= 1
    }

    private func providerHash(of user: Ordinal<User>) -> KeyHash {
        let connection = rows[user.index]?.connection.number ?? .max
        return withProviderID(of: user) { KeyHash(connection, $0) }
    }
}

extension UserTable {
    /// False where the user is a member already.
    @inline(__always)
    mutating func add(_ user: Ordinal<User>, to group: Ordinal<Group>) -> Bool {
        let (position, isKnown) = groups.withList(user.index) { $0.position(of: group) }
        if isKnown { return false }
        groups.insert(group, at: position, of: user.index)
        return true
    }

    /// False where the user is no member.
    mutating func remove(_ user: Ordinal<User>, from group: Ordinal<Group>) -> Bool {
        let (position, isKnown) = groups.withList(user.index) { $0.position(of: group) }
        if isKnown { groups.remove(at: position, of: user.index) }
        return isKnown
    }

    mutating func replaceGroups(of user: Ordinal<User>, with list: [Ordinal<Group>]) {
        groups.replace(user.index, with: list)
    }

    mutating func add(_ user: Ordinal<User>, to organization: Ordinal<Organization>) {
        let (position, isKnown) = organizations.withList(user.index) { $0.position(of: organization) }
        if !isKnown { organizations.insert(organization, at: position, of: user.index) }
    }

    mutating func remove(_ user: Ordinal<User>, from organization: Ordinal<Organization>) {
        let (position, isKnown) = organizations.withList(user.index) { $0.position(of: organization) }
        if isKnown { organizations.remove(at: position, of: user.index) }
    }

    /// False where the user has the very grant already.
    mutating func add(_ grant: DirectGrant, to user: Ordinal<User>) -> Bool {
        var list = grants[user.index]
        if list.contains(grant) { return false }
        list.append(grant)
        grants.replace(user.index, with: list)
        return true
    }

    mutating func remove(_ grant: DirectGrant, from user: Ordinal<User>) -> Bool {
        var list = grants[user.index]
        guard let position = list.firstIndex(of: grant) else { return false }
        list.remove(at: position)
        grants.replace(user.index, with: list)
        return true
    }
}

extension UserTable: HeapMeasured {
    var heapBytes: Int {
        rows.heapBytes + ids.heapBytes + providerIDs.heapBytes + byID.heapBytes + byProviderID.heapBytes
            + groups.heapBytes + organizations.heapBytes + grants.heapBytes
    }
}

extension Span where Element: Comparable {
    /// Where the element is in the ascending list, or would be.
    @inline(__always)
    fileprivate func position(of element: Element) -> (Int, isKnown: Bool) {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        guard low < count else { return (low, false) }
        return (low, self[low] == element)
    }
}
