import AccessModel
import Foundation
import Testing

@testable import TokenSigning

@Suite struct SealingKeyFileTests {
    private let temporary: TemporaryDirectory
    private let keys: KeyDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        keys = KeyDirectory(path: temporary.path + "/keys")
    }

    private var file: String { "\(keys.path)/sealing.key" }

    @Test func `what was sealed before a restart opens after it`() throws {
        let sealed = try #require(keys.loadOrCreateSealingKey().seal([7], context: []))
        #expect(try keys.loadOrCreateSealingKey().open(sealed, context: []) == [7])
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `it stands beside the keys that sign, whichever is made first`() throws {
        let sealed = try #require(keys.loadOrCreateSealingKey().seal([7], context: []))
        let signing = try keys.loadOrCreate(at: now).active.keyID
        _ = try keys.rotate(at: now)
        _ = try keys.prune(at: now + .seconds(1_000_000), tokensLivingAtMost: .seconds(1))
        #expect(try keys.list().map(\.id).contains(signing) == false)
        #expect(try keys.loadOrCreateSealingKey().open(sealed, context: []) == [7])
    }

    @Test func `where the file was removed a new key is made`() throws {
        let sealed = try #require(keys.loadOrCreateSealingKey().seal([7], context: []))
        try FileManager.default.removeItem(atPath: file)
        #expect(try keys.loadOrCreateSealingKey().open(sealed, context: []) == nil)
    }

    @Test func `a file that others may read is refused`() throws {
        _ = try keys.loadOrCreateSealingKey()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(throws: SigningError.fileExposed(path: file, mode: "0640")) { try keys.loadOrCreateSealingKey() }
    }

    @Test(arguments: ["", "\n", "00\n", String(repeating: "0", count: 64), String(repeating: "g", count: 64) + "\n"])
    func `a file that holds no key is refused, and stays`(text: String) throws {
        _ = try keys.loadOrCreateSealingKey()
        try Data(text.utf8).write(to: URL(filePath: file))
        let reason = "holds no sealing key; remove it to have a new one made"
        #expect(throws: SigningError.fileMalformed(path: file, reason: reason)) { try keys.loadOrCreateSealingKey() }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }
}
