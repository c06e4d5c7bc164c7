"""Draws plots: gnuplot scripts that contain their data, and the SVG files that gnuplot makes from them."""

import os
import subprocess

from judge.result import median

COLOURS = ("#2f6f9f", "#c0672a", "#7a7a7a", "#4c8c4a", "#8a5a9e")
HEAD = """set terminal svg size 760,380 dynamic noenhanced font "sans-serif,13" background "white"
set encoding utf8
set border 3 lc rgb "#606060"
set tics nomirror out
set grid ytics lc rgb "#e0e0e0" lt 1
set key top left
"""


def draw(folder, name, script):
    """Writes FOLDER/NAME.svg."""
    os.makedirs(folder, exist_ok=True)
    svg = subprocess.run(["gnuplot"], input=HEAD + script + "\n", stdout=subprocess.PIPE, text=True, check=True).stdout
    with open(os.path.join(folder, f"{name}.svg"), "w") as out:
        out.write(svg)


def bars(title, groups):
    """Measurements as points, medians as boxes."""
    lines = [f'set ylabel "{title}"', "set yrange [0:*]", "set boxwidth 0.5", "set style fill solid 0.35 noborder",
             "set xrange [-0.6:%.1f]" % (len(groups) - 0.4), "unset key",
             "set xtics (%s)" % ", ".join(f'"{name}" {i}' for i, name in enumerate(groups)), "$medians << END"]
    lines += [f"{i} {median(values)}" for i, values in enumerate(groups.values())]
    lines += ["END", "$points << END"]
    lines += [f"{i} {value}" for i, values in enumerate(groups.values()) for value in values]
    lines += ["END", 'plot $medians with boxes lc rgb "#4878a8", $points with points pt 7 ps 0.5 lc rgb "#203850"']
    return "\n".join(lines)


def lines(x, y, curves, more=()):
    """Curves on common axes: {name: [(x, y)]}."""
    script = [f'set xlabel "{x}"', f'set ylabel "{y}"', *more]
    plots = []
    for i, (name, points) in enumerate(curves.items()):
        script += [f"$curve{i} << END", *(f"{a} {b}" for a, b in points), "END"]
        plots.append(f'$curve{i} with linespoints lw 2 pt 7 ps 0.5 lc rgb "{COLOURS[i % len(COLOURS)]}" title "{name}"')
    return "\n".join([*script, "plot " + ", ".join(plots)])
