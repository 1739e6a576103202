import AccessModel

/// Roughly which roles: one of 64 bits for each. Sets without a common bit have no common role.
struct RoleFilter: Sendable {
    private(set) var bits: UInt64 = 0

    var isEmpty: Bool { bits == 0 }

    mutating func insert(_ role: Ordinal<Role>) {
        bits |= 1 << UInt64(role.number & 63)
    }

    @inline(__always)
    func mayShareRoles(with other: RoleFilter) -> Bool {
        bits & other.bits != 0
    }

    @inline(__always)
    func mayContain(_ role: Ordinal<Role>) -> Bool {
        bits >> UInt64(role.number & 63) & 1 != 0
    }

    func union(_ other: RoleFilter) -> RoleFilter {
        RoleFilter(bits: bits | other.bits)
    }
}

extension RoleFilter {
    init(_ roles: some Sequence<Ordinal<Role>>) {
        for role in roles { insert(role) }
    }
}

/// A filter for each group, empty where it grants nothing: most do not, and this spares looking.
///
/// Two steps to each, and copies share the pages that neither has changed since.
struct RoleFilterTable: Sendable {
    private var pages: [[RoleFilter]] = []

    @inline(__always)
    func filter(of group: UInt32) -> RoleFilter {
        pages[Int(group >> pageShift)][Int(group & pageMask)]
    }

    mutating func append() {
        if pages.last.map({ $0.count > Int(pageMask) }) ?? true { pages.append([]) }
        pages[pages.count - 1].append(RoleFilter())
    }

    mutating func replace(_ group: Ordinal<Group>, with filter: RoleFilter) {
        pages[Int(group.number >> pageShift)][Int(group.number & pageMask)] = filter
    }
}

extension RoleFilterTable: HeapMeasured {
    var heapBytes: Int { pages.reduce(pages.bufferBytes) { $0 + $1.bufferBytes } }
}

private let pageShift: UInt32 = 9
private let pageMask: UInt32 = 511
