/// The catalogue: every kind of problem that Ensure tells an author about, in order of its code.
///
/// `E` codes are errors, `W` codes warnings, `N` codes notes. E00xx: bytes and syntax; E01xx: names and files;
/// E02xx: types and units; E03xx: rules of meaning (`Docs/semantics.md`); E04xx: the physical world
/// and events; E05xx: settings (`ensure.toml`); E06xx: Horn problems (SMT-LIB); E09xx: not yet supported. A code that has been published is never
/// given another meaning.
public enum DiagnosticCode: String, Sendable, CaseIterable {
  // Bytes and syntax
  case notUTF8 = "E0001"
  case nulByte = "E0002"
  case unknownCharacter = "E0003"
  case badString = "E0004"
  case badNumber = "E0005"
  case unexpectedToken = "E0006"
  case nestedTooDeeply = "E0007"
  case reservedWord = "E0008"
  case chainedComparison = "E0009"
  case tooLarge = "E0010"
  case otherLanguage = "E0011"

  // Names and files
  case undefinedName = "E0101"
  case duplicateName = "E0102"
  case unknownType = "E0103"
  case unknownField = "E0104"
  case unknownAction = "E0105"
  case unknownProperty = "E0106"
  case unknownThreat = "E0107"
  case unknownMember = "E0108"
  case unknownUnit = "E0109"
  case unknownCurrency = "E0110"
  case fileNotFound = "E0111"
  case importCycle = "E0112"
  case importOutsideRoot = "E0113"
  case emptySpec = "E0114"
  case unreadableFile = "E0115"
  case importedSystem = "E0116"
  case nothingToVerify = "E0117"
  case notAType = "E0118"
  case notAValue = "E0119"
  case notAnEffect = "E0120"
  case notAThreat = "E0121"
  case notAPrincipal = "E0122"
  case recursion = "E0123"
  case unknownRounding = "E0124"
  case badRenaming = "E0125"

  // Types and units
  case typeMismatch = "E0201"
  case wrongArgumentCount = "E0202"
  case unitMismatch = "E0203"
  case needsUnit = "E0204"
  case notAssignable = "E0205"
  case emptyRange = "E0206"
  case optionalReference = "E0207"
  case moneyNeedsCurrency = "E0208"
  case rateNeedsRounding = "E0209"
  case notOrdered = "E0210"
  case tooPrecise = "E0211"
  case notConstant = "E0212"
  case misplacedWildcard = "E0213"
  case temporalInState = "E0214"
  case instantArithmetic = "E0215"
  case notAnInstance = "E0216"
  case outOfRange = "E0217"
  case notOfResolution = "E0218"
  case badKey = "E0219"
  case divisionByZero = "E0220"
  case cannotMake = "E0221"
  case notAMessage = "E0231"
  case messageShape = "E0232"
  case messageKept = "E0233"
  case messageNotReceived = "E0234"
  case messageUnseen = "E0235"
  case notASecret = "E0236"
  case secretShape = "E0237"

  // Rules of meaning
  case aggregateNotZero = "E0301"
  case aggregateReach = "E0302"
  case quantifierOverUntouched = "E0303"
  case universalUnderNegation = "E0304"
  case onlyForbidden = "E0305"
  case ruleNeverApplies = "E0306"
  case unsatisfiableInitial = "E0307"
  case instantNeedsInitial = "E0308"
  case unclearAtom = "E0309"
  case notRigid = "E0310"
  case metricShape = "E0311"
  case expansionTooLarge = "E0312"
  case impersonation = "E0313"
  case misplacedGiven = "E0314"
  case deadlineShape = "E0315"
  case deadlineOfUntouched = "E0316"
  case bulkReach = "E0321"
  case bulkWrite = "E0322"
  case bulkOverUntouched = "E0323"
  case receiptWithoutRequires = "E0331"
  case nobodyHolds = "E0332"
  case secretByPath = "E0333"
  case guessUncounted = "E0334"

  // Rules about the physical world
  case byNobody = "E0401"
  case sensorSide = "E0402"
  case notASensor = "E0403"
  case notMeasured = "E0404"
  case softwareKnows = "E0405"
  case readingSet = "E0406"
  case placeElsewhere = "E0407"
  case notAPlace = "E0408"
  case unknownEventKind = "E0409"
  case badEvent = "E0410"
  case notCorroborated = "E0411"

  // Settings
  case badSettings = "E0501"
  case unknownSetting = "E0502"
  case settingValue = "E0503"

  // Horn problems
  case hornSyntax = "E0601"
  case hornSort = "E0602"
  case hornUnknown = "E0603"
  case hornClause = "E0604"
  case hornUnsupported = "E0605"
  case hornIncomplete = "E0606"

  // Formulas of linear time
  case formulaSyntax = "E0701"

  // Warnings and notes about meaning
  case unassignedMember = "W0301"
  case idleThreat = "W0302"
  case stepOfWholeSystem = "W0303"
  case uniqueOverUntouched = "W0304"
  case idleImportedThreat = "N0302"
  case unwatchable = "N0401"

  // Not yet supported
  case notYet = "E0901"

  /// How much it matters, read off the code's first letter.
  public var severity: Severity {
    switch rawValue.first {
    case "W": .warning
    case "N": .note
    default: .error
    }
  }
}
