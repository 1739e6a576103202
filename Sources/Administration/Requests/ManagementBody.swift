import HTTPTypes
import Hummingbird
import NIOCore
import RequestAdmission
import StrictJSON

/// The bodies of requests to the management API, before anything is made of them.
enum ManagementBody {
    /// In bytes.
    static let maximumSize = 1 << 20
    /// Bodies nest as deep as their schemas, but for a connection's `options`, which are kept as they come.
    static let limits = JSONLimits(bytes: maximumSize, depth: 32, membersPerObject: 1_000, values: 200_000)

    /// - Parameter holder: whose share of the budget it takes.
    static func bytes(
        of request: Request,
        in budget: BodyBudget,
        for holder: String
    ) async throws -> ([UInt8], BodyBudget.Reservation?) {
        do {
            let (buffer, reservation) = try await request.wholeBody(upTo: maximumSize, in: budget, for: holder)
            return (Array(buffer.readableBytesView), reservation)
        } catch RequestBodyError.tooLarge(let limit) {
            throw ManagementError(.contentTooLarge, "A body has at most \(limit) bytes")
        } catch let error as RequestBodyError {
            throw ManagementError.invalidBody("'\(error)'")
        }
    }

    /// Throws 400 with what is wrong with the text, where it is not JSON, or more of it than is accepted.
    static func parse(_ bytes: [UInt8]) throws(ManagementError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(json: bytes, limits: limits)
        } catch {
            throw .invalidBody("'\(error)'")
        }
    }
}
