import AccessModel
import Glibc
import PolicyCompilation

// Whatever stands in a policy file, the compiler answers with a role model or with diagnostics that lead into the file.
//
//   ROLLCALL_FUZZ=1 swift build --product FuzzPolicy -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld \
//       --scratch-path .build-fuzz
//   .build-fuzz/debug/FuzzPolicy -max_total_time=60 -max_len=16384 /tmp/policy-corpus Tests/Fuzzing/FuzzPolicy/corpus

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<Arguments>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let source = unsafe PolicySource(file: "policy.yaml", bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
    // YAML has line breaks of one, two and three bytes.
    let lines = count + 1
    do {
        let model = try PolicyCompiler().compile([source])
        precondition(model.changes.count > model.roles.count, "the settings are always a change")
    } catch {
        check(error, lines)
    }
    do {
        _ = try PolicyCompiler().compileTests(source, against: RoleModel())
    } catch {
        check(error, lines)
    }
    return 0
}

private func check(_ error: PolicyDiagnostics, _ lines: Int) {
    precondition(!error.diagnostics.isEmpty, "an error says something")
    precondition(error.diagnostics == error.diagnostics.sorted(), "diagnostics are sorted")
    precondition(error.diagnostics.allSatisfy { 0...lines ~= $0.position.line }, "diagnostics lead into the file")
    let late = "policy files have no anchors"
    precondition(!error.diagnostics.contains { $0.message == late }, "anchors are found before YAML is parsed")
    precondition(!error.description.utf8.contains(0x1B), "no terminal is told what to do")
}

private var argumentCount = CommandLine.argc
private var arguments = unsafe CommandLine.unsafeArgv
exit(unsafe runDriver(&argumentCount, &arguments, testOneInput))
