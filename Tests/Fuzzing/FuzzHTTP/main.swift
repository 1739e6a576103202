// Feeds arbitrary bytes to the request parser, whole and in pieces: it must not crash, must stay within its limits, and
// must say the same either way. The first byte of an input seeds the sizes of the pieces.
//
//     ROLLCALL_FUZZ=1 swift build --product FuzzHTTP -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld \
//         --scratch-path .build-fuzz
//     .build-fuzz/debug/FuzzHTTP -max_total_time=60 /tmp/corpus Tests/Fuzzing/FuzzHTTP/corpus

import DecisionSocket
import Glibc
import NIOCore

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<Arguments>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let seed = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    let whole = actions(bytes, piece: { bytes.count })
    var state = UInt32(seed) &* 2_654_435_761 | 1
    let split = actions(bytes) {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int(state >> 27) + 1
    }
    precondition(whole == split, "bytes mean something else when they are split")
    return 0
}

/// What the parser says about `bytes`, without the word that depends on their timing.
private func actions(_ bytes: [UInt8], piece: () -> Int) -> [RequestParser.Action] {
    let limits = HTTPLimits(requestLine: 256, headers: 512, fields: 16, body: 256, chunkFraming: 256)
    var parser = RequestParser(limits: limits)
    var buffer = ByteBuffer()
    var actions = [RequestParser.Action]()
    var rest = bytes[...]
    while !rest.isEmpty {
        let size = max(1, piece())
        buffer.writeBytes(rest.prefix(size))
        rest = rest.dropFirst(size)
        guard read(&parser, &buffer, limits, into: &actions) else { return actions }
    }
    return actions
}

/// Whether more bytes are wanted.
private func read(
    _ parser: inout RequestParser,
    _ buffer: inout ByteBuffer,
    _ limits: HTTPLimits,
    into actions: inout [RequestParser.Action]
) -> Bool {
    while true {
        let action = parser.next(in: &buffer)
        switch action {
        case .wait: return true
        case .sendContinue: break
        case .request(let request):
            precondition(request.body.readableBytes <= limits.body, "a body is longer than the limit")
            actions.append(action)
        case .refuse:
            actions.append(action)
            return false
        }
    }
}

private var argumentCount = CommandLine.argc
private var arguments = unsafe CommandLine.unsafeArgv
exit(unsafe runDriver(&argumentCount, &arguments, testOneInput))
