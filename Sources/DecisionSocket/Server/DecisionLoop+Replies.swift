import AccessIndex
import AccessModel
import NIOCore
import NIOPosix
import TokenSigning

extension DecisionLoop {
    /// Answers a request of the peer, which arrived at `now`.
    func reply(
        to request: HTTPRequest,
        at endpoint: Endpoint?,
        from peer: Peer,
        _ now: Timestamp
    ) -> Reply {
        let (snapshot, basis) = state(at: now)
        guard let endpoint else {
            return .now(Answer(.notFound, message: "there is nothing at this path", basis: basis))
        }
        guard endpoint.allows(request.method) else {
            let message = "this path takes \(endpoint.allowedMethods) only"
            return .now(Answer(.methodNotAllowed, message: message, basis: basis, allow: endpoint.allowedMethods))
        }
        if let needed = endpoint.abilities, peer.abilities.isDisjoint(with: needed) {
            meters.forbidden += 1
            return .now(Answer(.forbidden, message: "this peer may not \(endpoint.question)", basis: basis))
        }
        do {
            if let minimum = try request.revisionToAwait(), !snapshot.revision.includes(minimum) {
                guard minimum.epoch == snapshot.revision.epoch else { return .now(.behind(minimum, basis)) }
                if let refusal = waitingRequests.enter(peer) {
                    note(refusal, of: peer)
                    return .now(Answer(.tooManyRequests, message: refusal.message, basis: basis))
                }
                return .later(reply(to: request, at: endpoint, from: peer, after: minimum))
            }
            return try answer(request, at: endpoint, snapshot, basis, now)
        } catch {
            meters.badQuestions += 1
            return .now(Answer(.badRequest, message: error.message, basis: basis))
        }
    }

    private func answer(
        _ request: HTTPRequest,
        at endpoint: Endpoint,
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) throws(QuestionError) -> Reply {
        switch endpoint {
        case .evaluation:
            return try evaluate(request, snapshot, basis, now)
        case .explanation:
            return try explain(request, snapshot, basis, now)
        case .claims:
            guard request.contentType != .other else { throw .notJSON }
            let question = try ClaimsQuestion(request.body.readableBytesUInt8Span)
            return .later(logIn(question, snapshot, basis, now))
        case .roles:
            return .later(roles(try RolesQuestion(query: request.query), snapshot, basis, now))
        case .keys:
            var answer = Answer(contentType: .keySet, body: server.signer.jwks, basis: basis)
            answer.maximumAge = Int(server.configuration.tokens.keySetMaximumAge.components.seconds)
            return .now(answer)
        case .metadata:
            return .now(Answer(body: MetadataAnswer.json(socket: server.configuration.socketPath), basis: basis))
        case .health:
            return .now(Answer(body: HealthAnswer.alive, basis: basis))
        case .readiness:
            return try readiness(request, snapshot, basis, now)
        case .metrics:
            return .later(statistics(snapshot, basis, now) { MetricsAnswer.answer($0) })
        case .statistics:
            return .later(statistics(snapshot, basis, now) { StatisticsAnswer.answer($0) })
        }
    }

    private func evaluate(
        _ request: HTTPRequest,
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) throws(QuestionError) -> Reply {
        guard request.contentType != .other else { throw .notJSON }
        var warning: String?
        let question = try EvaluationQuestion.read(request.body.readableBytesUInt8Span, &warning)
        let decision = basis.freshness == .stale ? .deny(.stale) : snapshot.decide(question, at: now)
        meters.record(decision)
        guard request.acceptsJWT else {
            return .now(Answer(body: EvaluationAnswer.json(decision, basis), basis: basis, warning: warning))
        }
        let tokens = server.configuration.tokens
        return .later(
            pool.runIfActive(eventLoop: eventLoop) { [signer = server.signer, warning] in
                let payload = EvaluationAnswer.payload(
                    decision,
                    basis,
                    question: Array(request.body.readableBytesView),
                    tokens: tokens,
                    now: now,
                    end: decision.isPermit ? snapshot.end(of: question, at: now) : nil
                )
                let body = try signer.sign(payload, as: .decision)
                return Answer(contentType: .jwt, body: body, basis: basis, warning: warning)
            }
        )
    }

    /// Walks all of a user's ways to a role, which is left to a thread that may take its time.
    private func explain(
        _ request: HTTPRequest,
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) throws(QuestionError) -> Reply {
        guard request.contentType != .other else { throw .notJSON }
        var warning: String?
        let question = try EvaluationQuestion.read(request.body.readableBytesUInt8Span, &warning)
        return .later(
            pool.runIfActive(eventLoop: eventLoop) { [warning] in
                let body = ExplanationAnswer.json(question, from: snapshot, basis, now: now)
                return Answer(body: body, basis: basis, warning: warning)
            }
        )
    }

