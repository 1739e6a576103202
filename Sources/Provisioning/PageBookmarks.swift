import DirectoryStorage
import SCIMProtocol
import Synchronization

/// Remembers where the latest pages by index ended.
///
/// An index counts what is before it, and what is before it comes and goes. Who asks for the page that follows the one
/// they got is shown what follows it, so that nothing is skipped because something else was deleted meanwhile. A page whose
/// bookmark is gone is counted anew.
final class PageBookmarks: Sendable {
    private struct Page: Hashable {
        let context: [UInt8]
        let limit: Int
        let index: Int
    }

    private struct Bookmark {
        let end: ResourceList.End
        /// Bytes that it takes.
        let size: Int
        let order: UInt64
    }

    private struct Share {
        var bookmarks: [Page: Bookmark] = [:]
        var size = 0
        var lastUsed: UInt64 = 0
    }

    private struct State {
        var shares: [SCIMToken.ID: Share] = [:]
        var size = 0
        var clock: UInt64 = 0

        mutating func keep(
            _ bookmark: Bookmark,
            of page: Page,
            for token: SCIMToken.ID
        ) {
            let former = shares[token, default: Share()].bookmarks.updateValue(bookmark, forKey: page)
            let growth = bookmark.size - (former?.size ?? 0)
            shares[token]?.size += growth
            shares[token]?.lastUsed = bookmark.order
            size += growth
        }

        mutating func dropOldest(of token: SCIMToken.ID) {
            guard let (page, bookmark) = shares[token]?.bookmarks.min(by: { $0.value.order < $1.value.order }) else {
                return
            }
            shares[token]?.bookmarks[page] = nil
            shares[token]?.size -= bookmark.size
            size -= bookmark.size
        }

        mutating func dropLongestUnused() {
            guard let (token, share) = shares.min(by: { $0.value.lastUsed < $1.value.lastUsed }) else { return }
            shares[token] = nil
            size -= share.size
        }
    }

    /// What bookmarks of one token may take, and of all together, in bytes.
    struct Limits {
        var perToken = 64 << 10
        var total = 16 << 20
    }

    private let limits: Limits
    private let state = Mutex(State())

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Bytes of everything that is kept.
    var size: Int { state.withLock(\.size) }

    /// Where the page before this index ended, if that is remembered.
    func end(before index: Int, in list: ResourceList, for token: SCIMToken) -> ResourceList.End? {
        guard index > 1 else { return nil }
        let page = Page(context: list.context, limit: list.limit, index: index)
        return state.withLock { $0.shares[token.id]?.bookmarks[page]?.end }
    }

    /// Remembers that the page at this index begins after the end of the one before it.
    func keep(_ end: ResourceList.End, as index: Int, in list: ResourceList, for token: SCIMToken) {
        let page = Page(context: list.context, limit: list.limit, index: index)
        let size = page.context.count + end.textSize + 256
        // INVARIANT (bounded): the oldest of a token make room for its newest, and of tokens the one that has walked the
        // longest ago makes room for the others, so that nobody's walks cost more than their share.
        guard size <= limits.perToken else { return }
        state.withLock { state in
            state.clock += 1
            state.keep(Bookmark(end: end, size: size, order: state.clock), of: page, for: token.id)
            while state.shares[token.id, default: Share()].size > limits.perToken { state.dropOldest(of: token.id) }
            while state.size > limits.total { state.dropLongestUnused() }
        }
    }
}

extension ResourceList.End {
    /// Bytes of the texts in it.
    fileprivate var textSize: Int {
        switch self {
        case .place(let place):
            if case .text(let text) = place.position.value { text.utf8.count } else { 0 }
        case .key(let position):
            if case .text(let text) = position.key {
                position.id.utf8.count + text.utf8.count
            } else {
                position.id.utf8.count
            }
        }
    }
}
