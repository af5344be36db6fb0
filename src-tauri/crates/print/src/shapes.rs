//! The shapes of lights and findings, as outlines in a square of 24 units. Shape, word and colour say
//! the same thing, so that a grey copy or a colour-blind reader loses nothing.

use crate::drawing::Ink;
use certificate::{Level, Light};

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Filled circle with a check.
    Green,
    /// Filled triangle with an exclamation mark.
    Amber,
    /// Filled octagon with a cross.
    Red,
    /// Bare check: a check that found nothing.
    Clear,
    /// Dot: worth knowing.
    Note,
    /// Dashed circle with a question mark: not evaluable.
    Unknown,
    /// The same, where it keeps green away.
    UnknownAmber,
}

/// One path: points (each maybe a handle of a curve), closed and filled or drawn as a line.
pub(crate) struct Path {
    pub points: Vec<(f32, f32, bool)>,
    /// `None` fills; else the line's thickness in units.
    pub line: Option<f32>,
    pub ink: Ink,
    /// Dash and gap in units; 0 for none.
    pub dash: f32,
    pub closed: bool,
}

impl From<Light> for Shape {
    fn from(light: Light) -> Self {
        match light {
            Light::Green => Self::Green,
            Light::Amber => Self::Amber,
            Light::Red => Self::Red,
        }
    }
}

impl From<Level> for Shape {
    fn from(level: Level) -> Self {
        match level {
            Level::Clear => Self::Clear,
            Level::Note => Self::Note,
            Level::NotEvaluable => Self::Unknown,
            Level::NotEvaluableAmber => Self::UnknownAmber,
            Level::Amber => Self::Amber,
            Level::Red => Self::Red,
        }
    }
}

/// A circle as four curves.
pub(crate) fn circle(cx: f32, cy: f32, r: f32) -> Vec<(f32, f32, bool)> {
    let k = r * 0.552_285;
    vec![
        (cx + r, cy, false),
        (cx + r, cy + k, true),
        (cx + k, cy + r, true),
        (cx, cy + r, false),
        (cx - k, cy + r, true),
        (cx - r, cy + k, true),
        (cx - r, cy, false),
        (cx - r, cy - k, true),
        (cx - k, cy - r, true),
        (cx, cy - r, false),
        (cx + k, cy - r, true),
        (cx + r, cy - k, true),
        (cx + r, cy, false),
    ]
}

fn line(points: &[(f32, f32)], thickness: f32, ink: Ink) -> Path {
    let points = points.iter().map(|&(x, y)| (x, y, false)).collect();
    Path { points, line: Some(thickness), ink, dash: 0.0, closed: false }
}

fn filled(points: Vec<(f32, f32, bool)>, ink: Ink) -> Path {
    Path { points, line: None, ink, dash: 0.0, closed: true }
}

impl Shape {
    /// Its colour.
    pub fn ink(self) -> Ink {
        match self {
            Self::Green | Self::Clear => Ink::Green,
            Self::Amber | Self::UnknownAmber => Ink::Amber,
            Self::Red => Ink::Red,
            Self::Note | Self::Unknown => Ink::Soft,
        }
    }

    /// Its outlines.
    pub fn paths(self) -> Vec<Path> {
        let ink = self.ink();
        match self {
            Self::Green => vec![
                filled(circle(12.0, 12.0, 10.5), ink),
                line(&[(7.2, 12.4), (10.5, 15.7), (16.8, 8.7)], 2.6, Ink::Paper),
            ],
            Self::Amber => vec![
                filled(
                    vec![
                        (10.6, 2.3, false),
                        (11.2, 1.2, true),
                        (12.8, 1.2, true),
                        (13.4, 2.3, false),
                        (22.9, 19.8, false),
                        (23.5, 20.9, true),
                        (22.8, 22.2, true),
                        (21.5, 22.2, false),
                        (2.5, 22.2, false),
                        (1.2, 22.2, true),
                        (0.5, 20.9, true),
                        (1.1, 19.8, false),
                        (10.6, 2.3, false),
                    ],
                    ink,
                ),
                line(&[(12.0, 8.4), (12.0, 14.4)], 2.6, Ink::Paper),
                line(&[(12.0, 18.2), (12.0, 18.3)], 2.6, Ink::Paper),
            ],
            Self::Red => {
                let corners = [
                    (7.6, 1.5),
                    (16.4, 1.5),
                    (22.5, 7.6),
                    (22.5, 16.4),
                    (16.4, 22.5),
                    (7.6, 22.5),
                    (1.5, 16.4),
                    (1.5, 7.6),
                ];
                vec![
                    filled(corners.iter().map(|&(x, y)| (x, y, false)).collect(), ink),
                    line(&[(8.3, 8.3), (15.7, 15.7)], 2.6, Ink::Paper),
                    line(&[(15.7, 8.3), (8.3, 15.7)], 2.6, Ink::Paper),
                ]
            }
            Self::Clear => vec![line(&[(4.5, 12.8), (9.5, 17.8), (19.5, 6.8)], 2.8, ink)],
            Self::Note => vec![filled(circle(12.0, 12.0, 5.5), ink)],
            Self::Unknown | Self::UnknownAmber => vec![
                Path { points: circle(12.0, 12.0, 9.5), line: Some(2.2), ink, dash: 3.0, closed: true },
                Path {
                    points: vec![
                        (9.4, 9.6, false),
                        (9.4, 6.0, true),
                        (14.7, 6.0, true),
                        (14.7, 9.6, false),
                        (14.7, 11.9, true),
                        (12.0, 11.6, true),
                        (12.0, 14.0, false),
                    ],
                    line: Some(2.2),
                    ink,
                    dash: 0.0,
                    closed: false,
                },
                line(&[(12.0, 17.0), (12.0, 17.1)], 2.2, ink),
            ],
        }
    }
}
