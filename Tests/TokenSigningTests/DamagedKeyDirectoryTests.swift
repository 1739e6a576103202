import AccessModel
import Foundation
import Testing

@testable import TokenSigning

@Suite struct DamagedKeyDirectoryTests {
    private let temporary: TemporaryDirectory
    private let keys: KeyDirectory
    private let keyID: String

    init() throws {
        temporary = try TemporaryDirectory()
        keys = KeyDirectory(path: temporary.path + "/keys")
        keyID = try keys.loadOrCreate(at: now).active.keyID
    }

    private var keyFile: String { "\(keys.path)/\(keyID).pem" }
    private var list: String { "\(keys.path)/keys.json" }

    private func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func `an exposed key file stops the start`() throws {
        try setMode(0o644, keyFile)
        #expect(throws: SigningError.fileExposed(path: keyFile, mode: "0644")) { try keys.loadOrCreate(at: now) }
    }

    @Test func `an exposed list stops the start`() throws {
        try setMode(0o664, list)
        #expect(throws: SigningError.fileExposed(path: list, mode: "0664")) { try keys.loadOrCreate(at: now) }
    }

    @Test(arguments: [0o770, 0o707, 0o777]) func `a directory that others may write to is refused`(mode: Int) throws {
        try setMode(mode, keys.path)
        let reason = "other users may write to it; forbid that with chmod 700"
        #expect(throws: SigningError.directoryUnusable(path: keys.path, reason: reason)) { try keys.load() }
    }

    @Test func `a missing key file stops the start, and no new key takes its place`() throws {
        try FileManager.default.removeItem(atPath: keyFile)
        let missing = SigningError.fileUnreadable(path: keyFile, reason: "no such file or directory")
        #expect(throws: missing) { try keys.loadOrCreate(at: now) }
    }

    @Test func `a key file with another key in it is refused`() throws {
        let other = KeyDirectory(path: temporary.path + "/other")
        let otherID = try other.loadOrCreate(at: now).active.keyID
        let pem = try String(contentsOfFile: "\(other.path)/\(otherID).pem", encoding: .utf8)
        _ = try temporary.write("keys/\(keyID).pem", pem)
        let error = SigningError.fileMalformed(
            path: keyFile,
            reason: "holds another key than the one it is named after"
        )
        #expect(throws: error) { try keys.load() }
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", #"{"version":1}"#, #"{"version":2,"keys":[]}"#, #"{"version":1,"keys":[]}"#,
        #"{"version":1,"keys":[{"kid":"../../etc/passwd","alg":"ES256","state":"active","created":0}]}"#,
        #"{"version":1,"keys":[{"kid":"KID","alg":"none","state":"active","created":0}]}"#,
        #"{"version":1,"keys":[{"kid":"KID","alg":"ES256","state":"asleep","created":0}]}"#,
        #"{"version":1,"keys":[{"kid":"KID","alg":"ES256","state":"retired","created":0}]}"#,
        #"{"version":1,"keys":[{"kid":"KID","alg":"ES256","state":"upcoming","created":0}]}"#,
        #"{"version":1,"keys":[{"kid":"KID","alg":"ES256","state":"active","created":9223372036854775807}]}"#,
        #"{"version":1,"keys":[{"kid":"KID","alg":"ES256","state":"active","created":-1}]}"#,
        #"{"version":1,"keys":[KEY,KEY]}"#,
    ])
    func `a damaged list is refused and left as it is`(content: String) throws {
        let key = #"{"kid":"KID","alg":"ES256","state":"active","created":0}"#
        let content = content.replacing("KEY", with: key).replacing("KID", with: keyID)
        _ = try temporary.write("keys/keys.json", content)
        for operation in [{ _ = try keys.loadOrCreate(at: now) }, { _ = try keys.new(.ES256, at: now) }] {
            let error = #expect(throws: SigningError.self) { try operation() }
            guard case .fileMalformed(list, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(try String(contentsOfFile: list, encoding: .utf8) == content)
    }

    @Test func `a directory that cannot be made names the reason`() throws {
        let file = try temporary.write("file", "")
        let error = SigningError.directoryUnusable(path: file + "/keys", reason: "not a directory")
        #expect(throws: error) { try KeyDirectory(path: file + "/keys").loadOrCreate(at: now) }
    }

    @Test func `a full disk leaves the keys as they were`() throws {
        // A directory in the draft's place fails the write as a full disk would, after the lock and before the rename.
        try FileManager.default.createDirectory(atPath: list + ".new", withIntermediateDirectories: false)
        let before = try keys.list()
        #expect(throws: SigningError.self) { try keys.rotate(at: now) }
        #expect(try keys.list() == before)
        #expect(try keys.load().active.keyID == keyID)
    }
}
