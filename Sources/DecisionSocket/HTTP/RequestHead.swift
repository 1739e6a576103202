/// A request line and the fields read so far.
struct RequestHead: Sendable {
    /// Fields that may be sent once.
    private struct Singletons: OptionSet {
        let rawValue: UInt8
        static let host = Self(rawValue: 1)
        static let contentLength = Self(rawValue: 2)
        static let contentType = Self(rawValue: 4)
        static let requestID = Self(rawValue: 8)
        static let minimumRevision = Self(rawValue: 16)
        static let expect = Self(rawValue: 32)
        static let transferEncoding = Self(rawValue: 64)
    }

    var request: HTTPRequest
    private(set) var contentLength = 0
    /// Whether the body comes in chunks.
    var isChunked: Bool { seen.contains(.transferEncoding) }
    var expectsContinue = false
    /// Whether `chunked` is the only transfer coding, where there is any.
    private var isChunkedAlone = true
    private var fieldCount = 0
    private var seen: Singletons = []
    private let isVersion11: Bool

    /// Before any line.
    init() {
        request = HTTPRequest(method: .other, path: "")
        isVersion11 = true
    }

    init(requestLine line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        guard let first = bytes.firstIndex(of: .space, in: line),
            let second = bytes.firstIndex(of: .space, in: first + 1..<line.upperBound)
        else { throw .malformedRequestLine }
        isVersion11 = try Self.isVersion11(bytes, second + 1..<line.upperBound)
        let method = try Self.method(bytes, line.lowerBound..<first)
        let target = try Self.target(bytes, first + 1..<second)
        request = HTTPRequest(method: method, path: target.path, query: target.query, keepsAlive: isVersion11)
    }

    mutating func add(field line: Range<Int>, of bytes: Span<UInt8>, limits: HTTPLimits) throws(HTTPRefusal) {
        fieldCount += 1
        if fieldCount > limits.fields { throw .tooManyFields }
        let colon = try Self.split(field: line, of: bytes)
        try read(name: line.lowerBound..<colon, value: bytes.trimmed(colon + 1..<line.upperBound), of: bytes)
    }

    /// The position of the colon between a field's name and its value; both are well-formed.
    static func split(field line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) -> Int {
        if bytes[line.lowerBound].isBlank { throw .foldedField }
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon].isTokenCharacter { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == UInt8(ascii: ":") else {
            throw .malformedField
        }
        var index = colon + 1
        while index < line.upperBound {
            guard bytes[index].isFieldContent else { throw .malformedField }
            index += 1
        }
        return colon
    }

    /// What can be said only when all fields are known.
    mutating func check(_ limits: HTTPLimits) throws(HTTPRefusal) {
        if isChunked {
            // Two framings, or one that the peer's version does not have: where the request ends is anybody's guess.
            if seen.contains(.contentLength) { throw .transferEncodingWithLength }
            if !isChunkedAlone { throw .unsupportedTransferEncoding }
            if !isVersion11 { throw .transferEncodingInOldVersion }
        }
        if isVersion11, !seen.contains(.host) { throw .missingHost }
        if contentLength > limits.body { throw .bodyTooLarge }
        if !isVersion11 || contentLength == 0 && !isChunked { expectsContinue = false }
    }

    private mutating func read(name: Range<Int>, value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        switch name.count {
        case 4 where bytes.matches("host", in: name):
            try once(.host)
        case 6 where bytes.matches("accept", in: name):
            readAccept(value, of: bytes)
        case 6 where bytes.matches("expect", in: name):
            try readExpect(value, of: bytes)
        case 6 where bytes.matches("prefer", in: name):
            readPrefer(value, of: bytes)
        case 10 where bytes.matches("connection", in: name):
            readConnection(value, of: bytes)
        case 12 where bytes.matches("content-type", in: name):
            try readContentType(value, of: bytes)
        case 12 where bytes.matches("x-request-id", in: name):
            try readRequestID(value, of: bytes)
        case 14 where bytes.matches("content-length", in: name):
            try readContentLength(value, of: bytes)
        case 17 where bytes.matches("transfer-encoding", in: name):
            try readTransferEncoding(value, of: bytes)
        case 21 where bytes.matches("rollcall-min-revision", in: name):
            try once(.minimumRevision)
            request.minimumRevision = bytes.text(value)
        default:
            break
        }
    }

    private mutating func once(_ field: Singletons) throws(HTTPRefusal) {
        guard seen.insert(field).inserted else { throw .repeatedField }
    }
}

