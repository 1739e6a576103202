/// A JSON object: members in the order they came in, found by name byte for byte.
///
/// A lookup is linear in the number of members: whoever looks for many names makes a dictionary of their own.
package struct JSONObject: Sendable {
    package struct Member: Sendable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// No two members have the same name.
    package private(set) var members: [Member]

    package init() {
        members = []
    }

    /// Of members of the same name the last counts, in the place of the first.
    package init(_ members: [Member]) {
        var places: [NameKey: Int] = [:]
        self.members = []
        for member in members {
            let key = NameKey(member.name)
            if let place = places[key] {
                self.members[place].value = member.value
            } else {
                places[key] = self.members.count
                self.members.append(member)
            }
        }
    }

    /// In the order of names.
    package init(_ members: [String: JSONValue]) {
        self.init(members.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: $0.value) })
    }

    /// Members that are known to have different names.
    init(unique members: [Member]) {
        self.members = members
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }

    /// Setting nil removes the member.
    package subscript(name: String) -> JSONValue? {
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

    /// Where both have a name, the other's value counts.
    package func merging(_ other: Self) -> Self { Self(members + other.members) }

    package func filter(_ isKept: (Member) -> Bool) -> Self { Self(unique: members.filter(isKept)) }

    /// The same names with other values.
    package func mapValues(_ transform: (JSONValue) -> JSONValue) -> Self {
        Self(unique: members.map { Member(name: $0.name, value: transform($0.value)) })
    }

    private func index(of name: String) -> Int? {
        members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// In the order of the names' bytes.
    var sorted: [Member] { members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
}

extension JSONObject: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.count == right.count
            && zip(left.sorted, right.sorted).allSatisfy { left, right in
                left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
            }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.map { Member(name: $0, value: $1) })
    }
}
