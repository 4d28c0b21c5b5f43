import Testing

/// A spec that every test of imports adds to.
let plainSpec = """
  system Plain

  """

/// Imports that lead nowhere, in circles or away are said, at status 2.
@Suite struct ImportTests {
  private let folder = Folder()

  private func check(
    _ codes: [String], status: Int32 = 2, _ path: String = "main.ens",
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    defer { folder.remove() }
    for command in ["check", "verify"] {
      let run = try ensure([command, path], in: folder)
      #expect(run.status == status, "\(command): \(run)", sourceLocation: location)
      #expect(run.codes == codes, "\(command): \(run)", sourceLocation: location)
    }
  }

  @Test func aFileThatImportsItselfIsSaid() throws {
    folder.write("main.ens", "system A\nimport \"main.ens\"\n")
    try check(["E0112"])
  }

  @Test func aFileThatImportsItselfUnderAnotherNameIsSaid() throws {
    folder.write("main.ens", "system A\nimport \"other.ens\"\n")
    folder.link("other.ens", to: "main.ens")
    try check(["E0112"])
  }

  @Test func twoFilesThatImportEachOtherAreSaid() throws {
    folder.write("main.ens", "system A\nimport \"b.ens\"\n")
    folder.write("b.ens", "import \"main.ens\"\n")
    try check(["E0112"])
  }

  @Test func threeFilesInACircleAreSaidOnce() throws {
    folder.write("main.ens", "system A\nimport \"b.ens\"\n")
    folder.write("b.ens", "import \"c.ens\"\n")
    folder.write("c.ens", "import \"d.ens\"\n")
    folder.write("d.ens", "import \"b.ens\"\n")
    try check(["E0112"])
  }

  @Test(arguments: ["nothing.ens", "", "library/", "./", "a\\u{0}b", "nothing.ens/deeper.ens", " "])
  func aFileThatIsNotThereIsSaid(_ path: String) throws {
    folder.write("main.ens", "system A\nimport \"\(path)\"\n")
    defer { folder.remove() }
    let run = try ensure(["check", "main.ens"], in: folder)
    #expect(run.status == 2, "\(run)")
    #expect(["E0111", "E0113", "E0115"].contains(run.codes.first ?? ""), "\(run)")
    #expect(run.codes.count == 1, "\(run)")
  }

  @Test func aFileAboveTheRootIsNotRead() throws {
    folder.write("outside.ens", "actor A\n")
    folder.write("root/main.ens", "system A\nimport \"../outside.ens\"\n")
    try check(["E0113"], "root/main.ens")
  }

  @Test(arguments: ["/etc/passwd", "/dev/zero", "/proc/self/environ", "/"])
  func anAbsolutePathOutOfTheRootIsNotRead(_ path: String) throws {
    folder.write("main.ens", "system A\nimport \"\(path)\"\n")
    try check(["E0113"])
  }

  @Test func aLinkOutOfTheRootIsNotFollowed() throws {
    folder.write("outside/people.ens", "actor A\n")
    folder.write("root/main.ens", "system A\nimport \"people.ens\"\n")
    folder.link("root/people.ens", to: "../outside/people.ens")
    try check(["E0113"], "root/main.ens")
  }

  @Test func aLinkToAFolderOutOfTheRootIsNotFollowed() throws {
    folder.write("outside/people.ens", "actor A\n")
    folder.write("root/main.ens", "system A\nimport \"library/people.ens\"\n")
    folder.link("root/library", to: "../outside")
    try check(["E0113"], "root/main.ens")
  }

  @Test func aFolderWhoseNameBeginsLikeTheRootIsOutside() throws {
    folder.write("root-of-others/people.ens", "actor A\n")
    folder.write("root/main.ens", "system A\nimport \"../root-of-others/people.ens\"\n")
    try check(["E0113"], "root/main.ens")
  }

  @Test func theRootIsTheNearestFolderWithAnEnsureFile() throws {
    folder.write("ensure.toml", "")
    folder.write("people.ens", "actor A\n")
    folder.write("specs/main.ens", "import \"people.ens\"\nactor B\n")
    defer { folder.remove() }
    let run = try ensure(["check", "specs/main.ens"], in: folder)
    #expect(run.status == 0, "\(run)")
  }

  @Test func linksInACircleAreNoFile() throws {
    folder.write("main.ens", "system A\nimport \"a.ens\"\n")
    folder.link("a.ens", to: "b.ens")
    folder.link("b.ens", to: "a.ens")
    try check(["E0111"])
  }

  @Test func anImportedFolderIsSaid() throws {
    folder.write("main.ens", "system A\nimport \"library\"\n")
    folder.write("library/a.ens", "")
    try check(["E0115"])
  }

  @Test func whatIsWrongInAnImportedFileIsSaidThere() throws {
    folder.write("main.ens", "system A\nimport \"b.ens\"\n")
    folder.write("b.ens", [0xC3, 0x28])
    let run = try ensure(["check", "main.ens"], in: folder)
    #expect(run.status == 2 && run.codes == ["E0001"] && run.text.contains("b.ens:1:1"), "\(run)")
    folder.remove()
  }

  @Test func twoHundredImportsDeepAreRead() throws {
    let deep = 200
    for number in 0..<deep {
      folder.write("f\(number).ens", "import \"f\(number + 1).ens\"\nactor A\(number)\n")
    }
    folder.write("f\(deep).ens", "actor Last\n")
    let run = try ensure(["check", "f0.ens"], in: folder)
    #expect(run.status == 0 && run.codes == [], "\(run)")
    folder.write("f\(deep).ens", "actor Last\nactor A0\n")
    let duplicate = try ensure(["check", "f0.ens"], in: folder)
    #expect(duplicate.status == 2 && duplicate.codes == ["E0102"], "\(duplicate)")
    folder.remove()
  }

  @Test func aFileThatIsReachedInTwoWaysIsReadOnce() throws {
    let layers = 16
    for layer in 0..<layers {
      for side in ["l", "r"] {
        folder.write(
          "\(side)\(layer).ens",
          "import \"l\(layer + 1).ens\"\nimport \"r\(layer + 1).ens\"\nactor A\(side)\(layer)\n")
      }
    }
    for side in ["l", "r"] { folder.write("\(side)\(layers).ens", "actor Last\(side)\n") }
    let run = try ensure(["check", "l0.ens"], in: folder)
    #expect(run.status == 0 && run.codes == [], "\(run)")
    folder.remove()
  }
}
