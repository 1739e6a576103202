import AccessModel
import Foundation
import PolicyCompilation
import Testing

/// Files that are wrong, each beside the diagnostics that must come out. `ROLLCALL_UPDATE_GOLDEN=1` writes these anew.
@Suite struct GoldenTests {
    @Test(arguments: Golden.names(in: "policies"))
    func `policy files bring exactly the diagnostics that are recorded`(name: String) throws {
        let sources = try Golden.sources("policies/" + name)
        try Golden.compare("policies/" + name) { () throws(PolicyDiagnostics) in
            _ = try PolicyCompiler().compile(sources)
        }
    }

    @Test(arguments: Golden.names(in: "tests"))
    func `policy test files bring exactly the diagnostics that are recorded`(name: String) throws {
        let model = try Shipped.model()
        let source = try #require(Golden.sources("tests/" + name).first)
        try Golden.compare("tests/" + name) { () throws(PolicyDiagnostics) in
            _ = try PolicyCompiler().compileTests(source, against: model)
        }
    }
}

private enum Golden {
    /// The cases of a folder: `name.yaml`, or a folder `name` of such.
    static func names(in folder: String) -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
        return entries.filter { !$0.hasSuffix(".golden") }.sorted()
    }

    static func sources(_ name: String) throws -> [PolicySource] {
        let path = root + "/" + name
        guard name.hasSuffix(".yaml") else { return try PolicyDirectory(path: path).policies() }
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        return [PolicySource(file: String(name.split(separator: "/")[1]), bytes: bytes)]
    }

    static func compare(_ name: String, _ compile: () throws(PolicyDiagnostics) -> Void) throws {
        var got = ""
        do { try compile() } catch { got = error.description + "\n" }
        let file = URL(fileURLWithPath: root + "/" + name.replacing(".yaml", with: "") + ".golden")
        if ProcessInfo.processInfo.environment["ROLLCALL_UPDATE_GOLDEN"] == "1" {
            try Data(got.utf8).write(to: file)
        }
        let expected = try String(decoding: Data(contentsOf: file), as: UTF8.self)
        #expect(got == expected)
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"
}
