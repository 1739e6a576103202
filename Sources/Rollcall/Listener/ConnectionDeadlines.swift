import NIOCore

/// The instants at which a connection ends unless the peer does its part before.
///
/// Of one event loop. Moving an instant costs nothing: one timer looks after all of them, and goes off again where it
/// finds nothing due.
final class ConnectionDeadlines {
    enum Duty: CaseIterable {
        /// Agree on TLS and send the first head, or go on with a head that has begun.
        case sendHead
        /// Send the rest of a request.
        case sendBody
        /// Take part of an answer.
        case takeAnswer
    }

    private let channel: any Channel
    private var instants: [NIODeadline?] = Duty.allCases.map { _ in nil }
    private var timer: (instant: NIODeadline, task: Scheduled<Void>)?
    private var isEnded = false

    init(_ channel: any Channel) {
        self.channel = channel
    }

    /// Ends the connection after `limit`, unless it is set or cleared again before.
    func set(_ duty: Duty, _ limit: Duration) {
        guard !isEnded else { return }
        let instant = NIODeadline.now() + TimeAmount(limit)
        instants[duty.index] = instant
        guard timer.map({ $0.instant > instant }) ?? true else { return }
        timer?.task.cancel()
        schedule(at: instant)
    }

    func clear(_ duty: Duty) {
        instants[duty.index] = nil
    }

    func isSet(_ duty: Duty) -> Bool { instants[duty.index] != nil }

    /// Nothing has to be done any more.
    func end() {
        isEnded = true
        timer?.task.cancel()
        timer = nil
    }

    private func schedule(at instant: NIODeadline) {
        let task = channel.eventLoop.assumeIsolated().scheduleTask(deadline: instant) { self.look() }
        timer = (instant, task)
    }

    private func look() {
        timer = nil
        guard let next = instants.compactMap(\.self).min() else { return }
        if next > .now() { schedule(at: next) } else { channel.close(promise: nil) }
    }
}

extension ConnectionDeadlines.Duty {
    fileprivate var index: Int {
        switch self {
        case .sendHead: 0
        case .sendBody: 1
        case .takeAnswer: 2
        }
    }
}
