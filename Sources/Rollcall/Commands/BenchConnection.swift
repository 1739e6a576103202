import Foundation
import SystemPackage

/// One blocking connection that asks the same question over and over: one write, and as few reads as the kernel allows,
/// with nothing in between that takes time. What is measured is the server.
///
/// Of one thread.
struct BenchConnection: ~Copyable {
    private static let lengthField = Array("Content-Length: ".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)
    private static let success = Array("HTTP/1.1 200 ".utf8)

    private let descriptor: CInt
    private let request: [UInt8]
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)
    /// Of the last answer: where its body began, and the digits of its length.
    private var lastHeadEnd = 0
    private var lastLengthField = 0

    /// Takes over a connected stream socket.
    init(descriptor: CInt, request: [UInt8]) {
        self.descriptor = descriptor
        self.request = request
    }

    static func open(_ path: String, request: [UInt8]) throws(CommandFailure) -> BenchConnection {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw failure("no connection can be opened") }
        guard connect(descriptor, to: path) else {
            let failure = failure("cannot connect to `\(path)`")
            _ = close(descriptor)
            throw failure
        }
        return BenchConnection(descriptor: descriptor, request: request)
    }

    deinit {
        _ = close(descriptor)
    }

    /// Asks once; returns when the whole answer is there, and throws where it is none or no 200.
    mutating func ask() throws(CommandFailure) {
        try send()
        var count = 0
        while true {
            count += try receive(at: count)
            if let length = try answerLength(in: count) {
                guard count == length else { throw CommandFailure("the server sent more than one answer") }
                return
            }
        }
    }

    private func send() throws(CommandFailure) {
        var sent = 0
        while sent < request.count {
            let count = unsafe request.withUnsafeBytes { bytes in
                unsafe Foundation.send(
                    descriptor,
                    bytes.baseAddress?.advanced(by: sent),
                    bytes.count - sent,
                    CInt(MSG_NOSIGNAL)
                )
            }
            guard count > 0 || errno == EINTR else { throw Self.failure("the server takes no more questions") }
            sent += max(0, count)
        }
    }

    private mutating func receive(at offset: Int) throws(CommandFailure) -> Int {
        guard offset < buffer.count else { throw CommandFailure("the server's answer is too long") }
        let descriptor = descriptor
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset, 0)
            }
            if count > 0 { return count }
            guard count < 0, errno == EINTR else { throw Self.failure("the server closed the connection") }
        }
    }

    /// Bytes of the answer that the first `count` bytes begin; nil where its head is not complete, or the rest to come.
    private mutating func answerLength(in count: Int) throws(CommandFailure) -> Int? {
        guard let head = headEnd(in: count) else { return nil }
        guard let field = lengthField(before: head) else {
            throw CommandFailure("the server's answer does not say how long it is")
        }
        (lastHeadEnd, lastLengthField) = (head, field)
        var length = 0
        var index = field
        while index < head, (0x30...0x39).contains(buffer[index]), length < buffer.count {
            length = length * 10 + Int(buffer[index] - 0x30)
            index += 1
        }
        guard head + length <= count else { return nil }
        guard buffer.starts(with: Self.success) else {
            throw CommandFailure("the server answered: \(String(decoding: buffer[..<count], as: UTF8.self))")
        }
        return head + length
    }

    /// Where the body begins: mostly where that of the last answer did.
    private func headEnd(in count: Int) -> Int? {
        if isThere(Self.headEnd, endingAt: lastHeadEnd, below: count) { return lastHeadEnd }
        return (0...max(0, count)).first { isThere(Self.headEnd, endingAt: $0, below: count) }
    }

    /// Where the length's digits begin.
    private func lengthField(before head: Int) -> Int? {
        if isThere(Self.lengthField, endingAt: lastLengthField, below: head) { return lastLengthField }
        return (0..<head).first { isThere(Self.lengthField, endingAt: $0, below: head) }
    }

    private func isThere(_ bytes: [UInt8], endingAt end: Int, below limit: Int) -> Bool {
        guard end >= bytes.count, end <= limit else { return false }
        var index = 0
        while index < bytes.count {
            if buffer[end - bytes.count + index] != bytes[index] { return false }
            index += 1
        }
        return true
    }

    private static func connect(_ descriptor: CInt, to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Foundation.connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    /// With the reason that the last system call gave, where it gave one.
    private static func failure(_ what: String) -> CommandFailure {
        CommandFailure(errno == 0 ? what : "\(what): \(Errno(rawValue: errno))")
    }
}
