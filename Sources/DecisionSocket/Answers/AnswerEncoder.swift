import AccessModel
import NIOCore

/// Puts answers into HTTP.
enum AnswerEncoder {
    private static let okJSON = Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ".utf8)
    static let goOn = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")

    static func encode(_ answer: Answer, for exchange: Exchange, into output: inout ByteBuffer) {
        if answer.status == .ok, answer.contentType == .json {
            output.writeBytes(okJSON)
        } else {
            output.writeString("HTTP/1.1 \(answer.status.rawValue) \(answer.status.phrase)\r\n")
            output.writeString("Content-Type: \(answer.contentType.rawValue)\r\nContent-Length: ")
        }
        output.writeString(String(answer.body.count))
        output.writeBytes(answer.basis.headerLines)
        if let requestID = exchange.requestID {
            output.writeStaticString("X-Request-ID: ")
            output.writeString(requestID)
            output.writeStaticString("\r\n")
        }
        if let warning = answer.warning { output.writeString("Rollcall-Warning: \(warning)\r\n") }
        if let allow = answer.allow { output.writeString("Allow: \(allow)\r\n") }
        if let age = answer.maximumAge { output.writeString("Cache-Control: public, max-age=\(age)\r\n") }
        if !exchange.keepsAlive { output.writeStaticString("Connection: close\r\n") }
        output.writeStaticString("\r\n")
        if !exchange.omitsBody { output.writeBytes(answer.body) }
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
