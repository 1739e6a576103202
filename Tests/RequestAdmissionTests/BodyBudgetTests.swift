import AccessModel
import RequestAdmission
import Testing

@Suite struct `A budget of bodies` {
    private static let size = 100_000

    @Test func `holds what is referred to, and no longer`() throws {
        let budget = BodyBudget(total: 2 * Self.size, largest: Self.size)
        for _ in 0..<10 {
            let held = try budget.reserve(Self.size, for: "a")
            #expect(throws: BodyBudgetExceeded.self) { try budget.reserve(Self.size, for: "a") }
            withExtendedLifetime(held) {}
        }
    }

    @Test func `leaves room for others beside one who fills their share`() throws {
        let limits = LimitReports()
        let budget = BodyBudget(total: 2 * Self.size, largest: Self.size, limits: limits)
        let own = try budget.reserve(Self.size, for: "a")
        let refused = #expect(throws: BodyBudgetExceeded.self) { try budget.reserve(Self.size, for: "a") }
        #expect(refused?.isShare == true)
        let other = try budget.reserve(Self.size, for: "b")
        let full = #expect(throws: BodyBudgetExceeded.self) { try budget.reserve(Self.size, for: "c") }
        #expect(full?.isShare == false)
        #expect(limits.reports.map(\.holder) == ["a", "c"])
        withExtendedLifetime((own, other)) {}
    }

    @Test func `lets small bodies through when it is full`() throws {
        let budget = BodyBudget(total: Self.size, largest: Self.size)
        let held = try budget.reserve(Self.size, for: "a")
        #expect(try budget.reserve(BodyBudget.small, for: "b") == nil)
        withExtendedLifetime(held) {}
    }

    @Test func `always has room for one body of the largest size`() throws {
        let budget = BodyBudget(total: 1, largest: Self.size)
        #expect(try budget.reserve(Self.size, for: "a") != nil)
    }
}
