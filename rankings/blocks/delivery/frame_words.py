"""Streamlit's own words: where they stand in the page, and what they are in Vietnamese.

Streamlit speaks English only. `frame.js` goes with the page and puts the words of these places into
the language of the address; anything else on the page is ours and is left alone. The English of a
key is Streamlit's, letter for letter; a value in braces is what Streamlit writes in that place.
"""

import json
from functools import cache
from pathlib import Path

from rankings.words.text import words

SCRIPT = Path(__file__).with_name("frame.js")
HISTORY = Path(__file__).with_name("history.js")


def _named(*names: str) -> str:
    return ", ".join(f'[data-testid="{name}"]' for name in names)


_TOOLBAR = (
    "streamlit.show_data",
    "streamlit.show_chart",
    "streamlit.download_png",
    "streamlit.copy_spec",
    "streamlit.fullscreen",
    "streamlit.close_fullscreen",
    "streamlit.columns",
    "streamlit.download_csv",
    "streamlit.search",
    "streamlit.clear_selection",
    "streamlit.add_row",
    "streamlit.delete_rows",
    "streamlit.copy",
    "streamlit.copied",
)
_CONNECTION = (
    "streamlit.running",
    "streamlit.stop",
    "streamlit.stopping",
    "streamlit.connecting",
    "streamlit.connecting_to",
    "streamlit.error",
    "streamlit.unable",
)
_REFUSED_FILE = (
    "streamlit.too_large",
    "streamlit.too_small",
    "streamlit.not_allowed",
    "streamlit.not_allowed_unnamed",
    "streamlit.one_file",
    "streamlit.unexpected",
    "streamlit.upload_failed",
    "streamlit.connection_lost",
    "streamlit.network_error",
    "streamlit.request_failed",
)
_REFUSED_NUMBER = (
    "streamlit.number_outside",
    "streamlit.number_below",
    "streamlit.number_above",
)
_REFUSED_DATE = (
    "streamlit.error",
    "streamlit.error_of",
    "streamlit.after_error",
    "streamlit.date_between",
    "streamlit.date_from",
    "streamlit.date_until",
)

