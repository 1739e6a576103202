import AccessIndex
import AccessModel

/// `/metrics`: the figures in the text format of Prometheus. Seconds; of ids, only those at a limit are labels.
package enum MetricsAnswer {
    package static func text(_ statistics: Statistics) -> [UInt8] {
        var page = MetricsPage()
        page.durations(statistics.meters)
        page.outcomes(statistics.meters)
        page.connections(statistics.meters)
        page.freshness(statistics)
        page.index(statistics)
        page.limits(statistics.limits)
        return Array(page.text.utf8)
    }
}

private struct MetricsPage {
    private(set) var text = ""

    private static let bounds: [Double] = [
        1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 5e-2, 0.1, 0.5, 1, 5,
    ]

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP rollcall_\(name) \(help)\n# TYPE rollcall_\(name) \(type)\n"
    }

    private mutating func sample(_ name: String, labels: String = "", _ value: some CustomStringConvertible) {
        text += "rollcall_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
    }

    mutating func durations(_ meters: Meters) {
        let name = "request_duration_seconds"
        family(name, "histogram", "Time from a question's last byte to its answer.")
        for endpoint in Endpoint.allCases {
            let latency = meters.latency(of: endpoint)
            guard latency.count > 0 else { continue }
            let label = "endpoint=\"\(endpoint.name)\""
            for bound in Self.bounds {
                sample("\(name)_bucket", labels: "\(label),le=\"\(bound)\"", latency.count(upTo: UInt64(bound * 1e9)))
            }
            sample("\(name)_bucket", labels: "\(label),le=\"+Inf\"", latency.count)
            sample("\(name)_sum", labels: label, Double(latency.sum) / 1e9)
            sample("\(name)_count", labels: label, latency.count)
        }
    }

    mutating func outcomes(_ meters: Meters) {
        family("decisions_total", "counter", "Permission checks by outcome and reason.")
        sample("decisions_total", labels: "outcome=\"permit\",reason=\"granted\"", meters.permits)
        for reason in DenialReason.allCases {
            sample(
                "decisions_total",
                labels: "outcome=\"deny\",reason=\"\(reason.rawValue)\"",
                meters.count(of: reason)
            )
        }
        family("logins_total", "counter", "Logins by outcome and reason.")
        sample("logins_total", labels: "outcome=\"permit\",reason=\"granted\"", meters.loginPermits)
        for refusal in LoginRefusal.allCases {
            sample("logins_total", labels: "outcome=\"deny\",reason=\"\(refusal.rawValue)\"", meters.count(of: refusal))
        }
        family("memberships_joined_total", "counter", "Memberships made by a login.")
        sample("memberships_joined_total", meters.joins)
        tokens(meters.tokenSizes)
    }

    private mutating func tokens(_ sizes: SizeHistogram) {
        let name = "token_size_bytes"
        family(name, "histogram", "Bytes of the signed tokens that logins brought.")
        for bucket in sizes.cumulative { sample("\(name)_bucket", labels: "le=\"\(bucket.bound)\"", bucket.count) }
        sample("\(name)_bucket", labels: "le=\"+Inf\"", sizes.count)
        sample("\(name)_sum", sizes.sum)
        sample("\(name)_count", sizes.count)
    }

    mutating func connections(_ meters: Meters) {
        family("connections", "gauge", "Open connections of the decision socket.")
        sample("connections", meters.connections)
        family("connections_accepted_total", "counter", "Connections accepted.")
        sample("connections_accepted_total", meters.connectionsAccepted)
        family("connections_refused_total", "counter", "Connections beyond the limit.")
        sample("connections_refused_total", meters.connectionsRefused)
        family("requests_rejected_total", "counter", "Requests that were not answered as asked.")
        sample("requests_rejected_total", labels: "cause=\"bad_question\"", meters.badQuestions)
        sample("requests_rejected_total", labels: "cause=\"forbidden\"", meters.forbidden)
        sample("requests_rejected_total", labels: "cause=\"too_many_waiting\"", meters.waitsRefused)
        sample("requests_rejected_total", labels: "cause=\"failure\"", meters.failures)
        for refusal in HTTPRefusal.allCases where meters.count(of: refusal) > 0 {
            sample("requests_rejected_total", labels: "cause=\"\(refusal)\"", meters.count(of: refusal))
        }
    }

    mutating func freshness(_ statistics: Statistics) {
        family("index_as_of_timestamp_seconds", "gauge", "When the index was last known to hold all commits.")
        sample("index_as_of_timestamp_seconds", Double(statistics.basis.asOf.nanoseconds) / 1e9)
        family("index_staleness_seconds", "gauge", "How long ago that was.")
        sample("index_staleness_seconds", statistics.now.since(statistics.basis.asOf).seconds)
        family("index_revision", "gauge", "The number of the revision that answers are made from.")
        sample(
            "index_revision",
            labels: "epoch=\"\(statistics.basis.revision.epoch)\"",
            statistics.basis.revision.number
        )
    }

    mutating func limits(_ reports: [LimitReports.Report]) {
        family("limit_reached_total", "counter", "Requests at a limit, by its setting and by who was at it.")
        for report in reports {
            sample("limit_reached_total", labels: "limit=\"\(report.limit)\",by=\"\(report.holder)\"", report.count)
        }
    }

    mutating func index(_ statistics: Statistics) {
        let counts = statistics.counts
        let gauges = [
            ("users", counts.users), ("groups", counts.groups), ("memberships", counts.memberships),
            ("organizations", counts.organizations), ("roles", counts.roles), ("assignments", counts.assignments),
            ("bytes", counts.bytes),
        ]
        for (name, value) in gauges {
            family("index_\(name)", "gauge", "What the index holds.")
            sample("index_\(name)", value)
        }
    }
}

extension MetricsAnswer {
    static func answer(_ statistics: Statistics) -> Answer {
        Answer(contentType: .prometheus, body: text(statistics), basis: statistics.basis)
    }
}
