import AccessModel
import ArgumentParser
import TestSupport
import Testing
import TokenSigning

@testable import Rollcall

@Suite struct KeyCommandTests {
    /// The command does not know for how long the server's tokens live; the server removes keys by its own settings.
    @Test func `a rotation removes no key, however long ago it was retired`() async throws {
        let directory = try TemporaryDirectory()
        let keys = DataDirectory(path: directory.path).keys
        let longAgo = Timestamp.now() + .seconds(-36_000)
        let first = try keys.loadOrCreate(at: longAgo).active.keyID
        let second = try keys.rotate(at: longAgo).id
        try await RotateKeysCommand.parse(["--data", directory.path, "--json", "--now"]).run()
        let records = try keys.list()
        #expect(records.map(\.id).prefix(2) == [first, second])
        #expect(records.count == 3 && records.last?.state == .active)
    }

    @Test func `a rotation without a server marks a key, and the next server publishes it before it signs`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let keys = DataDirectory(path: directory.path).keys
        let first = try keys.loadOrCreate(at: Timestamp.now()).active.keyID
        try await RotateKeysCommand.parse(["--data", directory.path, "--json"]).run()
        #expect(try keys.list().map(\.state) == [.active, .next(nil)])
        let second = try #require(try keys.list().last).id

        let clock = SteppingClock()
        let log = LogRecorder()
        let served = try SigningKeys(keys, lead: .seconds(3_600), now: { clock.now() }, logger: log.logger)
        #expect(served.publishedIDs == [first, second])
        #expect(served.signer.activeKeyID == first)
        clock.advance(by: .seconds(3_500))
        #expect(try !served.loadIfDue())
        #expect(served.signer.activeKeyID == first)
        clock.advance(by: .seconds(100))
        #expect(try served.loadIfDue())
        #expect(served.publishedIDs == [second, first])
        #expect(served.signer.activeKeyID == second)
        #expect(log.lines.contains { $0.hasPrefix("signing key published, not signing yet") && $0.contains(second) })
        #expect(log.lines.contains { $0.hasPrefix("signing key took over") && $0.contains(second) })
    }

    @Test func `a server that makes a key says so, and one that finds its keys does not`() throws {
        let directory = try TemporaryDirectory()
        let keys = DataDirectory(path: directory.path).keys
        let log = LogRecorder()
        let first = try SigningKeys(keys, lead: .seconds(60), now: Timestamp.now, logger: log.logger)
        #expect(log.lines.count == 1)
        #expect(log.lines[0].hasPrefix("signing key made") && log.lines[0].contains(first.signer.activeKeyID))
        _ = try SigningKeys(keys, lead: .seconds(60), now: Timestamp.now, logger: log.logger)
        #expect(log.lines.count == 1)
    }
}