    /// Walks all of a user's ways to all roles, which is left to a thread that may take its time.
    private func roles(
        _ question: RolesQuestion,
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) -> EventLoopFuture<Answer> {
        pool.runIfActive(eventLoop: eventLoop) {
            let outcome: EffectiveRolesOutcome =
                basis.freshness == .stale
                ? .denied(.stale)
                : snapshot.effectiveRoles(of: question.subject, organization: question.organization, at: now)
            return Answer(body: RolesAnswer.json(outcome, from: snapshot, basis), basis: basis)
        }
    }

    private func readiness(
        _ request: HTTPRequest,
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) throws(QuestionError) -> Reply {
        let status: HTTPStatus = HealthAnswer.isReady(basis) ? .ok : .unavailable
        guard try QueryParameters(request.query ?? "").contains("verbose") else {
            return .now(Answer(status, body: HealthAnswer.readiness(basis), basis: basis))
        }
        let limits = server.configuration.freshness
        return .later(
            pool.runIfActive(eventLoop: eventLoop) {
                let body = HealthAnswer.verboseReadiness(basis, limits: limits, counts: snapshot.counts, now: now)
                return Answer(status, body: body, basis: basis)
            }
        )
    }

    /// Gathers the figures of all loops; counting what the index holds is left to a thread that may take its time.
    private func statistics(
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp,
        _ view: @escaping @Sendable (Statistics) -> Answer
    ) -> EventLoopFuture<Answer> {
        let freshness = server.configuration.freshness
        let limits = server.limits
        return siblings.meters(on: eventLoop).flatMap { [pool, eventLoop] meters in
            pool.runIfActive(eventLoop: eventLoop) {
                let counts = snapshot.counts
                return view(
                    Statistics(
                        meters: meters,
                        basis: basis,
                        freshness: freshness,
                        counts: counts,
                        limits: limits.reports,
                        now: now
                    )
                )
            }
        }
    }
}

// MARK: - Waiting for a revision

extension DecisionLoop {
    /// Waits as long as the request allows, then answers from what there is by then, or says how far it came.
    private func reply(
        to request: HTTPRequest,
        at endpoint: Endpoint,
        from peer: Peer,
        after minimum: Revision
    ) -> EventLoopFuture<Answer> {
        let limit = min(.seconds(request.wait ?? 1), server.configuration.limits.longestWait)
        let reached = eventLoop.within(limit) { [publisher = server.publisher] in
            try await publisher.reached(minimum)
        }
        reached.assumeIsolated().whenComplete { _ in self.waitingRequests.leave(peer) }
        return reached.assumeIsolated().flatMap { reached in
            let now = self.server.now()
            let (snapshot, basis) = self.state(at: now)
            // The epoch may have changed meanwhile, and then it is not reached but gone.
            guard reached != nil, snapshot.revision.includes(minimum) else {
                return self.eventLoop.makeSucceededFuture(.behind(minimum, basis))
            }
            return self.answerNow(request, at: endpoint, snapshot, basis, now)
        }.nonisolated()
    }

    private func answerNow(
        _ request: HTTPRequest,
        at endpoint: Endpoint,
        _ snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) -> EventLoopFuture<Answer> {
        do throws(QuestionError) {
            switch try answer(request, at: endpoint, snapshot, basis, now) {
            case .now(let answer): return eventLoop.makeSucceededFuture(answer)
            case .later(let answer): return answer
            }
        } catch {
            meters.badQuestions += 1
            return eventLoop.makeSucceededFuture(Answer(.badRequest, message: error.message, basis: basis))
        }
    }
}

extension Answer {
    fileprivate static func behind(_ minimum: Revision, _ basis: AnswerBasis) -> Answer {
        let distance = minimum.epoch == basis.revision.epoch ? "is not reached yet" : "belongs to another history"
        let message = "revision `\(minimum)` \(distance), this is `\(basis.revision)`"
        return Answer(.unavailable, message: message, basis: basis)
    }
}

extension IndexSnapshot {
    /// When the chain ends by which the question is permitted; nil where it does not.
    ///
    /// The answer names that chain's role. Another chain may permit for longer: that is for the next question to say.
    fileprivate func end(of question: DecisionRequest, at now: Timestamp) -> Timestamp? {
        explain(question, at: now).chain?.assignment.expires
    }
}

extension HTTPRequest {
    fileprivate func revisionToAwait() throws(QuestionError) -> Revision? {
        guard let minimumRevision else { return nil }
        guard let revision = Revision(minimumRevision) else { throw .malformedRevision }
        return revision
    }
}

extension Revision {
    /// Whether this state holds all of `other`, as far as the two can be compared.
    fileprivate func includes(_ other: Revision) -> Bool { epoch == other.epoch && number >= other.number }
}
