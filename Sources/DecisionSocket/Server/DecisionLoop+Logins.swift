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
        let enrolment = eventLoop.within(server.configuration.limits.join) {
            let enrolment = try await server.join(member)
            try await server.publisher.reached(enrolment.revision)
            return enrolment
        }
        return enrolment.assumeIsolated().flatMap { enrolment in
            enrolment.map { self.logInAgain(question, after: $0) }
                ?? self.eventLoop.makeSucceededFuture(self.notJoined())
        }.flatMapError { error in
            // The error itself may name the user.
            self.server.logger.error("membership could not be recorded", metadata: ["error": "\(type(of: error))"])
            return self.eventLoop.makeSucceededFuture(self.notJoined())
        }.nonisolated()
    }

    /// Asks for the second and last time.
    private func logInAgain(
        _ question: ClaimsQuestion,
        after enrolment: DecisionServer.Enrolment
    ) -> EventLoopFuture<Answer> {
        let now = server.now()
        let (snapshot, basis) = state(at: now)
        let issued = pool.runIfActive(eventLoop: eventLoop) { [issuer] in
            try issuer.issue(question, from: snapshot, basis, joined: enrolment.isNew, now: now)
        }
        return issued.assumeIsolated().map { outcome in
            switch outcome {
            case .answer(let answer, let verdict):
                self.meters.record(verdict)
                if enrolment.isNew { self.meters.joins += 1 }
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
