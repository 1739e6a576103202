import AccessModel
import DecisionSocket
import NIOCore
import Testing

@Suite struct RequestParserTests {
    /// Everything the parser says about `bytes`, which arrive in pieces of the given sizes, the last one repeated.
    private func actions(
        _ bytes: [UInt8],
        pieces: [Int] = [.max],
        limits: HTTPLimits = HTTPLimits()
    ) -> [RequestParser.Action] {
        var parser = RequestParser(limits: limits)
        var buffer = ByteBuffer()
        var actions = [RequestParser.Action]()
        var rest = bytes[...]
        var piece = 0
        while !rest.isEmpty {
            buffer.writeBytes(rest.prefix(pieces[min(piece, pieces.count - 1)]))
            rest = rest.dropFirst(pieces[min(piece, pieces.count - 1)])
            piece += 1
            reading: while true {
                let action = parser.next(in: &buffer)
                switch action {
                case .wait: break reading
                case .sendContinue: break
                case .request: actions.append(action)
                case .refuse: return actions + [action]
                }
            }
        }
        return actions
    }

    private func actions(_ text: String, limits: HTTPLimits = HTTPLimits()) -> [RequestParser.Action] {
        actions(Array(text.utf8), limits: limits)
    }

    private func request(_ text: String) -> HTTPRequest? {
        guard case .request(let request) = actions(text).first else { return nil }
        return request
    }

    private func refusal(_ text: String, limits: HTTPLimits = HTTPLimits()) -> HTTPRefusal? {
        guard case .refuse(let refusal) = actions(text, limits: limits).last else { return nil }
        return refusal
    }

    static let samples: [String] = [
        "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nA\u{0}: b\r\n\r\n",
        "GET /\(String(repeating: "x", count: 9_000)) HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "x", count: 17_000))\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"b\"\r\n{\r\n1\r\n}\r\n0\r\nA: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc0\r\n\r\n",
    ]

    @Test(arguments: samples) func `bytes mean the same however they are split`(_ text: String) {
        let bytes = Array(text.utf8)
        let whole = actions(bytes)
        #expect(actions(bytes, pieces: [1]) == whole)
        for first in stride(from: 1, to: min(bytes.count, 400), by: 1) {
            #expect(actions(bytes, pieces: [first, .max]) == whole, "split at \(first)")
        }
    }

    @Test func `random mutations mean the same however they are split`() {
        var generator = SplitMix64(seed: 11)
        for _ in 0..<3_000 {
            let sample = Self.samples[Int.random(in: 0..<Self.samples.count, using: &generator)]
            var bytes = Array(sample.utf8.prefix(600))
            for _ in 0..<Int.random(in: 0..<4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let pieces = (0..<40).map { _ in Int.random(in: 1..<40, using: &generator) }
            #expect(actions(bytes, pieces: pieces) == actions(bytes), "\(bytes)")
        }
    }

    @Test func `a request is taken apart`() throws {
        let request = try #require(
            self.request(
                """
                POST /v1/roles?a=b%20c HTTP/1.1\r\nHOST: x\r\ncontent-type: Application/JSON; charset=utf-8\r
                accept: text/html, application/jwt\r\nx-request-id:  r-1 \r\nRollcall-Min-Revision: e:9\r
                Prefer: respond-async, wait=7\r\nContent-Length: 2\r\nUser-Agent: curl\r\n\r\n{}
                """
            )
        )
        #expect(request.method == .post)
        #expect(request.path == "/v1/roles")
        #expect(request.query == "a=b%20c")
        #expect(request.contentType == .json)
        #expect(request.acceptsJWT)
        #expect(request.requestID == "r-1")
        #expect(request.minimumRevision == "e:9")
        #expect(request.wait == 7)
        #expect(request.keepsAlive)
        #expect(String(buffer: request.body) == "{}")
    }

    @Test func `HTTP 1.0 and Connection close end the connection`() {
        #expect(request("GET / HTTP/1.0\r\n\r\n")?.keepsAlive == false)
        #expect(request("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n")?.keepsAlive == false)
        #expect(request("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")?.keepsAlive == true)
    }

    @Test func `an absolute form is understood`() {
        #expect(request("GET http://x:1/a?b HTTP/1.1\r\nHost: a\r\n\r\n")?.path == "/a")
        #expect(request("GET http://x HTTP/1.1\r\nHost: a\r\n\r\n")?.path == "/")
        #expect(request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")?.path == "*")
    }

