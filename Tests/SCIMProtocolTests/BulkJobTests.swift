import AccessModel
import SCIMProtocol
import Testing

@Suite struct BulkJobTests {
    private func user(_ name: String, _ data: SCIMObject = [:]) -> BulkOperation {
        var data = data
        data["name"] = .string(name)
        return BulkOperation(.post, endpoint: "Users", bulkID: name, data: .object(data))
    }

    private func group(_ name: String, _ members: String...) -> BulkOperation {
        let members = members.map { SCIMValue.object(["value": .string("bulkId:\($0)")]) }
        return BulkOperation(
            .post,
            endpoint: "Groups",
            bulkID: name,
            data: ["name": .string(name), "members": .array(members)]
        )
    }

    private func run(
        _ operations: [BulkOperation],
        failOnErrors: Int? = nil
    ) -> (server: BulkServer, response: BulkResponse) {
        var job = BulkJob(BulkRequest(operations: operations, failOnErrors: failOnErrors))
        var server = BulkServer()
        let response = server.run(&job)
        return (server, response)
    }

    private func statuses(_ response: BulkResponse) -> [Int] { response.results.map(\.outcome.status) }

    private func members(_ name: String, _ server: BulkServer) -> [String] {
        let group = server.resources.values.first { $0["name"] == .string(name) }
        let ids = (group?["members"]?.array ?? []).compactMap { $0.object?["value"]?.string }
        return ids.compactMap { server.resources[$0]?["name"]?.string }.sorted()
    }

    @Test func `B-8 operations are carried out in their order`() {
        let (server, response) = run([user("b"), user("a"), group("g", "b", "a"), user("c")])
        #expect(server.log == ["POST Users b", "POST Users a", "POST Groups g", "POST Users c"])
        #expect(statuses(response) == [201, 201, 201, 201])
        #expect(members("g", server) == ["a", "b"])
    }

    @Test func `B-3 a reference may point forward, and then waits`() {
        let (server, response) = run([group("g", "a", "b"), user("c"), user("a"), user("b"), user("d")])
        #expect(server.log == ["POST Users c", "POST Users a", "POST Users b", "POST Groups g", "POST Users d"])
        #expect(response.results.map(\.operation.bulkID) == ["g", "c", "a", "b", "d"])
        #expect(statuses(response) == [201, 201, 201, 201, 201])
        #expect(members("g", server) == ["a", "b"])
    }

