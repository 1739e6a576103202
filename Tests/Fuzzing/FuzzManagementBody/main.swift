@testable import Administration
import Glibc
import StrictJSON

enum Bodies {
    static let schemas = Operation.all(reload: nil, tokenScopes: ["get:users", "post:users"]).compactMap(\.body)
}

/// The first byte says which operation's body the others are: it fits the schema, or a property and a reason are named. The
/// same bytes are a form, or none. Nothing crashes.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first else { return 0 }
    let text = Array(bytes.dropFirst())
    _ = FormText.pairs(String(decoding: text, as: UTF8.self))
    guard let body = try? ManagementBody.parse(text) else { return 0 }
    let schema = Bodies.schemas[Int(first) % Bodies.schemas.count]
    do throws(SchemaMismatch) {
        try schema.check(body)
    } catch {
        precondition(!error.reason.isEmpty, "a body is refused without a reason")
        return 0
    }
    // What has passed is written for the decoders of Foundation, and must be what was checked.
    guard let again = try? ManagementBody.parse(body.json) else { preconditionFailure("a body cannot be read again") }
    precondition(again == body, "a body is decoded from another text than was checked")
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
exit(unsafe runDriver(&count, &arguments, testOneInput))
