package import AccessIndex
package import AccessModel

/// Everything that the operator's two views show, gathered at one moment.
package struct Statistics: Sendable {
    package var meters: Meters
    package var basis: AnswerBasis
    package var freshness: FreshnessLimits
    package var counts: IndexCounts
    /// Limits that were reached, of the whole program.
    package var limits: [LimitReports.Report]
    package var now: Timestamp
}

/// `/v1/stats`: the figures as JSON.
package enum StatisticsAnswer {
    package static func json(_ statistics: Statistics) -> [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        writer.member(statistics.basis, limits: statistics.freshness, now: statistics.now)
        writer.member(statistics.counts)
        writer.connections(statistics.meters)
        writer.decisions(statistics.meters)
        writer.latencies(statistics.meters)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func connections(_ meters: Meters) {
        key("connections")
        beginObject()
        member("open", meters.connections)
        member("accepted", meters.connectionsAccepted)
        member("refused", meters.connectionsRefused)
        endObject()
    }

    fileprivate mutating func decisions(_ meters: Meters) {
        key("decisions")
        beginObject()
        member("permit", meters.permits)
        for reason in DenialReason.allCases where meters.count(of: reason) > 0 {
            member(reason.rawValue, meters.count(of: reason))
        }
        endObject()
        key("logins")
        beginObject()
        member("permit", meters.loginPermits)
        member("joined", meters.joins)
        for refusal in LoginRefusal.allCases where meters.count(of: refusal) > 0 {
            member(refusal.rawValue, meters.count(of: refusal))
        }
        endObject()
        tokens(meters.tokenSizes)
    }

    private mutating func tokens(_ sizes: SizeHistogram) {
        key("token_bytes")
        beginObject()
        member("count", sizes.count)
        member("sum", sizes.sum)
        for bucket in sizes.cumulative { member("to_\(bucket.bound)", bucket.count) }
        endObject()
    }

    fileprivate mutating func latencies(_ meters: Meters) {
        key("latency_ns")
        beginObject()
        for endpoint in Endpoint.allCases {
            let latency = meters.latency(of: endpoint)
            guard latency.count > 0 else { continue }
            key(endpoint.name)
            beginObject()
            member("count", latency.count)
            member("p50", latency.quantile(0.5))
            member("p90", latency.quantile(0.9))
            member("p99", latency.quantile(0.99))
            member("p99.9", latency.quantile(0.999))
            member("max", latency.quantile(1))
            endObject()
        }
        endObject()
    }
}

extension StatisticsAnswer {
    static func answer(_ statistics: Statistics) -> Answer {
        Answer(body: json(statistics), basis: statistics.basis)
    }
}
