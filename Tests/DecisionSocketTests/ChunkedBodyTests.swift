import AccessModel
import DecisionSocket
import Foundation
import NIOCore
import Testing

/// Bodies in chunks (RFC 9112 section 7.1).
@Suite struct ChunkedBodyTests {
    private static let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// What the parser says about `bytes` that arrive in pieces of `size` bytes.
    private func actions(
        _ bytes: [UInt8],
        size: Int = .max,
        limits: HTTPLimits = HTTPLimits()
    ) -> [RequestParser.Action] {
        var parser = RequestParser(limits: limits)
        var buffer = ByteBuffer()
        var actions = [RequestParser.Action]()
        var rest = bytes[...]
        while !rest.isEmpty {
            buffer.writeBytes(rest.prefix(size))
            rest = rest.dropFirst(size)
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

    private func body(_ chunks: String, limits: HTTPLimits = HTTPLimits()) -> String? {
        guard case .request(let request) = actions(Array((Self.head + chunks).utf8), limits: limits).first else {
            return nil
        }
        return String(buffer: request.body)
    }

    private func refusal(_ text: String, limits: HTTPLimits = HTTPLimits()) -> HTTPRefusal? {
        guard case .refuse(let refusal) = actions(Array(text.utf8), limits: limits).last else { return nil }
        return refusal
    }

    @Test func `chunks are put together`() {
        #expect(body("0\r\n\r\n") == "")
        #expect(body("5\r\nhello\r\n0\r\n\r\n") == "hello")
        #expect(body("00000005\r\nhello\r\n1\r\n!\r\n000\r\n\r\n") == "hello!")
        #expect(body("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n")?.count == 20)
        #expect(body("2;a;b=c;d=\"e;\\\"\r\nhi\r\n0;z\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r\n") == nil)
        #expect(body("2;a;b=c;d=\"e;\\\"\"\r\nhi\r\n0;z\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r\n") == "hi")
        #expect(body("2\r\n\r\n\r\n0\r\n\r\n") == "\r\n")
    }

    @Test func `random bodies in random chunks are what was sent, however they arrive`() {
        var generator = SplitMix64(seed: 5)
        for _ in 0..<2_000 {
            let content = (0..<Int.random(in: 0..<200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            var bytes = Array(Self.head.utf8)
            var rest = content[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 1...64, using: &generator))
                let digits = String(chunk.count, radix: 16, uppercase: Bool.random(using: &generator))
                bytes += Array("\(digits)\r\n".utf8) + chunk + Array("\r\n".utf8)
                rest = rest.dropFirst(chunk.count)
            }
            bytes += Array("0\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            let actions = actions(bytes, size: Int.random(in: 1...80, using: &generator))
            guard actions.count == 2, case .request(let first) = actions[0], case .request(let next) = actions[1] else {
                Issue.record("not two requests: \(actions)")
                return
            }
            #expect(Array(first.body.readableBytesView) == content)
            #expect(next.path == "/next")
        }
    }

    static let malformed: [(String, HTTPRefusal)] = [
        ("\r\n", .malformedChunk),
        (" 5\r\n", .malformedChunk),
        ("5 \r\n", .malformedChunk),
        ("0x5\r\n", .malformedChunk),
        ("+5\r\n", .malformedChunk),
        ("-1\r\n", .malformedChunk),
        ("5,5\r\n", .malformedChunk),
        ("000000005\r\n", .malformedChunk),
        ("FFFFFFFFFFFFFFFF1\r\n", .malformedChunk),
        ("FFFFFFFF\r\n", .bodyTooLarge),
        ("10001\r\n", .bodyTooLarge),
        ("5;\r\n", .malformedChunk),
        ("5; a\r\n", .malformedChunk),
        ("5;a=\r\n", .malformedChunk),
        ("5;a=\"b\r\n", .malformedChunk),
        ("5;a=\"b\\\r\n", .malformedChunk),
        ("5;a=\"\u{1}\"\r\n", .malformedChunk),
        ("5;a\rb\r\n", .malformedChunk),
        ("5\n", .bareLineFeed),
        ("2\r\nhi\n0\r\n\r\n", .malformedChunk),
        ("2\r\nhi0\r\n\r\n", .malformedChunk),
        ("2\r\nhi!\r\n", .malformedChunk),
        ("0\r\n\n", .bareLineFeed),
        ("0\r\n folded\r\n", .foldedField),
        ("0\r\nno colon\r\n", .malformedField),
        ("0\r\nA: \u{0}\r\n", .malformedField),
    ]

    @Test(arguments: malformed) func `malformed chunks are refused`(_ chunks: String, _ refusal: HTTPRefusal) {
        #expect(self.refusal(Self.head + chunks) == refusal)
        #expect(actions(Array((Self.head + chunks).utf8), size: 1).last == .refuse(refusal))
    }

    @Test func `what is chunked is framed in one way`() {
        let fields: [(String, HTTPRefusal)] = [
            ("Transfer-Encoding: chunked\r\nContent-Length: 0", .transferEncodingWithLength),
            ("Content-Length: 5\r\nTransfer-Encoding: chunked", .transferEncodingWithLength),
            ("Transfer-Encoding: gzip, chunked", .unsupportedTransferEncoding),
            ("Transfer-Encoding: chunked, identity", .unsupportedTransferEncoding),
            ("Transfer-Encoding: \u{B}chunked", .malformedField),
            ("Transfer-Encoding: \"chunked\"", .unsupportedTransferEncoding),
            ("Transfer-Encoding:", .unsupportedTransferEncoding),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .repeatedField),
        ]
        for (field, refusal) in fields {
            #expect(self.refusal("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n") == refusal, "\(field)")
        }
        #expect(
            refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == .transferEncodingInOldVersion
        )
        #expect(refusal("POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: \tCHUNKED \r\n\r\n0\r\n\r\n") == nil)
    }

    @Test func `limits of chunks are exact`() {
        let limits = HTTPLimits(fields: 3, body: 4, chunkFraming: 20)
        #expect(body("4\r\nabcd\r\n0\r\n\r\n", limits: limits) == "abcd")
        #expect(refusal(Self.head + "5\r\n", limits: limits) == .bodyTooLarge)
        #expect(refusal(Self.head + "3\r\nabc\r\n2\r\n", limits: limits) == .bodyTooLarge)
        // 5 bytes for each of three chunks, 5 for the end.
        #expect(body("1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n", limits: limits) == "abc")
        #expect(
            refusal(Self.head + "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n00\r\n\r\n", limits: limits) == .chunkFramingTooLarge
        )
        #expect(refusal(Self.head + "1;aaaaaaaaaaaaaaaaaaa", limits: limits) == .chunkFramingTooLarge)
        #expect(refusal(Self.head + "0\r\nA: aaaaaaaaaaaaaaa", limits: limits) == .chunkFramingTooLarge)
        let roomy = HTTPLimits(fields: 3, body: 4)
        #expect(refusal(Self.head + "0\r\na:\r\nb:\r\nc:\r\n\r\n", limits: roomy) == nil)
        #expect(refusal(Self.head + "0\r\na:\r\nb:\r\nc:\r\nd:\r\n\r\n", limits: roomy) == .tooManyFields)
    }

