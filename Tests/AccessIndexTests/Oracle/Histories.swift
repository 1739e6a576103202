import Foundation

/// How many histories are tried, in batches of consecutive seeds.
enum Histories {
    /// `ROLLCALL_HISTORIES`, and the first seed by `ROLLCALL_FIRST_HISTORY`.
    static let batches: [Range<UInt64>] = {
        let first = setting("ROLLCALL_FIRST_HISTORY") ?? 0
        let end = first + (setting("ROLLCALL_HISTORIES") ?? 20_000)
        return stride(from: first, to: end, by: 250).map { $0..<min($0 + 250, end) }
    }()

    private static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}
