import Foundation
import SCIMProtocol

/// Any bytes are a bulk request that ends, each of its operations once performed and told; or an error. The same bytes
/// as a search or as an operator's definitions are values or errors. Nothing crashes.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    _ = try? ResourceTypeSet(files: [DefinitionFile(name: "fuzz", json: bytes)])
    guard let body = try? SCIMValue(json: bytes) else { return 0 }
    for profile in [Profile.lenient, .strict] {
        let search = try? SearchRequest(body, profile: profile)
        _ = try? search?.order(of: .user)
        _ = try? search?.filter(of: .group)
        if let request = try? BulkRequest(body, limits: BulkLimits(), profile: profile) { test(request) }
    }
    return 0
}

func test(_ request: BulkRequest) {
    var job = BulkJob(request)
    var performed = 0
    while let operation = job.next() {
        performed += 1
        precondition(performed <= 2 * request.operations.count, "a job without end")
        precondition(operation.method != .post || operation.id == nil, "a POST on a resource")
        // Every third fails, so that references are left open, too.
        let isFailure = performed % 3 == 0 && request.failOnErrors == nil
        job.record(isFailure ? BulkOutcome(.invalidValue("no")) : BulkOutcome(status: 201, id: "id-\(performed)"))
    }
    let told = job.response.results.count
    precondition(told == request.operations.count || request.failOnErrors != nil, "an operation without a result")
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
