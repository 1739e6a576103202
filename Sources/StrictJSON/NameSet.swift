/// The names of one object so far: finds repeated ones in time linear in their bytes.
///
/// A few are compared one by one, which takes no memory. Many are hashed, with a seed that is another one in every
/// process, so that nobody can choose names that collide.
struct NameSet {
    static let fewNames = 8

    private let rule: JSONNameRule
    /// Empty while there are few.
    private var many: Set<NameKey> = []
    /// Bytes of names that were compared or hashed, for tests that show that the work is linear.
    private(set) var work = 0

    init(_ rule: JSONNameRule) {
        self.rule = rule
    }

    /// False where the name is there already.
    ///
    /// - Parameter members: all whose names were inserted before.
    mutating func insert(_ name: String, after members: [JSONObject.Member]) -> Bool {
        let key = NameKey(name, rule)
        guard members.count >= Self.fewNames else {
            work += members.count * name.utf8.count
            return !members.contains { NameKey($0.name, rule) == key }
        }
        if many.isEmpty { many.formUnion(members.map { NameKey($0.name, rule) }) }
        work += name.utf8.count
        return many.insert(key).inserted
    }
}

/// A name that compares by its bytes. `String` itself takes different spellings of one letter for the same.
struct NameKey: Hashable {
    private let name: String
    private let rule: JSONNameRule

    init(_ name: String, _ rule: JSONNameRule = .exact) {
        self.name = name
        self.rule = rule
    }

    static func == (left: Self, right: Self) -> Bool {
        let (first, second) = (left.name.utf8, right.name.utf8)
        guard first.count == second.count else { return false }
        return switch left.rule {
        case .exact: first.elementsEqual(second)
        case .ignoringASCIICase: first.elementsEqual(second) { $0.asciiLowercased == $1.asciiLowercased }
        }
    }

    func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(rule == .exact ? byte : byte.asciiLowercased) }
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 { 0x41...0x5a ~= self ? self | 0x20 : self }
}
