//! Rosenbrock methods: linearly implicit, with one matrix to factorise per step and no iteration.

/// A Rosenbrock method of `S` stages in the variables that need no product with the Jacobian (E. Hairer & G. Wanner,
/// *Solving Ordinary Differential Equations II*, 2nd ed. (1996), section IV.7, equation 7.25).
///
/// For y′ = f(t, y) with J = ∂f/∂y and ∂f/∂t at (t, y), a step of length h solves for i = 1, …, S
///
/// (I/(h·γ) − J)·u_i = f(t + α_i·h, y + Σ_{j<i} a_ij·u_j) + Σ_{j<i} c_ij·u_j/h + γ_i·h·∂f/∂t
///
/// and has the solution y₁ = y + Σ m_i·u_i, its estimated error Σ e_i·u_i and, with k_j = Σ_i `dense[j][i]`·u_i for
/// the K rows of `dense` and 0 ≤ θ ≤ 1, the dense output
///
/// y(t + θ·h) = (1 − θ)·y + θ·(y₁ + (1 − θ)·(k_0 + θ·(k_1 + … + θ·k_{K−1}))).
///
/// Every u_i has the units of y. The first stage is at (t, y) itself, and so is every other whose row of `a` is zero.
/// The methods here are L-stable and stiffly accurate: the last row of `a`, with 1 for the last stage, is `m`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rosenbrock<const S: usize> {
    /// Diagonal coefficient γ, the same in every stage.
    pub gamma: f64,
    /// Weights a_ij of the earlier stages in the state of each stage, strictly lower triangular.
    pub a: [[f64; S]; S],
    /// Weights c_ij of the earlier stages, divided by h, on the right-hand side of each stage; strictly lower
    /// triangular.
    pub c: [[f64; S]; S],
    /// Nodes α_i: stage i is evaluated at t + α_i·h.
    pub alpha: [f64; S],
    /// Weights γ_i of h·∂f/∂t in each stage, the sums of the rows of γ_ij of the untransformed method.
    pub gamma_sum: [f64; S],
    /// Weights m_i of the stages in the solution.
    pub m: [f64; S],
    /// Weights e_i of the stages in the error estimate: solution minus embedded solution.
    pub error: [f64; S],
    /// Weights of the stages in the dense output, a row for each power of θ.
    pub dense: &'static [[f64; S]],
    /// Order of the error estimate, which shrinks as this power of h if the Jacobian is exact.
    pub error_order: f64,
    /// Order of the solution.
    pub solution_order: u32,
    /// Order of the solution with any matrix in place of J and any vector in place of ∂f/∂t, the same in all stages
    /// of a step.
    pub inexact_order: u32,
    /// Order of the dense output: its error within a step shrinks as the next power of h.
    pub dense_order: u32,
}

/// ROS34PW2, order 3(2) in four stages, L-stable and stiffly accurate, and a W-method: it and its error estimate keep
/// their orders with any matrix in place of the Jacobian. J. Rang & L. Angermann, "New Rosenbrock W-methods of order 3
/// for partial differential algebraic equations of index 1", BIT Numerical Mathematics 45 (2005) 761–787; here its
/// α_ij and γ_ij are transformed. The dense output is the only one of order 3 that these stages allow, and keeps order
/// 2 with any matrix.
#[rustfmt::skip]
pub const ROS34PW2: Rosenbrock<4> = Rosenbrock {
    gamma: 0.435_866_521_508_459,
    a: [
        [0.0, 0.0, 0.0, 0.0],
        [2.0, 0.0, 0.0, 0.0],
        [1.419_217_317_455_764_7, -0.259_232_211_672_969_7, 0.0, 0.0],
        [4.184_760_482_319_16, -0.285_192_017_355_495_93, 2.294_280_360_279_042, 0.0],
    ],
    c: [
        [0.0, 0.0, 0.0, 0.0],
        [-4.588_560_720_558_084, 0.0, 0.0, 0.0],
        [-4.184_760_482_319_16, 0.285_192_017_355_495_93, 0.0, 0.0],
        [-6.368_179_200_128_358, -6.795_620_944_466_836, 2.870_098_604_331_056, 0.0],
    ],
    alpha: [0.0, 0.871_733_043_016_918, 0.731_579_957_788_852_4, 1.0],
    gamma_sum: [0.435_866_521_508_459, -0.435_866_521_508_459, -0.413_333_376_233_886_5, 0.0],
    m: [4.184_760_482_319_16, -0.285_192_017_355_495_9, 2.294_280_360_279_041_4, 1.0],
    error: [0.277_749_947_647_968_1, -1.403_239_895_175_999, 1.772_630_127_667_550_7, 0.5],
    dense: &[
        [-3.352_101_459_164_772, -1.176_429_319_769_157_5, -2.294_280_360_279_040_5, -3.398_120_075_195_582_7],
        [1.168_682_741_355_575_6, -5.904_383_642_053_173_5, 7.458_659_324_889_138, 2.103_839_714_916_541_3],
    ],
    error_order: 3.0,
    solution_order: 3,
    inexact_order: 3,
    dense_order: 3,
};

