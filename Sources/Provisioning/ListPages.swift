import AccessModel
import SCIMProtocol

/// What all lists have in common: how large their pages are and how one leads to the next.
struct ListPages: Sendable {
    /// The most resources on one page.
    let maximumSize: Int
    /// The most places of a list that are held at once where no index sorts it.
    let sortCapacity: Int
    let seal: CursorSeal
    let bookmarks = PageBookmarks()
    /// INVARIANT (scans take turns): lists that look at every resource leave readers to those who look one up, and each
    /// connection has one of them at a time, so that whoever asks for many holds up nobody else.
    let scans = FairSemaphore<Connection.ID>(permits: Self.scanLimit, waitingPerKey: Self.waitingScansPerConnection)

    /// The same for PATCHes that look for members, which may revoke and wait for no list.
    let searches = FairSemaphore<Connection.ID>(permits: 2, waitingPerKey: 256)

    /// With those of searches below the number of the store's readers.
    private static let scanLimit = 4
    static let waitingScansPerConnection = 16
}
