"""The plates by blabel, as HTML and CSS: reads what they say, and tells how long it took."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from blabel import LabelWriter

TEMPLATE = """<img src="{{ label_tools.qr_code(code_text) }}"/>
<b>{{ name }}</b><br/>{{ room }}<br/>{{ owner }}<h1>{{ tag }}</h1>"""
STYLE = """@page { size: A4 } .print-area { padding: 15.15mm 0 0 7.21mm }
.item { box-sizing: border-box; float: left; width: 63.5mm; height: 38.1mm; padding: 3mm;
  margin-right: 2.54mm; overflow: hidden; font: 3mm sans-serif }
img { height: 22mm; float: left; margin-right: 2mm; image-rendering: pixelated }
h1 { clear: left; margin: 0; font-size: 7mm }"""


def main():
    plates = json.load(sys.stdin)
    begun = perf_counter()
    with TemporaryDirectory() as folder:
        template, style = Path(folder, "plate.html"), Path(folder, "plate.css")
        template.write_text(TEMPLATE)
        style.write_text(STYLE)
        writer = LabelWriter(str(template), default_stylesheets=(str(style),), items_per_page=21)
        writer.write_labels(plates, target=f"{folder}/labels.pdf")
    print(json.dumps([perf_counter() - begun]))  # noqa: T201


main()
