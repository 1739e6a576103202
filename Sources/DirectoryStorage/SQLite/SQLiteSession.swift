import AccessModel
import GRDB

/// One connection to the database for the length of one body: runs cached statements, and turns SQLite's failures into
/// the store's.
///
/// A class, so that all who work in the same body see that the storage failed under one of them.
final class SQLiteSession {
    private let database: Database
    private let path: String
    /// The first failure of the storage itself. From then on a transaction may be half of what it should be.
    private(set) var failure: StoreError?
    /// Rows that may still be read; nil for any number.
    private var remainingRows: Int?
    /// Whether there were more.
    private(set) var isExhausted = false

    /// - Parameter rows: how many the body may read; from the next on, reading fails.
    init(_ database: Database, path: String, rows: Int? = nil) {
        self.database = database
        self.path = path
        remainingRows = rows
    }

    /// Rows that the last statement inserted, changed or deleted.
    var changeCount: Int { database.changesCount }

    var lastInsertedKey: Int64 { database.lastInsertedRowID }

    func run(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws(StoreError) {
        try failingAsStore {
            let values = try Self.values(arguments)
            try database.cachedStatement(sql: sql).execute(arguments: values)
        }
    }

    func first<Value>(
        _ sql: String,
        _ arguments: (any DatabaseValueConvertible)?...,
        decode: (Row) throws -> Value
    ) throws(StoreError) -> Value? {
        try failingAsStore {
            guard let values = try? Self.values(arguments) else { return nil }
            let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: values)
            return try rows.next().map(decode)
        }
    }

    func all<Value>(
        _ sql: String,
        _ arguments: (any DatabaseValueConvertible)?...,
        decode: (Row) throws -> Value
    ) throws(StoreError) -> [Value] {
        try all(sql, arguments: arguments, decode: decode)
    }

    func all<Value>(
        _ sql: String,
        arguments: [(any DatabaseValueConvertible)?],
        decode: (Row) throws -> Value
    ) throws(StoreError) -> [Value] {
        try failingAsStore {
            guard let values = try? Self.values(arguments) else { return [] }
            let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: values)
            var decoded = [Value]()
            while let row = try rows.next() {
                try countRow()
                decoded.append(try decode(row))
            }
            return decoded
        }
    }

    /// Shows the rows one after the other to `visit`, which may run statements of its own, even this one.
    /// What it throws comes out as it is.
    func scan(
        _ sql: String,
        _ arguments: (any DatabaseValueConvertible)?...,
        visit: (Row) throws -> ScanStep
    ) throws {
        try scan(sql, arguments: arguments, visit: visit)
    }

    func scan(
        _ sql: String,
        arguments: [(any DatabaseValueConvertible)?],
        visit: (Row) throws -> ScanStep
    ) throws {
        let rows = try failingAsStore {
            try Row.fetchCursor(database.makeStatement(sql: sql), arguments: Self.values(arguments))
        }
        while let row = try failingAsStore({ try rows.next() }) {
            try countRow()
            guard try visit(row) == .next else { return }
        }
    }

    /// Shows the one integer of every row to `visit`, several times as fast as whole rows.
    func scanIntegers(_ sql: String, _ key: Int64, visit: (Int64) throws -> Void) throws {
        let integers = try failingAsStore {
            try Int64.fetchCursor(database.cachedStatement(sql: sql), arguments: [key])
        }
        try integers.forEach { integer in
            try countRow()
            try visit(integer)
        }
    }

    private func countRow() throws(StoreError) {
        guard let remaining = remainingRows else { return }
        guard remaining > 0 else {
            isExhausted = true
            throw .unavailable("a look-up reads no more rows than these")
        }
        remainingRows = remaining - 1
    }

    /// Undoes what `body` did when it throws.
    func savepoint(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        try failingAsStore {
            try database.inSavepoint {
                try body()
                return .commit
            }
        }
    }

    /// INVARIANT (text is whole): GRDB hands text over as a C string, which ends at the first NUL. Text with a NUL is
    /// never stored, and nothing stored equals it, so that `admin\0` can never pass for `admin`.
    private static func values(_ arguments: [(any DatabaseValueConvertible)?]) throws(StoreError) -> StatementArguments
    {
        var values = [DatabaseValue]()
        values.reserveCapacity(arguments.count)
        for argument in arguments {
            let value = argument?.databaseValue ?? .null
            if case .string(let text) = value.storage, text.utf8.contains(0) { throw .invalidText }
            values.append(value)
        }
        return StatementArguments(values)
    }

    private func failingAsStore<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch {
            let error = StoreError(error, path: path)
            failure = failure ?? error
            throw error
        }
    }
}
