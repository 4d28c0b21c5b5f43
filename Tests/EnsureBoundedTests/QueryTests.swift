import EnsureModel
import EnsureVerify
import Testing

/// A question keeps what it was asked with.
@Suite struct QueryTests {
  @Test func aQueryIsAValue() {
    let scope = Scope(instances: [2])
    var query = BoundedQuery(properties: [PropertyID(0)], wantsDefinedness: true, scope: scope, depth: 12)
    query.depth = 3
    #expect(query.depth == 3)
    #expect(query.twins.isEmpty && query.resourceLimit == nil)
  }
}
