//! Jobs that take unpacked arrays: elementwise jobs and residual blocks, with sizes that fill no vector and no block of rows, and with
//! fewer steps than a convolution sees.

use super::{Memory, read, run};
use crate::engine::Engine;

/// A job, its words, and the tensors that it reads and writes: `name=ab` has as many numbers as the product of the sizes a and b, `name=a<b` ids below b.
type Job = (&'static str, &'static str, &'static str, &'static str);

/// S: all numbers; N, V: rows and columns; F: rows of a table; X, Y: numbers for dropout; Z: the last operation.
const OF_ARRAYS: [Job; 10] = [
    ("add", "size=S", "a=S b=S", "to=S"),
    ("multiply", "size=S scalar=O", "a=S b=S", "to=S"),
    ("scaleRows", "N=N V=V", "x=S factors=N", "to=S"),
    ("dropout", "size=S seed=X threshold=Y", "x=S", "to=S"),
    ("softmaxCrossEntropy", "N=N V=V", "logits=S targets=N<V", "losses=N correct=N residual=S"),
    ("columnSums", "R=N C=V", "x=S", "to=V partial=V"),
    ("copy", "size=S", "from=S", "to=S"),
    ("oneHot", "N=N depth=V", "ids=N<V", "to=S"),
    ("pointwise", "operation=Z size=S period=V", "a=S b=V", "to=S"),
    ("scatterAddRows", "R=N V=F N=V", "dx=S tokens=N<F", "dTable=FV"),
];

/// A: all numbers of a sequence; N, P: rows, and blocks of them; Q: places; C: blocks of places; S: a state.
const OF_FEATURES: [Job; 12] = [
    ("silu", "size=A", "x=A", "outputs=A"),
    ("siluGradient", "size=A", "x=A outputsGradient=A", "xGradient=A"),
    ("siluProduct", "size=A", "gate=A x=A", "outputs=A"),
    ("siluProductGradient", "size=A", "gate=A x=A outputsGradient=A", "gateGradient=A xGradient=A"),
    ("updateGate", "size=A", "update=A candidate=A", "keep=A input=A"),
    (
        "updateGateGradient",
        "size=A",
        "candidate=A keep=A keepGradient=A inputGradient=A",
        "updateGradient=A candidateGradient=A",
    ),
    ("rmsNorm", "N=N D=D", "x=A gain=D", "outputs=A"),
    ("rmsNormGradient", "N=N D=D", "x=A gain=D outputsGradient=A", "xGradient=A partial=PD"),
    ("causalConvolution", "T=T B=B D=D W=W", "x=A kernel=WD history=QBD", "outputs=A final=QBD"),
    (
        "causalConvolutionGradient",
        "T=T B=B D=D W=W",
        "x=A kernel=WD history=QBD outputsGradient=A finalGradient=QBD",
        "xGradient=A historyGradient=QBD partial=CWD",
    ),
    ("linearScan", "T=T N=S", "keep=A input=A initial=S", "outputs=A final=S"),
    (
        "linearScanGradient",
        "T=T N=S",
        "keep=A initial=S outputs=A outputsGradient=A finalGradient=S",
        "keepGradient=A inputGradient=A initialGradient=S",
    ),
];

/// G: one number for each head; S: a state; C: states that are kept; E: steps between them; Z: scratch of three threads, Y of one.
const OF_MATRICES: [Job; 4] = [
    (
        "gatedDelta",
        "T=T B=B H=H K=K V=V every=E scratchBytes=Y",
        "queries=GK keys=GK keep=G write=G values=GV initial=S scratch=Z",
        "outputs=GV final=S errors=GV states=CS",
    ),
    (
        "gatedDeltaGradient",
        "T=T B=B H=H K=K V=V every=E scratchBytes=Y",
        "queries=GK keys=GK keep=G write=G errors=GV states=CS outputsGradient=GV finalGradient=S scratch=Z",
        "queriesGradient=GK keysGradient=GK valuesGradient=GV keepGradient=G writeGradient=G initialGradient=S",
    ),
    (
        "matrixRecurrence",
        "T=T B=B H=H K=K V=V every=E scratchBytes=Y",
        "queries=GK keys=GK values=GV keep=G recurrentKernel=HVV initial=S scratch=Z",
        "outputs=GV final=S states=CS",
    ),
    (
        "matrixRecurrenceGradient",
        "T=T B=B H=H K=K V=V every=E scratchBytes=Y",
        "queries=GK keys=GK values=GV keep=G recurrentKernel=HVV states=CS outputsGradient=GV finalGradient=S scratch=Z",
        "queriesGradient=GK keysGradient=GK valuesGradient=GV keepGradient=G partial=BHVV initialGradient=S",
    ),
];

