import AccessModel
import GRDB

extension SQLiteReader {
    /// Shows the rows that the query asks for, each with its place after the columns.
    func scan(
        _ query: RecordQuery,
        in table: RecordTable,
        columns: String,
        visit: (Row) throws -> ScanStep
    ) throws {
        guard let owner = try connectionKey(query.connection), let query = try start(of: query, in: table, owner) else {
            return
        }
        var step = ScanStep.next
        for segment in RecordStatement.segments(of: query, in: table) where step == .next {
            let statement = RecordStatement(query, segment, in: table, owner: owner, columns: columns)
            try session.scan(statement.sql, arguments: statement.arguments) { row in
                step = try visit(row)
                return step
            }
        }
    }

    /// The query without its offset, which is counted in the index alone; nil where nothing is left.
    private func start(of query: RecordQuery, in table: RecordTable, _ owner: Int64) throws -> RecordQuery? {
        guard query.offset > 0 else { return query }
        var start = query
        start.offset = 0
        var rest = query.offset
        for segment in RecordStatement.segments(of: query, in: table) {
            let tail = "LIMIT 1 OFFSET \(Int64(rest - 1))"
            let statement = RecordStatement(query, segment, in: table, owner: owner, tail: tail)
            var position: RecordPosition?
            try session.scan(statement.sql, arguments: statement.arguments) { row in
                position = RecordPosition(row: row, at: 0)
                return .stop
            }
            if let position {
                start.position = position
                return start
            }
            rest -= try count(query, segment, in: table, owner)
        }
        return nil
    }

    private func count(
        _ query: RecordQuery,
        _ segment: RecordStatement.Segment,
        in table: RecordTable,
        _ owner: Int64
    ) throws -> Int {
        let statement = RecordStatement(query, segment, in: table, owner: owner)
        var count = 0
        try session.scan("SELECT count(*) FROM (\(statement.sql))", arguments: statement.arguments) { row in
            count = row[0]
            return .stop
        }
        return count
    }
}
