import Foundation

/// The machine's users and groups, by the names that configuration uses.
enum SystemAccounts {
    /// `user:www-data` or `uid:33` as a user id; nil for a group. Throws for a name that the machine does not know.
    static func userID(_ peer: String) throws(CommandFailure) -> UInt32? {
        if let number = try number(peer, prefix: "uid:") { return number }
        return try named(peer, prefix: "user:") { name in unsafe getpwnam(name).map { unsafe $0.pointee.pw_uid } }
    }

    /// `group:staff` or `gid:50` as a group id; nil for a user.
    static func groupID(_ peer: String) throws(CommandFailure) -> UInt32? {
        if let number = try number(peer, prefix: "gid:") { return number }
        return try named(peer, prefix: "group:") { name in unsafe getgrnam(name).map { unsafe $0.pointee.gr_gid } }
    }

    private static func number(_ peer: String, prefix: String) throws(CommandFailure) -> UInt32? {
        guard peer.hasPrefix(prefix) else { return nil }
        guard let number = UInt32(peer.dropFirst(prefix.count)) else {
            throw CommandFailure("`\(peer)` is no account: write \(prefix)NUMBER", exitCode: .configurationInvalid)
        }
        return number
    }

    private static func named(
        _ peer: String,
        prefix: String,
        find: (String) -> UInt32?
    ) throws(CommandFailure) -> UInt32? {
        guard peer.hasPrefix(prefix) else { return nil }
        guard let number = find(String(peer.dropFirst(prefix.count))) else {
            throw CommandFailure("this machine has no account `\(peer)`", exitCode: .configurationInvalid)
        }
        return number
    }
}
