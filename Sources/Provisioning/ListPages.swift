import DirectoryStorage
import SCIMProtocol
import Synchronization

/// What all lists have in common: how large their pages are and how one leads to the next.
struct ListPages: Sendable {
    /// The most resources on one page.
    let maximumSize: Int
    /// The most places of a list that are held at once where no index sorts it.
    let sortCapacity: Int
    let seal: CursorSeal
    let memory = PageMemory()
    /// Lists that look at every resource wait for one another, so that they leave readers to those who look one up.
    let scans = Turnstile(2)
}

/// Remembers where the latest pages by index ended.
///
/// An index counts what is before it, and what is before it comes and goes. Who asks for the page that follows the one
/// they got is shown what follows it, so that nothing is skipped because something else was deleted meanwhile.
final class PageMemory: Sendable {
    private struct Page: Hashable {
        let token: SCIMToken.ID
        let context: [UInt8]
        let limit: Int
        let index: Int
    }

    private struct State {
        var ends: [Page: ResourceList.End] = [:]
        /// Oldest first, as a ring.
        var pages: [Page] = []
        var next = 0
    }

    /// Bounds what walks that nobody finishes leave behind.
    private static let capacity = 1_024

    private let state = Mutex(State())

    /// Where the page before this index ended, if that is remembered.
    func end(before index: Int, in list: ResourceList, for token: SCIMToken) -> ResourceList.End? {
        guard index > 1 else { return nil }
        let page = Page(token: token.id, context: list.context, limit: list.limit, index: index)
        return state.withLock { $0.ends[page] }
    }

    /// Remembers that the page at this index begins after the end of the one before it.
    func keep(_ end: ResourceList.End, as index: Int, in list: ResourceList, for token: SCIMToken) {
        let page = Page(token: token.id, context: list.context, limit: list.limit, index: index)
        state.withLock { state in
            guard state.ends.updateValue(end, forKey: page) == nil else { return }
            if state.pages.count < Self.capacity {
                state.pages.append(page)
            } else {
                state.ends[state.pages[state.next]] = nil
                state.pages[state.next] = page
                state.next = (state.next + 1) % Self.capacity
            }
        }
    }
}
