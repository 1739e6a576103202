import GRDB

/// Statements on many values at once, so that a set costs a few round trips and not one for each of its values.
extension SQLiteSession {
    /// How many values a statement names. Few sizes, so that each is compiled once.
    private static let batchSizes = [1, 8, 64, 512]

    /// Shows the values batch by batch, each with the list of marks that stands for it in a statement: `?, ?, ?`.
    ///
    /// The last batch repeats its last value, so that it has one of few sizes: only for statements to which a value that
    /// is named twice is the same as one that is named once, as in `IN (…)`.
    static func batches<Value: DatabaseValueConvertible>(
        of values: [Value],
        _ visit: (_ marks: String, _ batch: [Value], _ arguments: [(any DatabaseValueConvertible)?])
            throws(StoreError) -> Void
    ) throws(StoreError) {
        var start = 0
        while start < values.count {
            let rest = values.count - start
            let size = batchSizes.first { $0 >= rest } ?? batchSizes[batchSizes.count - 1]
            let batch = Array(values[start..<min(start + size, values.count)])
            var arguments: [(any DatabaseValueConvertible)?] = batch
            if let last = batch.last { arguments += Array(repeating: last, count: size - batch.count) }
            try visit(marks[size] ?? "", batch, arguments)
            start += batch.count
        }
    }

    private static let marks = Dictionary(
        uniqueKeysWithValues: batchSizes.map { ($0, Array(repeating: "?", count: $0).joined(separator: ", ")) }
    )
}
