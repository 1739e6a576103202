/// A JSON object whose names compare without regard to ASCII case and keep the order and spelling they came in.
package struct SCIMObject: Sendable {
    package struct Member: Sendable {
        package var name: String
        package var value: SCIMValue

        package init(name: String, value: SCIMValue) {
            self.name = name
            self.value = value
        }
    }

    /// No two members have the same name.
    package private(set) var members: [Member]

    package init() {
        members = []
    }

    /// Later members replace earlier ones of the same name.
    package init(_ members: [Member]) {
        self.init()
        for member in members { self[member.name] = member.value }
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }

    /// Setting nil removes the member; setting one that is there keeps its place and spelling.
    package subscript(name: String) -> SCIMValue? {
        get { index(of: name).map { members[$0].value } }
        set {
            switch (index(of: name), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member that is known not to be there yet.
    mutating func append(_ name: String, _ value: SCIMValue) {
        members.append(Member(name: name, value: value))
    }

    /// The same names with other values.
    func mapValues(_ transform: (SCIMValue) -> SCIMValue) -> SCIMObject {
        var object = self
        for index in members.indices { object.members[index].value = transform(members[index].value) }
        return object
    }

    private func index(of name: String) -> Int? {
        members.firstIndex { $0.name.isSameName(as: name) }
    }
}

extension SCIMObject: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        // A client may send many members: a lookup for each would be quadratic.
        guard left.count > 16 else { return left.members.allSatisfy { right[$0.name] == $0.value } }
        return zip(left.sorted, right.sorted).allSatisfy { $0.name.isSameName(as: $1.name) && $0.value == $1.value }
    }

    /// In the order of the names' bytes, case aside.
    private var sorted: [Member] {
        members.sorted { left, right in
            left.name.utf8.lexicographicallyPrecedes(right.name.utf8) { $0.asciiLowercased < $1.asciiLowercased }
        }
    }

    /// Whether every member of this object is in `other` with the same value.
    func isContained(in other: Self) -> Bool {
        members.allSatisfy { other[$0.name] == $0.value }
    }
}

extension SCIMObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, SCIMValue)...) {
        self.init(elements.map { Member(name: $0, value: $1) })
    }
}

extension StringProtocol {
    /// Whether two attribute names or schema URNs are the same: equal but for the case of ASCII letters.
    func isSameName(as other: some StringProtocol) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return self == other || zip(utf8, other.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    var asciiLowercased: UInt8 { 0x41...0x5a ~= self ? self | 0x20 : self }
}
