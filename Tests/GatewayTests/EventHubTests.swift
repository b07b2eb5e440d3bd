import EventContracts
import HTTPTypes
import MedicationDomain
import Testing

@testable import Gateway

@Suite struct EventHubTests {
    @Test func whoIsGoneBeforeAnythingWasWrittenHoldsNoPlace() async {
        let hub = EventHub(maximumListeners: 2)
        for _ in 0..<5 {
            // Nobody keeps the subscription: the client left before its answer began.
            #expect(await hub.listen(after: nil) != nil)
            await hub.beat()
        }
        #expect(await hub.listenerCount == 0)
    }

    private func notice(_ number: Int) -> ReadModelChange {
        var alert = Alert.sample(AlertID("interaction-check:\(number)"))
        alert.revision = 1
        return .alert(AlertNotice(alert))
    }

    private func heard(_ subscription: EventHub.Subscription, on hub: EventHub) async -> [String] {
        await hub.leave(subscription.number)
        return await subscription.messages.reduce(into: []) { $0.append($1) }.filter { $0.contains("event:") }
    }

    @Test func aListenerHearsEveryChangeWithItsPlaceInTheStream() async throws {
        let hub = EventHub(epoch: "e1")
        let listener = try #require(await hub.listen(after: nil))
        await hub.publish([notice(1)])
        await hub.publish([notice(2)])
        let heard = await heard(listener, on: hub)
        #expect(heard.map { $0.prefix { $0 != "\n" } } == ["id: e1-1", "id: e1-2"])
        #expect(heard.last?.contains(#"data: {"alertId":"interaction-check:2""#) == true)
        #expect(heard.last?.hasSuffix("\n\n") == true)
    }

    @Test func aReturningListenerHearsExactlyWhatItMissed() async throws {
        let hub = EventHub(epoch: "e1")
        for number in 1...5 { await hub.publish([notice(number)]) }
        let listener = try #require(await hub.listen(after: "e1-3"))
        let heard = await heard(listener, on: hub)
        #expect(heard.map { $0.prefix { $0 != "\n" } } == ["id: e1-4", "id: e1-5"])
    }

    @Test(arguments: ["e0-3", "e1-1", "e1-99", "nonsense", ""])
    func aListenerWhoMissedMoreThanIsKnownIsToldToLookAgain(_ lastEventID: String) async throws {
        let hub = EventHub(epoch: "e1", ringCapacity: 3)
        for number in 1...6 { await hub.publish([notice(number)]) }
        let listener = try #require(await hub.listen(after: lastEventID))
        let heard = await heard(listener, on: hub)
        #expect(heard.count == 1)
        #expect(heard.first?.contains("event: reset") == true)
    }

    @Test func aSlowListenerIsDisconnectedAndTheOthersAreNot() async throws {
        let hub = EventHub(epoch: "e1", listenerCapacity: 2)
        let slow = try #require(await hub.listen(after: nil))
        for number in 1...10 { await hub.publish([notice(number)]) }
        #expect(await hub.listenerCount == 0)
        for await _ in slow.eviction {}
        let fresh = try #require(await hub.listen(after: "e1-10"))
        await hub.publish([notice(11)])
        #expect(await heard(fresh, on: hub).count == 1)
    }

    @Test func thereAreOnlySoManyListeners() async throws {
        let hub = EventHub(maximumListeners: 1)
        let first = try #require(await hub.listen(after: nil))
        #expect(await hub.listen(after: nil) == nil)
        await hub.leave(first.number)
        #expect(await hub.listen(after: nil) != nil)
    }

    @Test func aQuietConnectionIsKeptAliveByComments() async throws {
        let hub = EventHub()
        let listener = try #require(await hub.listen(after: nil))
        await hub.beat()
        await hub.leave(listener.number)
        let heard = await listener.messages.reduce(into: [String]()) { $0.append($1) }
        #expect(heard.last?.hasPrefix(":") == true)
    }

    @Test func changesOfTheTopicsReachListeners() async throws {
        let desk = try Desk()
        try await desk.read()
        let hub = desk.application.server.hub
        let listener = try #require(await hub.listen(after: nil))
        try desk.say(.sample(), revision: 1)
        try await desk.application.follow(for: 1)
        // Read while catching up: the page is told to look at everything again.
        #expect(await heard(listener, on: hub).contains { $0.contains("event: reset") })
    }

    @Test func theStreamIsAnEventStream() async throws {
        let answer = try await Desk().get("/events")
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/event-stream")
    }
}
