//! The order in which the nodes of a symmetric pattern are eliminated.

use alloc::vec;
use alloc::vec::Vec;
use core::mem::take;

/// The graph of couplings: for each node, the nodes with which it is coupled.
pub(in crate::system) type Graph = Vec<Vec<u32>>;

/// Returns the graph of `count` nodes with these couplings. A coupling may come twice, and of a node with itself.
pub(in crate::system) fn graph(count: usize, couplings: impl Iterator<Item = [usize; 2]>) -> Graph {
    let mut graph = vec![Vec::new(); count];
    for [a, b] in couplings.filter(|[a, b]| a != b) {
        graph[a].push(b as u32);
        graph[b].push(a as u32);
    }
    for others in &mut graph {
        others.sort_unstable();
        others.dedup();
    }
    graph
}

/// An order of elimination, and the fill-in that it makes.
#[derive(Clone, Debug, Default)]
pub(in crate::system) struct Elimination {
    /// The nodes in their order.
    pub(in crate::system) order: Vec<u32>,
    /// In the same order, the later nodes with which each is coupled at its elimination.
    pub(in crate::system) later: Vec<Vec<u32>>,
}

/// Returns an order with little fill-in. The next node is always one that seems to have the fewest neighbours left, so that
/// the leaves of trees come first: minimum degree, with bounds for the degrees (P. R. Amestoy, T. A. Davis & I. S. Duff,
/// SIAM J. Matrix Anal. Appl. 17 (1996) 886–905).
///
/// Nodes that were eliminated together are kept as one *element* with all its neighbours, so that fill-in takes no room.
///
/// Returns `None` as soon as the factorisation must need more than `most` multiplications: the sum of d² over all nodes,
/// with d neighbours at the elimination.
pub(in crate::system) fn order(graph: &Graph, most: usize) -> Option<Elimination> {
    let count = graph.len();
    let mut elimination = Elimination::default();
    // The neighbours of each node that share no element with it, its elements, and these.
    let mut neighbours = graph.clone();
    let (mut elements_of, mut elements) = (vec![Vec::<u32>::new(); count], vec![Element::default(); count]);
    let mut degrees = Degrees::new(graph);
    // The round in which a node was last found in the element of the pivot.
    let mut found = vec![usize::MAX; count];
    let mut work = 0;
    for round in 0..count {
        let pivot = degrees.take_least();
        found[pivot] = round;
        let mut nodes = Vec::new();
        let mut add = |others: Vec<u32>| {
            for node in others {
                if found[node as usize] != round {
                    found[node as usize] = round;
                    nodes.push(node);
                }
            }
        };
        add(take(&mut neighbours[pivot]));
        take(&mut elements_of[pivot]).into_iter().for_each(|other| add(take(&mut elements[other as usize].nodes)));
        let degree = nodes.len();
        work += degree * degree;
        // All that are left have as many neighbours, and lose at most one by each elimination.
        if work + degree * degree.saturating_sub(1) * (2 * degree).saturating_sub(1) / 6 > most {
            return None;
        }
        for &node in &nodes {
            elements_of[node as usize].retain(|other| {
                let element = &mut elements[*other as usize];
                if element.nodes.is_empty() {
                    return false;
                }
                if element.round != round {
                    (element.round, element.outside) = (round, element.nodes.len());
                }
                element.outside -= 1;
                true
            });
        }
        let left = count - round - 1;
        for &node in &nodes {
            let node = node as usize;
            neighbours[node].retain(|other| found[*other as usize] != round);
            let mut bound = neighbours[node].len();
            // An element with no other nodes is part of the pivot's.
            elements_of[node].retain(|other| {
                let outside = elements[*other as usize].outside;
                bound += outside;
                outside > 0
            });
            elements_of[node].push(pivot as u32);
            degrees.change(node, (bound.min(degrees.of[node]) + degree - 1).min(left - 1));
        }
        elements[pivot].nodes.clone_from(&nodes);
        elimination.order.push(pivot as u32);
        elimination.later.push(nodes);
    }
    Some(elimination)
}

/// The nodes that were coupled with a pivot and are left; none if the element has become part of another one.
#[derive(Clone, Debug, Default)]
struct Element {
    nodes: Vec<u32>,
    /// The last round in which it had a node in common with the pivot's element.
    round: usize,
    /// The number of its nodes that were not in that.
    outside: usize,
}

/// The degree of each node that is left. Nodes of one degree are in a list.
struct Degrees {
    of: Vec<usize>,
    /// The first node of each degree.
    first: Vec<usize>,
    /// For each node, the one before it and the one after it in its list.
    beside: Vec<[usize; 2]>,
    /// No degree is below this.
    least: usize,
}

