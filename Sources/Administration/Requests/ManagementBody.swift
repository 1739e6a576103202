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

    static func bytes(of request: Request) async throws(ManagementError) -> [UInt8] {
        do throws(RequestBodyError) {
            return try await Array(request.wholeBody(upTo: maximumSize).readableBytesView)
        } catch .tooLarge(let limit) {
            throw ManagementError(.contentTooLarge, "A body has at most \(limit) bytes")
        } catch {
            throw .invalidBody("'\(error)'")
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
