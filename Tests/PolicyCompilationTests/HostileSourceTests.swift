import AccessModel
import PolicyCompilation
import Testing

@Suite struct HostileSourceTests {
    @Test(arguments: [
        String(repeating: "[", count: 100_000),
        "roles: " + String(repeating: "{ a: ", count: 100_000),
        String(repeating: "? ", count: 50_000),
        String(repeating: "- ", count: 50_000),
        String(repeating: "{", count: 900) + String(repeating: "a, ", count: 2_000)
            + String(repeating: "}", count: 900),
        "roles: \"" + String(repeating: "\\", count: 100_001),
        "roles: '\u{0}'", "roles: \u{1B}[2J", "\u{FEFF}", "%YAML 9.9\n---\nroles:", "--- !<tag:x> [", "<<: [1]",
        "? [a]\n: b",
        "? { a: b }\n: c", "key: |\n  text\n bad", "%TAG ! tag:example.com,2026:\n---\nroles: !x []", "*", "&", "- &",
        "!", "\t",
    ])
    func `malformed text brings a diagnostic`(text: String) throws {
        do {
            let model = try PolicyCompiler().compile([PolicySource(file: "policy.yaml", text: text)])
            #expect(model == RoleModel())
        } catch {
            #expect(!error.diagnostics.isEmpty)
        }
    }

    @Test func `bytes that are not UTF-8 are reported with their line`() {
        let bytes = Array("roles:\n  - name: ".utf8) + [0xFF, 0xFE]
        #expect(diagnostics(of: bytes) == ["policy.yaml:2:1: error: the line is not UTF-8"])
    }

    @Test func `a file above the limit is not read`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: PolicyLimits.bytesPerFile + 1)
        #expect(diagnostics(of: bytes) == ["policy.yaml: error: the file is larger than 262144 bytes"])
    }

    @Test func `more nodes than a policy needs are refused`() {
        let bytes = Array(("x: [" + String(repeating: "1,", count: PolicyLimits.nodesPerFile) + "]").utf8)
        let lines = diagnostics(of: bytes)
        #expect(lines.count == 1 && lines[0].hasSuffix("error: the file is too large"))
    }

    @Test func `a flood of mistakes is cut`() throws {
        let text = "roles:\n" + String(repeating: "  - { nmae: x }\n", count: 5_000)
        let error = #expect(throws: PolicyDiagnostics.self) {
            try PolicyCompiler().compile([PolicySource(file: "policy.yaml", text: text)])
        }
        #expect(error?.diagnostics.count == PolicyDiagnostics.limit)
        #expect(error?.description.hasSuffix("\nand 9000 more") == true)
    }

    /// Whatever happens to a file, the compiler answers, and its diagnostics are sorted and lead into the file.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `damaged policies bring diagnostics that lead into the file`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let model = try Shipped.model()
        let sources = try Shipped.directory.policies() + Shipped.directory.tests()
        for _ in 0..<60 {
            var source = sources[Int.random(in: 0..<sources.count, using: &generator)]
            source.bytes.damage(using: &generator)
            let lines = source.bytes.count + 1
            for error in [
                failure { () throws(PolicyDiagnostics) in _ = try PolicyCompiler().compile([source]) },
                failure { () throws(PolicyDiagnostics) in
                    _ = try PolicyCompiler().compileTests(source, against: model)
                },
            ].compactMap(\.self) {
                #expect(error.diagnostics == error.diagnostics.sorted())
                #expect(
                    error.diagnostics.allSatisfy { 0...lines ~= $0.position.line && $0.position.file == source.file }
                )
            }
        }
    }

    private func diagnostics(of bytes: [UInt8]) -> [String] {
        failure { () throws(PolicyDiagnostics) in
            _ = try PolicyCompiler().compile([PolicySource(file: "policy.yaml", bytes: bytes)])
        }?.diagnostics.map(\.description) ?? []
    }

    private func failure(_ body: () throws(PolicyDiagnostics) -> Void) -> PolicyDiagnostics? {
        do { try body() } catch { return error }
        return nil
    }
}

extension [UInt8] {
    /// A few small changes of the kinds that editors, merges and attackers make.
    fileprivate mutating func damage(using generator: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !isEmpty {
            let place = Int.random(in: 0..<count, using: &generator)
            let end = Swift.min(count, place + Int.random(in: 0...40, using: &generator))
            let signs = Array("{}[],:&*!|>'\"%#-? \n\t~0\u{85}".utf8)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: removeSubrange(place..<end)
            case 1: insert(contentsOf: self[place..<end], at: Int.random(in: 0..<count, using: &generator))
            case 2: self[place] = signs[Int.random(in: 0..<signs.count, using: &generator)]
            case 3: insert(signs[Int.random(in: 0..<signs.count, using: &generator)], at: place)
            default: self[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
    }
}