impl Degrees {
    const NONE: usize = usize::MAX;

    fn new(graph: &Graph) -> Self {
        let count = graph.len();
        let mut degrees = Degrees {
            of: graph.iter().map(Vec::len).collect(),
            first: vec![Self::NONE; count],
            beside: vec![[Self::NONE; 2]; count],
            least: 0,
        };
        (0..count).rev().for_each(|node| degrees.insert(node));
        degrees
    }

    fn insert(&mut self, node: usize) {
        let degree = self.of[node];
        let next = self.first[degree];
        self.beside[node] = [Self::NONE, next];
        if next != Self::NONE {
            self.beside[next][0] = node;
        }
        self.first[degree] = node;
        self.least = self.least.min(degree);
    }

    fn remove(&mut self, node: usize) {
        let [before, after] = self.beside[node];
        match before {
            Self::NONE => self.first[self.of[node]] = after,
            before => self.beside[before][1] = after,
        }
        if after != Self::NONE {
            self.beside[after][0] = before;
        }
    }

    fn change(&mut self, node: usize, degree: usize) {
        self.remove(node);
        self.of[node] = degree;
        self.insert(node);
    }

    /// Removes a node of the least degree. There has to be a node.
    fn take_least(&mut self) -> usize {
        while self.first[self.least] == Self::NONE {
            self.least += 1;
        }
        let node = self.first[self.least];
        self.remove(node);
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    /// Eliminates the nodes one by one, with all fill-in.
    fn plainly(graph: &Graph, order: &[u32]) -> Vec<BTreeSet<u32>> {
        let mut left: Vec<BTreeSet<u32>> = graph.iter().map(|others| others.iter().copied().collect()).collect();
        let mut later = Vec::new();
        for &node in order {
            let others = take(&mut left[node as usize]);
            for &a in &others {
                left[a as usize].remove(&node);
                left[a as usize].extend(others.iter().filter(|b| **b != a));
            }
            later.push(others);
        }
        later
    }

    fn random(count: usize, inputs: usize, mut seed: u64) -> Graph {
        graph(
            count,
            (0..count * inputs).map(|k| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                [k / inputs, (seed >> 33) as usize % count]
            }),
        )
    }

    fn square(side: usize) -> Graph {
        let at = |x: usize, y: usize| x * side + y;
        let edges = (0..side).flat_map(move |x| (1..side).map(move |y| (x, y)));
        graph(side * side, edges.flat_map(|(x, y)| [[at(x, y - 1), at(x, y)], [at(y - 1, x), at(y, x)]]))
    }

    fn work(elimination: &Elimination) -> usize {
        elimination.later.iter().map(|later| later.len() * later.len()).sum()
    }

    #[test]
    fn the_fill_in_is_that_of_the_elimination() {
        for graph in [random(1, 0, 1), random(60, 2, 1), random(200, 3, 2), square(12), random(40, 20, 3)] {
            let elimination = order(&graph, usize::MAX).unwrap();
            let mut nodes = elimination.order.clone();
            nodes.sort_unstable();
            assert!(nodes.into_iter().eq(0..graph.len() as u32));
            let later = elimination.later.iter().map(|later| later.iter().copied().collect::<BTreeSet<_>>());
            assert!(later.eq(plainly(&graph, &elimination.order)));
            assert!(elimination.later.iter().zip(plainly(&graph, &elimination.order)).all(|(a, b)| a.len() == b.len()));
        }
    }

    /// Against the order by exact degrees, which takes much longer to find.
    #[test]
    fn bounds_of_degrees_order_as_well_as_degrees() {
        for graph in [random(200, 3, 2), random(150, 8, 5), square(20)] {
            let mut left: Vec<BTreeSet<u32>> = graph.iter().map(|others| others.iter().copied().collect()).collect();
            let (mut nodes, mut exact) = ((0..graph.len() as u32).collect::<BTreeSet<_>>(), 0);
            while let Some(&node) = nodes.iter().min_by_key(|node| left[**node as usize].len()) {
                nodes.remove(&node);
                let others = take(&mut left[node as usize]);
                exact += others.len() * others.len();
                for &a in &others {
                    left[a as usize].remove(&node);
                    left[a as usize].extend(others.iter().filter(|b| **b != a));
                }
            }
            let found = work(&order(&graph, usize::MAX).unwrap());
            assert!(found < exact + exact / 4, "{found} of {exact}");
        }
    }

    #[test]
    fn what_fills_too_much_is_refused() {
        let graph = random(200, 3, 2);
        let needed = work(&order(&graph, usize::MAX).unwrap());
        assert!(order(&graph, needed).is_some() && order(&graph, needed - 1).is_none());
    }
}
