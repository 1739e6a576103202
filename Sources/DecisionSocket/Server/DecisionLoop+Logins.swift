import AccessIndex
import AccessModel
import Logging
import NIOCore
import NIOPosix

extension DecisionLoop {
    /// Answers a login on a thread that may compute and sign. Where it takes a membership, that is committed, awaited and
    /// the question asked once more.
    func logIn(
        _ question: ClaimsQuestion,
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) -> EventLoopFuture<Answer> {
        let issued = pool.runIfActive(eventLoop: eventLoop) { [issuer] in
            try issuer.issue(question, from: snapshot, basis, joined: false, now: now)
        }
        return issued.assumeIsolated().flatMap { outcome in
            switch outcome {
            case .answer(let answer, let verdict):
                self.meters.record(verdict)
                return self.eventLoop.makeSucceededFuture(answer)
            case .join(let member):
                return self.join(member, then: question)
            }
        }.nonisolated()
    }

    private func join(_ member: OrganizationMember, then question: ClaimsQuestion) -> EventLoopFuture<Answer> {
        let server = server
        let joined = eventLoop.within(server.configuration.limits.join) {
            let revision = try await server.join(member)
            try await server.publisher.reached(revision)
        }
        return joined.assumeIsolated().flatMap { joined in
            joined == nil ? self.eventLoop.makeSucceededFuture(self.notJoined()) : self.logInAgain(question)
        }.flatMapError { error in
            // The error itself may name the user.
            self.server.logger.error("membership could not be recorded", metadata: ["error": "\(type(of: error))"])
            return self.eventLoop.makeSucceededFuture(self.notJoined())
        }.nonisolated()
    }

    /// Asks for the second and last time.
    private func logInAgain(_ question: ClaimsQuestion) -> EventLoopFuture<Answer> {
        let now = server.now()
        let (snapshot, basis) = state(at: now)
        let issued = pool.runIfActive(eventLoop: eventLoop) { [issuer] in
            try issuer.issue(question, from: snapshot, basis, joined: true, now: now)
        }
        return issued.assumeIsolated().map { outcome in
            switch outcome {
            case .answer(let answer, let verdict):
                self.meters.record(verdict)
                self.meters.joins += 1
                return answer
            case .join:
                return self.notJoined()
            }
        }.nonisolated()
    }

    private func notJoined() -> Answer {
        meters.failures += 1
        let basis = state(at: server.now()).basis
        return Answer(.unavailable, message: "the membership could not be recorded in time", basis: basis)
    }
}
