import SCIMProtocol
import Testing

@Suite struct BulkRequestTests {
    private func request(
        _ operations: String,
        _ members: String = "",
        limits: BulkLimits = BulkLimits(),
        profile: Profile = .lenient
    ) throws -> BulkRequest {
        let body = #"{"schemas":["\#(BulkRequest.schema)"],\#(members)"Operations":\#(operations)}"#
        return try BulkRequest(SCIMValue(json: body), limits: limits, profile: profile)
    }

    @Test func `B-1 operations have a method, a relative path and data`() throws {
        let operations = try request(
            #"""
            [{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"a"}},
             {"method":"put","path":"/Users/okta%7Cacme%7C1","data":{"userName":"b"},"version":"W/\"2\""},
             {"method":"Patch","path":"Groups/bulkId:g/","data":{"Operations":[]}},
             {"method":"DELETE","path":"/Groups/9","data":{"ignored":true}}]
            """#
        ).operations
        #expect(
            operations == [
                BulkOperation(.post, endpoint: "Users", bulkID: "a", data: ["userName": "a"]),
                BulkOperation(
                    .put,
                    endpoint: "Users",
                    id: "okta|acme|1",
                    version: #"W/"2""#,
                    data: ["userName": "b"]
                ),
                BulkOperation(.patch, endpoint: "Groups", id: "bulkId:g", data: ["Operations": []]),
                BulkOperation(.delete, endpoint: "Groups", id: "9"),
            ]
        )
    }

    @Test(arguments: [
        "7", #"{"path":"/Users","data":{}}"#, #"{"method":"GET","path":"/Users"}"#, #"{"method":"POST","data":{}}"#,
        #"{"method":"POST","path":"/Users/1","bulkId":"a","data":{}}"#,
        #"{"method":"POST","path":"/Users","bulkId":"a"}"#,
        #"{"method":"PUT","path":"/Users","data":{}}"#, #"{"method":"DELETE","path":"/Users/1/2"}"#,
        #"{"method":"PATCH","path":"/Users/1","data":[]}"#, #"{"method":"DELETE","path":"/Users/%zz"}"#,
        #"{"method":"POST","path":"/Users","bulkId":7,"data":{}}"#,
        #"{"method":"DELETE","path":"/Users/1","version":3}"#, #"{"method":"DELETE","path":7}"#,
    ])
    func `B-1 a request with an operation that cannot be understood is refused whole`(operation: String) {
        #expect(keyword { try request("[\(operation)]") } == .invalidSyntax)
    }

    @Test(arguments: ["null", "{}", #""x""#])
    func `B-1 operations are an array`(operations: String) {
        #expect(keyword { try request(operations) } == .invalidSyntax)
    }

    @Test func `B-2 a bulkId is required strictly, and unique always`() throws {
        let bare = #"{"method":"POST","path":"/Users","data":{}}"#
        #expect(try request("[\(bare)]").operations.first?.bulkID == nil)
        #expect(keyword { try request("[\(bare)]", profile: .strict) } == .invalidSyntax)
        let named = #"{"method":"POST","path":"/Users","bulkId":"a","data":{}}"#
        #expect(keyword { try request("[\(named),\(named)]") } == .invalidValue)
    }

    @Test func `B-5 failOnErrors is at least one`() throws {
        #expect(try request("[]", #""failOnErrors":2,"#).failOnErrors == 2)
        #expect(try request("[]").failOnErrors == nil)
        #expect(keyword { try request("[]", #""failOnErrors":0,"#) } == .invalidValue)
    }

    @Test func `B-7 too many operations and too many bytes are 413, naming the limit`() throws {
        let limits = BulkLimits(maxOperations: 2, maxPayloadSize: 100)
        let operation = #"{"method":"DELETE","path":"/Users/1"}"#
        #expect(throws: Never.self) { try request("[\(operation),\(operation)]", limits: limits) }
        #expect(status { try request("[\(operation),\(operation),\(operation)]", limits: limits) } == 413)
        #expect(throws: Never.self) { try limits.check(payloadSize: 100) }
        let error = #expect(throws: SCIMError.self) { try limits.check(payloadSize: 101) }
        #expect(error?.status == 413)
        #expect(error?.detail.contains("maxPayloadSize") == true)
    }

    @Test func `2-4-13 the message may lack its schema, unless the profile is strict`() throws {
        let body: SCIMValue = ["Operations": []]
        #expect(try BulkRequest(body, limits: BulkLimits()).operations.isEmpty)
        #expect(keyword { try BulkRequest(body, limits: BulkLimits(), profile: .strict) } == .invalidSyntax)
    }
}
