package import AccessModel

/// One policy test file, compiled: a small directory, and questions with the answers that must come out.
///
/// To run a suite, make an index from the role model's changes and then ``changes``, and put every case's question to
/// it. Cases are independent: what one does to the directory, by joining an organization, no other sees.
package struct PolicyTestSuite: Hashable, Sendable {
    /// Relative to the policy directory.
    package var file: String
    /// The users, groups, members and direct assignments of the test, on top of the role model's own changes.
    package var changes: [Change]
    /// In the order of the file.
    package var cases: [PolicyTestCase]
}

/// A question and the answer that must come out.
package struct PolicyTestCase: Hashable, Sendable {
    package enum Question: Hashable, Sendable {
        case check(DecisionRequest)
        /// If the answer is to join an organization, whoever runs the case applies that membership and asks again.
        case claims(LoginRequest)
        case roles(SubjectReference, organization: String?)
    }

    /// Unique in its file.
    package var name: String
    package var position: SourcePosition
    package var question: Question
    package var expectation: PolicyTestExpectation
}

/// The answer that must come out. What is nil is not looked at.
package enum PolicyTestExpectation: Hashable, Sendable {
    case permit(role: String?)
    case deny(DenialReason?)
    case claims(ExpectedClaims)
    case refuse(LoginRefusal?)
}

/// What must be in claims, or in effective roles: each list exactly, in any order.
package struct ExpectedClaims: Hashable, Sendable {
    /// Of both levels, each once.
    package var roles: [String]?
    package var tenantRoles: [String]?
    package var organizationRoles: [String]?
    package var permissions: [String]?
    package var groups: [String]?
    /// Whether the login made the user a member.
    package var joins: Bool?
}

/// How a case came out.
package enum PolicyTestVerdict: Hashable, Sendable {
    case pass
    /// One sentence: what was expected, and what came.
    case failure(String)
}
