import AccessModel

/// What is known of one user, as it is changed. It is read where it lies, by ``UserLayout``.
struct UserRecord {
    /// Nil where the user was deleted.
    var state: State?
    var id: [UInt8] = []
    /// Whether the id is a login id that is still the user's own.
    var hasCurrentLoginID = false
    /// The provider's id, where it is not the end of the user's id as it is at creation.
    var otherProviderID: [UInt8]?
    var providerIDCount = 0
    /// Ascending.
    var organizations: [Ordinal<Organization>] = []
    var grants: [DirectGrant] = []
    var permissions: [DirectPermission] = []
    /// Direct memberships in groups, ascending; some of groups that were deleted since.
    var groups: [Ordinal<Group>] = []

    struct State {
        var connection: Ordinal<Connection>
        var isActive: Bool
    }
}

/// Where the parts of a user's record lie: five words of header, the id, organizations, grants, permissions with their
/// number before them where there are any, groups to the end.
struct UserLayout {
    let flags: UInt32
    let connection: Ordinal<Connection>
    let idCount: Int
    let providerIDCount: Int
    let organizations: Range<Int>
    let grantsStart: Int
    let grantCount: Int
    let permissionsStart: Int
    let permissionCount: Int
    let groupsStart: Int

    static let headerWords = 5
    static let isActiveFlag: UInt32 = 1
    static let existsFlag: UInt32 = 2
    static let hasOtherProviderIDFlag: UInt32 = 4
    static let hasPermissionsFlag: UInt32 = 8
    static let hasCurrentLoginIDFlag: UInt32 = 16
    static let flagBits: UInt32 = 5

    @inline(__always)
    init(_ words: Span<UInt32>) {
        connection = Ordinal(Int(words[0]))
        flags = words[1] & (1 << Self.flagBits - 1)
        idCount = Int(words[1] >> Self.flagBits)
        providerIDCount = Int(words[2])
        let apart = flags & Self.hasOtherProviderIDFlag != 0 ? providerIDCount : 0
        let start = Self.headerWords &+ (idCount &+ 3) >> 2 &+ (apart &+ 3) >> 2
        organizations = start..<start &+ Int(words[3])
        grantsStart = organizations.upperBound
        grantCount = Int(words[4])
        let grantsEnd = grantsStart &+ grantCount &* DirectGrant.words
        if flags & Self.hasPermissionsFlag == 0 {
            (permissionsStart, permissionCount, groupsStart) = (grantsEnd, 0, grantsEnd)
        } else {
            permissionsStart = grantsEnd &+ 1
            permissionCount = Int(words[grantsEnd])
            groupsStart = permissionsStart &+ permissionCount &* DirectPermission.words
        }
    }

    @inline(__always)
    var isActive: Bool { flags & Self.isActiveFlag != 0 }

    @inline(__always)
    var hasCurrentLoginID: Bool { flags & Self.hasCurrentLoginIDFlag != 0 }

    @inline(__always)
    var exists: Bool { flags & Self.existsFlag != 0 }

    /// Of the record's bytes those of the id.
    @inline(__always)
    var id: Range<Int> {
        let start = Self.headerWords &* 4
        return start..<start &+ idCount
    }

    @inline(__always)
    var providerID: Range<Int> {
        if flags & Self.hasOtherProviderIDFlag == 0 { return id.upperBound &- providerIDCount..<id.upperBound }
        let start = (Self.headerWords &+ (idCount &+ 3) >> 2) &* 4
        return start..<start &+ providerIDCount
    }
}

extension UserRecord {
    init(_ words: Span<UInt32>) {
        let layout = UserLayout(words)
        if layout.exists { state = State(connection: layout.connection, isActive: layout.isActive) }
        id = words.withBytes(layout.id) { bytes in bytes.indices.map { bytes[$0] } }
        hasCurrentLoginID = layout.hasCurrentLoginID
        providerIDCount = layout.providerIDCount
        if layout.flags & UserLayout.hasOtherProviderIDFlag != 0 {
            otherProviderID = words.withBytes(layout.providerID) { bytes in bytes.indices.map { bytes[$0] } }
        }
        organizations = layout.organizations.map { Ordinal(Int(words[$0])) }
        grants = (0..<layout.grantCount).map { DirectGrant(words, at: layout.grantsStart + $0 * DirectGrant.words) }
        permissions = (0..<layout.permissionCount).map {
            DirectPermission(words, at: layout.permissionsStart + $0 * DirectPermission.words)
        }
        groups = (layout.groupsStart..<words.count).map { Ordinal(Int(words[$0])) }
    }

    var words: [UInt32] {
        var flags: UInt32 = otherProviderID == nil ? 0 : UserLayout.hasOtherProviderIDFlag
        if !permissions.isEmpty { flags |= UserLayout.hasPermissionsFlag }
        if hasCurrentLoginID { flags |= UserLayout.hasCurrentLoginIDFlag }
        if let state { flags |= UserLayout.existsFlag | (state.isActive ? UserLayout.isActiveFlag : 0) }
        var words = [
            state?.connection.number ?? 0, UInt32(id.count) << UserLayout.flagBits | flags, UInt32(providerIDCount),
            UInt32(organizations.count), UInt32(grants.count),
        ]
        words += Self.packed(id) + Self.packed(otherProviderID ?? [])
        words += organizations.map(\.number)
        for grant in grants { words += grant.encoded }
        if !permissions.isEmpty { words.append(UInt32(permissions.count)) }
        for permission in permissions { words += permission.encoded }
        return words + groups.map(\.number)
    }

    /// The bytes as they lie in memory, zeros behind the last.
    private static func packed(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { start in
            var word: UInt32 = 0
            for index in start..<min(start + 4, bytes.count) {
                word |= UInt32(bytes[index]) << UInt32(8 * (index - start))
            }
            return UInt32(littleEndian: word)
        }
    }
}
