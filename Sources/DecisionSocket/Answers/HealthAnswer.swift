package import AccessIndex
package import AccessModel

/// Liveness and readiness.
package enum HealthAnswer {
    package static let alive = Array("{\"status\":\"ok\"}".utf8)

    /// Ready is: fresh enough to permit anything.
    package static func isReady(_ basis: AnswerBasis) -> Bool {
        switch basis.freshness {
        case .fresh, .degraded: true
        case .stale: false
        }
    }

    package static func readiness(_ basis: AnswerBasis) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", isReady(basis) ? "ready" : "stale")
        writer.endObject()
        return writer.bytes
    }

    package static func verboseReadiness(
        _ basis: AnswerBasis,
        limits: FreshnessLimits,
        counts: IndexCounts,
        now: Timestamp
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", isReady(basis) ? "ready" : "stale")
        writer.member(basis, limits: limits, now: now)
        writer.member(counts)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    /// How fresh the index is, in seconds.
    mutating func member(_ basis: AnswerBasis, limits: FreshnessLimits, now: Timestamp) {
        member("revision", basis.revision.description)
        key("freshness")
        beginObject()
        member("state", basis.freshness.rawValue)
        member("as_of", basis.asOf.description)
        key("age_seconds")
        number(now.since(basis.asOf).seconds)
        key("warn_seconds")
        number(limits.warn.seconds)
        key("limit_seconds")
        number(limits.limit.seconds)
        endObject()
    }

    /// How much the index holds.
    mutating func member(_ counts: IndexCounts) {
        key("index")
        beginObject()
        member("users", counts.users)
        member("groups", counts.groups)
        member("memberships", counts.memberships)
        member("organizations", counts.organizations)
        member("roles", counts.roles)
        member("assignments", counts.assignments)
        member("bytes", counts.bytes)
        endObject()
    }
}

extension Duration {
    /// With fraction.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