    @Test func `B-3 references stand in paths, in PATCH filters and at the end of URLs`() {
        var job = BulkJob(
            BulkRequest(operations: [
                BulkOperation(
                    .patch,
                    endpoint: "Groups",
                    id: "bulkId:g",
                    data: [
                        "Operations": [
                            ["op": "remove", "path": #"members[value eq "bulkId:a" or value eq "bulkId:b"]"#],
                            ["op": "add", "path": "x", "value": ["$ref": "../Users/bulkId:a", "value": "bulkId:a"]],
                            ["op": "add", "path": "y", "value": "no bulkId:a here, nor bulkId:"],
                        ]
                    ]
                ),
                group("g"), user("a"), user("b"),
            ])
        )
        for id in ["g\"1", "a1", "b1"] {
            #expect(job.next()?.method == .post)
            job.record(BulkOutcome(status: 201, id: id))
        }
        let patch = job.next()
        #expect(patch?.id == "g\"1")
        #expect(
            patch?.data == [
                "Operations": [
                    ["op": "remove", "path": #"members[value eq "a1" or value eq "b1"]"#],
                    ["op": "add", "path": "x", "value": ["$ref": "../Users/a1", "value": "a1"]],
                    ["op": "add", "path": "y", "value": "no bulkId:a here, nor bulkId:"],
                ]
            ]
        )
        job.record(BulkOutcome(status: 204))
        #expect(job.next() == nil)
    }

    @Test func `B-3 a path may name thousands, again and again`() {
        let chain = (0..<10_000).map { #"value eq "bulkId:\#($0 % 2 == 0 ? "a" : "b")""# }.joined(separator: " or ")
        let data: SCIMValue = ["Operations": [["op": "remove", "path": .string("members[\(chain)]")]]]
        var job = BulkJob(
            BulkRequest(operations: [
                user("a"), user("b"), BulkOperation(.patch, endpoint: "Groups", id: "g", data: data),
            ])
        )
        for id in ["a1", "b\"1"] {
            _ = job.next()
            job.record(BulkOutcome(status: 201, id: id))
        }
        let path = job.next()?.data.object?["Operations"]?.array?.first?.object?["path"]?.string
        let resolved = (0..<10_000).map { #"value eq "\#($0 % 2 == 0 ? "a1" : #"b\"1"#)""# }.joined(separator: " or ")
        #expect(path == "members[\(resolved)]")
    }

    @Test func `B-4 circular references are made first and set afterwards`() {
        let (server, response) = run([group("a", "b"), group("b", "a", "u"), user("u"), group("self", "self", "u")])
        #expect(statuses(response) == [201, 201, 201, 201])
        #expect(members("a", server) == ["b"])
        #expect(members("b", server) == ["a", "u"])
        #expect(members("self", server) == ["self", "u"])
        #expect(server.log.count { $0.hasPrefix("PATCH") } == 2)
    }

    @Test func `B-4 only what is circular is put off, extensions included`() {
        var job = BulkJob(
            BulkRequest(operations: [
                user(
                    "a",
                    [
                        "title": "x", "urn:x:y": ["manager": ["value": "bulkId:b"], "department": "d"],
                        "emails": [["value": "bulkId:b"], ["value": "e"]],
                    ]
                ),
                user("b", ["urn:x:y": ["manager": ["value": "bulkId:a"]]]),
            ])
        )
        let first = job.next()
        #expect(first?.data == ["title": "x", "urn:x:y": ["department": "d"], "emails": [["value": "e"]], "name": "a"])
        job.record(BulkOutcome(status: 201, id: "1", location: "l1", version: "v1"))
        #expect(job.next()?.data == ["urn:x:y": ["manager": ["value": "1"]], "name": "b"])
        job.record(BulkOutcome(status: 201, id: "2"))
        let second = job.next()
        #expect(second?.method == .patch)
        #expect(second?.id == "1")
        #expect(
            second?.data.object?["Operations"] == [
                ["op": "add", "path": "urn:x:y:manager", "value": ["value": "2"]],
                ["op": "add", "path": "emails", "value": [["value": "2"]]],
            ]
        )
        job.record(BulkOutcome(status: 200, version: "v2"))
        #expect(job.next() == nil)
        let outcome = job.response.results.first?.outcome
        #expect(outcome == BulkOutcome(status: 201, id: "1", location: "l1", version: "v2"))
    }

    @Test func `B-3 a reference to what was not made is an error of that operation alone`() {
        let failing = user("bad", ["fails": true])
        let (server, response) = run([group("g", "bad"), failing, group("h", "nobody"), user("u")])
        #expect(statuses(response) == [409, 400, 400, 201])
        #expect(server.log == ["POST Users bad", "POST Users u"])
        #expect(response.results.first?.outcome.response?["schemas"] == [.string(SCIMError.schema)])
    }

    @Test func `B-5 failures stop nothing, unless failOnErrors of them have happened`() {
        let operations = [
            user("1", ["fails": true]), user("2"), user("3", ["fails": true]), user("4"), group("g", "1"),
        ]
        #expect(statuses(run(operations).response) == [400, 201, 400, 201, 409])
        #expect(statuses(run(operations, failOnErrors: 1).response) == [400])
        #expect(statuses(run(operations, failOnErrors: 2).response) == [400, 201, 400])
        #expect(statuses(run(operations, failOnErrors: 3).response) == [400, 201, 400, 201, 409])
    }

    @Test func `B-5 a resource that lost its references to an early end says so`() {
        let (server, response) = run(
            [group("a", "b"), user("bad", ["fails": true]), group("b", "a")],
            failOnErrors: 1
        )
        #expect(statuses(response) == [400])
        #expect(server.resources.isEmpty)
        var job = BulkJob(BulkRequest(operations: [group("a", "b"), group("b", "a")], failOnErrors: 1))
        #expect(job.next() != nil)
        job.record(BulkOutcome(status: 201, id: "1", location: "l1"))
        #expect(job.next() != nil)
        job.record(BulkOutcome(.invalidValue("no")))
        #expect(job.next() == nil)
        let outcomes = job.response.results.map(\.outcome)
        #expect(outcomes.map(\.status) == [409, 400])
        #expect(outcomes.first?.location == "l1")
    }

    @Test func `B-8 what happens to one resource keeps its order, even where it waits`() {
        let patch = BulkOperation(
            .patch,
            endpoint: "Groups",
            id: "bulkId:g",
            data: [
                "schemas": [.string(PatchRequest.schema)],
                "Operations": [["op": "add", "path": "members", "value": [["value": "bulkId:late"]]]],
            ]
        )
        let (server, response) = run([
            group("g"), patch, BulkOperation(.delete, endpoint: "groups", id: "bulkId:g"), user("late"),
        ])
        #expect(statuses(response) == [201, 200, 204, 201])
        #expect(server.log.map { $0.prefix(6) } == ["POST G", "POST U", "PATCH ", "DELETE"])
    }

    @Test func `B-6 a result has what its operation came to`() throws {
        let (_, response) = run([
            user("a"), BulkOperation(.delete, endpoint: "Users", id: "nobody"), user("b", ["fails": true]),
        ])
        let shown = try #require(response.representation["Operations"]?.array)
        #expect(response.representation["schemas"] == [.string(BulkResponse.schema)])
        #expect(
            shown[0] == [
                "method": "POST", "bulkId": "a", "version": #"W/"1""#, "location": "https://x/Users/Users-1",
                "status": "201",
            ]
        )
        #expect(shown[1].object?["location"] == "https://x/Users/nobody")
        #expect(shown[1].object?["status"] == "404")
        #expect(shown[2].object?["location"] == nil)
        #expect(shown[2].object?["response"]?.object?["scimType"] == "invalidValue")
    }

    @Test(arguments: 0..<300)
    func `B-4 any web of references is resolved, and nothing is performed too early`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let names = (0..<Int.random(in: 1..<25, using: &generator)).map { "n\($0)" }
        var expected: [String: [String]] = [:]
        let operations = names.map { name in
            let count = Int.random(in: 0..<4, using: &generator)
            let chosen = Set((0..<count).compactMap { _ in names.randomElement(using: &generator) }).sorted()
            expected[name] = chosen
            let members = chosen.map { SCIMValue.object(["value": .string("bulkId:\($0)")]) }
            return BulkOperation(
                .post,
                endpoint: "Groups",
                bulkID: name,
                data: ["name": .string(name), "members": .array(members)]
            )
        }
        let (server, response) = run(operations)
        #expect(response.results.map(\.outcome.status) == names.map { _ in 201 })
        for name in names { #expect(members(name, server) == expected[name]) }
    }

    @Test func `ten thousand operations in one long chain are carried out`() {
        let names = (0..<10_000).map { "n\($0)" }
        let chain = names.indices.map { index in
            index + 1 < names.count ? group(names[index], names[index + 1]) : group(names[index])
        }
        let (server, response) = run(chain)
        #expect(response.results.allSatisfy { $0.outcome.status == 201 })
        #expect(server.log.first == "POST Groups n9999")
    }
}
