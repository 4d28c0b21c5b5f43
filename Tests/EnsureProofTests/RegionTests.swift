import Testing

@testable import EnsureVerify

/// Of the orders in which helpers may lead on, one with few regions is taken.
@Suite struct RegionTests {
  /// Somebody waits at places (0, 0) to (0, 3), and `arrive` brings him to (1, 0) to (1, 3). From n = 0 on something may come up
  /// (n = 1), which `contest` and `decide` settle (n = 3); only there and at n = 0 is `finish` possible.
  private enum Help: Int, CaseIterable { case arrive, finish, decide, contest }

  private func graph(stuckAt stuck: [Int]? = nil) -> WaitingGraph {
    var graph = WaitingGraph()
    func step(_ from: [Int], _ to: [Int], by help: Help?) {
      graph.add(WaitingGraph.Edge(from: from, to: to, mayStay: Help.allCases.map { $0 != help }))
    }
    for here in 0...1 {
      for number in 0...3 { step([here, number], [here, number], by: nil) }
      step([here, 0], [here, 1], by: nil)
      step([here, 1], [here, 2], by: .contest)
      step([here, 2], [here, 3], by: .decide)
    }
    for number in 0...3 { step([0, number], [1, number], by: .arrive) }
    func missing(where isThere: ([Int]) -> Bool) -> Set<[Int]> {
      Set((0...1).flatMap { here in (0...3).map { [here, $0] } }.filter { !isThere($0) || $0 == stuck })
    }
    graph.missing = [
      missing { $0[0] == 0 }, missing { $0[0] == 1 && ($0[1] == 0 || $0[1] == 3) }, missing { $0[1] == 2 },
      missing { $0[1] == 1 },
    ]
    return graph
  }

  private func regions(_ graph: WaitingGraph, alone: Set<Int> = [0, 1, 2, 3]) -> [WaitingGraph.Region]? {
    graph.regions(helpers: 4, strong: [], alone: alone)
  }

  @Test func fewRegionsAreFound() throws {
    let found = try #require(regions(graph()))
    // Who takes the largest region each time needs six.
    #expect(found.map(\.helper).map { Help.allCases[$0] } == [.finish, .decide, .contest, .finish, .arrive])
    #expect(found.last?.places == [[0, 0], [0, 1], [0, 2], [0, 3]])
  }

  /// In each region its helper is there, and every step leads to one in front of it, or is not what the helper leads on by.
  @Test func regionsLeadOn() throws {
    for alone in [[0, 1, 2, 3], [0, 1], []] as [Set<Int>] {
      let graph = graph()
      let found = try #require(regions(graph, alone: alone))
      var settled: Set<WaitingGraph.Place> = []
      for region in found {
        #expect(region.places.isDisjoint(with: graph.missing[region.helper]))
        for edge in graph.edges where region.places.contains(edge.from) {
          #expect(
            settled.contains(edge.to) || region.places.contains(edge.to) && edge.mayStay[region.helper])
        }
        settled.formUnion(region.places)
      }
      #expect(graph.waiting.isSubset(of: settled))
    }
  }

  @Test func whereNothingIsThereNobodyLeadsOn() {
    #expect(regions(graph(stuckAt: [1, 2])) == nil)
  }
}
