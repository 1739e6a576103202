import AccessModel
import DecisionSocket
import Testing

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
        #expect(request.subject == .user(User.ID("u")))
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
             "nonce":"n","lifetime":60,"context":{"ip":"::1"},"other":1}
            """
        )
        #expect(question.login.subject == .user(User.ID("okta|acme|00u1")))
        #expect(question.login.connection == "acme")
        #expect(question.login.organization == "org_1")
        #expect(question.login.audience == "https://a")
        #expect(question.login.properties == [Property(PropertyPath(.context, "ip"), .string("::1"))])
        #expect(question.nonce == "n")
        #expect(question.lifetime == 60)
    }

    @Test func `null is as good as left out`() throws {
        let question = try claims(#"{"subject":"u","connection":null,"lifetime":null,"context":null}"#)
        #expect(question.login == LoginRequest(subject: .user(User.ID("u"))))
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
    ]) func `a bad login is named`(_ json: String, _ expected: QuestionError) {
        #expect(throws: expected) { try claims(json) }
    }

    @Test func `a query is percent-decoded`() throws {
        let question = try RolesQuestion(query: "subject=okta%7Cacme%7Ca%2Bb+c&organization=acm%C3%A9&x")
        #expect(question.subject == .user(User.ID("okta|acme|a+b+c")))
        #expect(question.organization == "acmé")
        #expect(throws: QuestionError.missing("subject")) { try RolesQuestion(query: nil) }
        #expect(throws: QuestionError.empty("subject")) { try RolesQuestion(query: "subject=") }
        #expect(throws: QuestionError.repeated("subject")) { try RolesQuestion(query: "subject=a&subject=b") }
        #expect(throws: QuestionError.malformedPercentEncoding) { try RolesQuestion(query: "subject=%4") }
        #expect(throws: QuestionError.malformedPercentEncoding) { try RolesQuestion(query: "subject=%FF") }
    }
}
