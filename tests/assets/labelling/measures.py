"""A paper and a design, as those who draw have found them to be sound."""

L7160 = {
    "page_width": 210.0,
    "page_height": 297.0,
    "columns": 3,
    "rows": 7,
    "width": 63.5,
    "height": 38.1,
    "left": 7.21,
    "top": 15.15,
    "column_step": 66.04,
    "row_step": 38.1,
    "film": False,
}
