/// Which part of a list is asked for.
enum PageRequest: Sendable, Equatable {
    case offset(page: Int, size: Int, totals: Bool)
    /// `from` as the client sent it.
    case checkpoint(from: String?, size: Int)

    static let usualSize = 50
    /// More is asked for and not given, without a word.
    static let maximumSize = 100
    /// The furthest that pages by offset reach where there are cursors.
    static let offsetLimit = 1_000

    init(_ query: QueryValues, style: PagingStyle) throws(ManagementError) {
        let offset = ["page", "per_page"].filter { query[$0] != nil }
        let checkpoint = ["from", "take"].filter { query[$0] != nil }
        guard offset.isEmpty || checkpoint.isEmpty else {
            throw .invalidQuery("'\(offset[0]) and \(checkpoint[0]) are of different styles of paging'")
        }
        if style == .checkpoint || !checkpoint.isEmpty {
            self = .checkpoint(
                from: query["from"],
                size: min(query.integer("take") ?? Self.usualSize, Self.maximumSize)
            )
            return
        }
        let page = query.integer("page") ?? 0
        let size = query.integer("per_page") ?? Self.usualSize
        if style == .either, page * size + size > Self.offsetLimit {
            throw .invalidQuery(
                "'only the first \(Self.offsetLimit) can be had by page; use from and take' on property page"
            )
        }
        self = .offset(page: page, size: size, totals: query.boolean("include_totals") ?? false)
    }
}
