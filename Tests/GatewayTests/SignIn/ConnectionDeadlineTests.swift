import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Gateway

@Suite struct ConnectionDeadlineTests {
    private let channel = EmbeddedChannel()

    init() throws {
        try channel.pipeline.syncOperations.addHandler(
            ConnectionDeadlines(wholeBody: .seconds(60), afterAnswer: .seconds(2)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func receive(_ part: HTTPRequestPart) throws { try channel.writeInbound(part) }
    private func receiveHead() throws {
        try receive(.head(HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/fhir")))
    }
    private func drip() throws { try receive(.body(ByteBuffer(string: " "))) }
    private func answer() throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .unauthorized)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }
    private func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    @Test func aBodyThatDripsWithoutEndIsCutOff() throws {
        try receiveHead()
        for _ in 0..<6 {
            #expect(channel.isActive)
            try drip()
            pass(10)
        }
        #expect(!channel.isActive)
    }

    @Test func afterAnEarlyAnswerTheRestHasLittleTime() throws {
        try receiveHead()
        try drip()
        try answer()
        pass(1)
        #expect(channel.isActive)
        try drip()
        pass(1)
        #expect(!channel.isActive)
    }

    @Test func whoReadsNothingOfTheAnswerIsLetGo() throws {
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        pass(20)
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        pass(3600)
        #expect(channel.isActive, "they read on")
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        pass(30)
        #expect(!channel.isActive)
    }

    @Test func whoSendsEverythingIsLeftAlone() throws {
        try receiveHead()
        try receive(.end(nil))
        pass(3600)
        try answer()
        pass(3600)
        #expect(channel.isActive)
    }

    @Test func anAnswerToTheRequestBeforeCutsNothingOff() throws {
        try receiveHead()
        try receive(.end(nil))
        try receiveHead()
        try answer()
        pass(30)
        #expect(channel.isActive)
        try receive(.end(nil))
        try answer()
        pass(3600)
        #expect(channel.isActive)
    }
}
