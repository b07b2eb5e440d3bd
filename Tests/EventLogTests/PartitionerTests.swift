import Testing

@testable import EventLog

@Suite struct PartitionerTests {
    /// The vectors of the Java client's own test, `org.apache.kafka.common.utils.UtilsTest.testMurmur2`.
    @Test(arguments: [
        ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
    ])
    func murmur2IsThatOfTheJavaClient(_ text: String, _ hash: Int32) {
        #expect(Int32(bitPattern: Partitioner.murmur2(Array(text.utf8))) == hash)
    }

    @Test func everyKeyHasAPlaceAmongThePartitions() {
        let places = (0..<1_000).map { Partitioner.partition(forKey: "key-\($0)".utf8, count: 12) }
        #expect(places.allSatisfy { (0..<12).contains($0) })
        #expect(Set(places).count == 12)
    }
}
