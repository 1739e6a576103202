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
        try await RotateKeysCommand.parse(["--data", directory.path, "--json"]).run()
        let records = try keys.list()
        #expect(records.map(\.id).prefix(2) == [first, second])
        #expect(records.count == 3 && records.last?.state == .active)
    }
}
