import Foundation
import SCIMProtocol

/// Any bytes are a PATCH that leaves a canonical resource, or an error that leaves the resource as it was; nothing
/// crashes.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let body = try? SCIMValue(json: bytes) else { return 0 }
    precondition((try? SCIMValue(json: body.json)) == body, "JSON that does not survive")
    for profile in [Profile.lenient, .strict] {
        for (type, resource) in resources { test(body, type, resource, profile) }
    }
    return 0
}

func test(_ body: SCIMValue, _ type: ResourceTypeDefinition, _ resource: SCIMObject, _ profile: Profile) {
    _ = try? IncomingResource(body, as: type, profile: profile)
    let current = resource
    guard let request = try? PatchRequest(body, profile: profile),
        let outcome = try? request.applied(to: current, as: type, profile: profile)
    else { return precondition(current == resource, "a failed PATCH left a trace") }
    precondition(outcome.isChanged == (outcome.attributes != resource), "a change that is not told")
    let put = try? IncomingResource(.object(outcome.attributes), replacing: outcome.attributes, as: type)
    precondition(put?.attributes == outcome.attributes, "not canonical: \(outcome.attributes.jsonText)")
    _ = try? outcome.membership.applied(to: [MemberReference(value: "okta|acme|1", type: "User")])
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
            "userName": "mo", "active": true, "name": ["givenName": "Mo", "familyName": "Reyes"],
            "emails": [["type": "work", "value": "mo@x.example", "primary": true], ["type": "home", "value": "b"]],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": ["manager": ["value": "2b"]],
        ]
    ),
    (.group, ["displayName": "Ops", "externalId": "c0ffee"]),
]

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
exit(unsafe runDriver(&count, &arguments, testOneInput))
