// Feeds arbitrary bytes to the parser of JSON that others send: no input may crash it. What it reads is written again, and
// must read as the same value; and what names that ignore case let through, exact ones do as well.
//
//     ROLLCALL_FUZZ=1 swift build --product FuzzStrictJSON -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld \
//         --scratch-path .build-fuzz
//     .build-fuzz/debug/FuzzStrictJSON -max_total_time=60 /tmp/corpus Tests/Fuzzing/FuzzStrictJSON/corpus

import Glibc
import StrictJSON

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<Arguments>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let stored = try? JSONValue(json: bytes, limits: .stored(depth: 4))
    guard let value = try? JSONValue(json: bytes) else {
        precondition((try? JSONValue(json: bytes, names: .ignoringASCIICase)) == nil, "a loose rule that lets more in")
        return 0
    }
    precondition((try? JSONValue(json: value.json)) == value, "what was written is something else")
    precondition((try? JSONValue(json: value.sortedText)) == value, "what was sorted is something else")
    precondition(stored != nil, "what is JSON cannot be read back from a store")
    return 0
}

private var argumentCount = CommandLine.argc
private var arguments = unsafe CommandLine.unsafeArgv
exit(unsafe runDriver(&argumentCount, &arguments, testOneInput))
