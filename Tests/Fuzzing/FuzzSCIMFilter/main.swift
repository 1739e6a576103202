import Foundation
import SCIMProtocol

/// Any text is a filter that prints and parses to itself and can be evaluated, or `invalidFilter`; nothing crashes.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
    let text = unsafe String(decoding: bytes, as: UTF8.self)
    guard let filter = try? Filter(text) else { return 0 }
    let printed = filter.description
    // Printing quotes and spaces what was short, so that the limit may cut it.
    if printed.utf8.count <= FilterLimits.length {
        precondition((try? Filter(printed)) == filter, "printed as \(printed)")
    }
    for (type, resource) in resources {
        if let bound = try? ResourceFilter(filter, for: type) {
            _ = (bound.matches(resource), bound.equalityTerms, bound.mentions("members"))
        }
    }
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

let resources: [(ResourceTypeDefinition, SCIMObject)] = [
    (
        .user,
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "okta|acme|1", "userName": "ß.Reyes",
            "active": true, "name": ["givenName": "Mo"],
            "emails": [["type": "work", "value": "mo@x.example", "primary": true], ["value": "b"]],
            "meta": ["created": "2023-11-14T22:13:20.000Z", "resourceType": "User"],
        ]
    ),
    (.group, ["id": "grp_1", "displayName": "Ops", "members": [["value": "okta|acme|1", "type": "User"]]]),
]

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
exit(unsafe runDriver(&count, &arguments, testOneInput))
