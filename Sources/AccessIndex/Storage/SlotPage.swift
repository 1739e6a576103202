/// A small hash table with open addressing: entries lie in the slot that the upper bits of their tag name, or behind.
struct SlotPage: HeapMeasured {
    /// The tag above, the number below.
    private var slots = [UInt64](repeating: Self.empty, count: 8)
    private var count: UInt32 = 0
    /// Beside the slots, so that choosing one need not wait for their count.
    private var shift: UInt32 = 29

    /// No entry has this number.
    private static var empty: UInt64 { .max }

    var heapBytes: Int { slots.bufferBytes }

    /// The first number with the tag for which `matches` holds.
    @inline(__always)
    func first(_ tag: UInt32, where matches: (UInt32) -> Bool) -> UInt32? {
        var place = Int(tag &>> shift)
        while true {
            let entry = slots[place]
            if entry == Self.empty { return nil }
            if UInt32(truncatingIfNeeded: entry >> 32) == tag {
                let number = UInt32(truncatingIfNeeded: entry)
                if matches(number) { return number }
            }
            place = next(place)
        }
    }

    mutating func insert(_ tag: UInt32, _ number: UInt32) {
        if Int(count + 1) * 4 > slots.count * 3 { rebuild(slots.count * 2, from: slots) }
        place(UInt64(tag) << 32 | UInt64(number))
    }

    /// False where there is no such entry.
    mutating func remove(_ tag: UInt32, _ number: UInt32) -> Bool {
        let entry = UInt64(tag) << 32 | UInt64(number)
        var place = Int(tag &>> shift)
        while slots[place] != entry {
            if slots[place] == Self.empty { return false }
            place = next(place)
        }
        slots[place] = Self.empty
        count -= 1
        replaceCluster(after: place)
        if slots.count > 8, Int(count) * 8 < slots.count { rebuild(max(8, slots.count / 4), from: slots) }
        return true
    }

    /// Takes the entries out that have the bit in their tag.
    mutating func splitOff(_ bit: UInt32) -> SlotPage {
        let entries = slots.filter { $0 != Self.empty }
        let leaving = entries.filter { UInt32(truncatingIfNeeded: $0 >> 32) & bit != 0 }
        let staying = entries.filter { UInt32(truncatingIfNeeded: $0 >> 32) & bit == 0 }
        var other = SlotPage()
        other.rebuild(Self.capacity(for: leaving.count), from: leaving)
        rebuild(Self.capacity(for: staying.count), from: staying)
        return other
    }

    /// What lies behind a slot that became empty may belong into it.
    private mutating func replaceCluster(after hole: Int) {
        var place = next(hole)
        while slots[place] != Self.empty {
            let entry = slots[place]
            slots[place] = Self.empty
            count -= 1
            self.place(entry)
            place = next(place)
        }
    }

    private mutating func rebuild(_ capacity: Int, from entries: [UInt64]) {
        slots = Array(repeating: Self.empty, count: capacity)
        shift = UInt32(32 - capacity.trailingZeroBitCount)
        count = 0
        for entry in entries where entry != Self.empty { place(entry) }
    }

    private mutating func place(_ entry: UInt64) {
        var place = Int(UInt32(truncatingIfNeeded: entry >> 32) &>> shift)
        while slots[place] != Self.empty { place = next(place) }
        slots[place] = entry
        count += 1
    }

    @inline(__always)
    private func next(_ place: Int) -> Int {
        (place &+ 1) & (1 &<< (32 &- Int(shift)) &- 1)
    }

    /// Room for as many, and some more.
    private static func capacity(for count: Int) -> Int {
        var capacity = 8
        while (count + 1) * 4 > capacity * 3 { capacity *= 2 }
        return capacity
    }
}
