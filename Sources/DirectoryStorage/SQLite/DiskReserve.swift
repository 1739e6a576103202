import Foundation
import Synchronization

/// Room on the store's disk that is given up, when there is no other, for commits that take access away.
///
/// A file beside the store takes the room. It is let go as a whole: from then on only what takes access away is written,
/// until the disk has twice as much room and the reserve is laid in again.
package final class DiskReserve: Sendable {
    package enum Event: Hashable, Sendable {
        /// The disk has too little room for a reserve; the bytes that it should have.
        case missing(Int)
        /// The disk is full, and the reserve has been given up.
        case released(Int)
        /// There is room again, and a reserve.
        case restored(Int)
    }

    private enum State {
        case missing, held, released
    }

    private let path: String
    private let size: Int
    private let report: @Sendable (Event) -> Void
    private let state = Mutex(State.missing)

    /// Lays in the reserve, where the disk has twice as much room. Blocks.
    ///
    /// - Parameter size: in bytes; zero for none.
    package init(path: String, size: Int, report: @escaping @Sendable (Event) -> Void = { _ in }) {
        self.path = path
        self.size = size
        self.report = report
        guard size > 0 else { return }
        if allocate() { state.withLock { $0 = .held } } else { report(.missing(size)) }
    }

    /// Whether only what takes access away is to be written.
    var isReleased: Bool { state.withLock { $0 == .released } }

    /// Gives the room up. Says whether there was any.
    func release() -> Bool {
        guard state.withLock({ $0 == .held }) else { return false }
        guard (try? FileManager.default.removeItem(atPath: path)) != nil else { return false }
        state.withLock { $0 = .released }
        report(.released(size))
        return true
    }

    /// Lays the reserve in again, if it has been given up and there is room.
    func restore() {
        guard isReleased, allocate() else { return }
        state.withLock { $0 = .held }
        report(.restored(size))
    }

    /// Whoever calls is the only writer.
    private func allocate() -> Bool {
        let files = FileManager.default
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let held = (try? files.attributesOfItem(atPath: path)[.size]).flatMap(Self.integer) ?? 0
        if held >= size { return true }
        guard let free = (try? files.attributesOfFileSystem(forPath: folder)[.systemFreeSize]).flatMap(Self.integer),
            free >= 2 * size,
            files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forUpdatingAtPath: path)
        else { return false }
        defer { try? file.close() }
        guard posix_fallocate(file.fileDescriptor, 0, size) == 0 else {
            try? files.removeItem(atPath: path)
            return false
        }
        return true
    }

    /// Foundation has numbers of several types for attributes.
    private static func integer(_ value: Any?) -> Int? {
        (value as? any BinaryInteger).map { Int(clamping: $0) } ?? (value as? NSNumber)?.intValue
    }
}