    @Test func `a peer that holds its chunks back is told once to go on`() {
        var parser = RequestParser()
        var buffer = ByteBuffer(
            string: "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        #expect(parser.next(in: &buffer) == .sendContinue)
        #expect(parser.next(in: &buffer) == .wait)
        buffer.writeString("2\r\n{}\r\n")
        #expect(parser.next(in: &buffer) == .wait)
        buffer.writeString("0\r\n\r\n")
        guard case .request = parser.next(in: &buffer) else {
            Issue.record("no request")
            return
        }
    }
}

extension SocketSuites {
    @Suite struct ChunkedRequestTests {
        @Test func `a question in chunks is answered as one with a length`() async throws {
            try await TestServer.running { server async throws in
                let question = Samples.question()
                let plain = try await server.ask("POST", "/access/v1/evaluation", body: question)
                try await server.withConnection { connection async throws in
                    let head = "POST /access/v1/evaluation HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                    try await connection.send(head + "Connection: close\r\n\r\n")
                    for byte in question { try await connection.send(Array("1\r\n".utf8) + [byte] + [13, 10]) }
                    try await connection.send("0\r\n\r\n")
                    let text = try #require(await connection.receiveAll())
                    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                    #expect(text.hasSuffix("\r\n\r\n" + plain.text))
                }
            }
        }

        @Test func `curl sends chunks`() async throws {
            try await TestServer.running { server async throws in
                let curl = Process()
                curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                curl.arguments = [
                    "curl", "-s", "--unix-socket", server.path, "-H", "Content-Type: application/json",
                    "-H", "Transfer-Encoding: chunked", "-d", String(decoding: Samples.question(), as: UTF8.self),
                    "http://rollcall/access/v1/evaluation",
                ]
                let output = Pipe()
                curl.standardOutput = output
                try curl.run()
                let answer = output.fileHandleForReading.readDataToEndOfFile()
                curl.waitUntilExit()
                #expect(String(decoding: answer, as: UTF8.self).hasPrefix(#"{"decision":true"#))
            }
        }
    }
}