/// A: all numbers of a sequence; C: of a cache; L: sums; R: angles.
const OF_ATTENTION: [Job; 2] = [
    (
        "windowAttention",
        "T=T B=B H=H K=K window=W scratchBytes=Y",
        "queries=A keys=A values=A cacheKeys=C cacheValues=C filled=B cosines=R sines=R scratch=Z",
        "outputs=A finalKeys=C finalValues=C logSums=L",
    ),
    (
        "windowAttentionGradient",
        "T=T B=B H=H K=K window=W scratchBytes=Y",
        "queries=A keys=A values=A cacheKeys=C cacheValues=C filled=B cosines=R sines=R scratch=Z outputs=A logSums=L outputsGradient=A",
        "queriesGradient=A keysGradient=A valuesGradient=A",
    ),
];

/// Runs the jobs with different numbers for each input and returns what they write.
fn outputs(engine: &Engine, jobs: &[Job], sizes: &[(char, usize)]) -> Vec<Vec<u32>> {
    let size = |letter| sizes.iter().find(|(name, _)| *name == letter).unwrap_or_else(|| panic!("no {letter}")).1;
    let parse = |list: &'static str| {
        list.split(' ').map(move |one| {
            let (name, sizes) = one.split_once('=').unwrap();
            let (letters, below) = sizes.split_once('<').map_or((sizes, None), |(of, below)| (of, Some(below)));
            let count = |letters: &str| letters.chars().map(size).product::<usize>();
            (name, count(letters), below.map(count))
        })
    };
    let mut results = Vec::new();
    for (job, words, inputs, written) in jobs {
        let mut memory = Memory::default();
        let mut values: Vec<_> = parse(words).map(|(name, value, _)| (name, value as f64)).collect();
        values.extend([("epsilon", 1e-6), ("scale", 2.0)]);
        values.extend(parse(inputs).map(|(name, count, below)| match below {
            None => (name, memory.numbers(count, 1.0)),
            Some(below) => (name, memory.ids(count, below)),
        }));
        let first = values.len();
        values.extend(parse(written).map(|(name, count, _)| (name, memory.room(4 * count))));
        run(engine, job, &values);
        results.extend(parse(written).zip(&values[first..]).map(|((_, count, _), &(_, address))| read(address, count)));
    }
    results
}

pub fn elementwise(engine: &Engine) -> Vec<Vec<u32>> {
    let sizes = |[n, v]: [usize; 2]| {
        [('S', n * v), ('N', n), ('V', v), ('F', 5), ('O', 0), ('X', 4_000_000_000), ('Y', 2_000_000_000), ('Z', 6)]
    };
    let shapes = [[1, 1], [3, 5], [2, 17], [37, 29], [70, 97]].map(sizes);
    shapes.iter().flat_map(|sizes| outputs(engine, &OF_ARRAYS, sizes)).collect()
}

pub fn blocks(engine: &Engine) -> Vec<Vec<u32>> {
    let mut results = Vec::new();
    for [t, b, d, w] in [[1, 1, 1, 2], [3, 5, 7, 4], [2, 3, 37, 5], [9, 17, 45, 1], [9, 17, 45, 3]] {
        let blocks_of = |rows: usize| rows.div_ceil(64);
        let sizes = [('T', t), ('B', b), ('D', d), ('W', w), ('A', t * b * d), ('N', t * b), ('S', b * d)];
        let more = [('P', blocks_of(t * b)), ('Q', w - 1), ('C', blocks_of((t + w - 1) * b))];
        results.extend(outputs(engine, &OF_FEATURES, &[&sizes[..], &more].concat()));
    }
    let scratch = [('Y', 1 << 18), ('Z', 3 << 16)];
    for [t, b, h, k, v] in [[1usize, 1, 1, 1, 1], [35, 3, 2, 5, 17]] {
        let sizes = [('T', t), ('B', b), ('H', h), ('K', k), ('V', v), ('G', t * b * h), ('E', 16)];
        let more = [('S', b * h * k * v), ('C', t.div_ceil(16))];
        results.extend(outputs(engine, &OF_MATRICES, &[&sizes[..], &more, &scratch].concat()));
    }
    for [t, b, h, k, w] in [[1usize, 1, 1, 2, 2], [14, 3, 2, 6, 41], [40, 1, 3, 20, 9]] {
        let sizes = [('T', t), ('B', b), ('H', h), ('K', k), ('W', w), ('A', t * b * h * k), ('L', t * b * h)];
        let more = [('C', b * (w - 1) * h * k), ('R', (w - 1 + t) * k / 2)];
        results.extend(outputs(engine, &OF_ATTENTION, &[&sizes[..], &more, &scratch].concat()));
    }
    results
}
