import Foundation
import TestSupport
import Testing

@testable import Rollcall

@Suite struct StoreHomeTests {
    private let place: TemporaryDirectory
    private let files = FileManager.default
    private let log = LogRecorder()

    init() throws {
        place = try TemporaryDirectory()
        try files.createDirectory(atPath: path("data"), withIntermediateDirectories: false)
    }

    private func path(_ name: String) -> String { "\(place.path)/\(name)" }

    private func directory(_ name: String) -> DataDirectory { DataDirectory(path: path(name)) }

    /// What a start does on the directory.
    private func serve(_ name: String) throws {
        try directory(name).checkHome(logger: log.logger)
        if !files.fileExists(atPath: directory(name).storePath) {
            try Data("store".utf8).write(to: URL(fileURLWithPath: directory(name).storePath))
        }
        try StoreHome(of: directory(name))?.record(in: directory(name))
    }

    @Test func `a store that stays, or moves on its disk, is itself`() throws {
        try serve("data")
        try serve("data")
        try files.moveItem(atPath: path("data"), toPath: path("moved"))
        try serve("moved")
        try serve("moved")
        #expect(log.lines.isEmpty)
    }

    @Test func `a copy beside its original is refused, and says what to do`() throws {
        try serve("data")
        try files.copyItem(atPath: path("data"), toPath: path("copy"))
        let failure = #expect(throws: CommandFailure.self) { try serve("copy") }
        let sentence = "the store in `\(path("copy"))` is a copy of the one in `\(path("data"))`: "
        #expect(failure?.message.hasPrefix(sentence) == true)
        #expect(failure?.message.contains("--restored") == true)
        let lock = try directory("data").lock()
        let whileServed = #expect(throws: CommandFailure.self) { try serve("copy") }
        #expect(whileServed?.message.contains(", on which a server works: ") == true)
        withExtendedLifetime(lock) {}
        // The original itself may go on.
        try serve("data")
    }

    @Test func `a copy whose original is gone starts, and the log says so once`() throws {
        try serve("data")
        try files.copyItem(atPath: path("data"), toPath: path("copy"))
        try files.removeItem(atPath: path("data"))
        try serve("copy")
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.hasPrefix("the store was copied or moved") == true)
        try serve("copy")
        #expect(log.lines.count == 1)
    }

    @Test(arguments: [nil, "", "{}", "no JSON"])
    func `a store without a record of where it lay is told of`(_ record: String?) throws {
        try serve("data")
        try files.removeItem(atPath: directory("data").homePath)
        if let record { try Data(record.utf8).write(to: URL(fileURLWithPath: directory("data").homePath)) }
        try serve("data")
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.hasPrefix("nothing says where the store lay before") == true)
    }
}
