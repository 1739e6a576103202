// Feeds arbitrary bytes to the JSON reader and to what reads questions with it: no input may crash them. What is JSON is
// written again, and must read as the same value.
//
//     ROLLCALL_FUZZ=1 swift build --product FuzzJSON -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld \
//         --scratch-path .build-fuzz
//     .build-fuzz/debug/FuzzJSON -max_total_time=60 /tmp/corpus Tests/Fuzzing/FuzzJSON/corpus

import AccessModel
import DecisionSocket
import Glibc

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
    _ = try? EvaluationQuestion.read(bytes.span)
    _ = try? ClaimsQuestion(bytes.span)
    _ = try? RolesQuestion(query: String(decoding: bytes, as: UTF8.self))
    guard let value = try? Value(bytes) else {
        precondition(!isReadable(bytes), "a value is skipped that cannot be read")
        return 0
    }
    precondition(isReadable(bytes), "a value is read that cannot be skipped")
    var writer = JSONWriter()
    value.write(to: &writer)
    guard let again = try? Value(writer.bytes) else { preconditionFailure("what was written cannot be read") }
    precondition(again == value, "what was written is something else")
    return 0
}

/// Whether the bytes are skipped as one value.
private func isReadable(_ bytes: [UInt8]) -> Bool {
    do throws(QuestionError) {
        var reader = try JSONReader(bytes.span)
        try reader.skipValue(bytes.span)
        try reader.end(bytes.span)
        _ = try Value(bytes)
        return true
    } catch {
        return false
    }
}

/// A tree, which the socket itself never builds.
private indirect enum Value: Equatable {
    case object([Member])
    case array([Value])
    case string([UInt8])
    /// Nil where it is not held exactly.
    case number(DecimalNumber?)
    case boolean(Bool)
    case null

    struct Member: Equatable {
        var key: [UInt8]
        var value: Value
    }

    init(_ bytes: [UInt8]) throws(QuestionError) {
        var reader = try JSONReader(bytes.span)
        self = try Value(&reader, bytes.span)
        try reader.end(bytes.span)
    }

    private init(_ reader: inout JSONReader, _ bytes: Span<UInt8>) throws(QuestionError) {
        switch try reader.nextKind(bytes) {
        case .object:
            var members = [Member]()
            try reader.beginObject(bytes)
            while let key = try reader.nextKey(bytes) {
                members.append(Member(key: Array(key.utf8), value: try Value(&reader, bytes)))
            }
            self = .object(members)
        case .array:
            var elements = [Value]()
            try reader.beginArray(bytes)
            while try reader.nextElement(bytes) { elements.append(try Value(&reader, bytes)) }
            self = .array(elements)
        case .string: self = .string(Array(try reader.readString(bytes).utf8))
        case .number: self = .number(try reader.readNumber(bytes))
        case .boolean: self = .boolean(try reader.readBoolean(bytes))
        case .null:
            try reader.readNull(bytes)
            self = .null
        }
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(String(decoding: member.key, as: UTF8.self))
                member.value.write(to: &writer)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .string(let text): writer.string(String(decoding: text, as: UTF8.self))
        case .number(let number):
            writer.raw(number?.description ?? "1" + String(repeating: "0", count: DecimalNumber.digitLimit) + "1")
        case .boolean(let value): writer.boolean(value)
        case .null: writer.null()
        }
    }
}

private var argumentCount = CommandLine.argc
private var arguments = unsafe CommandLine.unsafeArgv
exit(unsafe runDriver(&argumentCount, &arguments, testOneInput))
