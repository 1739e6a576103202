import HTTPTypes
import Testing

@testable import Administration

@Suite struct `The operations of the management API` {
    private static let all = Operation.all(reload: { .init(changes: [], keys: []) }, tokenScopes: ["get:users"])

    @Test func `have names and places of their own`() {
        let ids = Self.all.map(\.id)
        #expect(ids.count == Set(ids).count)
        let places = Self.all.map { "\($0.method) \($0.path.replacing(#/\{[a-z_]+\}/#, with: "{}"))" }
        #expect(places.count == Set(places).count)
    }

    @Test func `say in a sentence what they do`() {
        for operation in Self.all {
            #expect(operation.summary.first?.isUppercase == true, "\(operation.id)")
            #expect(operation.summary.last != ".", "\(operation.id)")
        }
    }

    @Test func `show in a rehearsal whatever takes access or gives it`() {
        let assigning = ["roles", "groups", "users", "members", "permissions", "group-role-mappings"]
        for operation in Self.all where operation.method == .post || operation.method == .delete {
            guard let last = operation.path.split(separator: "/").last, operation.path.contains("/") else { continue }
            if assigning.contains(String(last)) { #expect(operation.canRehearse, "\(operation.id)") }
        }
    }
}
