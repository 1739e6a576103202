import Foundation
package import NIOCore
import NIOPosix

/// The file that a Unix socket is reached by.
package struct SocketFile: Sendable {
    let path: String

    package init(path: String) {
        self.path = path
    }

    /// `sun_path` less the terminating zero and the suffix of ``temporaryPath``.
    static let longestPath = 106

    /// Where the socket is bound, before it has its mode and moves to its place: nobody can connect too early.
    private var temporaryPath: String { path + "~" }
    private var directory: String {
        let parent = (path as NSString).deletingLastPathComponent
        return parent.isEmpty ? "." : parent
    }

    /// Makes the directory where it is missing, and the path free where a dead process left its socket.
    ///
    /// Refuses where a living process listens, where something else is in the way, and a path that no socket can have.
    package func prepare(
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws(SocketError) {
        guard path.utf8.count <= Self.longestPath else {
            throw SocketError.pathTooLong(path: path, limit: Self.longestPath)
        }
        try makeDirectory()
        try await takeOver(path, on: group)
        try await takeOver(temporaryPath, on: group)
    }

    /// Binds by way of the temporary path; the socket appears at ``path`` with mode 0660 or not at all.
    func bind(_ bootstrap: ServerBootstrap) async throws -> any Channel {
        do {
            let channel = try await bootstrap.bind(unixDomainSocketPath: temporaryPath).get()
            try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: temporaryPath)
            try FileManager.default.moveItem(atPath: temporaryPath, toPath: path)
            return channel
        } catch let error as IOError {
            throw SocketError.cannotBind(path: path, reason: error.localizedDescription)
        } catch {
            throw SocketError.cannotBind(path: path, reason: Self.reason(error))
        }
    }

    /// Tells this socket from another one that took its path later.
    var identity: UInt64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.systemFileNumber] as? NSNumber)?.uint64Value
    }

    /// Removes the file if it is still the one that had `identity`.
    func remove(_ identity: UInt64?) {
        guard let identity, identity == self.identity else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    private func makeDirectory() throws(SocketError) {
        guard !FileManager.default.fileExists(atPath: directory) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o750]
            )
        } catch {
            throw SocketError.directoryUnusable(path: directory, reason: Self.reason(error))
        }
    }

    /// Asks whoever is behind the file whether he lives.
    private func takeOver(_ path: String, on group: any EventLoopGroup) async throws(SocketError) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return }
        guard attributes[.type] as? FileAttributeType == .typeSocket else { throw .notASocket(path: path) }
        do {
            let channel = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get()
            try? await channel.close()
        } catch {
            guard (error as? IOError)?.errnoCode == ECONNREFUSED else {
                throw .cannotBind(path: path, reason: error.localizedDescription)
            }
            try? FileManager.default.removeItem(atPath: path)
            return
        }
        throw .inUse(path: path)
    }

    /// The system's words for `error`.
    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return (underlying ?? error as NSError).localizedDescription
    }
}
