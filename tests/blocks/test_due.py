"""The tab of dossiers that must be handled soon, without a browser."""

import datetime as dt

from rankings.loads import dossiers
from rankings.store import dossiers as kept
from rankings.store.clock import VIETNAM_TIME
from rankings.store.versions import Store
from tests import page_runs
from tests.ingest.dossiers.files import OFFICIAL, rows, write
from tests.loads.test_dossiers import published

PAGE = "pages/units_page.py"


def test_without_a_file_the_page_says_how_to_bring_one(var):
    assert "Chưa có tệp hồ sơ nào của" in page_runs.texts(
        page_runs.shown(page_runs.session(), PAGE)
    )


def test_what_is_due_is_told_by_unit_and_procedure_and_in_points(own_var, tmp_path, serve):
    now = dt.datetime.now(VIETNAM_TIME).replace(tzinfo=None)
    given = [row | {"NgayHenTra": "20260301080000"} for row in rows(60)]
    for row, days in zip(given, (1, 3, 5, 30), strict=False):
        due = (now + dt.timedelta(days=days)).strftime(OFFICIAL)
        row |= {"NgayKetThucXuLy": "", "NgayHenTra": due, "MaCoQuan": "UBND xã Ea Súp"}
    published(Store(own_var), write(tmp_path / "a.csv", given))
    serve(own_var)
    show = page_runs.of_page(PAGE)
    app = show()
    said = page_runs.texts(app)
    assert "0 hồ sơ đến hạn hôm nay" in said
    assert "3 trong 7 ngày tới" in said
    # 3 × (20 + 6 / 0,9) / 443.565
    assert "Nếu 3 hồ sơ đến hạn trong 7 ngày tới đều quá hạn, tỉnh mất 0,0002 điểm" in said
    units, procedures = (frame.value for frame in app.dataframe)
    assert next(iter(units.iloc[0])) == "Xã Ea Súp"
    assert units["Trong 7 ngày"].sum() == procedures["Trong 7 ngày"].sum() == 3
    assert "3 within 7 days" in page_runs.texts(show(lang="en"))
    store = Store(own_var)
    kept.path_of(store, dossiers.newest(store.snapshot()).key, "open").unlink()
    assert "đã được xóa (chỉ giữ 14 ngày)" in page_runs.texts(show())
