import Foundation
import Testing

@testable import Rollcall

@Suite struct BenchConnectionTests {
    /// Two ends of a connection: the bench's, and a peer that answers with these pieces.
    private func ask(answeredBy pieces: [String], questions: Int = 1) throws {
        var ends: [CInt] = [0, 0]
        try #require(unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        var connection = BenchConnection(descriptor: ends[0], request: Array("question".utf8))
        let peer = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        let answering = DispatchGroup()
        DispatchQueue.global().async(group: answering) {
            for piece in pieces {
                if piece.hasPrefix("HTTP/") { _ = try? peer.read(upToCount: 8) }
                try? peer.write(contentsOf: Data(piece.utf8))
            }
            try? peer.close()
        }
        defer { answering.wait() }
        for _ in 0..<questions { try connection.ask() }
    }

    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nRollcall-Revision: e:7\r\n\r\nhello"

    @Test func `an answer is taken whole, in however many pieces it comes`() throws {
        try ask(answeredBy: [Self.answer])
        try ask(answeredBy: ["HTTP/1.1 200 OK\r\nContent-Le", "ngth: 5\r\n\r", "\nhe", "llo"])
        try ask(answeredBy: [Self.answer, Self.answer, Self.answer], questions: 3)
    }

    @Test(arguments: [
        (["HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n\"\""], "the server answered: HTTP/1.1 503"),
        (["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"], "the server closed the connection"),
        (["HTTP/1.1 200 OK\r\n\r\n"], "the server's answer does not say how long it is"),
        (["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhello"], "the server sent more than one answer"),
    ]) func `what is no answer is a failure, not a latency`(_ pieces: [String], _ sentence: String) throws {
        let failure = #expect(throws: CommandFailure.self) { try ask(answeredBy: pieces) }
        #expect(failure?.message.hasPrefix(sentence) == true)
    }
}
