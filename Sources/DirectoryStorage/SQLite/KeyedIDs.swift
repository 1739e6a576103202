import AccessModel
import GRDB

/// The ids of one table by key: where a membership of two integers turns into ids again, twenty million times.
///
/// Ids lie in the order of keys. An array of their places, four bytes a key, finds them at once; where most keys belong
/// to records long gone, a binary search does.
struct KeyedIDs<Entity> {
    private static var unused: UInt32 { .max }

    private(set) var keys: [Int64] = []
    private(set) var ids: [Identifier<Entity>] = []
    private var places: [UInt32]

    init(_ session: SQLiteSession, table: String) throws(StoreError) {
        let counts = try session.first("SELECT count(*), coalesce(max(key), 0) FROM \(table)") { row in
            (count: row[0] as Int, last: row[1] as Int)
        }
        let (count, last) = counts ?? (0, 0)
        let isDense = last <= 8 * count + 1_024 && count < Int(Self.unused)
        places = isDense ? Array(repeating: Self.unused, count: last + 1) : []
        keys.reserveCapacity(count)
        ids.reserveCapacity(count)
    }

    /// Keys come in rising order, none beyond the last that the table had.
    mutating func append(_ id: Identifier<Entity>, key: Int64) {
        if places.indices.contains(Int(key)) { places[Int(key)] = UInt32(ids.count) }
        keys.append(key)
        ids.append(id)
    }

    func id(_ key: Int64) throws(StoreError) -> Identifier<Entity> {
        guard let place = place(key) else { throw .corrupt("a membership names a record that is not there") }
        return ids[place]
    }

    private func place(_ key: Int64) -> Int? {
        guard places.isEmpty else {
            let place = places.indices.contains(Int(key)) ? places[Int(key)] : Self.unused
            return place == Self.unused ? nil : Int(place)
        }
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? low : nil
    }
}
