/// Which scopes let a client perform an operation: any of the alternatives, each of which is one or more scopes.
struct ScopeRule: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    let alternatives: [Set<String>]

    init(alternatives: [Set<String>]) {
        self.alternatives = alternatives
    }

    init(stringLiteral scope: String) {
        alternatives = [[scope]]
    }

    /// Any one of these. Two scopes that are needed together are one element with a space between them.
    init(arrayLiteral scopes: String...) {
        alternatives = scopes.map { Set($0.split(separator: " ").map(String.init)) }
    }

    /// What needs a token and no scope.
    static let none = Self(alternatives: [[]])

    func admits(_ scopes: Set<String>) -> Bool {
        alternatives.contains { $0.isSubset(of: scopes) }
    }

    var all: Set<String> { alternatives.reduce(into: []) { $0.formUnion($1) } }
}

extension ScopeRule: CustomStringConvertible {
    /// `read:roles, read:roles with read:users`.
    var description: String {
        alternatives.map { $0.sorted().joined(separator: " with ") }.joined(separator: ", ")
    }
}
