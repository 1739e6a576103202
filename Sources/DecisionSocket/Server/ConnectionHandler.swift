import AccessModel
import Logging
import NIOCore

/// One connection: reads questions, sends their answers in order, and ends it when the peer is too slow or done.
///
/// Confined to its event loop. What bytes mean is the parser's to say, what is answered the loop's; this is the shell.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case open
        /// No more questions are read; closes when all are answered. Lingering lets a peer that is still sending read the
        /// answer before the connection breaks.
        case finishing(lingers: Bool)
        /// Everything is sent; what still comes is dropped.
        case lingering
        case closed
    }

    /// Answers are handed over before more than this is gathered.
    private static let outputLimit = 262_144
    private static let lingering = Duration.seconds(1)

    private let loop: DecisionLoop
    private let peer: Peer
    private let questionLimit: Int
    private var context: ChannelHandlerContext?
    private var phase = Phase.open
    private var parser: RequestParser
    private var input = ByteBuffer()
    private var output = ByteBuffer()
    private var answers = AnswerQueue()
    /// The questions whose answers are in `output`.
    private var answered = [Endpoint]()
    private var inputEnded = false
    /// Whether the peer takes what it is sent.
    private var isWritable = true
    private var isReadHeld = false
    /// Ticks: of the last sign of life, of the first byte of an unfinished request, of the output's getting stuck.
    private var aliveSince: Int
    private var requestSince: Int?
    private var stuckSince: Int?

    init(_ loop: DecisionLoop, _ peer: Peer) {
        self.loop = loop
        self.peer = peer
        questionLimit = loop.server.configuration.limits.questionsInFlight
        parser = RequestParser(limits: loop.server.configuration.http)
        aliveSince = loop.tick
    }

    func close() {
        context?.close(promise: nil)
    }

    // MARK: Events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        loop.add(self)
        loop.arrivals.end(context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        loop.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .open = phase else { return }
        var bytes = unwrapInboundIn(data)
        aliveSince = loop.tick
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.writeBuffer(&bytes)
        }
        advance(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        switch phase {
        case .open:
            inputEnded = true
            advance(context)
        case .finishing, .closed: break
        case .lingering: close()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        guard isWritable else { return }
        // Less than the channel's own limit may be left over; after the last answer that too must be taken in time.
        stuckSince = isEnding ? loop.tick : nil
        aliveSince = loop.tick
        advance(context)
    }

    func read(context: ChannelHandlerContext) {
        if mayRead {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Questions

    private var isEnding: Bool {
        if case .closed = phase { true } else { false }
    }

    private var mayRead: Bool {
        switch phase {
        case .open: answers.count < questionLimit && isWritable
        case .lingering: true
        case .finishing, .closed: false
        }
    }

    /// Reads as many questions as may be read now, sends what is answered, and lets the peer go on or not.
    private func advance(_ context: ChannelHandlerContext) {
        let now = loop.server.now()
        var isHungry = false
        while !isHungry, case .open = phase, mayRead {
            isHungry = readQuestions(at: now)
            send(context, started: now)
        }
        if input.readableBytes == 0 { input = ByteBuffer() }
        noteProgress()
        if loop.isQuietOver { closeIfIdle() }
        if answers.isEmpty, case .finishing(let lingers) = phase { finish(context, lingers) }
        if isReadHeld, mayRead {
            isReadHeld = false
            context.read()
        }
    }

    /// Whether it stopped because more bytes are needed, not because there is enough to do.
    private func readQuestions(at now: Timestamp) -> Bool {
        while case .open = phase, output.readableBytes < Self.outputLimit,
            answers.count < questionLimit
        {
            switch parser.next(in: &input) {
            case .wait:
                if inputEnded { phase = .finishing(lingers: false) }
                return true
            case .sendContinue: deliver(AnswerEncoder.goOn)
            case .request(let request): answer(request, at: now)
            case .refuse(let refusal): refuse(refusal, at: now)
            }
        }
        return false
    }

    private func answer(_ request: HTTPRequest, at now: Timestamp) {
        requestSince = nil
        let endpoint = Endpoint(path: request.path)
        let exchange = Exchange(
            endpoint: endpoint,
            requestID: request.requestID,
            keepsAlive: request.keepsAlive && !isAtEnd(),
            omitsBody: request.method == .head,
            started: now
        )
        if !exchange.keepsAlive { phase = .finishing(lingers: false) }
        switch loop.reply(to: request, at: endpoint, from: peer, now) {
        case .now(let answer): deliver(answer, for: exchange)
        case .later(let answer):
            let ticket = answers.open()
            answer.assumeIsolated().whenComplete { self.complete(ticket, with: $0, for: exchange) }
        }
    }

    private func refuse(_ refusal: HTTPRefusal, at now: Timestamp) {
        loop.meters.record(refusal)
        requestSince = nil
        phase = .finishing(lingers: true)
        let answer = Answer(refusal.status, message: refusal.message, basis: loop.state(at: now).basis)
        let exchange = Exchange(
            endpoint: nil,
            requestID: parser.requestID,
            keepsAlive: false,
            omitsBody: false,
            started: now
        )
        deliver(answer, for: exchange)
    }

    // MARK: Answers

    private func deliver(_ answer: Answer, for exchange: Exchange) {
        if let endpoint = exchange.endpoint { answered.append(endpoint) }
        if answers.isEmpty {
            AnswerEncoder.encode(answer, for: exchange, into: &output)
        } else {
            var bytes = ByteBuffer()
            AnswerEncoder.encode(answer, for: exchange, into: &bytes)
            answers.append(bytes)
        }
    }

    private func deliver(_ bytes: ByteBuffer) {
        if answers.isEmpty {
            output.writeImmutableBuffer(bytes)
        } else {
            answers.append(bytes)
        }
    }

    /// Takes an answer that was made elsewhere. The connection may be gone by now.
    private func complete(_ ticket: AnswerQueue.Ticket, with result: Result<Answer, any Error>, for exchange: Exchange)
    {
        guard let context else { return }
        var exchange = exchange
        if answers.count == 1, case .open = phase, isAtEnd() {
            exchange.keepsAlive = false
            phase = .finishing(lingers: false)
        }
        var bytes = ByteBuffer()
        AnswerEncoder.encode(answer(from: result), for: exchange, into: &bytes)
        answers.fill(ticket, with: bytes)
        while let ready = answers.next() { output.writeImmutableBuffer(ready) }
        send(context, started: exchange.started)
        if let endpoint = exchange.endpoint {
            loop.meters.record(endpoint, nanoseconds: loop.server.now().nanoseconds - exchange.started.nanoseconds)
        }
        advance(context)
    }

    private func answer(from result: Result<Answer, any Error>) -> Answer {
        switch result {
        case .success(let answer): return answer
        case .failure(let error):
            loop.meters.failures += 1
            loop.server.logger.error("answer could not be made", metadata: ["error": "\(error)"])
            let basis = loop.state(at: loop.server.now()).basis
            return Answer(.internalError, message: "the answer could not be made", basis: basis)
        }
    }

    /// Hands the gathered answers to the kernel in one piece.
    private func send(_ context: ChannelHandlerContext, started: Timestamp) {
        guard output.readableBytes > 0 else { return }
        // A flush can change writability and come back here before it returns: what it carries must be gone by then.
        let bytes = output
        output = ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        guard !answered.isEmpty else { return }
        let elapsed = loop.server.now().nanoseconds - started.nanoseconds
        for endpoint in answered { loop.meters.record(endpoint, nanoseconds: elapsed) }
        answered.removeAll(keepingCapacity: true)
    }
}

// MARK: - Ends

extension ConnectionHandler {
    /// Closes once the peer has taken all that was written.
    private func finish(_ context: ChannelHandlerContext, _ lingers: Bool) {
        phase = .closed
        if stuckSince == nil { stuckSince = loop.tick }
        // Completes when everything before it was taken by the kernel.
        let sent = context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated()
        sent.whenComplete { _ in
            guard lingers, !self.inputEnded, !self.loop.isDraining, let context = self.context else {
                return self.close()
            }
            self.phase = .lingering
            self.aliveSince = self.loop.tick
            context.close(mode: .output, promise: nil)
            context.read()
        }
    }

    private func noteProgress() {
        if !isWritable, stuckSince == nil { stuckSince = loop.tick }
        let isUnfinished = input.readableBytes > 0 || !parser.isBetweenRequests
        // A request that waits for the peer to take answers is not late; the output is.
        if !isUnfinished || !answers.isEmpty || !isWritable {
            requestSince = nil
        } else if requestSince == nil {
            requestSince = loop.tick
        }
    }

    /// Called at every tick.
    func enforceDeadlines() {
        guard let context else { return }
        let limits = loop.server.configuration.limits
        let slow = loop.isDraining ? min(limits.slow, limits.grace) : limits.slow
        switch phase {
        case .open:
            if hasPassed(stuckSince, slow) { return close() }
            if hasPassed(requestSince, slow) { return refuseSlowRequest(context) }
            if answers.isEmpty, hasPassed(aliveSince, limits.idle), hasReadAll() { close() }
        case .lingering:
            if hasPassed(aliveSince, Self.lingering) { close() }
        case .finishing, .closed:
            if hasPassed(stuckSince, slow) { close() }
        }
    }

    private func hasPassed(_ since: Int?, _ limit: Duration) -> Bool {
        since.map { loop.tick - $0 >= loop.ticks(limit) } ?? false
    }

    private func refuseSlowRequest(_ context: ChannelHandlerContext) {
        refuse(.timeout, at: loop.server.now())
        send(context, started: loop.server.now())
        advance(context)
    }

    /// The server stops: the peer gets its grace, from now on, to send the rest of a request or to take what it asked for.
    /// A peer that asked a moment ago may be about to ask again, and is told with that answer that it is the last.
    func drain() {
        if requestSince != nil { requestSince = loop.tick }
        if stuckSince != nil { stuckSince = loop.tick }
        switch phase {
        case .open where hasPassed(aliveSince, loop.server.configuration.limits.quiet): closeIfIdle()
        case .lingering: close()
        case .open, .finishing, .closed: break
        }
    }

    /// Closes where nothing is in flight, not even in the kernel's buffer.
    func closeIfIdle() {
        guard case .open = phase, answers.isEmpty, requestSince == nil, let context, isAtEnd() else { return }
        finish(context, false)
    }

    /// Whether the server stops and the peer has had all its answers but for this one.
    private func isAtEnd() -> Bool { loop.isDraining && hasReadAll() }

    /// Whether all that the peer had sent is read. Then nothing more comes, either: whatever the peer sends afterwards
    /// fails, and it knows that it was not read.
    private func hasReadAll() -> Bool {
        guard input.readableBytes == 0, parser.isBetweenRequests, let context else { return false }
        return inputEnded || UnixSocketHandle(of: context.channel)?.endReceivingIfEmpty() ?? true
    }
}
