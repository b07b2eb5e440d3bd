/// How a plan looks on screen, on a phone and on one sheet of A4.
enum TaperStyle {
    static let sheet = """
        @page{size:A4;margin:13mm}*{box-sizing:border-box}
        body{margin:0;background:#eef1f4;color:#17212b}
        body{font:15px/1.45 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{max-width:820px;margin:28px auto;padding:36px 38px;background:#fff;border-radius:14px}
        main{box-shadow:0 2px 24px #1b2b3a1f}
        h1{margin:0;font-size:30px;letter-spacing:-.02em}
        .product{margin:0 0 10px;font-size:17px;color:#4b5a68}
        .standing{margin:0 0 4px;padding:6px 12px;border-radius:8px;font-size:13px;font-weight:600}
        .proposal{background:#fdf0d5;color:#7a4b00}.signed{background:#dff3e6;color:#12562f}
        .note{margin:6px 0 0;color:#4b5a68}
        .facts{display:flex;gap:12px;margin:18px 0}
        .facts div{flex:1;padding:10px 14px;border:1px solid #dbe2e8;border-radius:10px}
        dt{font-size:12px;color:#5a6a78}
        dd{margin:2px 0 0;font-size:15px;font-weight:600;white-space:nowrap}
        .warning{padding:14px 18px;border-left:5px solid #b3261e;border-radius:8px;background:#fcefee}
        .warning strong{color:#8c1d18;font-size:16px}.warning p{margin:6px 0 0}
        svg.chart{display:block;width:100%;height:auto;margin:20px 0 8px}
        table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:6px;line-height:1.3;border-bottom:1px solid #e3e8ed}
        th,td{text-align:left;vertical-align:top;white-space:nowrap}
        thead th{font-size:12px;color:#5a6a78;border-bottom:2px solid #17212b}tbody th{font-weight:600}
        td span{display:block;font-size:11.5px;color:#5a6a78}
        td.day{font-weight:700;color:#0b5394}th.day{color:#0b5394}
        .none{color:#9aa7b2}.free td,.free td.day{color:#12562f}
        .box{font-size:18px;line-height:1;text-align:center}
        .total{margin:16px 0;padding:10px 14px;border-radius:10px;background:#eaf2fb;font-size:16px}
        .sign{display:flex;gap:24px;margin-top:44px}
        .sign span{flex:1;padding-top:6px;border-top:1px solid #17212b;font-size:12px}
        footer p{margin:14px 0 0;font-size:11px;color:#5a6a78}
        @media print{body{background:#fff;font-size:11.5px}main{max-width:none;margin:0;padding:0;box-shadow:none}
        h1{font-size:22px}.product{margin:0 0 6px;font-size:13px}th,td{padding:2px 6px}td br{display:none}
        svg.chart{max-height:38mm;margin:10px 0 4px}
        .facts{margin:10px 0}.facts div{padding:6px 10px}.warning{padding:8px 14px}
        .total{margin:10px 0;font-size:13px}.sign{margin-top:26px}
        tr,.warning,.total,footer{break-inside:avoid}thead{display:table-header-group}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        @media (max-width:640px){main{margin:0;padding:18px 12px;border-radius:0}
        .facts{flex-wrap:wrap}.facts div{flex:1 1 40%}
        table{font-size:11.5px}th,td{padding:5px 2px;white-space:normal}.when{white-space:nowrap}
        td span{font-size:10px}.box,thead th:last-child{display:none}}
        """
}
