import DirectoryStorage
import TestSupport
import Testing

@Suite struct SQLiteContractTests {
    @Test(arguments: StoreContract.cases)
    func `SQLite keeps the contract`(_ contract: StoreContract) async throws {
        let directory = try TemporaryDirectory()
        try await contract.verify(StoreFixture { try SQLiteDirectoryStore(path: directory.file("directory.sqlite")) })
        withExtendedLifetime(directory) {}
    }
}
