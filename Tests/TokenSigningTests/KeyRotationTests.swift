import AccessModel
import Foundation
import Testing

@testable import TokenSigning

/// A rotation that no verifier notices: published first, signing later.
@Suite struct KeyRotationTests {
    private static let lead = Duration.seconds(3_600)
    private let temporary: TemporaryDirectory
    private let keys: KeyDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        keys = KeyDirectory(path: temporary.path + "/keys")
    }

    private func states() throws -> [KeyRecord.State] { try keys.list().map(\.state) }

    @Test func `a key that is to be next is published, then scheduled, then signs`() throws {
        let first = try keys.loadOrCreate(at: now).active.keyID
        let second = try keys.requestRotation(at: now)
        #expect(second.state == .next(nil) && second.algorithm == .ES256)
        #expect(try keys.load().active.keyID == first)
        #expect(try keys.load().publicKeys.map(\.keyID) == [first, second.id])

        // However long no server was there to publish it.
        let start = now + .seconds(86_400)
        let scheduled = try keys.advance(at: start, publishing: Self.lead)
        #expect(scheduled.scheduled?.id == second.id && scheduled.next == start + Self.lead)
        #expect(try states() == [.active, .next(start + Self.lead)])

        let early = try keys.advance(at: start + .seconds(3_599), publishing: Self.lead)
        #expect(early == KeyDirectory.Advance(next: start + Self.lead))
        let due = try keys.advance(at: start + Self.lead, publishing: Self.lead)
        #expect(due.activated?.id == second.id && due.next == nil)
        #expect(try states() == [.retired(start + Self.lead), .active])
        #expect(try keys.advance(at: start + Self.lead, publishing: Self.lead) == KeyDirectory.Advance())
    }

    @Test func `a rotation that is asked for twice is one`() throws {
        _ = try keys.loadOrCreate(at: now)
        let next = try keys.requestRotation(at: now)
        let instant = try #require(try keys.advance(at: now, publishing: Self.lead).next)
        let again = try keys.requestRotation(at: now + .seconds(60))
        #expect(again.id == next.id && again.state == .next(instant))
        #expect(try keys.list().count == 2)
    }

    @Test func `a rotation to another algorithm takes the place of the one before`() throws {
        _ = try keys.loadOrCreate(at: now)
        _ = try keys.requestRotation(at: now)
        let other = try keys.requestRotation(to: .EdDSA, at: now)
        #expect(try states() == [.active, .upcoming, .next(nil)])
        #expect(try keys.list().last?.id == other.id)
    }

    @Test func `the key in line is taken, and an emergency takes the next one`() throws {
        _ = try keys.loadOrCreate(at: now)
        let line = try keys.new(.ES256, at: now)
        #expect(try keys.requestRotation(at: now).id == line.id)
        let later = try keys.new(.ES256, at: now)
        #expect(try keys.rotate(at: now).id == line.id)
        #expect(try states() == [.retired(now), .active, .upcoming])
        #expect(try keys.list().last?.id == later.id)
    }

    @Test(arguments: [#""next" : true, "activates" : -1"#, #""next" : true, "activates" : 99999999999"#])
    func `an impossible instant is no list of keys`(_ fields: String) throws {
        _ = try keys.loadOrCreate(at: now)
        _ = try keys.requestRotation(at: now)
        let path = "\(keys.path)/keys.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(#""next" : true"#))
        let changed = text.replacingOccurrences(of: #""next" : true"#, with: fields)
        _ = try temporary.write("keys/keys.json", changed)
        #expect(throws: SigningError.self) { try keys.load() }
    }
}
