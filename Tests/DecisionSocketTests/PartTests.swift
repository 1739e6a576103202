import AccessModel
import DecisionSocket
import Testing

@Suite struct LatencyHistogramTests {
    @Test func `quantiles are right to the width of a bucket`() {
        var generator = SplitMix64(seed: 9)
        var histogram = LatencyHistogram()
        var values = [Int64]()
        for _ in 0..<20_000 {
            let value = Int64.random(in: 0..<(1 << Int64.random(in: 1..<37, using: &generator)), using: &generator)
            values.append(value)
            histogram.record(nanoseconds: value)
        }
        values.sort()
        for fraction in [0.01, 0.5, 0.9, 0.99, 0.999, 1] {
            let exact = Double(values[Int((Double(values.count) * fraction).rounded(.up)) - 1])
            let estimate = Double(histogram.quantile(fraction))
            #expect(estimate >= exact && estimate <= exact * 1.04 + 1, "\(fraction): \(estimate) for \(exact)")
        }
    }

    @Test func `extremes are counted`() {
        var histogram = LatencyHistogram()
        #expect(histogram.quantile(0.5) == 0)
        for value in [Int64.min, -1, 0, 1, 31, 32, 63, 64, .max] { histogram.record(nanoseconds: value) }
        #expect(histogram.count == 9)
        #expect(histogram.quantile(0) == 0)
        #expect(histogram.count(upTo: 63) == 7)
        #expect(histogram.quantile(1) >= 1 << 36)
    }

    @Test func `merging adds`() {
        var left = LatencyHistogram()
        var right = LatencyHistogram()
        left.record(nanoseconds: 10)
        right.record(nanoseconds: 20)
        left.merge(right)
        #expect(left.count == 2)
        #expect(left.sum == 30)
        #expect(left.quantile(1) == 20)
    }
}

@Suite struct PeerPolicyTests {
    private func peer(_ userID: UInt32, _ groupIDs: UInt32...) -> PeerCredentials {
        PeerCredentials(processID: 1, userID: userID, groupIDs: groupIDs)
    }

    @Test func `the server's user and root may do everything, others check`() {
        let policy = PeerPolicy.standard(ownUserID: 1_000)
        #expect(policy.abilities(of: peer(0, 0)) == .all)
        #expect(policy.abilities(of: peer(1_000, 5)) == .all)
        #expect(policy.abilities(of: peer(1_001, 5)) == .check)
        #expect(PeerPolicy.standard(ownUserID: 0).abilities(of: peer(0)) == .all)
    }

    @Test func `abilities of user and groups add up`() {
        let policy = PeerPolicy(users: [7: .claims], groups: [8: .stats, 9: [.check, .search]], others: [])
        #expect(policy.abilities(of: peer(7, 8)) == [.claims, .stats])
        #expect(policy.abilities(of: peer(1, 2, 9)) == [.check, .search])
        #expect(policy.abilities(of: peer(1, 2)) == [])
    }

    @Test func `a named peer has no more than its name brings`() {
        #expect(PeerPolicy(users: [7: []]).abilities(of: peer(7)) == [])
    }
}

@Suite struct AdmissionTests {
    @Test func `one user leaves room for the others`() {
        let admission = Admission(SocketLimits(connections: 4, connectionsPerUser: 2))
        #expect(admission.enter(7) == nil)
        #expect(admission.enter(7) == nil)
        #expect(admission.enter(7) == .userFull)
        #expect(admission.enter(0) == nil)
        #expect(admission.enter(8) == nil)
        #expect(admission.enter(9) == .full)
        admission.leave(7)
        #expect(admission.enter(9) == nil)
        #expect(admission.enter(7) == .full)
        admission.leave(8)
        #expect(admission.enter(7) == nil)
    }
}

@Suite struct FreshnessTests {
    @Test func `an index ages by degrees`() {
        let limits = FreshnessLimits(warn: .seconds(30), limit: .seconds(300))
        let asOf = Timestamp(seconds: 1_000)
        #expect(limits.freshness(asOf: asOf, now: asOf + .seconds(30)) == .fresh)
        #expect(limits.freshness(asOf: asOf, now: asOf + .seconds(31)) == .degraded)
        #expect(limits.freshness(asOf: asOf, now: asOf + .seconds(301)) == .stale)
        #expect(limits.freshness(asOf: asOf, now: asOf + .seconds(-5)) == .fresh)
    }

    @Test func `a clock that was set back proves nothing`() {
        let limits = FreshnessLimits(warn: .seconds(30), limit: .seconds(300))
        let asOf = Timestamp(seconds: 100_000)
        #expect(limits.freshness(asOf: asOf, now: asOf + .seconds(-30)) == .fresh)
        #expect(limits.freshness(asOf: asOf, now: asOf + .seconds(-31)) == .stale)
        #expect(limits.freshness(asOf: asOf, now: Timestamp(seconds: 0)) == .stale)
    }
}
