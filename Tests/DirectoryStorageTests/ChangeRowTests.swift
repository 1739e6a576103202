import AccessModel
@testable import DirectoryStorage
import Testing

@Suite struct ChangeRowTests {
    @Test(arguments: everyKind)
    func `a change reads from its row as it was written`(_ change: Change) throws {
        let row = try ChangeRow(change)
        let stored = try #require(ChangeRow(kind: row.kind.rawValue, payload: row.payload))
        #expect(try stored.change() == change)
    }

    @Test func `every kind of change has its row`() throws {
        let kinds = try Set(everyKind.map { try ChangeRow($0).kind.rawValue })
        #expect(kinds == Set(1...25))
    }

    @Test func `a row that is cut off or garbled is damage, never a crash`() throws {
        var generator = SplitMix64(seed: 1)
        for change in everyKind {
            let row = try ChangeRow(change)
            for length in 0..<row.payload.count {
                _ = try? ChangeRow(kind: row.kind, payload: Array(row.payload.prefix(length))).change()
            }
            for _ in 0..<200 {
                var payload = row.payload
                payload[Int.random(in: payload.indices, using: &generator)] = UInt8.random(
                    in: 0...255,
                    using: &generator
                )
                _ = try? ChangeRow(kind: row.kind, payload: payload).change()
            }
        }
        #expect(ChangeRow(kind: 99, payload: []) == nil)
        #expect(throws: FieldReader.damage) { try ChangeRow(kind: .putUser, payload: [200]).change() }
    }
}
