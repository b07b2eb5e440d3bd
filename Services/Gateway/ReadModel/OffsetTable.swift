import EventContracts
import EventLog
import GRDB

/// Where reading goes on, per partition; kept in the transaction that keeps what was read.
enum OffsetTable {
    static func all(in database: Database) throws -> [TopicPartition: Int64] {
        var offsets: [TopicPartition: Int64] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT topic, partition, nextOffset FROM readOffset") {
            let partition = TopicPartition(TopicName(rawValue: row["topic"]), row["partition"])
            offsets[partition] = row["nextOffset"]
        }
        return offsets
    }

    static func next(of partition: TopicPartition, in database: Database) throws -> Int64? {
        let statement = try database.cachedStatement(
            sql: "SELECT nextOffset FROM readOffset WHERE topic = ? AND partition = ?")
        return try Int64.fetchOne(statement, arguments: [partition.topic.rawValue, partition.partition])
    }

    static func set(_ next: Int64, of partition: TopicPartition, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO readOffset(topic, partition, nextOffset) VALUES(?, ?, ?)
                ON CONFLICT(topic, partition) DO UPDATE SET nextOffset = excluded.nextOffset
                """)
        try statement.execute(arguments: [partition.topic.rawValue, partition.partition, next])
    }
}
