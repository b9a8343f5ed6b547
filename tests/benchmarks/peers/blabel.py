"""The plate by blabel: HTML and CSS, a page a label."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

# This file is called as what it measures, and would be found first.
sys.path.pop(0)
from blabel import LabelWriter

TEMPLATE = """<img src="{{ label_tools.qr_code(address) }}"/>
<b>{{ name }}</b><br/>{{ room }}<br/>{{ owner }}<h1>{{ tag }}</h1>"""
STYLE = """@page { width: 63.5mm; height: 38.1mm; padding: 3mm }
img { height: 22mm; float: left; image-rendering: pixelated } h1 { font-size: 7mm }"""


def main():
    begun = perf_counter()
    with TemporaryDirectory() as folder:
        template, style = Path(folder, "plate.html"), Path(folder, "plate.css")
        template.write_text(TEMPLATE)
        style.write_text(STYLE)
        writer = LabelWriter(str(template), default_stylesheets=(str(style),))
        writer.write_labels(
            [
                {
                    "address": f"HTTPS://REHAB.EXAMPLE.ORG/T/{number:08}",
                    "tag": f"LOV-{number:05}",
                    "name": f"Bath {number % 300}",
                    "room": f"Room {number % 40}",
                    "owner": "County of Timis",
                }
                for number in range(int(sys.argv[1]))
            ],
            target=f"{folder}/labels.pdf",
        )
    print(json.dumps([perf_counter() - begun]))  # noqa: T201


main()
