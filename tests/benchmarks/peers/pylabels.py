"""The plates by pylabels: reads what they say, and tells how long it took."""

import json
import sys
from tempfile import TemporaryDirectory
from time import perf_counter

import labels
from reportlab.graphics import shapes
from reportlab.graphics.barcode.qr import QrCodeWidget


def draw(label, _width, _height, plate):
    code = QrCodeWidget(plate["code_text"], barWidth=62, barHeight=62)
    code.x, code.y = 6, 36
    label.add(code)
    lines = [
        (10, 10, 20, plate["tag"]),
        (82, 90, 8, plate["name"]),
        (82, 76, 8, plate["room"]),
        (82, 40, 7, plate["owner"]),
    ]
    for x, y, size, words in lines:
        label.add(shapes.String(x, y, words, fontName="Helvetica", fontSize=size))


def main():
    plates = json.load(sys.stdin)
    paper = labels.Specification(
        210, 297, 3, 7, 63.5, 38.1, left_margin=7.21, top_margin=15.15, column_gap=2.54, row_gap=0
    )
    begun = perf_counter()
    sheet = labels.Sheet(paper, draw)
    sheet.add_labels(plates)
    with TemporaryDirectory() as folder:
        sheet.save(f"{folder}/labels.pdf")
    print(json.dumps([perf_counter() - begun]))  # noqa: T201


main()
