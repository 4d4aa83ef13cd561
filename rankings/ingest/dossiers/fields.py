"""What is read of a dossier, and by which headings a file names it.

The official names are those of the rules document of Decision 766; the others are what one-stop
systems and officials write. Nothing else of a file is read: a column that is no field here is never
looked into beyond the few rows by which its kind is told.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "day", "mark", "text", "count"]


@dataclass(frozen=True)
class Field:
    """What is known of a dossier. kind: how its values are read; headings: official names first,
    then other wordings; needed: without it nothing can be counted."""

    name: str
    kind: Kind
    headings: tuple[str, ...]
    needed: bool = False


FIELDS = (
    Field(
        "number",
        "code",
        ("MaHoSo", "Mã hồ sơ", "Số hồ sơ", "Mã số hồ sơ", "Số biên nhận", "Mã biên nhận"),
    ),
    Field(
        "procedure",
        "code",
        ("MaTTHC", "Mã TTHC", "Mã thủ tục", "Mã thủ tục hành chính", "MaThuTuc"),
    ),
    Field(
        "agency",
        "text",
        (
            *("MaCoQuan", "Mã cơ quan", "Mã đơn vị", "MaDonVi", "MaCoQuanThucHien"),
            *("Cơ quan", "Đơn vị", "Cơ quan thực hiện", "Cơ quan xử lý", "Cơ quan giải quyết"),
            *("Đơn vị xử lý", "Đơn vị tiếp nhận", "Cơ quan tiếp nhận", "Tên cơ quan", "Tên đơn vị"),
            *("DonViXuLy", "CoQuanXuLy"),
        ),
        needed=True,
    ),
    Field(
        "received",
        "day",
        ("NgayTiepNhan", "Ngày tiếp nhận", "Thời gian tiếp nhận", "Ngày nhận", "Ngày nhận hồ sơ"),
        needed=True,
    ),
    Field(
        "due",
        "day",
        (
            *("NgayHenTra", "Ngày hẹn trả", "Ngày hẹn trả kết quả", "Ngày hẹn", "Hạn trả"),
            *("Hạn xử lý", "Hạn giải quyết", "Thời hạn trả kết quả"),
        ),
    ),
    Field(
        "finished",
        "day",
        (
            *("NgayKetThucXuLy", "Ngày kết thúc xử lý", "Ngày kết thúc", "Ngày hoàn thành"),
            *("Ngày xử lý xong", "Ngày giải quyết xong"),
        ),
    ),
    Field("returned", "day", ("NgayTra", "Ngày trả", "Ngày trả kết quả", "NgayTraKetQua")),
    Field("state", "text", ("TrangThaiHoSo", "Trạng thái", "Trạng thái hồ sơ", "Tình trạng")),
    Field("days", "count", ("ThoiGianGiaiQuyet", "Thời gian giải quyết", "Số ngày giải quyết")),
    Field("times_asked", "count", ("SoLanYeuCauBoSung", "Số lần yêu cầu bổ sung")),
    Field("asked", "day", ("NgayYeuCauBoSung", "Ngày yêu cầu bổ sung")),
    Field("supplied", "day", ("NgayHoanThanhBoSung", "Ngày bổ sung", "Ngày hoàn thành bổ sung")),
    Field("synchronised", "mark", ("DaDongBo", "Đã đồng bộ", "Đồng bộ")),
    Field(
        "channel",
        "text",
        ("KenhThucHien", "Kênh thực hiện", "Hình thức nộp", "Hình thức tiếp nhận"),
    ),
    Field(
        "paid_online",
        "text",
        ("DuocThanhToanTrucTuyen", "Thanh toán trực tuyến", "Được thanh toán trực tuyến"),
    ),
    Field(
        "fee",
        "text",
        ("DSLePhi", "DanhSachLePhi", "Gia", "Phí, lệ phí", "Lệ phí", "Số tiền phí, lệ phí"),
    ),
    Field(
        "reused",
        "mark",
        ("HoSoCoThanhPhanSoHoa", "Hồ sơ có thành phần số hóa", "Tái sử dụng dữ liệu số hóa"),
    ),
    Field("reused_paper", "mark", ("TaiLieuNop.DuocSoHoa", "DuocSoHoa")),
    Field("from_store", "mark", ("TaiLieuNop.DuocLayTuKhoDMQG", "DuocLayTuKhoDMQG")),
    Field("identified", "mark", ("TaiKhoanDuocXacThucVoiVNeID", "Tài khoản xác thực VNeID")),
    Field("database", "text", ("MaCSDL", "Mã cơ sở dữ liệu")),
    Field("result_code", "text", ("MaKetQua", "Mã kết quả", "Mã giấy tờ kết quả")),
    Field(
        "result_file",
        "text",
        ("DuongDanTepTinKetQua", "Tệp kết quả", "Đường dẫn tệp kết quả", "Kết quả điện tử"),
    ),
    Field(
        "paper_file",
        "text",
        ("TaiLieuNop.DuongDanTaiTepTin", "DuongDanTaiTepTin", "Tệp thành phần hồ sơ"),
    ),
    Field(
        "document",
        "mark",
        ("YeuCauKetQuaVanBan", "Yêu cầu kết quả bằng văn bản", "Trả kết quả bằng văn bản"),
    ),
    Field("citizens", "mark", ("DoiTuongCongDan", "Đối tượng là công dân")),
    Field(
        "complained",
        "mark",
        (
            *("CoPAKN", "Có phản ánh, kiến nghị", "Bị phản ánh", "Phản ánh hoặc không hài lòng"),
            *("Bị phản ánh hoặc đánh giá không hài lòng", "Không hài lòng"),
        ),
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
NEEDED = tuple(field.name for field in FIELDS if field.needed)

# What each sub-indicator of Decision 766 is counted from; one of which a column is missing in the
# file is not computed. 4.5a and 3.5b count procedures, each once.
COUNTED_FROM: dict[str, tuple[str, ...]] = {
    "1.4": ("synchronised",),
    "2.1": ("due", "finished"),
    "3.3": ("channel", "result_code", "result_file"),
    "3.5b": ("procedure", "paid_online", "fee"),
    "3.6": ("paid_online", "fee"),
    "4.1": ("result_file",),
    "4.2": ("paper_file", "result_file"),
    "4.3": ("reused",),
    "4.4": ("from_store",),
    "4.5a": ("procedure", "identified", "database", "citizens"),
    "4.5b": ("identified", "database"),
    "5.4": ("due", "finished", "complained"),
}
# Of whom the figure is: procedures are counted again in each unit, so that they do not add up.
OF_PROCEDURES = frozenset({"3.5b", "4.5a"})


def computed(fields: frozenset[str]) -> tuple[str, ...]:
    """The sub-indicators that a file with these fields gives, in the order of their codes."""
    there = fields | ({"finished"} if "returned" in fields else set())
    return tuple(code for code, needed in COUNTED_FROM.items() if there >= set(needed))


def missing(fields: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The sub-indicators that it does not give: code -> the fields that are not there."""
    there = fields | ({"finished"} if "returned" in fields else set())
    return {
        code: tuple(name for name in needed if name not in there)
        for code, needed in COUNTED_FROM.items()
        if not there >= set(needed)
    }
