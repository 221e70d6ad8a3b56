import Foundation
import Testing

/// The code in the READMEs is the code that is compiled and run here.
@Suite struct ReadmeTests {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test(arguments: ["README.md", "README.ja.md"])
    func showsTheExamples(_ name: String) throws {
        let readme = try String(contentsOf: Self.package.appendingPathComponent(name), encoding: .utf8)
        let folder = Self.package.appendingPathComponent("Tests/KaikeiTests/Examples")
        let examples = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(examples.count == 6)
        for example in examples {
            let code = try String(contentsOf: folder.appendingPathComponent(example), encoding: .utf8)
            #expect(
                readme.contains("<!-- Tests/KaikeiTests/Examples/\(example) -->\n\n```swift\n\(code)```\n"),
                "\(name): \(example)")
        }
    }
}
