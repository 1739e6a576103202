/// What no writer gets beyond, whoever it is. What is there already beyond a limit stays; nothing is added to it.
package struct StoreLimits: Hashable, Sendable {
    /// Groups from the outermost to the innermost, along the shortest way from one to the other.
    package var depthOfNesting: Int
    /// Memberships of groups in groups.
    package var nestedMembershipsPerConnection: Int

    package init(depthOfNesting: Int = 100, nestedMembershipsPerConnection: Int = 10_000) {
        self.depthOfNesting = depthOfNesting
        self.nestedMembershipsPerConnection = nestedMembershipsPerConnection
    }
}