// MARK: - The request line

extension RequestHead {
    private static let longestMethod = 32

    private static func isVersion11(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPRefusal) -> Bool {
        guard range.count == 8 else { throw .malformedRequestLine }
        switch bytes.text(range) {
        case "HTTP/1.1": return true
        case "HTTP/1.0": return false
        case let version where version.hasPrefix("HTTP/"): throw .unsupportedVersion
        default: throw .malformedRequestLine
        }
    }

    private static func method(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPRefusal) -> HTTPRequest.Method {
        guard !range.isEmpty, range.count <= longestMethod, range.allSatisfy({ bytes[$0].isTokenCharacter }) else {
            throw .malformedRequestLine
        }
        // Methods are case-sensitive.
        return switch bytes.text(range) {
        case "POST": .post
        case "GET": .get
        case "HEAD": .head
        default: .other
        }
    }

    private static func target(
        _ bytes: Span<UInt8>,
        _ range: Range<Int>
    ) throws(HTTPRefusal) -> (path: String, query: String?) {
        var queryStart: Int?
        for index in range {
            guard bytes[index].isVisible, bytes[index] != UInt8(ascii: "#") else { throw .malformedRequestLine }
            if bytes[index] == UInt8(ascii: "?"), queryStart == nil { queryStart = index }
        }
        let end = queryStart ?? range.upperBound
        let start = try pathStart(bytes, range.lowerBound..<end)
        return (
            start == end ? "/" : bytes.text(start..<end),
            queryStart.map { bytes.text($0 + 1..<range.upperBound) }
        )
    }

    /// Where the path begins in an origin form, `*` or an absolute form, whose authority means nothing on a socket.
    private static func pathStart(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPRefusal) -> Int {
        guard let first = range.first else { throw .malformedRequestLine }
        if bytes[first] == UInt8(ascii: "/") || (bytes[first] == UInt8(ascii: "*") && range.count == 1) { return first }
        let scheme = "http://"
        guard range.count > scheme.utf8.count, bytes.matches(scheme, in: first..<first + scheme.utf8.count) else {
            throw .malformedRequestLine
        }
        return bytes.firstIndex(of: UInt8(ascii: "/"), in: first + scheme.utf8.count..<range.upperBound)
            ?? range.upperBound
    }
}

// MARK: - The fields

extension RequestHead {
    private static let longestRequestID = 128

    private mutating func readAccept(_ value: Range<Int>, of bytes: Span<UInt8>) {
        for element in bytes.listElements(in: value) where bytes.matches("application/jwt", in: element) {
            request.acceptsJWT = true
        }
    }

    private mutating func readExpect(_ value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        try once(.expect)
        guard bytes.matches("100-continue", in: value) else { throw .unsupportedExpectation }
        expectsContinue = true
    }

    /// The first `wait=` of any `Prefer`; what is no number is no preference.
    private mutating func readPrefer(_ value: Range<Int>, of bytes: Span<UInt8>) {
        let word = "wait="
        for element in bytes.listElements(in: value) where request.wait == nil && element.count > word.utf8.count {
            let number = element.lowerBound + word.utf8.count
            guard bytes.matches(word, in: element.lowerBound..<number) else { continue }
            request.wait = bytes.decimal(in: number..<element.upperBound)
        }
    }

    private mutating func readConnection(_ value: Range<Int>, of bytes: Span<UInt8>) {
        for element in bytes.listElements(in: value) where bytes.matches("close", in: element) {
            request.keepsAlive = false
        }
    }

    private mutating func readContentType(_ value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        try once(.contentType)
        let end = bytes.firstIndex(of: UInt8(ascii: ";"), in: value) ?? value.upperBound
        let isJSON = bytes.matches("application/json", in: bytes.trimmed(value.lowerBound..<end))
        request.contentType = isJSON ? .json : .other
    }

    private mutating func readRequestID(_ value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        try once(.requestID)
        guard !value.isEmpty, value.count <= Self.longestRequestID, value.allSatisfy({ bytes[$0].isVisible }) else {
            throw .malformedRequestID
        }
        request.requestID = bytes.text(value)
    }

    private mutating func readContentLength(_ value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        try once(.contentLength)
        guard let length = bytes.decimal(in: value) else { throw .malformedContentLength }
        contentLength = length
    }

    private mutating func readTransferEncoding(_ value: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        try once(.transferEncoding)
        isChunkedAlone = bytes.matches("chunked", in: value)
    }
}
