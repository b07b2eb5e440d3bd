import MedicationDomain
import NIOCore
import NIOHTTPTypes

/// Closes a connection that takes no more of its answer, and one whose request body does not come to its end, however steadily it drips: in its time, or soon
/// after an answer that did not wait for it, because the server reads on until the end before it lets go.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let wholeBody: TimeAmount
    private let afterAnswer: TimeAmount
    private var deadline: Scheduled<Void>?
    private let unread: TimeAmount
    private var stall: Scheduled<Void>?
    private var isReading = false
    /// Requests may come before the last one was answered: an answer is early only if it is to the one being read.
    private var (requests, answers) = (0, 0)

    init(
        wholeBody: TimeAmount = .milliseconds(GatewayLimits.wholeBody.milliseconds + 5000),
        afterAnswer: TimeAmount = .milliseconds(GatewayLimits.bodyAfterAnswer.milliseconds),
        unread: TimeAmount = .seconds(GatewayLimits.idleSeconds)
    ) {
        (self.wholeBody, self.afterAnswer, self.unread) = (wholeBody, afterAnswer, unread)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (isReading, requests) = (true, requests + 1)
            close(in: wholeBody, context)
        case .body:
            break
        case .end:
            isReading = false
            cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            answers += 1
            if isReading, answers == requests { close(in: afterAnswer, context) }
        }
        context.write(data, promise: promise)
    }

    /// Whoever reads nothing of what waits for them would hold the connection for ever.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = nil
        if !context.channel.isWritable {
            stall = context.eventLoop.assumeIsolated().scheduleTask(in: unread) { context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func close(in time: TimeAmount, _ context: ChannelHandlerContext) {
        cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    private func cancel() {
        deadline?.cancel()
        deadline = nil
    }

    private func end() {
        cancel()
        stall?.cancel()
        stall = nil
    }
}
