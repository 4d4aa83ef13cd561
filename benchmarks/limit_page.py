"""The same figures written by hand into one HTML file: what no app on this machine can be under.

It has no script, no font of its own, and says the sentences of the overview's cards.
"""

from pathlib import Path

from benchmarks.same_figures import CARDS, home_rank

PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<title>Tổng quan</title>
<style>body{{font:14px sans-serif;margin:24px}}main{{display:flex;gap:14px}}
article{{flex:1;border:1px solid #ccc;padding:13px}}.rank{{font-size:45px;font-weight:600}}</style>
<h1>Đắk Lắk đạt 1/3 mục tiêu</h1><main>{cards}</main></html>"""
CARD = """<article><b>{name}</b><div class="rank">{rank}/34</div><p>{verdict}</p>{strip}
<p>{edition_id}: thứ {rank}/34, ngưỡng top {limit}</p></article>"""


def write(folder: Path) -> None:
    """Write the page as index.html into a folder."""
    cards = "".join(
        CARD.format(
            name=name,
            rank=(rank := home_rank(edition_id)),
            verdict="● Đạt" if rank <= limit else "▲ Chưa đạt",
            strip=_strip(rank, limit),
            edition_id=edition_id,
            limit=limit,
        )
        for name, limit, edition_id in CARDS.values()
    )
    folder.joinpath("index.html").write_text(PAGE.format(cards=cards), encoding="utf-8")


def _strip(rank: int, limit: int) -> str:
    ticks = "".join(f'<line x1="{x}" x2="{x}" y1="8" y2="16"/>' for x in range(5, 340, 10))
    return (
        f'<svg width="340" height="24" stroke="gray">{ticks}'
        f'<line x1="{limit * 10}" x2="{limit * 10}" y2="24" stroke="red"/>'
        f'<circle cx="{rank * 10 - 5}" cy="12" r="8" fill="blue"/></svg>'
    )
