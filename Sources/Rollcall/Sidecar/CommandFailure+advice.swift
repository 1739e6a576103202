import DecisionSocket
import DirectoryStorage
import Foundation
import NIOCore

/// What keeps the server from starting, with what to do about it.
extension CommandFailure {
    /// - Parameter option: names another place for the socket.
    init(_ error: SocketError, option: String) {
        let advice =
            switch error {
            case .inUse: "stop it, or choose another path with \(option)"
            case .notASocket: "move it away, or choose another path with \(option)"
            case .pathTooLong: "choose a shorter one with \(option)"
            case .directoryUnusable, .cannotBind, .noServer, .permissionDenied, .cannotConnect, .closed,
                .noAnswer, .malformedAnswer:
                "choose another path with \(option)"
            }
        self.init("\(error); \(advice)")
    }

    /// Why nothing can listen at a TCP address.
    init(_ error: any Error, listeningAt address: String) {
        let reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE: "another program does; stop it, or choose another address with --listen"
            case EACCES: "this user may not; choose a port above 1023 with --listen"
            case EADDRNOTAVAIL: "this machine has no such address; choose another with --listen"
            case .some: "\(error); choose another address with --listen"
            case nil: "the host is not known; choose another address with --listen"
            }
        self.init("cannot listen on `\(address)`: \(reason)")
    }

    /// Why the store in the data directory cannot be opened.
    init(opening error: StoreError) {
        let advice =
            switch error {
            case .notAStore: "; move it away, or choose another data directory with --data"
            case .newerSchema: "; run the version that wrote it, or a newer one"
            case .locked: "; stop the process that holds it"
            case .notWritable: "; give it to this user, or choose another data directory with --data"
            case .corrupt: "; restore a backup and start with --restored"
            case .full: "; make room and start again"
            case .olderSchema, .notUnique, .valueTaken, .unknown, .otherOrigin, .ownedRole, .connectionInUse,
                .tooManyTokens, .tooManyBlockedIdentifiers, .dryRunTooLarge, .nestedTooDeep, .tooManyNestedMemberships,
                .invalidText, .unavailable:
                ""
            }
        self.init("\(error)\(advice)")
    }
}
