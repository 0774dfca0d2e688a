import type { Translation } from './en.ts';

/** Vietnamese; the reader is `quý vị`, as clinics write to people of every age. */
export const vi: Translation = {
  words: {
    'chat.name': 'Trò chuyện bảo mật',
    'chat.loading': 'Đang mở cuộc trò chuyện bảo mật của quý vị…',
    'chat.emergency':
      'Không dùng cho trường hợp khẩn cấp. Nếu cần giúp ngay, hãy gọi số cấp cứu nơi quý vị ở, như 911, 112 hoặc 115.',

    'header.nobody': 'Trò chuyện bảo mật',
    'topic.clinical': 'Nhóm chăm sóc',
    'topic.scheduling': 'Lịch hẹn',
    'topic.billing': 'Thanh toán',

    'role.patient': 'Bệnh nhân',
    'role.caregiver': 'Người chăm sóc',
    'role.clinician': 'Nhân viên y tế',
    'role.front-desk': 'Quầy tiếp tân',
    'role.billing': 'Thanh toán',
    'role.interpreter': 'Thông dịch viên',
    'role.compliance': 'Giám sát tuân thủ',
    'role.service': 'Dịch vụ tự động',
    'member.you': 'Quý vị',

    'encryption.note': 'Mã hóa đầu cuối',
    'encryption.who': 'ai đọc được nội dung này',
    'sheet.title': 'Ai đọc được nội dung này',
    'sheet.intro':
      'Tin nhắn được khóa trên thiết bị của người gửi và chỉ mở được trên các thiết bị ghi ở đây. Dịch vụ chuyển tin không đọc được tin nhắn.',
    'sheet.members': { other: '{count} người' },
    'sheet.devices': { other: '{count} thiết bị' },
    'sheet.this-device': 'Thiết bị này',
    'sheet.device': 'Thiết bị {id}',
    'sheet.awaited': 'Chưa vào',
    'sheet.awaited-about': 'Những người này đọc được nội dung viết ở đây ngay khi họ mở cuộc trò chuyện này.',
    'sheet.awaited-unnamed': 'Chưa biết tên',
    'sheet.code': 'Mã an toàn',
    'sheet.code-how':
      'Khi gọi điện hoặc trong buổi khám, hãy đọc to các số này cho nhau nghe. Nếu mọi người đều thấy sáu nhóm số giống nhau thì không có ai khác nghe lén. Nếu khác nhau, hãy ngừng nhắn tin và báo cho phòng khám.',
    'sheet.code-none': 'Mã an toàn sẽ hiện ra ngay khi thiết bị này vào cuộc trò chuyện.',
    'sheet.suite': 'Cách mã hóa',
    'sheet.storage': 'Lưu trữ',
    'sheet.storage-memory': 'Không có gì được lưu trên thiết bị này. Khi đóng trang, các khóa sẽ bị xóa.',
    'sheet.storage-durable': 'Các khóa được lưu trên thiết bị này và được bảo vệ. Tin nhắn thì không lưu.',
    'sheet.sound': 'Phát âm thanh nhẹ khi có tin nhắn mới',
    'sheet.close': 'Đóng',
    'bell.choice': 'Báo cho tôi khi có tin nhắn mới lúc trang này đã đóng',
    'bell.about':
      'Thông báo chỉ nói rằng có tin nhắn: không nói ai viết, cũng không nói viết gì. Dịch vụ thông báo của trình duyệt biết rằng có gì đó đến, và vào lúc nào.',
    'bell.blocked':
      'Thông báo đang bị chặn cho trang web này. Trước tiên hãy cho phép trong phần cài đặt của trình duyệt.',
    'bell.install': 'Trước tiên hãy thêm trang này vào màn hình chính rồi mở từ đó.',
    'bell.unable': 'Trình duyệt này không thể gửi thông báo ở đây.',
    'bell.notice': 'Quý vị có một tin nhắn bảo mật mới',
    'device.added': 'Thêm ngày {date}',
    'device.remove': 'Gỡ',
    'device.remove-which': 'Gỡ thiết bị {id}',
    'device.remove-own':
      'Gỡ thiết bị {id} của quý vị? Thiết bị này sẽ không đọc được gì viết từ lúc đó. Nếu thiết bị bị mất hoặc bị lấy cắp, hãy đăng xuất thiết bị khỏi cổng thông tin nữa.',
    'device.remove-other': 'Gỡ thiết bị {id} của {name}? Thiết bị này sẽ không đọc được gì viết từ lúc đó.',
    'device.removing': 'Đang gỡ…',
    'device.removed': 'Đã gỡ thiết bị.',
    'confirm.cancel': 'Hủy',

    'compare.start': 'So sánh mã',
    'compare.start-which': 'So sánh mã an toàn với {name}',
    'compare.done': 'Đã so sánh mã an toàn ngày {date}',
    'compare.again': '{name} có thiết bị mới từ lần so sánh trước. Hãy so sánh lại.',
    'compare.title': 'So sánh với {name}',
    'compare.how':
      'Hãy gọi cho {name} hoặc gặp mặt. Một người đọc to một nhóm số, người kia kiểm tra ở đây, rồi đến nhóm sau. Chỉ có giá trị nếu quý vị nhận ra giọng nói hoặc khuôn mặt.',
    'compare.group': 'Nhóm {number}: {digits}.',
    'compare.same': 'Cả sáu nhóm giống nhau',
    'compare.differ': 'Có chỗ khác nhau',
    'compare.differ-what':
      'Hãy xem lại khi cả hai đều đã kết nối. Nếu vẫn khác nhau, có thể có người khác cũng đang đọc: đừng viết gì thêm ở đây và hãy gọi điện báo cho phòng khám.',
    'compare.changed':
      'Mã vừa thay đổi, vì khóa của một người đã thay đổi. Hãy bắt đầu lại từ nhóm đầu tiên.',

    'leave.ask': 'Rời cuộc trò chuyện',
    'leave.question':
      'Rời cuộc trò chuyện này trên mọi thiết bị của quý vị? Mọi người trong đó sẽ được báo. Những gì thiết bị này lưu về nó sẽ bị xóa; những gì quý vị đã viết vẫn ở chỗ những người khác.',
    'leave.waiting': 'Sẽ rời ngay khi báo được cho những người khác…',
    'leave.member': 'Đã rời và đang được đưa ra',

    'vault.title': 'Tin nhắn trên thiết bị mới',
    'vault.portal':
      'Cơ sở chăm sóc của quý vị giữ một khóa khôi phục, nhờ đó tin nhắn sẽ trở lại trên thiết bị mới. Dịch vụ chuyển tin nhắn không có khóa này.',
    'vault.unknown': 'Đang tìm bản dự phòng của quý vị…',
    'vault.none':
      'Nếu quý vị mất thiết bị này, tin nhắn sẽ không thể trở lại. Khóa truy cập hoặc mã khôi phục giúp lấy lại. Chỉ quý vị mới có.',
    'vault.locked': 'Tin nhắn cũ hơn đang bị khóa. Hãy mở bằng cách quý vị đã thiết lập trên thiết bị khác.',
    'vault.open': 'Đã lưu dự phòng và đã thử. Trên thiết bị mới, quý vị mở tin nhắn bằng:',
    'vault.rolled-back':
      'Dịch vụ đưa lại một bản dự phòng cũ hơn bản mà cuộc trò chuyện này biết. Bản đó không được dùng. Hãy báo cho phòng khám.',
    'vault.way-code': 'Mã khôi phục',
    'vault.way-passkey': 'Khóa truy cập',
    'vault.make-passkey': 'Dùng khóa truy cập',
    'vault.make-code': 'Tạo mã khôi phục',
    'vault.use-passkey': 'Mở bằng khóa truy cập',
    'vault.unlock': 'Mở khóa',
    'vault.anew': 'Tôi đã làm mất: bắt đầu lại',
    'vault.anew-warn':
      'Khi đó tin nhắn cũ hơn vẫn đóng ở đây, trừ khi có người trong cuộc trò chuyện ở đó để chia sẻ.',
    'vault.code-once':
      'Hãy chép lại mã này và cất kỹ. Mã chỉ hiện một lần này, và không ai có thể đưa lại cho quý vị.',
    'vault.copy': 'Sao chép',
    'vault.copied': 'Đã sao chép',
    'vault.saved': 'Tôi đã cất mã',
    'vault.back': 'Quay lại',
    'vault.busy': 'Xin đợi một chút…',
    'vault.code-slip': 'Đó không phải là mã khôi phục. Hãy xem có ký tự nào sai hoặc thiếu.',
    'vault.passkey-none': 'Không dùng được khóa truy cập này ở đây. Hãy thử lại, hoặc tạo mã khôi phục.',

    'list.name': 'Các tin nhắn',
    'list.earlier': 'Xem tin nhắn cũ hơn',
    'list.loading': 'Đang tải tin nhắn cũ hơn…',
    'list.withheld':
      'Tin nhắn cũ hơn chưa được chia sẻ với thiết bị này. Chúng sẽ hiện ở đây ngay khi được chia sẻ.',
    'list.cut':
      'Một phần mới của cuộc trò chuyện này bắt đầu từ đây. Tin nhắn trước đó không được chia sẻ với thiết bị này.',
    'list.locked': 'Tin nhắn cũ hơn đang bị khóa trên thiết bị này.',
    'list.empty-title': 'Chưa có tin nhắn',
    'list.empty':
      'Hãy viết tin nhắn đầu tiên ở bên dưới. Chỉ những người trong cuộc trò chuyện này đọc được.',
    'day.today': 'Hôm nay',
    'day.yesterday': 'Hôm qua',
    'search.name': 'Tìm tin nhắn',
    'search.close': 'Đóng tìm kiếm',
    'search.hint': 'Nội dung quý vị tìm chỉ ở trên thiết bị này.',
    'search.looking': 'Đang tìm…',
    'search.found': { other: 'Tìm thấy {count} tin nhắn.' },
    'search.none': 'Không tìm thấy gì.',
    'search.earlier': 'Tìm trong tin nhắn cũ hơn',
    'search.cut': 'Hiện không thể tìm trong tin nhắn cũ hơn.',
    'jump.latest': 'Đến tin mới nhất',
    'jump.new': { other: '{count} tin nhắn mới' },

    'message.from': '{name}:',
    'message.said': '{name} nói:',
    'message.many': { other: '{count} tin nhắn mới' },
    'state.pending': 'Đang gửi…',
    'state.waiting': 'Đang chờ gửi',
    'state.stored': 'Đã gửi',
    'state.delivered': 'Đã chuyển đến',
    'state.read': 'Đã đọc',
    'state.refused': 'Chưa gửi được',
    'message.resend': 'Gửi lại',
    'message.discard': 'Xóa',
    'message.refused-announcement': 'Có một tin nhắn chưa gửi được.',

    'actions.name': 'Thao tác với tin nhắn',
    'action.react': 'Bày tỏ cảm xúc',
    'action.reply': 'Trả lời',
    'action.copy': 'Sao chép nội dung',
    'action.edit': 'Chỉnh sửa',
    'action.copied': 'Đã sao chép.',
    'action.reach': 'Ai đã đọc',
    'reach.read': 'Đã đọc',
    'reach.delivered': 'Đã chuyển đến',
    'reach.waiting': 'Chưa chuyển đến',
    'quote.before': 'Trả lời cho',
    'quote.away': 'Một tin nhắn trước đó',
    'edited.mark': 'Đã chỉnh sửa',
    'edited.saving': 'Đang lưu…',
    'edited.earlier': 'Các phiên bản trước',
    'edited.refused': 'Thay đổi chưa được gửi',
    'fold.more': 'Xem thêm',
    'fold.less': 'Thu gọn',
    'about.reply': 'Trả lời {name}',
    'about.edit': 'Chỉnh sửa tin nhắn',
    'about.cancel': 'Hủy',
    'composer.save': 'Lưu',
    'composer.files': 'Chưa thể gửi tệp. Hãy sao chép và dán văn bản thay thế.',

    'writing.one': '{name} đang viết…',
    'writing.many': { other: '{count} người đang viết…' },
    'present.here': { other: '{count} người đang có mặt' },

    'removed.you': 'Bạn đã xóa một tin nhắn',
    'removed.by': '{name} đã xóa một tin nhắn',
    'removed.expired': 'Một tin nhắn đã hết hạn',
    'action.remove': 'Xóa với mọi người',
    'action.remove-sure': 'Xóa? Nội dung sẽ bị xóa với mọi người.',

    'notice.joined': '{name} đã vào cuộc trò chuyện',
    'notice.left': '{name} đã rời cuộc trò chuyện',
    'notice.device-added': '{name} đã thêm một thiết bị',
    'notice.device-removed': '{name} đã bỏ một thiết bị',
    'notice.rejoined': '{name} đã vào lại bằng thiết bị mới',
    'notice.compare-again': 'Hãy so sánh lại mã an toàn',
    'notice.revoked': 'Cổng thông tin đã thu hồi quyền truy cập của {name}',
    'notice.device-revoked': 'Cổng thông tin đã thu hồi quyền truy cập của một thiết bị của {name}',
    'notice.you-revoked': 'Cổng thông tin đã thu hồi quyền truy cập của quý vị',
    'notice.you-device-revoked': 'Cổng thông tin đã thu hồi quyền truy cập của một thiết bị của quý vị',
    'notice.you-joined': 'Quý vị đã vào cuộc trò chuyện',
    'notice.you-left': 'Quý vị đã rời cuộc trò chuyện',
    'notice.you-device-added': 'Quý vị đã thêm một thiết bị',
    'notice.you-device-removed': 'Quý vị đã bỏ một thiết bị',
    'notice.you-rejoined': 'Quý vị đã vào lại bằng thiết bị mới',

    'tools.name': 'Công cụ soạn tin',
    'templates.name': 'Mẫu tin nhắn',
    'templates.find': 'Tìm mẫu tin nhắn',
    'life.name': 'Xóa tin nhắn',
    'life.off': 'Giữ tin nhắn',
    'life.for': 'Xóa sau {time}',
    'life.left': 'Xóa {when}',

    'hours.answers': 'Đội ngũ trả lời trong vòng {time}.',
    'hours.working-days': { other: '{count} ngày làm việc' },
    'hours.open': 'Đang mở cửa, đến {when}.',
    'hours.opens': 'Hiện đã đóng cửa. Mở lại: {when}.',
    'hours.closed': 'Hiện đã đóng cửa.',
    'hours.at': '{time}, {day}',

    'composer.name': 'Tin nhắn',
    'composer.placeholder': 'Tin nhắn',
    'composer.send': 'Gửi',
    'composer.hint-keys': 'Nhấn Enter để gửi, nhấn Shift và Enter để xuống dòng.',
    'composer.left': { other: 'Còn {count} ký tự' },
    'composer.over': { other: 'Dài quá {count} ký tự' },
    'composer.read-only':
      'Quý vị đọc được cuộc trò chuyện này nhưng không viết được. Nếu cần liên lạc, hãy gọi phòng khám.',
    'composer.failed': 'Chưa lưu được, nên nội dung của quý vị vẫn còn ở đây. {reason}',

    'connection.offline': 'Quý vị đang không có mạng.',
    'connection.lost': 'Đã mất kết nối.',
    'connection.kept': 'Những gì quý vị viết được giữ lại và sẽ gửi đi khi có kết nối.',
    'connection.trying': 'Đang kết nối lại…',
    'connection.retry': { other: 'Thử lại sau {count} giây.' },
    'connection.try-now': 'Thử ngay',
    'connection.back': 'Đã kết nối lại.',
    'storage.memory':
      'Trình duyệt này không cho lưu khóa của cuộc trò chuyện. Quý vị có thể đọc và viết khi trang này còn mở.',
    'storage.dismiss': 'Đã hiểu',

    'status.failed': 'Không mở được cuộc trò chuyện',
    'status.ended': 'Cuộc trò chuyện này đã kết thúc',
    'status.locked': 'Đã khóa',
    'status.locked-why': 'Tin nhắn của quý vị đang được ẩn. Hãy mở khóa để đọc tiếp.',
    'status.unlock': 'Mở khóa',
    'status.idle': 'Cuộc trò chuyện đang đóng',
    'status.idle-why': 'Hãy mở ra để đọc và viết tin nhắn.',
    'status.open': 'Mở',
    'status.anew': 'Cấp khóa mới cho thiết bị này',
    'status.left': 'Quý vị đã rời cuộc trò chuyện này',
    'status.rejoin': 'Tham gia lại',
    'status.retry': 'Thử lại',
    'status.code': 'Mã: {code}',

    'setting.relay': 'relay phải là địa chỉ https không có đường dẫn, ví dụ https://relay.example.',
    'setting.tenant': 'tenant phải có từ 1 đến 64 chữ thường, chữ số hoặc dấu gạch nối.',
    'setting.conversation':
      'conversation phải là mã gồm 43 chữ cái, chữ số, dấu gạch nối hoặc dấu gạch dưới.',
    'setting.passport':
      'passport-url phải là địa chỉ của cổng thông tin, hoặc thuộc tính getPassport phải là một hàm.',
    'setting.rooms':
      'rooms-url phải là một địa chỉ của cổng thông tin, hoặc thuộc tính getRooms phải là một hàm.',
    'setting.layout': 'layout phải là panel, launcher hoặc visit.',
    'setting.isolation':
      'isolation phải là inline hoặc frame, và frame cần một relay có origin khác với trang, được Content-Security-Policy của trang cho phép trong frame-src.',

    'list.unread': 'Tin nhắn mới',
    'launcher.name': 'Tin nhắn',
    'launcher.unread': { other: '{count} tin nhắn mới' },
    'launcher.close': 'Đóng tin nhắn',
    'visit.pop-out': 'Mở trong cửa sổ nhỏ',
    'visit.popped': 'Cuộc trò chuyện đang ở trong cửa sổ nhỏ riêng.',
    'visit.pop-in': 'Đưa về đây',
    'inbox.name': 'Các cuộc trò chuyện',
    'inbox.loading': 'Đang mở các cuộc trò chuyện của quý vị…',
    'inbox.back': 'Tất cả cuộc trò chuyện',
    'inbox.choose': 'Hãy chọn một cuộc trò chuyện',
    'inbox.empty-title': 'Chưa có cuộc trò chuyện nào',
    'inbox.empty': 'Khi phòng khám mở một cuộc trò chuyện cho quý vị, cuộc trò chuyện đó sẽ hiện ở đây.',

    'error.other': 'Có lỗi xảy ra. Hãy thử lại, và báo cho phòng khám nếu lỗi lặp lại.',
  },
  errors: {
    'frame-malformed': 'Dịch vụ không hiểu ứng dụng này. Hãy tải lại trang.',
    'frame-unknown': 'Trang này đã cũ. Hãy tải lại để có phiên bản mới nhất.',
    'frame-too-large': 'Nội dung này quá lớn, không gửi được. Hãy chia thành các tin nhắn ngắn hơn.',
    'frame-out-of-order': 'Dịch vụ không hiểu ứng dụng này. Hãy tải lại trang.',
    'version-unsupported': 'Trang này đã cũ. Hãy tải lại để có phiên bản mới nhất.',
    'request-malformed': 'Dịch vụ không hiểu ứng dụng này. Hãy tải lại trang.',
    'not-found': 'Cuộc trò chuyện này không tồn tại. Hãy mở lại từ cổng thông tin.',
    'stale-epoch': 'Cuộc trò chuyện đã thay đổi trong lúc gửi tin này. Hãy gửi lại.',
    'epoch-taken': 'Cuộc trò chuyện đã thay đổi trong lúc gửi tin này. Hãy gửi lại.',
    'id-skipped': 'Các tin nhắn trước cần được gửi đi trước. Hãy gửi lại.',
    'id-conflict': 'Tin này đã được gửi ở dạng khác. Hãy xóa và viết lại.',
    'envelope-foreign': 'Không gửi được tin này ở đây. Hãy xóa và viết lại.',
    'commit-foreign': 'Thiết bị này không vào được. Hãy tải lại trang.',
    'link-refused': 'Không chia sẻ được các tin nhắn cũ hơn.',
    'deposit-refused': 'Không lưu được bản dự phòng cho các tin nhắn này.',
    'vault-refused': 'Một thiết bị khác của quý vị đã làm trước. Hãy xem lại rồi quyết định.',
    'bell-refused': 'Không bật được thông báo ở đây: dịch vụ không biết dịch vụ đẩy của trình duyệt này.',
    'void-refused': 'Không thể rút lại một lần đổi khóa.',
    'group-refused':
      'Một lần đổi khóa của nhóm đã bị từ chối vì không phải ai cũng theo được. Nếu còn xảy ra, hãy báo cho phòng khám.',
    'slow-down': 'Gửi nhiều quá trong một lúc. Hãy đợi một chút rồi gửi lại.',
    'reader-stalled': 'Kết nối quá chậm nên không theo kịp. Kết nối sẽ tự mở lại.',
    'room-full': 'Cuộc trò chuyện này đã đầy. Hãy liên lạc với phòng khám.',
    'not-permitted': 'Quý vị không được phép viết trong cuộc trò chuyện này. Hãy liên lạc với phòng khám.',
    'passport-malformed':
      'Cổng thông tin không xác nhận được quý vị là ai. Hãy đăng nhập lại vào cổng thông tin.',
    'passport-untrusted':
      'Cổng thông tin không xác nhận được quý vị là ai. Hãy đăng nhập lại vào cổng thông tin.',
    'passport-expired': 'Phiên đăng nhập của quý vị đã hết hạn. Hãy đăng nhập lại vào cổng thông tin.',
    'passport-elsewhere':
      'Phiên đăng nhập của quý vị dành cho cuộc trò chuyện khác. Hãy mở cuộc trò chuyện này từ cổng thông tin.',
    'passport-device':
      'Phiên đăng nhập của quý vị dành cho thiết bị khác. Hãy đăng nhập lại vào cổng thông tin.',
    'proof-invalid':
      'Không xác nhận được thiết bị này. Hãy kiểm tra ngày giờ có đúng không, rồi tải lại trang.',
    'clock-off': 'Đồng hồ của thiết bị này bị sai giờ. Hệ thống sẽ dùng giờ của dịch vụ.',
    'proof-replayed': 'Không xác nhận được thiết bị này. Hãy tải lại trang.',
    'ticket-invalid': 'Phiên làm việc của quý vị đã hết hạn. Hãy tải lại trang.',
    'session-expired': 'Phiên làm việc của quý vị đã hết hạn. Hãy tải lại trang.',
    'session-replaced':
      'Cuộc trò chuyện đã được mở ở cửa sổ khác. Hãy tiếp tục ở đó, hoặc tải lại trang này.',
    'revocation-invalid':
      'Có nội dung ở đây nói rằng cổng thông tin đã thu hồi quyền truy cập của ai đó. Cổng thông tin không nói vậy, nên nội dung này đã bị từ chối. Hãy báo cho phòng khám.',
    revoked:
      'Quyền truy cập của quý vị đã bị thu lại. Hãy liên lạc với phòng khám nếu quý vị nghĩ đây là nhầm lẫn.',
    'tenant-unknown': 'Dịch vụ không biết phòng khám này. Hãy báo cho phòng khám.',
    'tenant-unreachable':
      'Hiện không kết nối được với phần đăng nhập của phòng khám. Hãy thử lại sau giây lát.',
    'origin-refused': 'Trang web này không được phép mở cuộc trò chuyện. Hãy báo cho phòng khám.',
    internal: 'Có lỗi xảy ra. Hãy thử lại, và báo cho phòng khám nếu lỗi lặp lại.',
    'mls-malformed':
      'Các khóa của nhóm không khớp nhau. Hãy tải lại trang, và báo cho phòng khám nếu vẫn còn lỗi.',
    'mls-unsupported': 'Trang này đã cũ. Hãy tải lại để có phiên bản mới nhất.',
    'mls-invalid':
      'Một thay đổi của nhóm không xác minh được nên đã bị từ chối. Hãy tải lại trang, và báo cho phòng khám nếu vẫn còn lỗi.',
    'mls-stale-epoch': 'Cuộc trò chuyện đã có thay đổi mới. Hãy tải lại trang để cập nhật.',
    'group-rule':
      'Một thay đổi của nhóm trái quy tắc nên đã bị từ chối. Đừng viết gì thêm ở đây, và hãy báo cho phòng khám.',
    'group-elsewhere':
      'Các khóa này thuộc về cuộc trò chuyện khác. Hãy mở cuộc trò chuyện này từ cổng thông tin.',
    'group-diverged':
      'Thiết bị này và các thiết bị khác không còn khớp nhau về nhóm. Hãy tải lại trang để vào lại.',
    left: 'Thiết bị này không lưu gì về cuộc trò chuyện đó. Nếu quý vị tham gia lại, mọi người sẽ được báo.',
    'group-removed':
      'Quý vị không còn trong cuộc trò chuyện này. Hãy liên lạc với phòng khám nếu quý vị nghĩ đây là nhầm lẫn.',
    'log-gap': 'Ở đây thiếu tin nhắn. Đang yêu cầu gửi lại.',
    'log-forked':
      'Dịch vụ đã đưa cho thiết bị này thứ tự tin nhắn khác với trước đây. Đừng viết gì thêm ở đây, và hãy báo cho phòng khám.',
    'envelope-malformed': 'Một tin nhắn ở đây bị hỏng và không hiển thị được. Hãy yêu cầu người gửi gửi lại.',
    'envelope-wrong-epoch':
      'Một tin nhắn ở đây dùng khóa của thời điểm khác nên đã bị từ chối. Hãy yêu cầu người gửi gửi lại.',
    'envelope-unkeyed':
      'Một tin nhắn ở đây không mở được trên thiết bị này. Tin đó được gửi trước khi thiết bị này vào.',
    'envelope-forged':
      'Có nội dung ở đây không phải do người trong cuộc trò chuyện này viết nên đã bị từ chối. Nếu lặp lại, hãy báo cho phòng khám.',
    'envelope-replayed': 'Một tin nhắn cũ bị gửi lại lần thứ hai ở đây nên đã bị từ chối.',
    'envelope-gap': 'Có thể thiếu một tin nhắn trước chỗ này. Nếu thấy thiếu gì, hãy yêu cầu gửi lại.',
    'message-unknown': 'Tin nhắn này cần phiên bản mới hơn của trang. Hãy tải lại trang.',
    'target-invalid': 'Ở đây có một thay đổi hoặc câu trả lời không khớp với tin nhắn gốc nên đã bị từ chối.',
    'entry-withheld':
      'Một tin nhắn ở đây đã bị lấy đi mà không ai trong cuộc trò chuyện ký xác nhận. Hãy yêu cầu gửi lại và báo cho phòng khám.',
    'link-invalid': 'Các tin nhắn cũ hơn không xác minh được nên không hiển thị.',
    'record-invalid': 'Các tin nhắn cũ hơn không hiển thị: không xác minh được ai đã viết.',
    'vault-locked': 'Cách này không mở được tin nhắn của quý vị.',
    'vault-rolled-back':
      'Dịch vụ đưa lại một bản dự phòng cũ hơn bản mà cuộc trò chuyện này biết. Bản đó đã không được dùng. Hãy báo cho phòng khám.',
    'portal-unreachable': 'Không kết nối được với cổng thông tin. Hãy kiểm tra kết nối mạng của quý vị.',
    'portal-refused': 'Cổng thông tin không cho quý vị vào. Hãy đăng nhập lại vào cổng thông tin.',
    'portal-changed':
      'Các khóa của cổng thông tin đã thay đổi và không xác nhận được. Hãy báo cho phòng khám.',
    'person-changed': 'Hiện có người khác đang đăng nhập vào cổng thông tin.',
    'portal-invalid':
      'Không đọc được danh sách cuộc trò chuyện của cổng thông tin. Hãy thử lại và báo cho phòng khám nếu vẫn bị.',
    'roster-invalid':
      'Không xác minh được danh sách những người được vào do cổng thông tin đưa ra. Ai chưa vào sẽ không đọc được nội dung viết lúc này. Hãy báo cho phòng khám.',
    'roster-rolled-back':
      'Cổng thông tin đưa ra danh sách những người được vào cũ hơn danh sách mà thiết bị này biết. Danh sách đó không được dùng. Hãy báo cho phòng khám.',
    'relay-unreachable': 'Không kết nối được với dịch vụ trò chuyện. Hãy kiểm tra kết nối mạng của quý vị.',
    'relay-invalid': 'Dịch vụ trò chuyện trả lời không hợp lệ. Hãy thử lại sau giây lát.',
    'storage-unavailable':
      'Trình duyệt này không cho lưu khóa của cuộc trò chuyện. Hãy cho phép dữ liệu trang web, hoặc tắt chế độ riêng tư.',
    'device-copied':
      'Khóa của thiết bị này đã được dùng ở nơi khác: bộ nhớ của thiết bị đã bị sao chép hoặc được khôi phục từ bản sao lưu. Hãy cấp khóa mới cho thiết bị này và báo cho phòng khám nếu quý vị không ngờ tới việc này.',
    'storage-broken': 'Bộ nhớ của thiết bị này bị lỗi. Hãy xóa bớt để có chỗ trống, rồi thử lại.',
    'text-too-long': 'Tin nhắn quá dài. Hãy chia làm hai.',
    'outbox-full': 'Có quá nhiều tin nhắn đang chờ gửi. Hãy đợi đến khi có kết nối lại.',
    'setting-invalid': 'Phần trò chuyện này chưa được cài đặt đúng. Hãy báo cho phòng khám.',
    'browser-unsupported':
      'Trình duyệt này quá cũ để trò chuyện có mã hóa. Hãy cập nhật, hoặc dùng trình duyệt khác.',
  },
};
