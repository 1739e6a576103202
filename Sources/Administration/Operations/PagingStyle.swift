/// The two styles of asking for part of a list, which are never mixed in one request.
enum PagingStyle: Sendable {
    /// `page` and `per_page`.
    case offset
    /// `from` and `take`.
    case checkpoint
    /// Either; `from` or `take` chooses the second.
    case either

    var takesOffset: Bool { self != .checkpoint }
    var takesCheckpoint: Bool { self != .offset }

    /// What a request of the style may say. Clients send `include_totals` with either style, and it means something with
    /// the first alone.
    var parameters: [QueryParameter] {
        (takesOffset ? Self.offsetParameters : []) + (takesCheckpoint ? Self.checkpointParameters : []) + [Self.totals]
    }

    private static let offsetParameters = [
        QueryParameter("page", .integer(0...1_000_000), summary: "Which page, from 0"),
        QueryParameter("per_page", .integer(1...100), summary: "How many a page has, 50 where it is not said"),
    ]
    private static let checkpointParameters = [
        QueryParameter("from", .cursor, summary: "The `next` of the page before; absent for the first"),
        QueryParameter(
            "take",
            .integer(1...Int.max),
            summary: "How many a page has, 50 where it is not said, at most 100"
        ),
    ]
    private static let totals = QueryParameter(
        "include_totals",
        .boolean,
        summary: "Whether a page by number is an object that has totals"
    )
}
