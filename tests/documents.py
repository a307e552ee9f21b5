"""Small documents in each format, made by hand or by the library that reads them."""

import io
from collections.abc import Sequence

import docx

EPAPER = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>[04版：要闻] 标题</title></head><body><h3></h3><h1><p> 新馆开馆 </p></h1>
<p class="sec"><!-- <span>旧报</span>(2020年02月06日 01版) --> 本报记者  张  三
<span class="date"> 《湘江日报》（<span class="newstime">2026年07月04日</span> 第 04 版）</span></p>
<div id="ozoom"><!--enpcontent--><p class="patt"><img src="a.jpg"
data-original-title="&lt;p&gt;　　图为新馆。&lt;/p&gt;&lt;p&gt;　　李  四摄&lt;/p&gt;"/></p>
<p>　　新馆藏书120万册&amp;设座2600个。</p><p><strong>　　读者来了</strong></p>
<p> 　　读者说：“近。” </p><!--/enpcontent--><!--enpproperty <date>2026-07-04 00:00:00:0</date>
<author>{author}</author><subtitle><p>——记开馆日</p></subtitle><introtitle>{kicker}</introtitle>
<nodename></nodename><title><p> 新馆开馆<br/>湘江东岸 </p></title>/enpproperty-->
</div><script>alert("脚本")</script></body></html>"""


BODY = "".join(
    f"<p>新馆位于湘江东岸，第{n}层设有阅览室，读者可以在那里借阅图书和报纸。</p>" for n in range(9)
)
WEB = f"""<html><head><title>市图书馆新馆开馆 - 湘江网</title>
<meta name="author" content="张三"><meta property="article:published_time" content="2021-05-28">
<style>p {{ color: red }}</style><script>var a = "<p>脚本里的话</p>";</script></head><body>
<nav><a href="/">首页</a><a href="/news">新闻</a></nav><div class="article">
<h1>市图书馆新馆开馆</h1>{BODY}</div><script>document.write("又一句");</script>
<footer>版权所有</footer></body></html>"""


def word(blocks: Sequence[tuple[str, str]]) -> bytes:
    document = docx.Document()
    for style, text in blocks:
        document.add_paragraph(text, style=style or None)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "册数", "120万"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(pages: Sequence[Sequence[tuple[int, int, int, str]]], extra: str = "") -> bytes:
    """A PDF of lines (x, y, size, text), by hand: a CJK font that is not embedded needs no file."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids "
        f"[{' '.join(f'{5 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor "
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] "
        "/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 800 /StemV 80 >> >>",
    ]
    for i, lines in enumerate(pages):
        drawn = "\n".join(
            f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"
            for x, y, size, text in lines
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {6 + 2 * i} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        ]
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
            f"<< /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )


LEFT = ["　　本报讯三月一日，", "市图书馆新馆在湘江东岸", "开馆。", "　　新馆藏书甚多。"]
RIGHT = ["　　大桥昨日通车。桥长", "一公里，宽三十米，可以", "并排行驶六辆汽车。"]
TWO_COLUMNS = [
    (150, 740, 30, "湘江两岸同日传喜讯"),
    *((50 + 12 * t.count("\u3000"), 680 - 16 * i, 12, t.strip()) for i, t in enumerate(LEFT)),
    *((330 + 12 * t.count("\u3000"), 680 - 16 * i, 12, t.strip()) for i, t in enumerate(RIGHT)),
]
"""Two columns under one headline, as lines of `pdf`; paragraphs are set in by two characters."""
