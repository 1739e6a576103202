import AccessIndex
import AccessModel
import ArgumentParser
import Foundation
import PolicyCompilation

struct TestPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the policy tests in DIR/tests on an index of their own.",
        discussion: """
            Exits 0 when all pass, 4 when some fail or there are none, and 78 when policies or tests do not compile.

              rollcall policy test policies
            """
    )

    @OptionGroup var policies: PolicyDirectoryArgument

    func run() throws {
        try policies.checkIsDirectory()
        let results = try judged()
        print(try policies.json ? json(of: results) : text(of: results))
        guard results.allSatisfy({ $0.failure == nil }) else { throw ExitCode.policyTestsFailed }
    }

    /// A directory without a single test proves nothing, and fails.
    private func judged() throws -> [PolicyTestResult] {
        let model = try PolicySet.compile(policies.directory)
        let results = try suites(of: model).flatMap { suite in
            let run = PolicyTestRun(suite, on: model)
            return suite.cases.map { PolicyTestResult(testCase: $0, verdict: run.verdict(on: $0)) }
        }
        guard !results.isEmpty else {
            throw CommandFailure(
                "there is no policy test in `\(policies.directory)/tests`, so nothing is proved: write one",
                exitCode: .policyTestsFailed
            )
        }
        return results
    }

    /// All of them, or one failure that lists the mistakes of every file.
    private func suites(of model: RoleModel) throws -> [PolicyTestSuite] {
        var suites: [PolicyTestSuite] = []
        var mistakes: [PolicyDiagnostics] = []
        do throws(PolicyDiagnostics) {
            for source in try PolicyDirectory(path: policies.directory).tests() {
                do {
                    suites.append(try PolicyCompiler().compileTests(source, against: model))
                } catch {
                    mistakes.append(error)
                }
            }
        } catch {
            mistakes.append(error)
        }
        guard mistakes.isEmpty else {
            throw CommandFailure(
                "the policy tests do not compile:\n" + mistakes.map(\.description).joined(separator: "\n"),
                exitCode: .configurationInvalid
            )
        }
        return suites
    }

    private func text(of results: [PolicyTestResult]) -> String {
        let failures = results.compactMap { result in
            result.failure.map { "\(result.testCase.position): failed: \(result.testCase.name): \($0)" }
        }
        let summary = "\(results.count - failures.count) policy tests passed, \(failures.count) failed"
        return (failures + [summary]).joined(separator: "\n")
    }

    private func json(of results: [PolicyTestResult]) throws -> String {
        let rows = results.map { result in
            var row = ["name": result.testCase.name, "position": "\(result.testCase.position)"]
            row["failure"] = result.failure
            return row
        }
        return String(decoding: try JSONSerialization.data(withJSONObject: rows, options: .sortedKeys), as: UTF8.self)
    }
}

private struct PolicyTestResult {
    var testCase: PolicyTestCase
    var verdict: PolicyTestVerdict

    /// Nil for a pass.
    var failure: String? {
        switch verdict {
        case .pass: nil
        case .failure(let sentence): sentence
        }
    }
}

/// One suite's directory on the role model, in an index that no case changes for another.
private struct PolicyTestRun {
    private let snapshot: IndexSnapshot
    /// Nothing in policies or their tests ends, so that any instant will do.
    private let instant = Timestamp(seconds: 0)

    init(_ suite: PolicyTestSuite, on model: RoleModel) {
        var builder = IndexBuilder()
        for change in model.changes + suite.changes { builder.apply(change) }
        snapshot = builder.snapshot(at: Revision(epoch: Revision.Epoch("0000000000000000"), number: 1))
    }

    func verdict(on testCase: PolicyTestCase) -> PolicyTestVerdict {
        switch testCase.question {
        case .check(let request): testCase.judge(decision: snapshot.decide(request, at: instant))
        case .roles(let subject, let organization):
            testCase.judge(roles: snapshot.effectiveRoles(of: subject, organization: organization, at: instant))
        case .claims(let request): judge(testCase, login: request)
        }
    }

    /// As the login pipeline does: where the login makes a member, that comes first.
    private func judge(_ testCase: PolicyTestCase, login request: LoginRequest) -> PolicyTestVerdict {
        let outcome = snapshot.login(request, at: instant)
        guard case .join(let member) = outcome else { return testCase.judge(login: outcome, joined: false) }
        let joining = ChangeSet(revision: snapshot.revision.next, changes: [.addOrganizationMember(member)])
        return testCase.judge(login: snapshot.applying([joining]).login(request, at: instant), joined: true)
    }
}
