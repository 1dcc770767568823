//! Figures: what an SVG holds, how large it is, and what is refused.

use std::error::Error as _;
use std::path::PathBuf;

use neuron_plot::{Error, Figure, Panel};

/// Where the figures of a test run are left to be looked at.
fn target(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(file)
}

fn reference(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference").join(file);
    std::fs::read_to_string(path).expect("the reference solutions are in the repository")
}

/// The columns of a reference trace.
fn columns(file: &str) -> Vec<Vec<f64>> {
    let text = reference(file);
    let rows: Vec<Vec<f64>> =
        text.lines().skip(1).map(|row| row.split(',').filter_map(|x| x.parse().ok()).collect()).collect();
    (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

/// The spikes of a reference neuron between 0 and 3000 ms.
fn spikes(neuron: &str) -> Vec<f64> {
    let value: serde_json::Value = serde_json::from_str(&reference("events.json")).expect("JSON");
    let times = value["pyloric"][neuron].as_array().expect("spike times");
    times.iter().filter_map(serde_json::Value::as_f64).filter(|time| (0.0..=3000.0).contains(time)).collect()
}

fn sigmoid(v: f64, half: f64, slope: f64) -> f64 {
    1.0 / (1.0 + ((half - v) / slope).exp())
}

/// `n` samples from `low` to `high`.
fn grid(low: f64, high: f64, n: usize) -> Vec<f64> {
    (0..n).map(|i| low + (high - low) * i as f64 / (n - 1) as f64).collect()
}

/// The values of one attribute, in order.
fn attributes<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    svg.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Every coordinate pair of polylines and polygons, in pixels.
fn points(svg: &str) -> Vec<(f64, f64)> {
    let pairs = attributes(svg, "points").into_iter().flat_map(str::split_whitespace);
    pairs
        .filter_map(|pair| {
            let (x, y) = pair.split_once(',')?;
            Some((x.parse::<f64>().ok()? / 10.0, y.parse::<f64>().ok()? / 10.0))
        })
        .collect()
}

/// Returns the number of texts of the figure that are exactly this.
fn texts(svg: &str, text: &str) -> usize {
    svg.matches(&format!(">\n{text}\n</text>")).count()
}

#[test]
fn a_million_points_keep_their_spikes() {
    let n = 1_000_000;
    let time = grid(0.0, 10_000.0, n);
    // Spikes one sample wide, each to a height of its own.
    let spike = |i: usize| i % 100_000 == 50_000;
    let v: Vec<f64> = (0..n).map(|i| if spike(i) { i as f64 * 1e-4 } else { -60.0 + (i % 10) as f64 }).collect();
    let figure = ["v", "w", "u"]
        .iter()
        .fold(Figure::new(""), |figure, name| figure.panel(Panel::new(*name).line(*name, &time, &v)));
    let svg = figure.to_svg().unwrap();
    assert!(svg.len() < 250_000, "{}", svg.len());
    let line = svg.split("<polyline").nth(1).and_then(|rest| rest.split("/>").next()).unwrap();
    let points = points(line);
    let (left, right) = (points[0].0, points[points.len() - 1].0);
    let lowest = points.iter().map(|p| p.1).fold(0.0, f64::max);
    let highest = points.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    for i in (0..n).filter(|&i| spike(i)) {
        let x = left + (right - left) * i as f64 / (n - 1) as f64;
        let y = lowest + (highest - lowest) * (v[i] + 60.0) / (95.0 + 60.0);
        assert!(points.iter().any(|p| (p.0 - x).abs() < 0.2 && (p.1 - y).abs() < 0.2), "spike at {i}");
    }
}

#[test]
fn nothing_is_drawn_outside_of_a_panel() {
    let x = grid(0.0, 100.0, 5_000);
    let y: Vec<f64> = x.iter().map(|x| 50.0 * x.sin()).collect();
    let panel = Panel::new("y").line("", &x, &y).points("dots", &x, &y).spikes("s", &x).vertical(5.0).vertical(90.0);
    let svg = Figure::new("").size(400, 300).panel(panel.x_range(20.0, 60.0).y_range(-10.0, 30.0)).to_svg().unwrap();
    let within = |x: f64, y: f64| (20.0..=400.0).contains(&x) && (10.0..=290.0).contains(&y);
    let points = points(&svg);
    assert!(points.len() > 500 && points.iter().all(|&(x, y)| within(x, y)));
    let circles = attributes(&svg, "cx").into_iter().zip(attributes(&svg, "cy"));
    let mut count = 0;
    for (x, y) in circles {
        assert!(within(x.parse::<f64>().unwrap() / 10.0, y.parse::<f64>().unwrap() / 10.0));
        count += 1;
    }
    assert!(count > 100);
}

#[test]
fn values_that_are_not_finite_leave_gaps() {
    let y = [0.0, 1.0, f64::NAN, 2.0, 1.0, f64::INFINITY, 0.5, f64::NEG_INFINITY, 1.0, 0.0];
    let x = grid(0.0, 9.0, 10);
    let svg = Figure::new("").panel(Panel::new("").line("", &x, &y)).to_svg().unwrap();
    // The value that stands alone between two gaps is no line.
    assert_eq!(svg.matches("<polyline").count(), 3);
    for panel in [
        Panel::new("nothing"),
        Panel::new("nothing finite").line("", &[f64::NAN], &[0.0]).points("", &[0.0], &[f64::NAN]),
        Panel::new("no spikes").spikes("silent", &[]),
        Panel::new("no time").spikes("lost", &[f64::NAN, f64::INFINITY]).vertical(f64::NAN),
        Panel::new("extremes").line("", &[0.0, 1.0], &[-1e308, 1e308]).line("", &[0.0, 1.0], &[0.0, 1.0]),
        Panel::new("one value").points("", &[3.0], &[-7.0]).height(f64::NAN),
    ] {
        let svg = Figure::new("").panel(panel.clone()).panel(panel).size(0, 0).to_svg().unwrap();
        assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
    assert!(Figure::new("").to_svg().is_ok());
}

#[test]
fn a_legend_needs_two_labels() {
    let x = [0.0, 1.0];
    let one = Panel::new("").line("first", &x, &x).line("", &x, &x);
    let svg = |panel: Panel| Figure::new("").panel(panel).to_svg().unwrap();
    assert_eq!(texts(&svg(one.clone()), "first"), 0);
    let two = svg(one.points("second <&>", &x, &x));
    assert_eq!((texts(&two, "first"), texts(&two, "second &lt;&amp;&gt;")), (1, 1));
    // The rows of a raster have their names beside them.
    let raster = svg(Panel::new("").spikes("first", &x).spikes("second", &x));
    assert_eq!((texts(&raster, "first"), texts(&raster, "second")), (1, 1));
}

#[test]
fn panels_share_the_axis_of_the_next_x_label() {
    let (short, long) = (grid(0.0, 10.0, 11), grid(0.0, 40.0, 11));
    let panel = |x: &[f64]| Panel::new("").line("", x, x).y_range(0.1, 0.9);
    let figure = Figure::new("").panel(panel(&short)).panel(panel(&long).x_label("t")).panel(panel(&short));
    let svg = figure.to_svg().unwrap();
    // Two axes, the first up to 40, the second up to 10.
    assert_eq!((texts(&svg, "40"), texts(&svg, "10"), texts(&svg, "t")), (1, 2, 1));
}

#[test]
fn a_raster_draws_ticks_that_can_be_told_apart() {
    let many = grid(0.0, 1000.0, 200_000);
    let svg =
        Figure::new("").panel(Panel::new("").spikes("fast", &many).spikes("slow", &[500.0, 250.0])).to_svg().unwrap();
    let ticks: Vec<usize> = svg.split("<polygon").skip(1).map(|rest| points(rest).len() / 4).collect();
    assert_eq!(ticks.len(), 2);
    assert!((1000..1500).contains(&ticks[0]), "{ticks:?}");
    assert_eq!(points(svg.split("<polygon").nth(2).unwrap()).len(), 8);
}

#[test]
fn a_logarithmic_axis_gives_every_decade_the_same_height() {
    let x = grid(0.0, 5.0, 6);
    let panel = Panel::new("error").line("", &x, &[1e-3, 1e-2, 0.1, 0.0, 1.0, 10.0]).log_y();
    let svg = Figure::new("").panel(panel.x_label("n")).to_svg().unwrap();
    let heights: Vec<f64> = svg
        .split("<polyline")
        .skip(1)
        .flat_map(|rest| points(rest.split("/>").next().unwrap_or_default()))
        .map(|(_, y)| y)
        .collect();
    // A zero leaves a gap: three points, then two.
    assert_eq!(heights.len(), 5, "{heights:?}");
    let decade = heights[0] - heights[1];
    assert!(decade > 20.0);
    for (above, below) in [(1, 2), (3, 4)] {
        assert!((heights[above] - heights[below] - decade).abs() < 0.2, "{heights:?}");
    }
    assert_eq!(["0.001", "0.01", "0.1", "1", "10"].map(|label| texts(&svg, label)), [1; 5]);
}

#[test]
fn errors_name_what_is_wrong() {
    let x = [0.0, 1.0];
    let refused = |panel: Panel| Figure::new("").panel(panel).to_svg().unwrap_err();
    let lengths = refused(Panel::new("V (mV)").line("soma", &x, &[1.0]));
    assert!(matches!(lengths, Error::Lengths { x: 2, y: 1, .. }));
    assert_eq!(lengths.to_string(), "`soma` in the panel `V (mV)` has 2 x values and 1 y values");
    assert!(matches!(refused(Panel::new("").points("", &[], &x)), Error::Lengths { .. }));
    for (low, high) in [(1.0, 1.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
        assert!(matches!(refused(Panel::new("").y_range(low, high)), Error::Range { axis: 'y', .. }));
        assert!(matches!(refused(Panel::new("").x_range(low, high)), Error::Range { axis: 'x', .. }));
    }
    let error = refused(Panel::new("cost").log_y().y_range(0.0, 1.0));
    assert!(error.to_string().contains("`cost`") && error.to_string().contains("logarithmic"), "{error}");
    let path = target("no such folder/figure.svg");
    let error = Figure::new("").save(&path).unwrap_err();
    assert!(error.to_string().contains("no such folder") && error.source().is_some());
    assert!(matches!(error, Error::Write { path: named, .. } if named == path));
}

/// Figures of every kind, left in the target folder to be looked at.
#[test]
fn a_gallery_of_panels() {
    let v = grid(-100.0, 40.0, 281);
    let curve = |half, slope| v.iter().map(|&v| sigmoid(v, half, slope)).collect::<Vec<_>>();
    let gates = Figure::new("Fast sodium current")
        .panel(
            Panel::new("steady state")
                .line("m∞", &v, &curve(-25.5, 5.29))
                .line("h∞", &v, &curve(-48.9, -5.18))
                .vertical(-60.0)
                .x_label("V (mV)"),
        )
        .size(460, 320);
    gates.save(target("gates.svg")).unwrap();

    let current = grid(0.0, 2.0, 21);
    let rate = |threshold: f64| current.iter().map(|&i| 40.0 * (i - threshold).max(0.0).sqrt()).collect::<Vec<_>>();
    let fi = Figure::new("f–I curves").size(460, 320).panel(
        Panel::new("rate (1/s)")
            .line("class I", &current, &rate(0.31))
            .points("class I", &current, &rate(0.31))
            .points("delayed", &current, &rate(0.8))
            .x_label("current (nA)"),
    );
    fi.save(target("fi_curve.svg")).unwrap();

    let table = columns("pyloric.csv");
    let mut raster = Panel::new("").height(0.6);
    for neuron in ["AB", "LP", "PY"] {
        raster = raster.spikes(neuron, &spikes(neuron));
    }
    let mixed = Panel::new("V (mV)")
        .spikes("AB", &spikes("AB"))
        .line("AB", &table[0], &table[1])
        .line("LP", &table[0], &table[3])
        .vertical(1000.0);
    let calcium = Panel::new("Ca (µM)").line("AB", &table[0], &table[2]).x_label("time (ms)");
    let plane = Panel::new("Ca (µM)").line("AB", &table[1], &table[2]).x_label("V (mV)").height(1.6);
    let all = Figure::new("Everything").panel(raster).panel(mixed).panel(calcium).panel(plane);
    all.save(target("everything.svg")).unwrap();

    let mut rows = Panel::new("excitatory cells").x_label("time (ms)");
    let mut state = 1_u64;
    for cell in 0..120 {
        let times: Vec<f64> = (0..60)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as f64 / (1_u64 << 31) as f64 * 1000.0
            })
            .collect();
        rows = rows.spikes(cell.to_string(), &times);
    }
    Figure::new("Population").panel(rows).save(target("population.svg")).unwrap();

    let tiny = grid(0.0, 4e-7, 50);
    let large: Vec<f64> = tiny.iter().map(|x| 3e9 * (x * 2e7).cos()).collect();
    Figure::new("")
        .size(420, 260)
        .panel(
            Panel::new("a rather long name of a quantity (arbitrary units)")
                .line("", &tiny, &large)
                .x_label("small (s)"),
        )
        .save(target("exponents.svg"))
        .unwrap();

    for file in ["gates", "fi_curve", "everything", "population", "exponents"] {
        let svg = std::fs::read_to_string(target(&format!("{file}.svg"))).unwrap();
        assert!(svg.len() < 500_000, "{file}: {}", svg.len());
    }
    let population = std::fs::read_to_string(target("population.svg")).unwrap();
    // Rows are named by a round step where not all names find room.
    assert_eq!((texts(&population, "110"), texts(&population, "111")), (1, 0));
    let exponents = std::fs::read_to_string(target("exponents.svg")).unwrap();
    assert_eq!((texts(&exponents, "3·10⁻⁷"), texts(&exponents, "−3·10⁹")), (1, 1));
}

#[test]
fn a_logarithmic_x_axis_is_shared() {
    let x = [1e-2, 0.1, 0.0, 1.0, 10.0, 100.0];
    let figure = Figure::new("").panel(Panel::new("").line("", &x, &grid(0.3, 0.4, 6)));
    let svg = figure.clone().panel(Panel::new("").log_x().x_label("cost")).to_svg().unwrap();
    let places: Vec<f64> = svg
        .split("<polyline")
        .skip(1)
        .flat_map(|rest| points(rest.split("/>").next().unwrap_or_default()))
        .map(|(x, _)| x)
        .collect();
    assert_eq!(places.len(), 5, "{places:?}");
    let decade = places[1] - places[0];
    assert!(decade > 100.0);
    for (left, right) in [(2, 3), (3, 4)] {
        assert!((places[right] - places[left] - decade).abs() < 0.2, "{places:?}");
    }
    assert_eq!(["0.01", "0.1", "1", "10", "100"].map(|label| texts(&svg, label)), [1; 5]);
    // A range of one panel, the scale of the other.
    let figure = Figure::new("").panel(Panel::new("cost").x_range(0.0, 1.0)).panel(Panel::new("").log_x());
    let error = figure.to_svg().unwrap_err();
    assert!(matches!(&error, Error::Range { axis: 'x', panel, .. } if panel == "cost"), "{error}");
}

#[test]
fn columns_stand_beside_each_other() {
    let x = grid(0.0, 10.0, 11);
    let panel = |name: &str| Panel::new("").title(name).line("", &x, &x).x_label("t");
    let figure = Figure::new("").size(800, 400).panel(panel("first")).panel(panel("second"));
    let svg = figure.column().panel(panel("third")).panel(panel("fourth")).note("a note").to_svg().unwrap();
    let lines: Vec<Vec<(f64, f64)>> =
        svg.split("<polyline").skip(1).map(|rest| points(rest.split("/>").next().unwrap_or_default())).collect();
    assert_eq!(lines.len(), 4);
    let shifted = |line: &[(f64, f64)]| -> Vec<(f64, f64)> { line.iter().map(|&(x, y)| (x + 400.0, y)).collect() };
    assert_eq!((&lines[2], &lines[3]), (&shifted(&lines[0]), &shifted(&lines[1])));
    assert!(lines[0].iter().all(|&(x, _)| x < 400.0) && lines[1].iter().all(|&(_, y)| y > 200.0));
    for text in ["first", "second", "third", "fourth", "a note"] {
        assert_eq!(texts(&svg, text), 1, "{text}");
    }
}

#[test]
fn one_legend_has_the_labels_of_all_panels() {
    let x = [0.0, 1.0];
    let panel = |labels: std::ops::Range<usize>| {
        labels.fold(Panel::new(""), |panel, label| panel.points(format!("label {label}"), &x, &x))
    };
    let figure = Figure::new("").panel(panel(0..6)).panel(panel(4..9));
    let svg = figure.clone().to_svg().unwrap();
    assert_eq!((texts(&svg, "label 0"), texts(&svg, "label 5")), (1, 2));
    let svg = figure.legend().to_svg().unwrap();
    assert!((0..9).all(|label| texts(&svg, &format!("label {label}")) == 1));
    // Two dots of each label in each panel and one in the legend; two labels are beyond the colours and hollow.
    let hollow = svg.split("<circle").filter(|circle| circle.contains("fill=\"none\"")).count();
    assert_eq!((svg.matches("<circle").count(), hollow), (2 * 11 + 9 + hollow, 2 * 2 + 2));
}

#[test]
fn a_region_reaches_to_the_edges() {
    let x = [0.1, 1.0, 10.0, 100.0];
    let panel = |region: Panel| {
        let panel = region.line("", &x, &x).log_x().log_y().x_range(0.1, 100.0).y_range(0.1, 100.0);
        Figure::new("").panel(panel).to_svg().unwrap()
    };
    let shaded = |svg: &str| -> Vec<[f64; 4]> {
        let rects = svg.split("<rect").filter(|rest| rest.contains("opacity=\"0.1\""));
        rects
            .map(|rest| ["x", "y", "width", "height"].map(|a| attributes(rest, a)[0].parse::<f64>().unwrap()))
            .collect()
    };
    let all = shaded(&panel(Panel::new("").region("all", (f64::NEG_INFINITY, f64::INFINITY), (0.0, 1e9))))[0];
    let svg = panel(Panel::new("").region("target", (0.0, 1.0), (-1.0, 10.0)));
    let part = shaded(&svg)[0];
    assert_eq!(texts(&svg, "target"), 1);
    // A third of the three decades to the right, two thirds upwards, from the lower left corner.
    for (part, whole) in [(part[0], all[0]), (part[1] + part[3], all[1] + all[3])] {
        assert!((part - whole).abs() < 2.0);
    }
    assert!((part[2] / all[2] - 1.0 / 3.0).abs() < 0.01 && (part[3] / all[3] - 2.0 / 3.0).abs() < 0.01);
    assert!(shaded(&panel(Panel::new("").region("", (1e3, 1e4), (1.0, 2.0)))).is_empty());
    for (x, y) in [((1.0, 1.0), (0.0, 1.0)), ((0.0, 1.0), (f64::NAN, 1.0))] {
        let error = Figure::new("").panel(Panel::new("").region("", x, y)).to_svg().unwrap_err();
        assert!(matches!(error, Error::Range { .. }));
    }
}

/// The filled rectangles: left, top, width, height in pixels, and the colour.
fn rectangles(svg: &str) -> Vec<([f64; 4], String)> {
    let attribute = |text: &str, name: &str| -> Option<String> {
        Some(text.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.to_owned())
    };
    let parsed = |text: &str| {
        let number = |name| attribute(text, name).and_then(|x| x.parse::<f64>().ok()).map(|x| x / 10.0);
        Some(([number("x")?, number("y")?, number("width")?, number("height")?], attribute(text, "fill")?))
    };
    svg.split("<rect").skip(1).filter_map(|rest| parsed(rest.split("/>").next()?)).collect()
}

/// The colour of the last rectangle over a point.
fn color_at(rectangles: &[([f64; 4], String)], x: f64, y: f64) -> &str {
    let over = |(r, _): &&([f64; 4], String)| (r[0]..r[0] + r[2]).contains(&x) && (r[1]..r[1] + r[3]).contains(&y);
    rectangles.iter().rev().find(over).map_or("", |(_, color)| color)
}

#[test]
fn a_heat_map_has_its_values_where_they_belong() {
    let (x, y) = ([1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0]);
    // The smallest value at the lower left, the largest at the upper right, and a gap.
    let values = [0.0, 2.0, 2.0, 2.0, 2.0, f64::NAN, 2.0, 2.0, 2.0, 2.0, 2.0, 4.0];
    for (log, reversed) in [(false, false), (true, false), (false, true)] {
        let mut panel = if log { Panel::new("y").log_y() } else { Panel::new("y") };
        panel = if reversed {
            let flipped: Vec<f64> = values.chunks(4).rev().flat_map(|row| row.iter().rev().copied()).collect();
            let back = |places: &[f64]| places.iter().rev().copied().collect::<Vec<_>>();
            panel.heat("rate (1/s)", &back(&x), &back(&y), &flipped)
        } else {
            panel.heat("rate (1/s)", &x, &y, &values)
        };
        let svg = Figure::new("").size(400, 300).panel(panel.x_label("x")).to_svg().unwrap();
        let all = rectangles(&svg);
        // The panel lies within; the bar of colours stands to its right.
        let lowest = all.iter().find(|(_, color)| color == "#440154").unwrap().0;
        let highest = all.iter().find(|(_, color)| color == "#FDE725").unwrap().0;
        let (left, bottom) = (lowest[0], lowest[1] + lowest[3]);
        let (right, top) = (highest[0] + highest[2], highest[1]);
        let inner = |across: f64, up: f64| (left + across * (right - left), bottom - up * (bottom - top));
        let at = |across: f64, up: f64| color_at(&all, inner(across, up).0, inner(across, up).1);
        assert_eq!((at(0.1, 0.1), at(0.9, 0.95)), ("#440154", "#FDE725"));
        // Halfway between the ninth and the tenth entry of the table.
        assert_eq!((at(0.4, 0.1), at(0.1, 0.95)), ("#21908C", "#21908C"));
        let middle = if log { 0.55 } else { 0.5 };
        assert_eq!(at(0.375, middle), "#FFFFFF", "a gap, {log} {reversed}");
        for text in ["0.0", "2.0", "4.0", "rate (1/s)", "x", "y"] {
            assert!(texts(&svg, text) >= 1, "{text}");
        }
    }
}

#[test]
fn a_large_heat_map_is_no_larger_than_what_can_be_seen() {
    let places = grid(0.0, 1.0, 1000);
    let values: Vec<f64> = (0..1_000_000).map(|k| f64::from(k % 7919 * 31 % 1009)).collect();
    let svg = Figure::new("").panel(Panel::new("").heat("", &places, &places, &values)).to_svg().unwrap();
    assert!(svg.len() < 6_000_000, "{}", svg.len());
    // What is smooth takes less.
    let smooth: Vec<f64> = (0..1_000_000).map(|k| f64::from(k % 1000) + f64::from(k / 1000)).collect();
    let svg = Figure::new("").panel(Panel::new("").heat("", &places, &places, &smooth)).to_svg().unwrap();
    assert!(svg.len() < 3_000_000, "{}", svg.len());
}

#[test]
fn steps_areas_and_overlays_are_where_their_values_are() {
    let lines = |svg: &str| -> Vec<Vec<(f64, f64)>> {
        svg.split("<polyline").skip(1).map(|rest| points(rest.split("/>").next().unwrap_or_default())).collect()
    };
    let panel = Panel::new("").steps("", &[0.0, 1.0, 3.0], &[5.0, 0.0]);
    let steps = lines(&Figure::new("").panel(panel).to_svg().unwrap()).remove(0);
    let (a, b, c, d) = (steps[0], steps[1], steps[2], steps[3]);
    assert!(a.1 == b.1 && b.0 == c.0 && c.1 == d.1 && c.1 > b.1, "{steps:?}");
    assert!((d.0 - c.0 - 2.0 * (b.0 - a.0)).abs() < 0.3, "{steps:?}");

    // Three curves and their mean, which leaves out what is missing.
    let curves = [vec![0.0, 0.0], vec![1.0, f64::NAN], vec![5.0, 3.0]];
    let svg = Figure::new("").panel(Panel::new("").overlay("v", &[0.0, 1.0], &curves).y_range(0.0, 5.0)).to_svg();
    let all = lines(&svg.unwrap());
    let (zero, five, mean) = (all[0][0].1, all[all.len() - 2][0].1, all.last().unwrap());
    let height = |y: f64| (zero - y) / (zero - five) * 5.0;
    assert!((height(mean[0].1) - 2.0).abs() < 0.01 && (height(mean[1].1) - 1.5).abs() < 0.01, "{mean:?}");

    // The second part of a stack begins where the first ends; a gap parts what is above it, too.
    let parts = [("a", vec![1.0; 5]), ("b", vec![2.0, 2.0, f64::NAN, 2.0, 1.0])];
    let svg = Figure::new("").panel(Panel::new("").stacked(&grid(0.0, 4.0, 5), &parts)).to_svg().unwrap();
    let shapes: Vec<Vec<(f64, f64)>> =
        svg.split("<polygon").skip(1).map(|rest| points(rest.split("/>").next().unwrap_or_default())).collect();
    assert_eq!(shapes.len(), 3);
    let (top, bottom) = (shapes[0][0].1, shapes[0].last().unwrap().1);
    let unit = bottom - top;
    assert!(
        (shapes[1].last().unwrap().1 - top).abs() < 0.5 && (top - shapes[1][0].1 - 2.0 * unit).abs() < 0.3,
        "{shapes:?}"
    );
}

#[test]
fn arrows_point_where_they_should() {
    let panel = Panel::new("").arrows(&[1.0, 5.0, 7.0], &[5.0; 3], &[2.0, 0.0, 0.0], &[0.0, -1.0, 0.0]);
    let svg = Figure::new("").panel(panel.x_range(0.0, 10.0).y_range(0.0, 10.0)).to_svg().unwrap();
    let number = |text: &str, name: &str| {
        text.split(&format!(" {name}=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    let shafts: Vec<[f64; 4]> = svg
        .split("<line")
        .filter(|line| line.contains("#A5A5A5"))
        .map(|line| ["x1", "y1", "x2", "y2"].map(|name| number(line, name)))
        .step_by(3)
        .collect();
    // One to the right, one down; what stands still has none.
    assert_eq!(shafts.len(), 2);
    assert!(shafts[0][0] < shafts[0][2] && shafts[0][1] == shafts[0][3], "{shafts:?}");
    assert!(shafts[1][0] == shafts[1][2] && shafts[1][1] < shafts[1][3], "{shafts:?}");
}

#[test]
fn fields_with_wrong_lengths_are_refused() {
    let refused = |panel: Panel| Figure::new("").panel(panel).to_svg().unwrap_err().to_string();
    let steps = refused(Panel::new("rate (1/s)").steps("E", &[0.0, 1.0], &[1.0, 2.0]));
    assert_eq!(
        steps,
        "`E` in the panel `rate (1/s)` has 2 edges and 2 values; there is one more edge than there are values"
    );
    let heat = refused(Panel::new("g").heat("rate", &[0.0, 1.0], &[0.0], &[1.0]));
    assert_eq!(heat, "the heat map `rate` in the panel `g` has 1 values for 2 × 1 cells");
    let order = refused(Panel::new("g").heat("rate", &[0.0, 2.0, 1.0], &[0.0], &[1.0; 3]));
    assert!(order.contains("x values that are not finite, equal or out of order"), "{order}");
    assert!(refused(Panel::new("").area("a", &[0.0], &[0.0], &[])).contains("1 x values and 0 y values"));
    assert!(refused(Panel::new("").stacked(&[0.0, 1.0], &[("a", vec![1.0])])).contains("2 x values"));
    assert!(refused(Panel::new("").arrows(&[0.0], &[0.0], &[1.0], &[])).contains("`arrows`"));
    assert!(refused(Panel::new("").overlay("v", &[0.0], &[vec![]])).contains("`v`"));
    // Nothing to draw is no mistake.
    let empty =
        Panel::new("").heat("", &[], &[], &[]).stacked(&[], &[]).overlay("", &[], &[]).arrows(&[], &[], &[], &[]);
    assert!(Figure::new("").panel(empty.heat("", &[1.0], &[1.0], &[f64::NAN])).to_svg().is_ok());
}

/// Figures that fill their panels, left in the target folder to be looked at.
#[test]
fn a_gallery_of_fields() {
    let (x, y) = (grid(0.0, 10.0, 40), grid(0.1, 10.0, 25));
    let values: Vec<f64> = y
        .iter()
        .flat_map(|y| x.iter().map(move |x| 30.0 * (-((x - 6.0).powi(2) + (y - 4.0).powi(2)) / 8.0).exp()))
        .collect();
    let map = Panel::new("g (mS/cm²)").heat("rate (1/s)", &x, &y, &values).x_label("current (nA)");
    Figure::new("A map").size(520, 380).panel(map).save(target("heat.svg")).unwrap();

    let time = grid(0.0, 100.0, 2001);
    let share = |phase: f64| time.iter().map(|t| 1.0 + (t / 8.0 + phase).sin()).collect::<Vec<f64>>();
    let all: Vec<Vec<f64>> = (0..8).map(|k| share(f64::from(k) * 0.7)).collect();
    let names = ["NaV", "CaS", "CaT", "A", "KCa", "Kd", "H", "Leak"];
    let parts: Vec<(&str, Vec<f64>)> = names
        .iter()
        .zip(&all)
        .map(|(name, own)| {
            let whole = |k: usize| all.iter().map(|part| part[k]).sum::<f64>();
            (*name, own.iter().enumerate().map(|(k, part)| 100.0 * part / whole(k)).collect())
        })
        .collect();
    let v: Vec<f64> = time.iter().map(|t| -60.0 + 30.0 * (t / 8.0).sin()).collect();
    Figure::new("Shares")
        .legend()
        .panel(Panel::new("V (mV)").line("", &time, &v).height(0.6))
        .panel(Panel::new("share (%)").stacked(&time, &parts).x_label("time (ms)"))
        .save(target("stack.svg"))
        .unwrap();

    let (gx, gy): (Vec<f64>, Vec<f64>) =
        grid(-2.8, 2.8, 22).iter().flat_map(|x| grid(-1.8, 1.8, 16).into_iter().map(move |y| (*x, y))).unzip();
    let (dx, dy): (Vec<f64>, Vec<f64>) =
        gx.iter().zip(&gy).map(|(x, y)| (x - x.powi(3) / 3.0 - y + 0.5, 0.08 * (x + 0.7 - 0.8 * y))).unzip();
    let x = grid(-3.0, 3.0, 200);
    let cubic: Vec<f64> = x.iter().map(|x| x - x.powi(3) / 3.0 + 0.5).collect();
    let straight: Vec<f64> = x.iter().map(|x| (x + 0.7) / 0.8).collect();
    let plane = Panel::new("w")
        .arrows(&gx, &gy, &dx, &dy)
        .line("dv/dt = 0", &x, &cubic)
        .line("dw/dt = 0", &x, &straight)
        .circles("unstable", &[-0.8048], &[-0.131])
        .discs("stable", &[2.0], &[1.0])
        .x_label("v")
        .x_range(-3.0, 3.0)
        .y_range(-2.0, 2.0);
    Figure::new("FitzHugh and Nagumo").size(560, 400).panel(plane).save(target("plane.svg")).unwrap();

    let x = grid(-5.0, 15.0, 201);
    let wave = |k: f64| x.iter().map(|x| -60.0 + (90.0 + k) * (-(x - 0.1 * k).powi(2)).exp()).collect::<Vec<f64>>();
    let curves: Vec<Vec<f64>> = (-10..=10).map(|k| wave(f64::from(k))).collect();
    let edges = grid(0.0, 20.0, 41);
    let counts: Vec<f64> = (0..40).map(|k| f64::from(k * 7 % 13)).collect();
    Figure::new("Overlay and steps")
        .panel(Panel::new("V (mV)").overlay("21 spikes", &x, &curves).vertical(0.0).x_label("time from spike (ms)"))
        .panel(Panel::new("rate (1/s)").steps("E", &edges, &counts).x_label("time (ms)"))
        .save(target("overlay.svg"))
        .unwrap();
    for file in ["heat", "stack", "plane", "overlay"] {
        let svg = std::fs::read_to_string(target(&format!("{file}.svg"))).unwrap();
        assert!(svg.len() < 500_000 && !svg.contains("NaN"), "{file}: {}", svg.len());
    }
}
