package import Hummingbird
import HTTPTypes
package import NIOCore

/// Why the body of a request could not be had. Either is the sender's doing: it is answered, and never logged as a failure.
package enum RequestBodyError: Error, Equatable {
    /// In bytes.
    case tooLarge(limit: Int)
    /// It ended before it was complete, or its framing is malformed.
    case incomplete
}

extension RequestBodyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLarge(let limit): "the body is larger than \(limit) bytes"
        case .incomplete: "the body ended before it was complete"
        }
    }
}

extension Request {
    /// The whole body. What says beforehand that it is larger than the limit is not read at all.
    ///
    /// The framework takes the end of a connection for the end of a body: a body of another length than the head says is
    /// refused here, so that nothing is done with a part of what was meant.
    ///
    /// - Parameter limit: in bytes.
    package func wholeBody(upTo limit: Int) async throws(RequestBodyError) -> ByteBuffer {
        let announced = headers[.contentLength].map { Int($0) }
        if let announced, let length = announced, length > limit { throw .tooLarge(limit: limit) }
        let buffer: ByteBuffer
        do {
            buffer = try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw .tooLarge(limit: limit)
        } catch {
            throw .incomplete
        }
        if let announced, announced != buffer.readableBytes { throw .incomplete }
        return buffer
    }
}
