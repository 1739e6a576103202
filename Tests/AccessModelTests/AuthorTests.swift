import AccessModel
import Testing

@Suite struct AuthorTests {
    @Test(arguments: [
        ("policy", Author.policy),
        ("client:cli_1", .client(Identifier("cli_1"))),
        ("peer:1000", .peer(uid: 1_000)),
        ("connection:con_1:tok_1", .connection(Connection.ID("con_1"), token: Identifier("tok_1"))),
        ("login:okta|acme|a:b", .login(User.ID("okta|acme|a:b"))),
        ("system", .system),
    ])
    func `an author reads from its text as it was written`(_ text: String, _ author: Author) {
        #expect(author.description == text)
        #expect(Author(text) == author)
    }

    @Test(arguments: [
        "", "nobody", "policy:", "system:x", "client", "peer:", "peer:-1", "peer:root", "connection:con_1", "login",
    ])
    func `what no author is written as is none`(_ text: String) {
        #expect(Author(text) == nil)
    }

    @Test func `a request's id is 1 to 128 visible characters, and a new one is one`() {
        var generator = SplitMix64(seed: 1)
        let (one, other) = (RequestID.make(using: &generator), RequestID.make(using: &generator))
        #expect(one != other)
        #expect(RequestID(one.description) == one)
        #expect(RequestID("7f3a-90bc")?.description == "7f3a-90bc")
        for text in ["", "two words", "grün", "\u{7f}", String(repeating: "x", count: 129)] {
            #expect(RequestID(text) == nil)
        }
    }
}
