/// Why bytes are not a request. Each ends the connection, because where the next request starts is no longer known.
package enum HTTPRefusal: Error, Hashable, Sendable, CaseIterable {
    case malformedRequestLine
    case unsupportedVersion
    case requestLineTooLong
    case malformedField
    case bareLineFeed
    case foldedField
    case headersTooLarge
    case tooManyFields
    case repeatedField
    case missingHost
    case malformedContentLength
    case bodyTooLarge
    case unsupportedTransferEncoding
    case transferEncodingWithLength
    case transferEncodingInOldVersion
    case malformedChunk
    case chunkFramingTooLarge
    case unsupportedExpectation
    case malformedRequestID
    case timeout

    package var status: HTTPStatus {
        switch self {
        case .unsupportedVersion: .versionNotSupported
        case .requestLineTooLong: .uriTooLong
        case .headersTooLarge, .tooManyFields: .fieldsTooLarge
        case .bodyTooLarge, .chunkFramingTooLarge: .contentTooLarge
        case .unsupportedTransferEncoding: .notImplemented
        case .unsupportedExpectation: .expectationFailed
        case .timeout: .requestTimeout
        case .malformedRequestLine, .malformedField, .bareLineFeed, .foldedField, .repeatedField, .missingHost,
            .malformedContentLength, .transferEncodingWithLength, .transferEncodingInOldVersion, .malformedChunk,
            .malformedRequestID:
            .badRequest
        }
    }

    /// One lower-case sentence for the peer.
    package var message: String {
        switch self {
        case .malformedRequestLine: "the request line is malformed"
        case .unsupportedVersion: "only HTTP/1.1 and HTTP/1.0 are spoken here"
        case .requestLineTooLong: "the request line is too long"
        case .malformedField: "a header field is malformed"
        case .bareLineFeed: "a line ends without a carriage return"
        case .foldedField: "a header field is folded over two lines"
        case .headersTooLarge: "the header is too large"
        case .tooManyFields: "there are too many header fields"
        case .repeatedField: "a header field that may be sent once is repeated"
        case .missingHost: "the `Host` field is missing"
        case .malformedContentLength: "the `Content-Length` is not a number"
        case .bodyTooLarge: "the body is too large"
        case .unsupportedTransferEncoding: "the only transfer coding that is understood is `chunked`"
        case .transferEncodingWithLength: "`Transfer-Encoding` and `Content-Length` exclude each other"
        case .transferEncodingInOldVersion: "HTTP/1.0 has no `Transfer-Encoding`"
        case .malformedChunk: "a chunk of the body is malformed"
        case .chunkFramingTooLarge: "the body's chunks are too many, or have too many extensions or trailer fields"
        case .unsupportedExpectation: "the only expectation that can be met is `100-continue`"
        case .malformedRequestID: "the `X-Request-ID` must be 1 to 128 visible ASCII characters"
        case .timeout: "the request took too long to arrive"
        }
    }
}
