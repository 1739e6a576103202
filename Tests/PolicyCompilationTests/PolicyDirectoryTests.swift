import AccessModel
import Foundation
import PolicyCompilation
import TestSupport
import Testing

@Suite struct PolicyDirectoryTests {
    @Test func `policy files are all YAML files, in folders too, sorted, but for tests and hidden ones`() throws {
        let directory = try TemporaryDirectory()
        for name in [
            "b.yaml", "a.yml", "c.txt", ".hidden.yaml", "tests/t.yaml", "x/y.yaml", ".git/z.yaml", "x/tests/u.yml",
        ] {
            try directory.write("# \(name)", to: name)
        }
        let policies = try PolicyDirectory(path: directory.path).policies()
        #expect(policies.map(\.file) == ["a.yml", "b.yaml", "x/tests/u.yml", "x/y.yaml"])
        #expect(policies.first?.bytes == Array("# a.yml".utf8))
        #expect(try PolicyDirectory(path: directory.path).tests().map(\.file) == ["tests/t.yaml"])
    }

    @Test func `links to files count as files, as mounted volumes have them`() throws {
        let directory = try TemporaryDirectory()
        try directory.write("# data", to: "..data/roles.yaml")
        try directory.link("roles.yaml", to: "..data/roles.yaml")
        #expect(try PolicyDirectory(path: directory.path).policies().map(\.file) == ["roles.yaml"])
    }

    @Test func `links that lead nowhere or to directories are mistakes`() throws {
        let directory = try TemporaryDirectory()
        try directory.link("gone.yaml", to: "nowhere")
        try directory.link("loop", to: ".")
        let error = #expect(throws: PolicyDiagnostics.self) { try PolicyDirectory(path: directory.path).policies() }
        #expect(error?.diagnostics.map(\.position.file) == ["gone.yaml", "loop"])
    }

    @Test func `a pipe is a mistake and not waited for`() throws {
        let directory = try TemporaryDirectory()
        let maker = try Process.run(URL(fileURLWithPath: "/usr/bin/mkfifo"), arguments: [directory.path + "/pipe.yaml"])
        maker.waitUntilExit()
        let error = #expect(throws: PolicyDiagnostics.self) { try PolicyDirectory(path: directory.path).policies() }
        #expect(error?.description == "pipe.yaml: error: this is not a regular file")
    }

    @Test func `a directory that is not there is a mistake, one without tests is none`() throws {
        let directory = try TemporaryDirectory()
        #expect(try PolicyDirectory(path: directory.path).tests() == [])
        let missing = PolicyDirectory(path: directory.path + "/missing")
        let error = #expect(throws: PolicyDiagnostics.self) { try missing.policies() }
        #expect(error?.description == "\(directory.path)/missing: error: the directory cannot be read")
    }

    @Test func `a directory without policy files is a mistake, even where it has tests and other files`() throws {
        let directory = try TemporaryDirectory()
        try directory.write("cases: []", to: "tests/t.yaml")
        try directory.write("roles: []", to: "roles.yaml.bak")
        let error = #expect(throws: PolicyDiagnostics.self) { try PolicyDirectory(path: directory.path).policies() }
        #expect(error?.description == "\(directory.path): error: the directory holds no policy files (*.yaml)")
    }

    @Test(arguments: ["", "# nothing yet", "roles: []", "{}"])
    func `a directory whose files declare nothing is a mistake`(text: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write(text, to: "roles.yaml")
        let error = #expect(throws: PolicyDiagnostics.self) {
            try PolicyCompiler().compile(PolicyDirectory(path: directory.path))
        }
        #expect(error?.description == "\(directory.path): error: the policy files declare nothing")
        try directory.write("settings: { claims: { groups: false } }", to: "settings.yaml")
        #expect(try PolicyCompiler().compile(PolicyDirectory(path: directory.path)) == RoleModel())
    }

    @Test func `a huge file is read no further than the limit`() throws {
        let directory = try TemporaryDirectory()
        try directory.write(String(repeating: "#", count: 3 << 20), to: "huge.yaml")
        let sources = try PolicyDirectory(path: directory.path).policies()
        #expect(sources.map(\.bytes.count) == [PolicyLimits.bytesPerFile + 1])
        #expect(throws: PolicyDiagnostics.self) { try PolicyCompiler().compile(sources) }
    }
}

extension TemporaryDirectory {
    fileprivate func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: file(name), withDestinationPath: target)
    }
}
