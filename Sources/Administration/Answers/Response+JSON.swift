import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A JSON body with keys in alphabetical order, in snake case as the management API has them; its error bodies alone
    /// keep camel case.
    static func json(
        _ body: some Encodable,
        status: HTTPResponse.Status = .ok,
        keys: JSONEncoder.KeyEncodingStrategy = .convertToSnakeCase
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = keys
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return json(ByteBuffer(bytes: try encoder.encode(body)), status: status)
    }

    /// A body that is JSON already.
    static func json(_ bytes: ByteBuffer, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: bytes)
        )
    }
}
