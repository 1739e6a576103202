import AccessModel
import NIOCore

/// Puts answers into HTTP. Keeps the header lines that stay the same from answer to answer.
struct AnswerEncoder {
    private var basis: AnswerBasis?
    /// The lines that state `basis`.
    private var basisLines = [UInt8]()

    private static let okJSON = Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ".utf8)
    static let goOn = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")

    mutating func encode(_ answer: Answer, for exchange: Exchange, into output: inout ByteBuffer) {
        if basis != answer.basis { prepare(answer.basis) }
        if answer.status == .ok, answer.contentType == .json {
            output.writeBytes(Self.okJSON)
        } else {
            output.writeString("HTTP/1.1 \(answer.status.rawValue) \(answer.status.phrase)\r\n")
            output.writeString("Content-Type: \(answer.contentType.rawValue)\r\nContent-Length: ")
        }
        output.writeString(String(answer.body.count))
        output.writeBytes(basisLines)
        if let requestID = exchange.requestID {
            output.writeStaticString("X-Request-ID: ")
            output.writeString(requestID)
            output.writeStaticString("\r\n")
        }
        if let allow = answer.allow { output.writeString("Allow: \(allow)\r\n") }
        if !exchange.keepsAlive { output.writeStaticString("Connection: close\r\n") }
        output.writeStaticString("\r\n")
        if !exchange.omitsBody { output.writeBytes(answer.body) }
    }

    private mutating func prepare(_ basis: AnswerBasis) {
        self.basis = basis
        basisLines.removeAll(keepingCapacity: true)
        basisLines += "\r\nRollcall-Revision: ".utf8
        basisLines += basis.revision.description.utf8
        basisLines += "\r\nRollcall-As-Of: ".utf8
        basisLines += basis.asOf.utf8
        basisLines += "\r\n".utf8
    }
}

/// What of a request its answer's form depends on.
struct Exchange: Sendable {
    var endpoint: Endpoint?
    var requestID: String?
    var keepsAlive: Bool
    var omitsBody: Bool
    /// When the request's last byte arrived.
    var started: Timestamp
}
