/// How much one request may still look at, so that none holds others up.
package struct WorkBudget: Sendable {
    private let testLimit: Int
    /// Tests of one member with up to 64 bytes of text that are left.
    private var tests: Int
    /// Of the values of lists other than members, in bytes, once for each test of a filter.
    let valueSize: Int

    package init(tests: Int, valueSize: Int) {
        testLimit = tests
        self.tests = tests
        self.valueSize = valueSize
    }

    package static let `default` = WorkBudget(tests: 2_000_000, valueSize: ValueReader.defaultBudget)

    /// Counts tests of one member; `tooMany` where they are more than a request may make.
    ///
    /// - Parameter textLength: of what the member is shown with, in bytes.
    package mutating func spend(_ testCount: Int, textLength: Int) throws(SCIMError) {
        tests -= testCount * (1 + textLength / 64)
        try check(tests)
    }

    /// Fails at once where so many tests are going to be too many.
    package func checkRoom(for testCount: Int) throws(SCIMError) {
        try check(tests - testCount)
    }

    private func check(_ left: Int) throws(SCIMError) {
        guard left >= 0 else {
            throw .tooMany(
                "the filters on members would make more than \(testLimit) tests of members; "
                    + "use shorter filters, or name the members by `value`"
            )
        }
    }
}
