import AccessModel
import ArgumentParser
import SCIMProtocol

/// An instant as people write it: RFC 3339, a day, or how long ago.
struct InstantArgument: ExpressibleByArgument {
    let instant: Timestamp

    init?(argument: String) {
        if let instant = Timestamp(dateTime: argument) ?? Timestamp(dateTime: argument + "T00:00:00Z") {
            self.instant = instant
        } else if let ago = Duration(text: argument) {
            instant = Timestamp.now() + (.zero - ago)
        } else {
            return nil
        }
    }
}

/// A state of the directory as people write it: a revision, or an instant.
enum MomentArgument: ExpressibleByArgument {
    case revision(String)
    case instant(Timestamp)

    init?(argument: String) {
        if UInt64(argument) != nil || Revision(argument)?.epoch.rawValue.utf8.count == 16 {
            self = .revision(argument)
        } else if let found = InstantArgument(argument: argument) {
            self = .instant(found.instant)
        } else {
            return nil
        }
    }

    /// As the management API wants it.
    var query: (String, String) {
        switch self {
        case .revision(let revision): ("revision", revision)
        case .instant(let instant): ("at", instant.description)
        }
    }
}