# Part of the page, as a CSS selector -> keys of the words that Streamlit writes there.
PLACES = {
    _named("stSkipToContent"): ("streamlit.skip",),
    _named("stTopNav", "stSidebarNav"): (
        "streamlit.pages",
        "streamlit.view_more",
        "streamlit.view_less",
        "streamlit.new_tab",
    ),
    _named("stSidebar", "stExpandSidebarButton"): (
        "streamlit.sidebar",
        "streamlit.expand_sidebar",
        "streamlit.collapse_sidebar",
    ),
    _named("stLinkButton", "stPageLink"): ("streamlit.new_tab",),
    _named("stStatusWidget", "stConnectionStatus"): _CONNECTION,
    _named("stTooltipContent"): (*_TOOLBAR, *_CONNECTION),
    _named("stTooltipErrorContent"): (*_REFUSED_FILE, *_REFUSED_NUMBER, *_REFUSED_DATE),
    _named("stTooltipIcon"): ("streamlit.help", "streamlit.help_for"),
    _named("stHeaderActionElements"): ("streamlit.heading_link",),
    'span[role="img"][translate="no"]': ("streamlit.icon",),
    _named("stElementToolbar", "stErrorCodeBlock", "stCode"): (*_TOOLBAR, "streamlit.labelled"),
    _named("stVegaLiteChart"): ("streamlit.chart",),
    _named("stTable"): ("streamlit.scrollable_table",),
    _named("stDialog"): (
        "streamlit.close",
        "streamlit.dismiss",
        "streamlit.try_again",
        "streamlit.continue",
        "streamlit.connection_error",
        "streamlit.not_running",
        "streamlit.start_again",
        "streamlit.not_responding",
        "streamlit.timed_out",
        "streamlit.failed_with",
        "streamlit.failed_saying",
        "streamlit.refused",
        "streamlit.refused_end",
        "streamlit.no_page",
        "streamlit.no_such_page",
        "streamlit.no_page_named",
        "streamlit.bad_message",
    ),
    _named("stFileUploaderDropzone"): (
        "streamlit.file_upload",
        "streamlit.upload",
        "streamlit.per_file",
        "streamlit.drop_file",
        "streamlit.drop_files",
        "streamlit.add_files",
        "streamlit.icon",
        "streamlit.remove",
        "streamlit.cancel_upload",
        "streamlit.retry_upload",
        "streamlit.error_before",
        "streamlit.error_of",
        *_REFUSED_FILE,
        "streamlit.file_and_size",
        "streamlit.size",
    ),
    _named("InputInstructions"): (
        "streamlit.enter_applies",
        "streamlit.enter_submits",
        "streamlit.ctrl_enter_applies",
        "streamlit.ctrl_enter_submits",
        "streamlit.command_enter_applies",
        "streamlit.command_enter_submits",
    ),
    _named("stSelectbox", "stSelectboxVirtualDropdown"): (
        "streamlit.choose",
        "streamlit.nothing_to_choose",
        "streamlit.open",
        "streamlit.clear_value",
        "streamlit.no_results",
        "streamlit.dismiss",
    ),
    _named("stNumberInput"): (
        "streamlit.increment",
        "streamlit.decrement",
        "streamlit.clear_value",
        *_REFUSED_NUMBER,
    ),
    _named("stDateInput", "stDateInputCalendar", "stDateInputHeaderPickerPopover"): (
        "streamlit.choose_date",
        "streamlit.choose_date_of",
        "streamlit.clear_date",
        "streamlit.date_keys",
        "streamlit.previous_month",
        "streamlit.next_month",
        "streamlit.previous",
        "streamlit.next",
        "streamlit.today",
        "streamlit.today_selected",
        "streamlit.date_selected",
        "streamlit.first_date",
        "streamlit.last_date",
        "streamlit.day_of",
        "streamlit.month_of",
        "streamlit.year_of",
        "streamlit.day_field",
        "streamlit.month_field",
        "streamlit.year_field",
        "streamlit.month_number",
        "streamlit.empty_field",
        *_REFUSED_DATE,
        "streamlit.dismiss",
    ),
    # What is read aloud and not seen.
    '[role="log"]': (
        "streamlit.options_available",
        "streamlit.option_available",
        "streamlit.option_selected",
        "streamlit.month_number",
    ),
    '[id^="react-aria-description"]': ("streamlit.selected_date",),
    _named("stDataFrameResizable"): (
        "streamlit.type_to_search",
        "streamlit.search_results",
        "streamlit.search_result",
        "streamlit.search_place",
        "streamlit.search_many",
        "streamlit.previous_result",
        "streamlit.next_result",
        "streamlit.close_search",
    ),
    _named("stDataFrameColumnMenu"): (
        "streamlit.column_menu",
        "streamlit.copy_column",
        "streamlit.sort_up",
        "streamlit.sort_down",
        "streamlit.statistics",
        "streamlit.format",
        "streamlit.autosize",
        "streamlit.pin_column",
        "streamlit.unpin_column",
        "streamlit.hide_column",
        "streamlit.kind_text",
        "streamlit.kind_number",
        "streamlit.kind_link",
        "streamlit.kind_checkbox",
    ),
    _named("stDataFrameColumnVisibilityMenu"): ("streamlit.select_all", "streamlit.index_column"),
    f'{_named("stDataFrameStatisticsMetrics")} dt, [data-testid="stDataFrameStatisticsChart"]': (
        "streamlit.count_values",
        "streamlit.count_empty",
        "streamlit.count_distinct",
        "streamlit.average",
        "streamlit.deviation",
        "streamlit.minimum",
        "streamlit.quarter_below",
        "streamlit.median",
        "streamlit.quarter_above",
        "streamlit.maximum",
        "streamlit.sum",
        "streamlit.range",
        "streamlit.shortest",
        "streamlit.longest",
        "streamlit.average_length",
        "streamlit.histogram",
        "streamlit.frequencies",
        "streamlit.true_false",
    ),
    ".stDataFrameStatisticsMenu": ("streamlit.based_on_sample", "streamlit.no_data"),
    _named("stDataFrameColumnFormattingMenu"): (
        "streamlit.format_automatic",
        "streamlit.format_localized",
        "streamlit.format_plain",
        "streamlit.format_compact",
        "streamlit.format_dollar",
        "streamlit.format_euro",
        "streamlit.format_yen",
        "streamlit.format_percent",
        "streamlit.format_scientific",
        "streamlit.format_accounting",
        "streamlit.format_duration",
        "streamlit.format_distance",
        "streamlit.format_calendar",
    ),
}


@cache
def scripts() -> str:
    """What the page takes along: the words of every place as data, and the script."""
    places = [
        {"where": where, "words": {template("en", key): template("vi", key) for key in keys}}
        for where, keys in PLACES.items()
    ]
    data = json.dumps(places, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<script type="application/json" id="frame-words">{data}</script>'
        f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>"
        f"<script>{HISTORY.read_text(encoding='utf-8')}</script>"
    )


def no_script(language: str) -> str:
    """What a reader without JavaScript sees."""
    return words(language)("streamlit.no_script")


def template(language: str, key: str) -> str:
    """The words of a key with the names of its values still in braces."""
    return words(language)(key, **{name: f"{{{name}}}" for name in VALUES})


# The values in Streamlit's words; frame.js says what each looks like.
VALUES = (
    "count",
    "day",
    "first",
    "icon",
    "label",
    "last",
    "month",
    "name",
    "number",
    "size",
    "what",
    "year",
)
