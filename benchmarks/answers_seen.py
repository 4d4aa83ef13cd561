"""What a page shows, read from Streamlit's own tree of elements: texts, tables, charts, controls.

An item is a dict; `is` says what it is. Of these the rows are what a move of code must keep:

    table      columns, rows: each a dict of heading -> cell. A number that is written in the
               reader's language is a pair [number, as written]
    chart      spec, rows: of each data set, alt
    component  name, data: what a component of our own is given
    download   label, file, content: of a CSV file the lines, of a workbook the rows, else a hash

How things are laid out (columns, containers, widths) and what Streamlit numbers anew at each run
is left out.
"""

import hashlib
import io
import json
import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import openpyxl
import pyarrow as pa
from google.protobuf.json_format import MessageToDict
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

Item = dict[str, Any]
TEXTS = {"markdown", "caption", "header", "subheader", "title", "text", "html", "latex"}
ALERTS = {"info", "warning", "error", "success"}
# Blocks of which the reader sees a heading; of others only what is in them is taken.
OPENED, LAID_OVER = {"expander", "status", "tab"}, {"popover", "dialog"}
UNSEEN = {
    *("id", "formId", "pageScriptHash", "deferredFileId", "fragmentId", "commandId"),
    *("setValue", "labelVisibility", "widthConfig", "heightConfig", "wrap", "elementType", "url"),
}
PICTURES = (".png", ".svg")


class Downloads:
    """What the download buttons of a page would hand out; Streamlit tells of each as it is drawn.

    books, pictures: whether workbooks and pictures are made too, which takes their time.
    """

    def __init__(self) -> None:
        self.books = self.pictures = False
        self._made: dict[str, tuple[Callable[[], object], str]] = {}

    def heard(self) -> AbstractContextManager:
        """While this context lasts, what every download button of the process is given is kept."""
        deferred, given = MediaFileManager.add_deferred, MediaFileManager.add

        def add_deferred(manager, make, mimetype, coordinates, file_name=None, **named):
            number = deferred(manager, make, mimetype, coordinates, file_name, **named)
            self._made[number] = make, file_name or ""
            return number

        def add(manager, data, mimetype, coordinates, file_name=None, **named):
            address = given(manager, data, mimetype, coordinates, file_name, **named)
            self._made[address] = (lambda: data), file_name or ""
            return address

        return patch.multiple(MediaFileManager, add_deferred=add_deferred, add=add)

    def forget(self) -> None:
        """Before a run: the buttons of the run before are gone."""
        self._made.clear()

    def of(self, proto: Any) -> Item:
        """The file of a download button: its name and what is in it."""
        make, name = self._made.get(proto.deferred_file_id or proto.url, (None, ""))
        if make is None:
            return {"file": name, "content": None}
        book = name.endswith((".xlsx", ".xlsm"))
        if (book and not self.books) or (name.endswith(PICTURES) and not self.pictures):
            return {"file": name}
        data = make()
        data = data.encode() if isinstance(data, str) else bytes(data)
        if name.endswith(".csv"):
            content: Any = data.decode("utf-8-sig").splitlines()
        else:
            content = _book(data) if book else hashlib.sha256(data).hexdigest()
        return {"file": name, "content": content}


def seen(app: AppTest, downloads: Downloads) -> list[Item]:
    """All that the last run of a page shows, from top to bottom."""
    return list(_in(app._tree, downloads))


def tables(app: AppTest) -> list[Any]:
    """The protos of the tables of the last run in which a cell can be clicked."""
    return [
        node.proto
        for node in app._tree
        if node.type == "dataframe" and node.proto.id and node.proto.selection_mode
    ]


def columns(proto: Any) -> list[str]:
    """The headings of a table."""
    return [name for name in _read(proto.arrow_data.data).column_names if not _hidden(name)]


def _in(block: Any, downloads: Downloads) -> Iterator[Item]:
    for number in sorted(block.children):
        node = block.children[number]
        if not hasattr(node, "children"):
            # A component without data shows nothing: it works in the background.
            if node.type != "bidi_component" or node.proto.json:
                yield _item(node, downloads)
            continue
        if (heading := _heading(node)) is not None:
            yield {"is": node.type, "text": heading}
        yield from _in(node, downloads)


def _heading(block: Any) -> str | None:
    """What stands over a block that the reader can open or that lies over the page."""
    if block.type in OPENED:
        return block.proto.label
    if block.type in LAID_OVER:
        inner = getattr(block.proto, block.type)
        return getattr(inner, "label", "") or getattr(inner, "title", "")
    return None


def _item(node: Any, downloads: Downloads) -> Item:
    proto, kind = node.proto, node.type
    if kind in TEXTS or kind in ALERTS:
        extra = {name: text for name in ("icon", "help") if (text := getattr(proto, name, ""))}
        return {"is": kind, "text": proto.body, **extra}
    if kind == "dataframe":
        return _table(proto)
    if kind == "vega_lite_chart":
        return _chart(proto)
    if kind == "bidi_component":
        return {"is": "component", "name": proto.component_name, "data": json.loads(proto.json)}
    if kind == "download_button":
        return {"is": "download", "label": proto.label, **downloads.of(proto)}
    told = MessageToDict(proto)
    kept = {name: value for name, value in told.items() if name not in UNSEEN}
    if kind == "link_button":
        kept["url"] = proto.url
    return {"is": kind} | kept


# --- Tables, charts and files ---------------------------------------------------------------------


def _table(proto: Any) -> Item:
    rows = _read(proto.arrow_data.data)
    written = _read(proto.arrow_data.styler.display_values)
    config = json.loads(proto.columns or "{}")
    names = {
        name: (config.get(name) or {}).get("label") or name
        for name in rows.column_names
        if not _hidden(name)
    }
    cells = [
        {heading: _cell(row[name]) for name, heading in names.items()} for row in rows.to_pylist()
    ]
    if written is not None:
        for row, texts in zip(cells, written.to_pylist(), strict=True):
            for name, heading in names.items():
                if isinstance(row[heading], float):
                    row[heading] = [row[heading], texts[name]]
    return {"is": "table", "columns": list(names.values()), "rows": cells}


def _chart(proto: Any) -> Item:
    sets = [proto.data.data] if proto.data.data else []
    sets += [each.data.data for each in proto.datasets]
    rows = [_rows(_read(each)) for each in sets]
    return {"is": "chart", "spec": json.loads(proto.spec), "rows": rows, "alt": proto.alt}


def _read(data: bytes) -> pa.Table | None:
    return pa.ipc.open_stream(data).read_all() if data else None


def _rows(table: pa.Table) -> list[Item]:
    names = [name for name in table.column_names if not _hidden(name)]
    return [{name: _cell(row[name]) for name in names} for row in table.to_pylist()]


def _hidden(name: str) -> bool:
    return name.startswith("__index_level_")


def _cell(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | list) else str(value)


def _book(data: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return {
        sheet.title: [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }
