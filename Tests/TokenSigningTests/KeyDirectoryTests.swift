import AccessModel
import Foundation
import Testing

@testable import TokenSigning

@Suite struct KeyDirectoryTests {
    private let temporary: TemporaryDirectory
    private let keys: KeyDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        keys = KeyDirectory(path: temporary.path + "/keys")
    }

    private func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(keys.path)/\(name)")
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: keys.path).sorted() }
    }

    private func makeEmptyDirectory() throws {
        let mode = [FileAttributeKey.posixPermissions: 0o700]
        try FileManager.default.createDirectory(
            atPath: keys.path,
            withIntermediateDirectories: false,
            attributes: mode
        )
    }

    /// Whether somebody waits for the lock of this file, by the kernel's word.
    private func isWaitedFor(_ path: String) throws -> Bool {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let number = try #require(attributes[.systemFileNumber] as? Int)
        // To its end: a file of the kernel's comes in pieces, and whoever takes the first for all sees few of many locks.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/locks"))
        let locks = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n")
        return locks.contains { $0.contains(" -> ") && $0.contains(":\(number) ") }
    }

    private func states() throws -> [KeyRecord.State] { try keys.list().map(\.state) }

    @Test func `the first start makes an ES256 key, and later starts find it`() throws {
        let first = try keys.loadOrCreate(at: now)
        #expect(first.active.algorithm == .ES256)
        #expect(try keys.loadOrCreate(at: now).active.keyID == first.active.keyID)
        #expect(try keys.load().active.keyID == first.active.keyID)
        #expect(
            try keys.list() == [KeyRecord(id: first.active.keyID, algorithm: .ES256, state: .active, created: now)]
        )
    }

    @Test func `files are for their owner alone, whatever the umask`() throws {
        let previous = umask(0)
        defer { umask(previous) }
        let key = try keys.loadOrCreate(at: now).active
        #expect(try Set(files) == ["\(key.keyID).pem", "keys.json"])
        #expect(try files.map(mode) == [0o600, 0o600])
        #expect(try mode(".") == 0o700)
    }

    @Test func `without a first start there is nothing to load, list, rotate or prune`() throws {
        let missing = SigningError.directoryUnusable(path: keys.path, reason: "no such file or directory")
        #expect(throws: missing) { try keys.load() }
        #expect(throws: missing) { try keys.list() }
        #expect(throws: missing) { try keys.rotate(at: now) }
        #expect(throws: missing) { try keys.prune(at: now, tokensLivingAtMost: .zero) }
        try makeEmptyDirectory()
        #expect(throws: SigningError.noKeys(path: keys.path)) { try keys.load() }
    }

    @Test func `a new key is published but does not sign before rotation`() throws {
        let first = try keys.loadOrCreate(at: now).active
        let second = try keys.new(.EdDSA, at: now + .seconds(1))
        #expect(second.state == .upcoming)
        let ring = try keys.load()
        #expect(ring.active.keyID == first.keyID)
        #expect(ring.publicKeys.map(\.keyID) == [first.keyID, second.id])
        let active = try keys.rotate(at: now + .seconds(2))
        #expect(active.id == second.id)
        #expect(active.state == .active)
        let rotated = try keys.load()
        #expect(rotated.active.keyID == second.id)
        #expect(rotated.retired.map(\.key.keyID) == [first.keyID])
        #expect(rotated.retired.map(\.retired) == [now + .seconds(2)])
    }

    @Test func `the first key of an empty directory signs at once`() throws {
        let record = try keys.new(.PS256, at: now)
        #expect(record.state == .active)
        #expect(try keys.load().active.algorithm == .PS256)
    }

    @Test func `rotation without an upcoming key makes one of the same algorithm, or of the one named`() throws {
        _ = try keys.new(.EdDSA, at: now)
        #expect(try keys.rotate(at: now).algorithm == .EdDSA)
        #expect(try keys.rotate(to: .ES256, at: now).algorithm == .ES256)
        #expect(try states() == [.retired(now), .retired(now), .active])
    }

    @Test func `rotation to an algorithm passes over upcoming keys of others`() throws {
        _ = try keys.loadOrCreate(at: now)
        _ = try keys.new(.EdDSA, at: now)
        let wanted = try keys.new(.ES256, at: now)
        #expect(try keys.rotate(to: .ES256, at: now).id == wanted.id)
        #expect(try states() == [.retired(now), .upcoming, .active])
    }

    @Test func `a retired key is published for as long as its tokens can live, then its file is removed`() throws {
        let old = try keys.loadOrCreate(at: now).active
        _ = try keys.rotate(at: now)
        let lifetime = Duration.seconds(3_600)
        let end = now + lifetime + KeyDirectory.clockSkew
        #expect(try keys.prune(at: end, tokensLivingAtMost: lifetime).isEmpty)
        #expect(try keys.load().retired.map(\.key.keyID) == [old.keyID])
        let removed = try keys.prune(at: end + .seconds(1), tokensLivingAtMost: lifetime)
        #expect(removed.map(\.id) == [old.keyID])
        #expect(try keys.load().retired.isEmpty)
        #expect(try !files.contains("\(old.keyID).pem"))
    }

    @Test func `a token is verified across rotation and refused after pruning`() throws {
        let token = try TokenSigner(keys.loadOrCreate(at: now)).token(#"{"exp":1790003600}"#)
        _ = try keys.rotate(at: now)
        _ = try TokenVerifier(TokenSigner(keys.load())).verify(token)
        let old = try #require(try keys.prune(at: now + .seconds(4_000), tokensLivingAtMost: .seconds(3_600)).first)
        let verifier = try TokenVerifier(TokenSigner(keys.load()))
        #expect(throws: VerificationError.unknownKey(old.id)) { try verifier.verify(token) }
    }

    @Test func `what a crash leaves behind does not matter`() throws {
        let key = try keys.loadOrCreate(at: now).active
        let other = try SigningKey.generate(.ES256)
        for leftover in ["keys.json.new", "\(other.keyID).pem.new", "\(other.keyID).pem"] {
            _ = try temporary.write("keys/\(leftover)", "half a fi")
        }
        #expect(try keys.load().active.keyID == key.keyID)
        _ = try keys.new(.ES256, at: now)
        #expect(try keys.list().count == 2)
        #expect(try keys.loadOrCreate(at: now).active.keyID == key.keyID)
    }

    @Test func `a first start that crashed before its list was written starts again`() throws {
        try makeEmptyDirectory()
        _ = try temporary.write("keys/keys.json.new", "{")
        let key = try keys.loadOrCreate(at: now).active
        #expect(try keys.load().active.keyID == key.keyID)
    }

    @Test func `a change waits for the one that is under way, and builds on it`() throws {
        let first = try keys.loadOrCreate(at: now).active
        let extra = KeyRecord(
            id: try SigningKey.generate(.ES256).keyID,
            algorithm: .ES256,
            state: .upcoming,
            created: now
        )
        let keys = keys
        let waiting = DispatchGroup()
        try {
            let folder = try SigningKeyFolder(path: keys.path)
            DispatchQueue.global().async(group: waiting) { _ = try? keys.new(.EdDSA, at: now) }
            // Until the other waits, or has not waited.
            while try !isWaitedFor(keys.path), waiting.wait(timeout: .now()) == .timedOut {
                Thread.sleep(forTimeInterval: 0.001)
            }
            let active = KeyRecord(id: first.keyID, algorithm: .ES256, state: .active, created: now)
            let json = try KeyDirectoryIndex([active, extra]).json()
            try folder.replace(KeyDirectoryIndex.fileName) { file in
                let written = file.write(json)
                #expect(written)
            }
        }()
        waiting.wait()
        let records = try keys.list()
        #expect(records.map(\.algorithm) == [.ES256, .ES256, .EdDSA])
        #expect(records.map(\.state) == [.active, .upcoming, .upcoming])
    }
}
