//! Explicit Runge–Kutta methods.

use crate::solve::Bernstein;

/// An embedded explicit pair of seven stages with dense output. The last stage is the first of the next step (FSAL).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Nodes: stage i is evaluated at t + c·h.
    pub c: [f64; 7],
    /// Weights of the earlier stages in each stage; the last row is also the solution.
    pub a: [[f64; 6]; 7],
    /// Weights of the error estimate: solution minus embedded solution.
    pub error: [f64; 7],
    /// Dense output: the weight of stage i at t + θh is Σ_k `dense[i][k]`·θ^(k+1).
    pub dense: [[f64; 4]; 7],
    /// Order of the error estimate.
    pub error_order: f64,
}

impl Pair {
    /// Returns the dense output of one state over a step of length `h` (ms) as a polynomial of θ, from the states at both
    /// ends and the slopes of the stages. Its slopes at the ends are those of the first and the last stage.
    #[inline]
    pub fn interpolant(&self, from: f64, to: f64, h: f64, slopes: &[f64; 7]) -> Bernstein {
        // θ and θ² contribute to the control point in the middle, as θ^m = Σ_l C(l, m)/C(4, m)·B_l(θ).
        let mut middle = 0.0;
        for (slope, d) in slopes.iter().zip(&self.dense) {
            middle += slope * (d[0] * 0.5 + d[1] * (1.0 / 6.0));
        }
        Bernstein::new([from, from + h * slopes[0] / 4.0, from + h * middle, to - h * slopes[6] / 4.0, to])
    }
}

/// Tsitouras 5(4): Ch. Tsitouras, "Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying
/// assumption", Computers & Mathematics with Applications 62 (2011) 770–775, with its free fourth-order interpolant.
pub const TSIT5: Pair = Pair {
    c: [0.0, 0.161, 0.327, 0.9, 0.980_025_540_904_509_7, 1.0, 1.0],
    a: [
        [0.0; 6],
        [0.161, 0.0, 0.0, 0.0, 0.0, 0.0],
        [-0.008_480_655_492_356_989, 0.335_480_655_492_357, 0.0, 0.0, 0.0, 0.0],
        [2.897_153_057_105_493_5, -6.359_448_489_975_075, 4.362_295_432_869_581_5, 0.0, 0.0, 0.0],
        [5.325_864_828_439_257, -11.748_883_564_062_828, 7.495_539_342_889_836_5, -0.092_495_066_361_755_25, 0.0, 0.0],
        [
            5.861_455_442_946_42,
            -12.920_969_317_847_11,
            8.159_367_898_576_159,
            -0.071_584_973_281_401,
            -0.028_269_050_394_068_383,
            0.0,
        ],
        [
            0.096_460_766_818_065_23,
            0.01,
            0.479_889_650_414_499_6,
            1.379_008_574_103_742,
            -3.290_069_515_436_081,
            2.324_710_524_099_774,
        ],
    ],
    error: [
        -0.001_780_011_052_225_777,
        -0.000_816_434_459_656_746_9,
        0.007_880_878_010_261_995,
        -0.144_711_007_173_262_9,
        0.582_357_165_452_555_2,
        -0.458_082_105_929_186_97,
        0.015_151_515_151_515_152,
    ],
    dense: [
        [1.0, -2.763_706_197_274_826, 2.913_255_461_821_912_6, -1.053_088_497_729_021_6],
        [0.0, 0.131_7, -0.2234, 0.1017],
        [0.0, 3.930_296_236_894_751_6, -5.941_033_872_131_505, 2.490_627_285_651_253],
        [0.0, -12.411_077_166_933_676, 30.338_188_630_282_32, -16.548_102_889_244_902],
        [0.0, 37.509_313_416_511_04, -88.178_904_894_766_4, 47.379_521_962_819_28],
        [0.0, -27.896_526_289_197_286, 65.091_894_674_793_66, -34.870_657_861_496_61],
        [0.0, 1.5, -4.0, 2.5],
    ],
    error_order: 5.0,
};

/// An explicit method of `S` stages for fixed steps:
/// k_i = f(t + c_i·h, y + h·Σ_{j<i} a_ij·k_j), y₁ = y + h·Σ b_i·k_i.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Explicit<const S: usize> {
    /// Nodes: stage i is evaluated at t + c·h.
    pub c: [f64; S],
    /// Weights of the earlier stages in each stage, strictly lower triangular.
    pub a: [[f64; S]; S],
    /// Weights of the stages in the solution.
    pub b: [f64; S],
    /// Order of the solution.
    pub solution_order: u32,
}

/// The classical Runge–Kutta method of order 4: W. Kutta, "Beitrag zur näherungsweisen Integration totaler
/// Differentialgleichungen", Zeitschrift für Mathematik und Physik 46 (1901) 435–453.
pub const RK4: Explicit<4> = Explicit {
    c: [0.0, 0.5, 0.5, 1.0],
    a: [[0.0; 4], [0.5, 0.0, 0.0, 0.0], [0.0, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]],
    b: [1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0],
    solution_order: 4,
};
