import AccessModel
import Testing

@testable import DecisionSocket

@Suite struct QuestionTests {
    private func evaluation(_ json: String) throws(QuestionError) -> DecisionRequest {
        let bytes = Array(json.utf8)
        return try EvaluationQuestion.read(bytes.span)
    }

    private func claims(_ json: String) throws(QuestionError) -> ClaimsQuestion {
        let bytes = Array(json.utf8)
        return try ClaimsQuestion(bytes.span)
    }

    @Test func `an evaluation is read with its properties`() throws {
        let request = try evaluation(
            """
            {"context":{"organization":"acme","ip":"::1","deep":{"a":1},"list":[1],"nothing":null},"unknown":[{}],
             "subject":{"id":"u","type":"user","properties":{"level":3},"extra":1},
             "action":{"name":"read","properties":{"soft":true}},
             "resource":{"type":"doc","id":"1","properties":{"owner":"u"}}}
            """
        )
        #expect(request.subject == .loginID("u"))
        #expect(request.action == "read")
        #expect(request.resource == Resource(type: "doc", id: "1"))
        #expect(request.organization == "acme")
        #expect(
            request.properties == [
                Property(PropertyPath(.context, "organization"), .string("acme")),
                Property(PropertyPath(.context, "ip"), .string("::1")),
                Property(PropertyPath(.subject, "level"), .number(3)),
                Property(PropertyPath(.action, "soft"), .boolean(true)),
                Property(PropertyPath(.resource, "owner"), .string("u")),
            ]
        )
    }

    @Test(arguments: ["7", "true", "null", "[\"acme\"]", "{\"id\":\"acme\"}"])
    func `an organization or a connection that is no string is refused, not left out`(value: String) {
        let rest = "\"action\":{\"name\":\"a\"},\"resource\":{\"type\":\"t\",\"id\":\"1\"}"
        #expect(throws: QuestionError.wrongType("context.organization", expected: "a string")) {
            try evaluation(
                "{\"subject\":{\"type\":\"user\",\"id\":\"u\"},\(rest),\"context\":{\"organization\":\(value)}}"
            )
        }
        #expect(throws: QuestionError.self) {
            try evaluation(
                "{\"subject\":{\"type\":\"user\",\"id\":\"u\",\"properties\":{\"connection\":\(value)}},\(rest)}"
            )
        }
    }

    @Test func `a connection among the properties names the provider's user`() throws {
        let json = """
            {"subject":{"type":"user","id":"00u1","properties":{"connection":"acme"}},
             "action":{"name":"a"},"resource":{"type":"t","id":"1"}}
            """
        #expect(try evaluation(json).subject == .providerUser(id: "00u1", connection: "acme"))
    }

    @Test func `a subject that is no user stays what it is`() throws {
        let json = #"{"subject":{"type":"device","id":"d"},"action":{"name":"a"},"resource":{"type":"t","id":"1"}}"#
        #expect(try evaluation(json).subject == .other(type: "device", id: "d"))
    }

    static let whole = #""subject":{"type":"user","id":"u"},"action":{"name":"a"},"resource":{"type":"t","id":"1"}"#

    @Test(arguments: [
        ("", QuestionError.emptyBody),
        ("[]", .wrongType("the question", expected: "an object")),
        ("{}", .missing("subject")),
        (#"{"subject":"u"}"#, .wrongType("subject", expected: "an object")),
        (#"{"subject":{"id":"u"},"action":{"name":"a"},"resource":{"type":"t","id":"1"}}"#, .missing("subject.type")),
        (
            #"{"subject":{"type":"user"},"action":{"name":"a"},"resource":{"type":"t","id":"1"}}"#,
            .missing("subject.id")
        ),
        (#"{"subject":{"type":"user","id":1}}"#, .wrongType("subject.id", expected: "a string")),
        (#"{"subject":{"type":"user","id":""}}"#, .empty("subject.id")),
        (#"{"subject":{"type":"user","id":"u"}}"#, .missing("action")),
        (#"{"subject":{"type":"user","id":"u"},"action":{}}"#, .missing("action.name")),
        (#"{"subject":{"type":"user","id":"u"},"action":{"name":"a"}}"#, .missing("resource")),
        ("{\(whole),\"subject\":{}}", .repeated("subject")),
        ("{\(whole),\"context\":{},\"context\":{}}", .repeated("context")),
        ("{\(whole),\"context\":{\"a\":1,\"a\":2}}", .repeated("context.a")),
        ("{\(whole),\"context\":1}", .wrongType("context", expected: "an object")),
        (#"{"subject":{"type":"user","type":"user"}}"#, .repeated("subject.type")),
        (#"{"subject":{"properties":{},"properties":{}}}"#, .repeated("subject.properties")),
        ("{\(whole)} {}", .malformedJSON(offset: whole.utf8.count + 3)),
    ]) func `a bad evaluation is named`(_ json: String, _ expected: QuestionError) {
        #expect(throws: expected) { try evaluation(json) }
    }

    @Test func `properties have a limit`() {
        let members = (0..<257).map { "\"p\($0)\":1" }.joined(separator: ",")
        #expect(throws: QuestionError.tooManyProperties) { try evaluation("{\(Self.whole),\"context\":{\(members)}}") }
    }

    @Test func `a login is read`() throws {
        let question = try claims(
            """
            {"subject":"okta|acme|00u1","connection":"acme","organization":"org_1","audience":"https://a",
             "nonce":"n","lifetime":60,"context":{"ip":"::1"}}
            """
        )
        #expect(question.login.subject == .loginID("okta|acme|00u1"))
        #expect(question.login.connection == "acme")
        #expect(question.login.organization == "org_1")
        #expect(question.login.audience == "https://a")
        #expect(question.login.properties == [Property(PropertyPath(.context, "ip"), .string("::1"))])
        #expect(question.nonce == "n")
        #expect(question.lifetime == 60)
    }

    @Test func `null is as good as left out`() throws {
        let question = try claims(#"{"subject":"u","connection":null,"lifetime":null,"context":null}"#)
        #expect(question.login == LoginRequest(subject: .loginID("u")))
        #expect(question.lifetime == nil)
    }

    @Test(arguments: [
        ("{}", QuestionError.missing("subject")),
        (#"{"subject":1}"#, .wrongType("subject", expected: "a user's id or an object")),
        (#"{"subject":"u","lifetime":0}"#, .notPositive("lifetime")),
        (#"{"subject":"u","lifetime":1.5}"#, .notPositive("lifetime")),
        (#"{"subject":"u","lifetime":1e300}"#, .notPositive("lifetime")),
        (#"{"subject":"u","lifetime":"9"}"#, .notPositive("lifetime")),
        (#"{"subject":"u","subject":"u"}"#, .repeated("subject")),
        (#"{"subject":"u","organization":7}"#, .wrongType("organization", expected: "a string")),
        (#"{"subject":"u","organization":null}"#, .wrongType("organization", expected: "a string")),
        (#"{"subject":"u","organization":""}"#, .empty("organization")),
        (
            #"{"subject":"u","context":{"organization":null}}"#,
            .wrongType("context.organization", expected: "a string")
        ),
        (#"{"subject":"u","context":{"organization":""}}"#, .empty("context.organization")),
        (
            #"{"subject":"u","organization":"acme","context":{"organization":"globex"}}"#,
            .contradiction("organization", "context.organization")
        ),
    ]) func `a bad login is named`(_ json: String, _ expected: QuestionError) {
        #expect(throws: expected) { try claims(json) }
    }

    @Test(arguments: [
        (#"{"subject":"u","organization":"acme"}"#), #"{"subject":"u","context":{"organization":"acme"}}"#,
        #"{"organization":"acme","context":{"organization":"acme"},"subject":"u"}"#,
    ])
    func `a login takes its organization beside the subject and in the context`(json: String) throws {
        let question = try claims(json)
        #expect(question.login.organization == "acme")
        #expect(question.warning == nil)
    }

    @Test(
        arguments: [
            ("organisation", "organization"), ("Organization", "organization"), ("org", "organization"),
            ("audiance", "audience"), ("subjct", "subject"), ("lifetme", "lifetime"), ("conection", "connection"),
            ("organizationId", "organization"), ("something", nil),
        ] as [(String, String?)]
    )
    func `a login refuses a member that it does not know`(name: String, nearest: String?) {
        let error = #expect(throws: QuestionError.self) { try claims("{\"subject\":\"u\",\"\(name)\":\"acme\"}") }
        #expect(error?.message.hasPrefix("there is no `\(name)`; ") == true)
        if let nearest { #expect(error?.message.hasSuffix("did you mean `\(nearest)`?") == true) }
    }

    @Test(arguments: ["organization", "organisation", "Organization_ID", "org"])
    func `an organization where none is looked for is not passed over in silence`(name: String) throws {
        let bytes = Array("{\(Self.whole),\"\(name)\":\"acme\"}".utf8)
        var warning: String?
        #expect(try EvaluationQuestion.read(bytes.span, &warning).organization == nil)
        #expect(warning?.contains("is ignored: the organization is `context.organization`") == true)
    }

    @Test(arguments: ["organisation", "organizationId", "ORG"])
    func `a context that spells the organization otherwise is warned of`(name: String) throws {
        let context = "\"context\":{\"\(name)\":\"acme\"}"
        let bytes = Array("{\(Self.whole),\(context)}".utf8)
        var warning: String?
        #expect(try EvaluationQuestion.read(bytes.span, &warning).organization == nil)
        #expect(warning?.contains("is no organization") == true)
        #expect(try claims("{\"subject\":\"u\",\(context)}").warning?.contains("is no organization") == true)
    }

    @Test(arguments: [#""x":1"#, #""context":{"organization":"acme","org":"x"}"#, #""context":{"owner":"acme"}"#])
    func `what cannot be the organization is not warned of`(rest: String) throws {
        let bytes = Array("{\(Self.whole),\(rest)}".utf8)
        var warning: String?
        _ = try EvaluationQuestion.read(bytes.span, &warning)
        #expect(warning == nil)
    }

    @Test func `an empty organization or connection is refused, not looked up`() {
        #expect(throws: QuestionError.empty("context.organization")) {
            try evaluation("{\(Self.whole),\"context\":{\"organization\":\"\"}}")
        }
        #expect(throws: QuestionError.empty("subject.properties.connection")) {
            try evaluation(
                #"{"subject":{"type":"user","id":"u","properties":{"connection":""}},"action":{"name":"a"},"resource":{}}"#
            )
        }
        #expect(throws: QuestionError.empty("organization")) { try RolesQuestion(query: "subject=u&organization=") }
        #expect(throws: QuestionError.unknownMember("organisation", nearest: "organization", known: [])) {
            try RolesQuestion(query: "subject=u&organisation=acme")
        }
    }

    @Test func `numbers are what was written`() throws {
        let request = try evaluation("{\(Self.whole),\"context\":{\"a\":10000.0000000000005,\"b\":1e400,\"c\":-0}}")
        let long = String(repeating: "7", count: 39)
        #expect(
            request.properties.map(\.value) == [
                .number(DecimalNumber(significand: 100_000_000_000_000_005, exponent: -13)),
                .number(DecimalNumber(significand: 1, exponent: 400)), .number(0),
            ]
        )
        #expect(try evaluation("{\(Self.whole),\"context\":{\"a\":\(long)}}").properties[0].value == .inexactNumber)
        #expect(throws: QuestionError.repeated("context.a")) {
            try evaluation("{\(Self.whole),\"context\":{\"a\":\(long),\"a\":5}}")
        }
    }

    @Test func `a query is percent-decoded`() throws {
        let question = try RolesQuestion(query: "subject=okta%7Cacme%7Ca%2Bb+c&organization=acm%C3%A9&x")
        #expect(question.subject == .loginID("okta|acme|a+b+c"))
        #expect(question.organization == "acmé")
        #expect(throws: QuestionError.missing("subject")) { try RolesQuestion(query: nil) }
        #expect(throws: QuestionError.empty("subject")) { try RolesQuestion(query: "subject=") }
        #expect(throws: QuestionError.repeated("subject")) { try RolesQuestion(query: "subject=a&subject=b") }
        #expect(throws: QuestionError.malformedPercentEncoding) { try RolesQuestion(query: "subject=%4") }
        #expect(throws: QuestionError.malformedPercentEncoding) { try RolesQuestion(query: "subject=%FF") }
    }
}