/// Rodas3P, order 3(2) in five stages, L-stable and stiffly accurate as is its embedded solution: G. Steinebach,
/// "Rosenbrock methods within OrdinaryDiffEq.jl – Overview, recent developments and applications", Proceedings of the
/// JuliaCon Conferences (2024).
#[rustfmt::skip]
pub const RODAS3P: Rosenbrock<5> = Rosenbrock {
    gamma: 1.0 / 3.0,
    a: [
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [4.0 / 3.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [2.906_25, 3.375, 0.406_25, 0.0, 0.0],
        [2.906_25, 3.375, 0.406_25, 0.0, 0.0],
    ],
    c: [
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [-4.0, 0.0, 0.0, 0.0, 0.0],
        [8.25, 6.75, 0.0, 0.0, 0.0],
        [1.218_75, -5.0625, -1.968_75, 0.0, 0.0],
        [4.031_25, -15.1875, -4.031_25, 6.0, 0.0],
    ],
    alpha: [0.0, 4.0 / 9.0, 0.0, 1.0, 1.0],
    gamma_sum: [1.0 / 3.0, -1.0 / 9.0, 1.0, 0.0, 0.0],
    m: [2.906_25, 3.375, 0.406_25, 0.0, 1.0],
    error: [0.0, 0.0, 0.0, -1.0, 1.0],
    dense: &[
        [1.781_25, 6.75, 0.156_25, -6.0, -1.0],
        [4.218_75, -15.1875, -3.093_75, 9.0, 0.0],
    ],
    error_order: 3.0,
    solution_order: 3,
    inexact_order: 1,
    dense_order: 3,
};

/// RODAS, order 4(3) in six stages, L-stable and stiffly accurate as is its embedded solution: E. Hairer & G. Wanner,
/// *Solving Ordinary Differential Equations II*, 2nd ed. (1996), section VI.4, with the coefficients of their code
/// RODAS (METH = 1).
#[rustfmt::skip]
pub const RODAS4: Rosenbrock<6> = Rosenbrock {
    gamma: 0.25,
    a: [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1.544, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.946_678_528_081_582_6, 0.255_701_169_898_328_4, 0.0, 0.0, 0.0, 0.0],
        [3.314_825_187_068_521, 2.896_124_015_972_201, 0.998_641_913_997_781_7, 0.0, 0.0, 0.0],
        [1.221_224_509_226_641, 6.019_134_481_288_629, 12.537_083_329_320_87, -0.687_886_036_105_895, 0.0, 0.0],
        [1.221_224_509_226_641, 6.019_134_481_288_629, 12.537_083_329_320_87, -0.687_886_036_105_895, 1.0, 0.0],
    ],
    c: [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [-5.6688, 0.0, 0.0, 0.0, 0.0, 0.0],
        [-2.430_093_356_833_875, -0.206_359_915_709_191_5, 0.0, 0.0, 0.0, 0.0],
        [-0.107_352_905_815_137_5, -9.594_562_251_023_355, -20.470_286_148_096_16, 0.0, 0.0, 0.0],
        [7.496_443_313_967_647, -10.246_804_314_643_52, -33.999_903_528_199_05, 11.708_908_932_061_6, 0.0, 0.0],
        [
            8.083_246_795_921_522, -7.981_132_988_064_893, -31.521_594_328_743_71, 16.319_305_431_231_36,
            -6.058_818_238_834_054, 0.0,
        ],
    ],
    alpha: [0.0, 0.386, 0.21, 0.63, 1.0, 1.0],
    gamma_sum: [0.25, -0.1043, 0.1035, -0.0362, 0.0, 0.0],
    m: [1.221_224_509_226_641, 6.019_134_481_288_629, 12.537_083_329_320_87, -0.687_886_036_105_895, 1.0, 1.0],
    error: [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    dense: &[
        [
            10.126_235_083_445_86, -7.487_995_877_610_167, -34.800_918_615_557_47, -7.992_771_707_568_823,
            1.025_137_723_295_662, 0.0,
        ],
        [
            -0.676_280_339_280_125_3, 6.087_714_651_680_015, 16.430_843_208_924_78, 24.767_225_114_183_86,
            -6.594_389_125_716_872, 0.0,
        ],
    ],
    error_order: 4.0,
    solution_order: 4,
    inexact_order: 1,
    dense_order: 3,
};

/// Rodas5P, order 5(4) in eight stages, L-stable and stiffly accurate as is its embedded solution: G. Steinebach,
/// "Construction of Rosenbrock–Wanner method Rodas5P and numerical benchmarks within the Julia Differential Equations
/// package", BIT Numerical Mathematics 63 (2023) 27.
#[rustfmt::skip]
pub const RODAS5P: Rosenbrock<8> = Rosenbrock {
    gamma: 0.211_937_563_194_290_14,
    a: [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [2.849_394_379_747_939, 0.458_422_422_044_639_23, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [-6.954_028_509_809_101, 2.489_845_061_869_568, -10.358_996_098_473_584, 0.0, 0.0, 0.0, 0.0, 0.0],
        [
            2.802_998_627_562_896_4, 0.507_246_473_622_820_6, -0.398_831_254_177_052_4, -0.047_211_872_304_046_41, 0.0,
            0.0, 0.0, 0.0,
        ],
        [
            -7.502_846_399_306_121, 2.561_846_144_803_919, -11.627_539_656_261_098, -0.182_687_676_599_422_56,
            0.030_198_172_008_377_946, 0.0, 0.0, 0.0,
        ],
        [
            -7.502_846_399_306_121, 2.561_846_144_803_919, -11.627_539_656_261_098, -0.182_687_676_599_422_56,
            0.030_198_172_008_377_946, 1.0, 0.0, 0.0,
        ],
        [
            -7.502_846_399_306_121, 2.561_846_144_803_919, -11.627_539_656_261_098, -0.182_687_676_599_422_56,
            0.030_198_172_008_377_946, 1.0, 1.0, 0.0,
        ],
    ],
    c: [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [-14.155_112_264_123_755, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [-17.972_960_358_859_52, -2.859_693_295_451_294, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [147.121_502_757_117_16, -1.412_214_027_182_13, 71.689_402_513_023_58, 0.0, 0.0, 0.0, 0.0, 0.0],
        [
            165.435_170_248_716_76, -0.459_282_345_649_112_6, 42.909_383_369_586_03, -5.961_986_721_573_306, 0.0, 0.0,
            0.0, 0.0,
        ],
        [
            24.854_864_614_690_072, -3.000_922_700_283_218_6, 47.493_111_002_076_8, 5.581_419_782_155_812_5,
            -0.661_069_182_524_947_1, 0.0, 0.0, 0.0,
        ],
        [
            30.912_732_140_285_99, -3.120_824_334_993_797_4, 77.799_546_460_708_92, 34.286_460_282_947_83,
            -19.097_331_116_725_623, -28.087_943_162_872_662, 0.0, 0.0,
        ],
        [
            37.802_771_233_905_63, -3.257_196_902_907_227_6, 112.269_188_494_963_27, 66.934_723_124_404_7,
            -40.066_189_370_910_02, -54.667_802_628_779_68, -9.488_616_523_096_27, 0.0,
        ],
    ],
    alpha: [
        0.0, 0.635_812_689_582_870_4, 0.409_579_839_339_753_5, 0.976_930_672_506_071_6, 0.428_840_360_955_866_4, 1.0,
        1.0, 1.0,
    ],
    gamma_sum: [
        0.211_937_563_194_290_14, -0.423_875_126_388_580_27, -0.338_462_712_623_592_4, 1.804_645_287_288_273_4,
        2.325_825_639_765_069, 0.0, 0.0, 0.0,
    ],
    m: [
        -7.502_846_399_306_121, 2.561_846_144_803_919, -11.627_539_656_261_098, -0.182_687_676_599_422_56,
        0.030_198_172_008_377_946, 1.0, 1.0, 1.0,
    ],
    error: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    dense: &[
        [
            25.948_786_856_663_858, -2.557_972_484_584_623_5, 10.433_815_404_888_879, -2.367_925_102_268_520_4,
            0.524_948_541_321_073, 1.124_108_831_045_040_4, 0.427_287_619_443_187_4, -0.172_022_210_701_554_93,
        ],
        [
            -9.915_688_506_951_71, -0.968_994_459_411_515_4, 3.043_803_724_297_845_3, -24.495_224_566_215_796,
            20.176_138_334_709_044, 15.980_663_614_246_51, -6.789_040_303_419_874, -6.710_236_069_923_372,
        ],
        [
            11.419_903_575_922_262, 2.887_964_514_613_699_4, 72.921_379_959_960_29, 80.125_118_346_226_43,
            -52.072_871_366_152_654, -59.789_936_252_667_29, -0.155_826_842_827_519_13, 4.883_087_185_713_722,
        ],
    ],
    error_order: 5.0,
    solution_order: 5,
    inexact_order: 2,
    dense_order: 4,
};
