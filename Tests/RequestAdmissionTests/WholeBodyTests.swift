import HTTPTypes
import Hummingbird
import NIOCore
import RequestAdmission
import Testing

@Suite struct `The body of a request` {
    private struct BrokenConnection: Error {}

    private static func request(_ parts: [String], length: String? = nil, breaks: Bool = false) -> Request {
        var head = HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/")
        head.headerFields[.contentLength] = length
        let stream = AsyncThrowingStream<ByteBuffer, any Error> { continuation in
            for part in parts { continuation.yield(ByteBuffer(string: part)) }
            continuation.finish(throwing: breaks ? BrokenConnection() : nil)
        }
        return Request(head: head, body: RequestBody(asyncSequence: stream))
    }

    @Test(arguments: [nil, "6"])
    func `is had whole`(length: String?) async throws {
        let body = try await Self.request(["abc", "def"], length: length).wholeBody(upTo: 6)
        #expect(String(buffer: body) == "abcdef")
        #expect(try await Self.request([]).wholeBody(upTo: 0).readableBytes == 0)
    }

    @Test(arguments: [(nil, 5), ("6", 5), ("99999", 5), ("6", 6)] as [(String?, Int)])
    func `is refused where it is too large, or says so`(length: String?, limit: Int) async throws {
        let parts = limit == 6 ? ["abcdefg"] : ["abc", "def"]
        await #expect(throws: RequestBodyError.tooLarge(limit: limit)) {
            try await Self.request(parts, length: length).wholeBody(upTo: limit)
        }
    }

    @Test(arguments: [("7", false), ("5", false), (nil, true), ("6", true), ("6x", false)] as [(String?, Bool)])
    func `is refused where it was cut off`(length: String?, breaks: Bool) async throws {
        await #expect(throws: RequestBodyError.incomplete) {
            try await Self.request(["abc", "def"], length: length, breaks: breaks).wholeBody(upTo: 100)
        }
    }
}
