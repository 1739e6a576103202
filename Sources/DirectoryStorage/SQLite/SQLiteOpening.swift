import AccessModel
import Foundation
import GRDB

/// Opens the database file, so that whatever is wrong with it has a name.
enum SQLiteOpening {
    static func open(_ path: String) throws(StoreError) -> DatabasePool {
        try makeFile(path)
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // INVARIANT (acknowledged is durable): GRDB sets NORMAL when it turns on WAL, so this comes after.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try pool.writeWithoutTransaction { try checkSchema($0, path: path) }
            try migrate(pool)
            try pool.write(makeTenant)
            return pool
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// More readers of a file that is open: one for changes, one for a snapshot, which takes long.
    static func openFeed(_ path: String) throws(StoreError) -> DatabasePool {
        do {
            return try openReaders(path, label: "feed", count: 2)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// The most rows that a look-up reads.
    static let lookUpRows = 500

    /// More readers, for look-ups: as many as can be at one at once, which is a few threads.
    static func openLookUps(_ path: String) throws(StoreError) -> DatabasePool {
        do {
            return try openReaders(path, label: "look-ups", count: 4)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    static func openForReading(_ path: String) throws(StoreError) -> DatabasePool {
        do {
            let pool = try openReaders(path, label: "directory", count: 5)
            try pool.read { try checkSchemaIsCurrent($0, path: path) }
            return pool
        } catch {
            let error = StoreError(error, path: path)
            throw error == .notWritable(path: path) ? .unavailable("`\(path)` cannot be opened to be read") : error
        }
    }

    private static func openReaders(_ path: String, label: String, count: Int) throws -> DatabasePool {
        var configuration = configuration
        configuration.label = label
        configuration.readonly = true
        configuration.maximumReaderCount = count
        return try DatabasePool(path: path, configuration: configuration)
    }

    /// The file names people; SQLite would let all users of the machine read it.
    private static func makeFile(_ path: String) throws(StoreError) {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { return }
        guard files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw .notWritable(path: path)
        }
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "directory"
        configuration.busyMode = .timeout(5)
        // More than all scans together take.
        configuration.maximumReaderCount = 10
        configuration.prepareDatabase { database in
            // Negative is in KiB. The writer looks up keys all over the tables.
            let cache = database.configuration.readonly ? 8_192 : 65_536
            try database.execute(sql: "PRAGMA cache_size = -\(cache)")
            // Gives the space of the log back that a long snapshot kept from being reused.
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            database.add(function: Self.fold)
        }
        return configuration
    }

    /// What values without case compare as; SQL's own folding knows ASCII only.
    private static let fold = DatabaseFunction("fold", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0])?.caseFolded
    }

    private static func checkSchema(_ database: Database, path: String) throws {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard tables > 0 else { return }
        _ = try schema(of: database, path: path)
    }

    private static func checkSchemaIsCurrent(_ database: Database, path: String) throws {
        let found = try schema(of: database, path: path)
        guard found == SQLiteSchema.version else {
            throw StoreError.olderSchema(found: found, needed: SQLiteSchema.version)
        }
    }

    /// The schema of a store, unless it is newer than what this program knows.
    private static func schema(of database: Database, path: String) throws -> Int {
        let applicationID = try Int64.fetchOne(database, sql: "PRAGMA application_id")
        guard applicationID == SQLiteSchema.applicationID else { throw StoreError.notAStore(path: path) }
        let found = try SQLiteSchema.migrator.appliedIdentifiers(database).compactMap(Int.init).max() ?? 0
        guard found <= SQLiteSchema.version else {
            throw StoreError.newerSchema(found: found, supported: SQLiteSchema.version)
        }
        return found
    }

    /// Two processes may find the same migrations missing. The second fails on what the first has made, and then finds
    /// none missing.
    private static func migrate(_ pool: DatabasePool) throws {
        do {
            try SQLiteSchema.migrator.migrate(pool)
        } catch {
            guard try pool.read(SQLiteSchema.migrator.hasCompletedMigrations) else { throw error }
        }
    }

    private static func makeTenant(_ database: Database) throws {
        var generator = SystemRandomNumberGenerator()
        try database.execute(
            sql: "INSERT INTO tenant (id, epoch, revision, login_settings) VALUES (1, ?, 0, ?) ON CONFLICT DO NOTHING",
            arguments: [Revision.Epoch.make(using: &generator).rawValue, JSONText.text(LoginSettings())]
        )
    }
}
