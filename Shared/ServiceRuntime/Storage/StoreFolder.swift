/// Where an instance keeps the stores of its partitions: files, or the memory of a simulation.
protocol StoreFolder: Sendable {
    /// Opens the partition's store, or makes a new one.
    func open(_ partition: Int32, for definition: ServiceDefinition) throws -> PartitionStore
    /// Moves a store that cannot be read out of the way; it is kept for whoever examines it.
    func setAside(_ partition: Int32, suffix: String) throws
    func remove(_ partition: Int32) throws
}
