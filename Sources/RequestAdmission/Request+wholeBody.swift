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

    /// The same, within the holder's share of a budget.
    ///
    /// INVARIANT (memory is bounded): no more of a large body is read than a small one has before there is room for all
    /// of it. One that does not say how long it is may be as long as any.
    ///
    /// - Parameters:
    ///   - limit: in bytes.
    ///   - holder: the id of a connection or client that has shown its credentials.
    /// - Returns: the body, and what is to be kept with it. Throws ``RequestBodyError`` and ``BodyBudgetExceeded``.
    package func wholeBody(
        upTo limit: Int,
        in budget: BodyBudget,
        for holder: String
    ) async throws -> (ByteBuffer, BodyBudget.Reservation?) {
        guard let text = headers[.contentLength] else {
            return try await unannouncedBody(upTo: limit, in: budget, for: holder)
        }
        let length = Int(text) ?? 0
        guard length <= limit else { throw RequestBodyError.tooLarge(limit: limit) }
        let reservation = try budget.reserve(length, for: holder)
        return (try await wholeBody(upTo: limit), reservation)
    }

    private func unannouncedBody(
        upTo limit: Int,
        in budget: BodyBudget,
        for holder: String
    ) async throws -> (ByteBuffer, BodyBudget.Reservation?) {
        var reservation: BodyBudget.Reservation?
        var buffer = ByteBuffer()
        do {
            for try await var part in body {
                let length = buffer.readableBytes + part.readableBytes
                guard length <= limit else { throw RequestBodyError.tooLarge(limit: limit) }
                if reservation == nil, length > BodyBudget.small {
                    reservation = try budget.reserve(limit, for: holder)
                }
                buffer.writeBuffer(&part)
            }
        } catch  where !(error is RequestBodyError || error is BodyBudgetExceeded) {
            throw RequestBodyError.incomplete
        }
        return (buffer, reservation)
    }
}
