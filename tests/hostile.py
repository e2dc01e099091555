"""Texts that must come out of every paper as typed and cleaned: nothing fetched, filled in or broken."""

from __future__ import annotations

HOSTILE = (
    # html
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "&lt;b&gt;",
    "Công ty A & B <Hà Nội>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    # pdf-fetch
    '<img src="file:///etc/hostname">',
    '<link rel=attachment href="file:///etc/hostname">',
    '<a rel=attachment href="file:///etc/hostname">x</a>',
    '<img src="http://127.0.0.1:9/x">',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "<style>body{background:url(file:///etc/hostname)}</style>",
    '<object data="file:///etc/hostname"></object>',
    '<embed src="file:///etc/hostname">',
    '<base href="file:///etc/">',
    '<svg><image href="file:///etc/hostname"/></svg>',
    # css
    "red;background:url(http://127.0.0.1:9/)",
    "} body{display:none} .x{",
    '\\22 ;content:"x',
    # pdf-size
    '<div style="font-size:99999999px">x</div>',
    "A" * 5000,
    "W" * 400 + " " + "\u1ed9" * 400,
    # ssti
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% include '/etc/hostname' %}",
    "{# x #}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{{ ''.format_map(x) }} {{ ()|attr('__class__') }}",
    # format
    "%s%n%x {0} {0.__class__.__init__.__globals__} {self}",
    # csv-export
    "=1+1",
    '=HYPERLINK("http://127.0.0.1:9/?"&A1,"x")',
    "+1",
    "-1+1|cmd",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "- Hoàn thành tốt nhiệm vụ",
    "-5",
    'a";=1+1;"',
    'a;b,c\td\n"e"',
    # sql
    "'; DROP TABLE candidate; --",
    "\\' OR 1=1 --",
    "%_\\",
    # log
    "An\nERROR dang nhap thanh cong user=admin",
    "\x1b[2J\x1b[31mAn",
    "\x1b]8;;http://127.0.0.1\x07An\x1b]8;;\x07",
    # header
    "An\r\nSet-Cookie: a=b",
    'báo cáo "quý 1".pdf',
    # json
    "</script><script>alert(1)</script>",
    "\u2028\u2029",
    # unicode
    "Nguyễn \u202enA",
    "e\u0302\u0303" * 50,
    "\U0001f3c5",
    "Đặng Thị Ngọc Ẩn Ỷ Ỹ Ỵ ẵ ặ ộ ợ ữ",
    "Ƀ Č Ĕ Ŏ Ŭ Ơ\u0306 ñ",
    # email
    "a@b\r\nBcc: x@y",
    # xml
    "\x00\x01\x0b",
)
