//! Pictures of traces: a panel each, above one axis of time.

use std::path::PathBuf;

use neuron_runtime::plot::traces;

/// Returns the folder for the figures of a test run, which stay there to be looked at.
fn target(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(file)
}

fn reference(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/reference").join(file);
    std::fs::read_to_string(path).expect("the reference solutions are in the repository")
}

/// The columns of a reference trace.
fn columns(file: &str) -> Vec<Vec<f64>> {
    let text = reference(file);
    let rows: Vec<Vec<f64>> =
        text.lines().skip(1).map(|row| row.split(',').filter_map(|x| x.parse().ok()).collect()).collect();
    (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

/// The values of one attribute, in order.
fn attributes<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    svg.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Returns the number of texts of the figure that are exactly this.
fn texts(svg: &str, text: &str) -> usize {
    svg.matches(&format!(">\n{text}\n</text>")).count()
}

#[test]
fn the_pyloric_rhythm_has_three_panels_and_one_time_axis() {
    let table = columns("pyloric.csv");
    let figure = traces(
        "Pyloric rhythm (Prinz, Bucher & Marder 2004, Fig. 2e)",
        &table[0],
        &[("AB", "mV", &table[1]), ("LP", "mV", &table[3]), ("PY", "mV", &table[4])],
    );
    let svg = figure.to_svg().unwrap();
    figure.save(target("pyloric.svg")).unwrap();
    assert_eq!(std::fs::read_to_string(target("pyloric.svg")).unwrap(), svg);
    assert!(svg.starts_with("<svg width=\"760\" height=\""));
    assert_eq!(texts(&svg, "Pyloric rhythm (Prinz, Bucher &amp; Marder 2004, Fig. 2e)"), 1);
    for text in ["AB (mV)", "LP (mV)", "PY (mV)", "time (ms)", "0", "1500", "3000"] {
        // A panel's own axis has a 0 as well.
        assert_eq!(texts(&svg, text), if text == "0" { 4 } else { 1 }, "{text}");
    }
    let colors = attributes(&svg, "stroke");
    for color in ["#0072B2", "#D55E00", "#009E73"] {
        assert_eq!(colors.iter().filter(|&&known| known == color).count(), 1, "{color}");
    }
    assert!(svg.len() < 100_000, "{}", svg.len());
}