    @Test func `a peer that holds its body back is told once to go on`() {
        var parser = RequestParser()
        var buffer = ByteBuffer(
            string: "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        )
        #expect(parser.next(in: &buffer) == .sendContinue)
        #expect(parser.next(in: &buffer) == .wait)
        buffer.writeString("{}")
        guard case .request = parser.next(in: &buffer) else {
            Issue.record("no request")
            return
        }
        #expect(parser.next(in: &buffer) == .wait)
    }

    @Test func `nothing is read after a refusal`() {
        var parser = RequestParser()
        var buffer = ByteBuffer(string: "BAD\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(parser.next(in: &buffer) == .refuse(.malformedRequestLine))
        #expect(parser.next(in: &buffer) == .refuse(.malformedRequestLine))
    }

    static let malformed: [(String, HTTPRefusal)] = [
        ("\r\nGET / HTTP/1.1\r\n", .malformedRequestLine),
        ("GET /\r\n", .malformedRequestLine),
        ("GET  / HTTP/1.1\r\n", .malformedRequestLine),
        ("GET / HTTP/1.1 \r\n", .malformedRequestLine),
        ("G(T / HTTP/1.1\r\n", .malformedRequestLine),
        ("\(String(repeating: "A", count: 33)) / HTTP/1.1\r\n", .malformedRequestLine),
        ("GET a HTTP/1.1\r\n", .malformedRequestLine),
        ("GET /a#b HTTP/1.1\r\n", .malformedRequestLine),
        ("GET /\u{7F} HTTP/1.1\r\n", .malformedRequestLine),
        ("GET /\u{E9} HTTP/1.1\r\n", .malformedRequestLine),
        ("GET / http/1.1\r\n", .malformedRequestLine),
        ("GET / HTTP/2.0\r\n", .unsupportedVersion),
        ("GET / HTTP/1.1\n", .bareLineFeed),
        ("\n", .bareLineFeed),
        ("GET / HTTP/1.1\r\nHost: a\n", .bareLineFeed),
        ("GET / HTTP/1.1\r\nHost: a\r\r\n", .malformedField),
        ("GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n", .foldedField),
        ("GET / HTTP/1.1\r\nHost : a\r\n", .malformedField),
        ("GET / HTTP/1.1\r\n: a\r\n", .malformedField),
        ("GET / HTTP/1.1\r\nHost\r\n", .malformedField),
        ("GET / HTTP/1.1\r\nHost: a\u{0}\r\n", .malformedField),
        ("GET / HTTP/1.1\r\n\r\n", .missingHost),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", .repeatedField),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n", .repeatedField),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n", .malformedContentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n", .malformedContentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n", .malformedContentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n", .malformedContentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", .bodyTooLarge),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", .bodyTooLarge),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n", .unsupportedExpectation),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: a b\r\n", .malformedRequestID),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: \(String(repeating: "a", count: 129))\r\n", .malformedRequestID),
    ]

    @Test(arguments: malformed) func `malformed requests are refused`(_ text: String, _ refusal: HTTPRefusal) {
        #expect(self.refusal(text) == refusal)
    }

    @Test func `limits are exact`() {
        let head = "GET / HTTP/1.1\r\n"
        let limits = HTTPLimits(requestLine: head.utf8.count, headers: 11, fields: 1, body: 3)
        #expect(refusal(head + "Host: a\r\n\r\n", limits: limits) == nil)
        #expect(refusal("GET /a HTTP/1.1\r\n", limits: limits) == .requestLineTooLong)
        #expect(refusal(String(repeating: "a", count: head.utf8.count + 1), limits: limits) == .requestLineTooLong)
        #expect(refusal(head + "Host: ab\r\n\r\n", limits: limits) == .headersTooLarge)
        #expect(refusal(head + "Host: abcdef", limits: limits) == .headersTooLarge)
        let roomy = HTTPLimits(requestLine: 99, headers: 99, fields: 1, body: 3)
        #expect(refusal(head + "Host: a\r\nA: b\r\n", limits: roomy) == .tooManyFields)
        #expect(refusal("POST / HTTP/1.0\r\nContent-Length: 4\r\n\r\n", limits: roomy) == .bodyTooLarge)
        #expect(refusal("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc", limits: roomy) == nil)
    }
}
