"""Where lines of a headline end well, and where they would tear what belongs together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_SOLID = "\u00a0"
_OLDER = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
"""Both ways to write a tone over two vowels: *uỷ ban*, *ủy ban*."""
_OLD = re.compile("|".join(_OLDER))
_COMPOUNDS = frozenset(
    """
    an ninh|an toàn|ban hành|biên nhận|biên tập|biển báo|biểu trưng|bài viết|bàn giao|báo chí|báo cáo|bãi bỏ|bão lũ|bình đẳng|bí mật
    |băng rôn|bưu chính|bưu điện|bản chính|bản gốc|bản sao|bảo hiểm|bảo tàng|bảo vệ|bầu cử|bắt đầu|bằng lái|bệnh viện|bố trí
    |bồi thường|bổ sung|bộ phận|cao tuổi|chi trả|chia sẻ|chiến binh|chung cư|chung tay|chuyến đi|chuyển khoản|chuyển nhượng
    |chuyển đổi|chuẩn bị|chào mừng|chào đời|cháy nổ|chính phủ|chính quyền|chính sách|chính thức|chương trình|chấm điểm|chấp hành
    |chấp nhận|chấp thuận|chỉ thị|chỉ tiêu|chỉ đạo|chủ nhật|chủ trì|chủ trương|chủ tịch|chủ đề|chức năng|chứng minh|chứng nhận
    |chứng sinh|chứng thực|chữ ký|chữa bệnh|chữa cháy|con nuôi|cung cấp|cuộc gọi|cài đặt|cá nhân|cán bộ|câu chuyện|câu hỏi|cây xanh
    |công an|công bằng|công bố|công chức|công dân|công khai|công nghệ|công nhân|công trình|công tác|công văn|căn cước|căn cứ|cơ chế
    |cơ quan|cơ sở|cư trú|cải cách|cải thiện|cảm ơn|cảnh báo|cấp lại|cấp nước|cấp điện|cần thiết|cẩn thận|cận nghèo|cập nhật|cổ động
    |cộng đồng|cụ thể|cứu hộ|cứu nạn|cử tri|danh mục|danh sách|di tích|doanh nghiệp|duy trì|dân cư|dân phố|dân quân|dây nóng
    |dịch bệnh|dịch vụ|dữ liệu|dự thảo|dự toán|dự án|ghi chú|ghi nhận|gia hạn|gia nhập|gia đình|giai đoạn|giao dịch|giao thông
    |giá cả|giá trị|giám hộ|giám sát|giáo dục|giáo viên|giả danh|giải phóng|giải quyết|giải thích|giấy chứng|giấy hẹn|giấy phép
    |giấy tờ|giới thiệu|góp phần|góp vốn|góp ý|gương mẫu|gợi ý|hiện đại|hiệu lực|hiệu quả|hoàn cảnh|hoàn thiện|hoàn thuế|hoàn thành
    |hoạt động|hà nội|hài lòng|hàng ghế|hàng giả|hàng hóa|hàng xóm|hành chính|hành vi|hình thức|hòa giải|hóa đơn|hôn nhân|hướng dẫn
    |hưởng ứng|hết hạn|hệ thống|học bổng|học phí|học sinh|học tập|hồ sơ|hỗ trợ|hộ chiếu|hộ khẩu|hộ nghèo|hộ tịch|hội nghị|hội thảo
    |hội viên|hội đồng|hộp thư|hợp lệ|hợp tác|hợp đồng|khai báo|khai sinh|khai tử|khen thưởng|khiếu nại|khu phố|khuyến cáo
    |khuyết tật|khám bệnh|khánh thành|khí thải|khôi phục|không phải|khẩu hiệu|khẩu trang|khởi công|khởi nghiệp|khởi tạo|kinh doanh
    |kinh phí|kinh tế|kiến nghị|kiểm chứng|kiểm soát|kiểm tra|kê khai|kế hoạch|kế thừa|kết hôn|kết hợp|kết nối|kết quả|kết thúc
    |kể chuyện|kịp thời|kỷ niệm|kỹ năng|lan tỏa|lao động|liên hiệp|liên hệ|liên kết|liên lạc|liên quan|liên thông|liệt kê|liệt sĩ
    |luật sư|làm việc|lái xe|lãi suất|lãng phí|lãnh đạo|lòng đường|lý do|lý lịch|lăng quăng|lĩnh vực|lưu trú|lưu động|lương hưu
    |lấn chiếm|lấy số|lễ hội|lệ phí|lồng ghép|lợi ích|lụt bão|lừa đảo|ma túy|minh bạch|minh chứng|miễn phí|màn hình|mô hình|mô tả
    |môi trường|mạng lưới|mầm non|mẫu đơn|mật khẩu|mặt bằng|mặt trận|một cửa|mục đích|mức độ|nghĩa vụ|nghỉ lễ|nghị quyết
    |nghị định|nguồn gốc|ngân hàng|ngân sách|ngôn ngữ|người dân|ngồi nhà|ngộ độc|nhiệm kỳ|nhiệm vụ|nhà nước|nhà ở|nhân dân|nhận thức
    |nhắc nhở|niêm yết|nâng cao|nông dân|nông thôn|năng lượng|nước sạch|nội dung|nội vụ|nộp lại|nộp thuế|phiên bản|pháp luật|pháp lý
    |phát hành|phát sinh|phát thanh|phát triển|phân loại|phê duyệt|phòng cháy|phòng chống|phóng sự|phóng viên|phản ánh|phấn đấu
    |phần mềm|phối hợp|phổ biến|phổ thông|phụ huynh|phụ lão|phụ nữ|phụ trách|phục vụ|quan trọng|quy chế|quy hoạch|quy trình|quy tắc
    |quy định|quyết toán|quyết định|quyền hạn|quyền lợi|quá hạn|quân sự|quản lý|quản trị|quảng cáo|quốc gia|quốc hội|quốc khánh
    |rác thải|rút ngắn|rượu bia|sang tên|sinh hoạt|sáng kiến|sơ sinh|sản phẩm|sản xuất|sắp xếp|số hóa|số liệu|số lượng|sốt xuất
    |sớm hạn|sức khỏe|sử dụng|sửa đổi|sự kiện|sự nghiệp|tai nạn|tham mưu|tham nhũng|thang máy|thanh lịch|thanh niên|thanh toán
    |thanh tra|thay thế|thay đổi|theo dõi|thi công|thi đua|thiên tai|thiết kế|thiếu nhi|thoát nạn|thu hồi|thuận tiện|thành lập
    |thành phố|thành viên|thành ủy|thái độ|tháng ba|tháng bảy|tháng chín|tháng chạp|tháng hai|tháng mười|tháng một|tháng năm
    |tháng sáu|tháng tám|tháng tư|thí điểm|thôn xóm|thông báo|thông minh|thông tin|thông tư|thư viện|thương binh|thường trú
    |thường trực|thường xuyên|thất nghiệp|thẩm quyền|thể thao|thị trường|thị trấn|thị xã|thời gian|thời hạn|thời điểm|thủ tướng
    |thủ tục|thủ đô|thứ ba|thứ bảy|thứ hai|thứ năm|thứ sáu|thứ tư|thừa kế|thực hiện|thực phẩm|thực trạng|tin nhắn|tiêm chủng
    |tiên phong|tiêu cực|tiêu dùng|tiêu đề|tiến độ|tiếng việt|tiếng ồn|tiếp dân|tiếp nhận|tiết kiệm|tiền mặt|tiểu học|toàn bộ
    |toàn trình|tra cứu|triển khai|trung học|trung tâm|trung ương|truy cập|truyền hình|truyền thanh|truyền thông|trách nhiệm
    |trình bày|trích lục|trước hạn|trước tiên|trạng thái|trả lời|trật tự|trẻ em|trợ cấp|trợ giúp|trụ sở|trực thuộc|trực tiếp
    |trực tuyến|tuyên giáo|tuyên truyền|tuyển dụng|tuyển sinh|tuân thủ|tài chính|tài khoản|tài liệu|tách thửa|tái chế|tìm kiếm
    |tích cực|tín dụng|tóm tắt|tùy thân|tăng cường|tư pháp|tư vấn|tạm dừng|tạm ngừng|tạm trú|tạm vắng|tặng cho|tọa đàm|tố cáo|tốc độ
    |tối thiểu|tối đa|tổ chức|tổ quốc|tổ trưởng|tổng đài|tội phạm|tờ khai|từ chối|tự giác|tự nguyện|tự vệ|tự xưng|tỷ lệ|vai trò
    |vay vốn|vi phạm|viên chức|viết tắt|việc làm|viện dẫn|việt nam|văn bản|văn hiến|văn hóa|văn minh|văn phòng|vận động|vắc xin
    |vệ sinh|vỉa hè|xe buýt|xuất huyết|xác nhận|xác thực|xác định|xây dựng|xã hội|xã viên|xếp hàng|xử lý|xử phạt|y tế|yêu cầu
    |áp phích|ý kiến|điều kiện|điện thoại|điện tử|đoàn kết|đoàn thể|đào tạo|đánh giá|đính chính|đính kèm|đô thị|đúng hạn|đúng hẹn
    |đăng kiểm|đăng ký|đăng nhập|đăng tải|đơn vị|đường dây|đại biểu|đất đai|đấu giá|đấu thầu|đầu tư|đầy đủ|đẩy mạnh|đến hạn|đề nghị
    |đề tài|đề án|địa bàn|địa chỉ|địa phương|định danh|định hướng|định kỳ|đối chiếu|đối tượng|đồng hành|đồng ý|đổi số|đột xuất
    |ủy ban|ủy quyền|ứng cử|ứng dụng
    """.replace("\n    |", "|").strip().split("|")
)  # fmt: skip
"""Words of two syllables that headlines of public offices hold; a line should not end inside one."""
_TENS = ("một", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_LEADING = frozenset(
    """và|hoặc|của|cho|để|từ|với|là|ở|tại|trong|khi|thì|mà|được|bị|bằng|về|không|chưa|đã|sẽ|đang|các|những|mỗi|mọi|một|hai|ba|bốn|năm|sáu
    |bảy|tám|chín|mười|cái|chiếc|tờ|rất|hãy|đừng|nếu|vì|do|theo|qua|trên|dưới|nhằm|giữa|từng|hay|nhưng|vẫn|cũng|đến|nên|có|phải|cần|vào
    |như""".replace("\n    |", "|").split("|")
)  # fmt: skip
"""Words that belong to what follows them."""
_TITLED = frozenset({
    "phường", "xã", "quận", "huyện", "tỉnh", "phố", "thôn", "đường", "ngõ", "cầu", "chợ", "sông", "hồ", "ông", "bà", "anh", "chị", "trường",
    "nhà", "luật", "ngày",
})  # fmt: skip
"""Words before a name."""
_ENDS, _BINDS, _LAST, _NAMES, _NAMED, _LEADS = -0.06, 0.15, 0.12, 0.14, 0.11, 0.07
_STOPS = tuple(".:?!…")


def ties(words: Sequence[str]) -> list[float]:
    """How badly a line of a headline would end after each word but the last: less than 0 after a comma, much inside a compound or a name.

    A word before a comma belongs to those before it.

    A line that is a tenth of the room shorter or longer than the others costs 0.01.
    """
    return [
        _tie(word, after, begins=not place or words[place - 1].endswith(_STOPS))
        for place, (word, after) in enumerate(pairwise(words))
    ]


def _tie(word: str, after: str, *, begins: bool) -> float:
    """Of two words; ``begins``: the first begins a sentence, so that its capital says nothing."""
    if word.endswith(tuple(",;:.!?…–-)”")):
        return _ENDS
    last, first = _bare(word.rpartition(_SOLID)[2]), _bare(after.partition(_SOLID)[0])
    if _alike(f"{last} {first}") in _KNOWN:
        return _BINDS
    found = _LAST if after.endswith((",", ";", ":")) else 0.0
    if _is_name(first) and _is_name(last) and not begins:
        return found + _NAMES
    if _is_name(first) and last.lower() in _TITLED:
        return found + _NAMED
    return found or (_LEADS if last.lower() in _LEADING else 0.0)


def _alike(words: str) -> str:
    """In lower case, tones over two vowels in the one way."""
    return _OLD.sub(lambda found: _OLDER[found[0]], words.lower())


_KNOWN = frozenset(map(_alike, _COMPOUNDS)) | {f"{day} {one}" for day in ("mùng", "mồng") for one in _TENS}


def _is_name(word: str) -> bool:
    """Whether it begins with a capital and is no abbreviation."""
    return word[:1].isupper() and not word[1:].isupper()


def _bare(word: str) -> str:
    return word.strip("“”\"'(),;:.!?…")
