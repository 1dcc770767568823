//! Directions of small curvature: eigenvectors, and sparse ones near them.

use neuron_runtime::curve::Curvatures;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn eigenvectors_and_sparse_directions(n in 2usize..8, numbers in prop::collection::vec(-1.0f64..1.0, 64), slack in 0.0f64..0.3) {
        let factor = |i: usize, k: usize| numbers[8 * i + k] * 10f64.powi(k as i32 - 3);
        let hessian: Vec<Vec<f64>> =
            (0..n).map(|i| (0..n).map(|j| (0..n).map(|k| factor(i, k) * factor(j, k)).sum()).collect()).collect();
        let curvatures = Curvatures::of(&hessian).expect("symmetric");
        let (values, last) = (curvatures.values(), curvatures.values()[n - 1]);
        prop_assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
        for (k, value) in values.iter().enumerate() {
            let d = curvatures.direction(k).expect("as many");
            prop_assert!((d.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-12);
            for (row, x) in hessian.iter().zip(d) {
                let product: f64 = row.iter().zip(d).map(|(h, x)| h * x).sum();
                prop_assert!((product - value * x).abs() < 1e-11 * last);
            }
        }
        let most = values[0] + slack * (last - values[0]);
        let sparse = curvatures.sparse(most).expect("it exists");
        prop_assert!(curvatures.along(&sparse).expect("it has a length") <= most + 1e-12 * last);
        prop_assert!((sparse.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-12);
        // No other entry can be left out: then every direction has a larger curvature.
        let kept: Vec<usize> = (0..n).filter(|k| sparse[*k] != 0.0).collect();
        for left in kept.iter().filter(|_| kept.len() > 1) {
            let rest: Vec<usize> = kept.iter().copied().filter(|k| k != left).collect();
            let part: Vec<Vec<f64>> = rest.iter().map(|i| rest.iter().map(|j| hessian[*i][*j]).collect()).collect();
            prop_assert!(Curvatures::of(&part).expect("symmetric").values()[0] > most);
        }
        // With the largest curvature allowed, only the coordinate of the least curvature remains.
        let one = curvatures.sparse(last).expect("it exists");
        prop_assert_eq!(one.iter().filter(|x| **x != 0.0).count(), 1);
    }
}

#[test]
fn a_sparse_direction_has_fewer_entries_and_nearly_the_smallest_curvature() {
    // The softest direction is nearly (1, 1, 0, 0).
    let soft: [f64; 4] = [0.7, 0.7, 0.02, -0.01];
    let square: f64 = soft.iter().map(|x| x * x).sum();
    let entry = |i: usize, j: usize| f64::from(u8::from(i == j)) - soft[i] * soft[j] / square;
    let hessian: Vec<Vec<f64>> = (0..4).map(|i| (0..4).map(|j| entry(i, j)).collect()).collect();
    let curvatures = Curvatures::of(&hessian).expect("symmetric");
    assert!(curvatures.values()[0].abs() < 1e-12);
    let sparse = curvatures.sparse(1e-3).expect("it exists");
    assert_eq!(sparse[2..], [0.0, 0.0]);
    assert!(curvatures.along(&sparse).expect("a length") <= 1e-3);
    assert!((sparse[0] - sparse[1]).abs() < 1e-6);
}

#[test]
fn what_is_no_hessian_is_refused() {
    for (hessian, words) in [
        (vec![], "is empty"),
        (vec![vec![1.0, 0.0]], "has 1 rows and one of 2 numbers"),
        (vec![vec![1.0, 0.5], vec![0.2, 1.0]], "is not symmetric: 0.5 in row 0, column 1, and 0.2"),
        (vec![vec![f64::NAN]], "has NaN in row 0, column 0"),
    ] {
        let refusal = Curvatures::of(&hessian).expect_err("no Hessian").to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
    let curvatures = Curvatures::of(&[vec![1.0, 0.0], vec![0.0, 2.0]]).expect("symmetric");
    let refusal = curvatures.sparse(0.5).expect_err("too small").to_string();
    assert!(refusal.contains("does not exist; the smallest is 1"), "{refusal}");
    assert!(curvatures.along(&[1.0]).is_err() && curvatures.along(&[0.0, 0.0]).is_err());
}
