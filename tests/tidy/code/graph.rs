//! Who can reach what: the calls of all functions, followed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    program::Program,
    walk::{Body, walk},
};

/// All functions with what their bodies hold.
pub(crate) struct Graph<'a> {
    pub(crate) program: &'a Program,
    pub(crate) bodies: Vec<Body>,
    /// The functions that end, by whatever way, in a request to AWS.
    pub(crate) asking: BTreeSet<usize>,
}

impl<'a> Graph<'a> {
    /// Goes through the whole program.
    pub(crate) fn of(program: &'a Program) -> Self {
        let bodies: Vec<Body> = program.functions.iter().map(|f| walk(program, f)).collect();
        let mut asking: BTreeSet<usize> =
            (0..bodies.len()).filter(|id| !bodies[*id].requests.is_empty()).collect();
        loop {
            let more: Vec<usize> = (0..bodies.len())
                .filter(|id| !asking.contains(id) && !bodies[*id].calls.is_disjoint(&asking))
                .collect();
            if more.is_empty() {
                return Self { program, bodies, asking };
            }
            asking.extend(more);
        }
    }

    /// What cannot be told for certain, and would matter.
    pub(crate) fn doubts(&self) -> Vec<String> {
        let mut names = BTreeSet::new();
        for id in &self.asking {
            names.insert(format!("::{}", self.last_name(*id)));
            if self.program.functions[*id].owner.is_some() {
                names.insert(self.last_name(*id).to_owned());
            }
        }
        let mut doubts = Vec::new();
        for (body, function) in self.bodies.iter().zip(&self.program.functions) {
            for name in body.unsure.intersection(&names) {
                let place = &function.path;
                doubts.push(format!("{place}: whose `{name}` is called here? Name the type."));
            }
        }
        for id in self.asking.iter().filter(|id| self.program.functions[**id].is_of_trait) {
            let place = &self.program.functions[*id].path;
            doubts.push(format!("{place}: a trait's method may be called unseen. Ask elsewhere."));
        }
        doubts
    }

    /// Everything that can be reached from a function, each with who leads there.
    pub(crate) fn reached(&self, root: usize) -> BTreeMap<usize, Option<usize>> {
        let (mut found, mut next) = (BTreeMap::from([(root, None)]), VecDeque::from([root]));
        while let Some(id) = next.pop_front() {
            for call in &self.bodies[id].calls {
                if !found.contains_key(call) {
                    found.insert(*call, Some(id));
                    next.push_back(*call);
                }
            }
        }
        found
    }

    /// The way from the root to a function, as short as it is to be read.
    pub(crate) fn way(&self, reached: &BTreeMap<usize, Option<usize>>, to: usize) -> String {
        let mut names = vec![self.short_name(to)];
        let mut at = to;
        while let Some(Some(before)) = reached.get(&at) {
            names.push(self.short_name(*before));
            at = *before;
        }
        // The root goes without saying.
        names.pop();
        names.reverse();
        names.join(" -> ")
    }

    fn last_name(&self, id: usize) -> &str {
        self.program.functions[id].path.rsplit("::").next().unwrap()
    }

    /// Its name, with the type or module that it is in.
    fn short_name(&self, id: usize) -> String {
        let mut parts: Vec<&str> = self.program.functions[id].path.rsplit("::").take(2).collect();
        parts.reverse();
        parts.join("::")
    }
}
