"""Every format that is read -> its pages, its articles where it states them, its reasons."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from documents import BODY, EPAPER, LEFT, RIGHT, TWO_COLUMNS, WEB, pdf, word

from qa.errors import FileSkipped
from qa.loaders import Loaded, formats, load
from qa.loaders import pdf as pdf_loader
from qa.loaders.columns import Line, reading_order
from qa.loaders.parts import Part
from qa.newspaper import find_articles
from qa.records import Article, ArticleKind

LIBRARY = ("市图书馆新馆开馆", "本报讯　3月1日，市图书馆新馆在湘江东岸开馆。", "新馆藏书120万册。")


def loaded(root: Path) -> list[Loaded]:
    return [item for item in load(root) if isinstance(item, Loaded)]


def skipped(root: Path) -> dict[str, str]:
    return {item.file: item.reason for item in load(root) if isinstance(item, FileSkipped)}


def one(root: Path, name: str, data: bytes | str) -> Loaded:
    """The only page of a file, whose articles are slices of its text."""
    (root / name).write_bytes(data.encode() if isinstance(data, str) else data)
    (item,) = load(root)
    assert isinstance(item, Loaded), item
    articles(item)
    return item


def articles(item: Loaded) -> list[Article]:
    found = find_articles(item.page, item.stated)
    for a in found:
        parts = [a.kicker, a.headline, *a.subheads, a.byline, a.dateline, *a.paragraphs]
        assert all(part.matches(item.page.text) for part in parts)
    return found


def told(article: Article) -> tuple[str, str, list[str], str, list[str]]:
    return (
        article.kicker.text,
        article.headline.text,
        [part.text for part in article.subheads],
        article.byline.text,
        [part.text for part in article.paragraphs],
    )


def facts(item: Loaded) -> tuple[str, str, dt.date | None, int | None]:
    source = item.page.source
    return source.file, source.newspaper, source.date, source.page


def test_digital_newspaper_html_is_read_into_its_fields(tmp_path: Path) -> None:
    page = EPAPER.format(author="\u200b本报记者  张  三", kicker="<p>市里的喜事</p>")
    item = one(tmp_path, "content_1.html", page)
    assert facts(item) == ("content_1.html", "湘江日报", dt.date(2026, 7, 4), 4)
    assert item.page.text == (
        "04版：要闻\n《湘江日报》（2026年07月04日 第 04 版）\n\n"
        "市里的喜事\n新馆开馆\n湘江东岸\n——记开馆日\n本报记者  张  三\n\n"
        "新馆藏书120万册&设座2600个。\n读者来了\n读者说：“近。”\n图为新馆。\n李  四摄\n"
    )
    story, photo = articles(item)
    assert told(story) == (
        "市里的喜事",
        "新馆开馆湘江东岸",
        ["——记开馆日"],
        "本报记者  张  三",
        ["新馆藏书120万册&设座2600个。", "读者来了", "读者说：“近。”"],
    )
    assert (story.kind, photo.kind) == (ArticleKind.STORY, ArticleKind.PHOTO)
    assert told(photo) == ("", "", [], "李  四摄", ["图为新馆。"])


def test_the_writer_that_only_the_text_names_is_found(tmp_path: Path) -> None:
    page = EPAPER.format(author="", kicker="").replace(
        "　　新馆藏书", "　　本报北京7月3日电  （记者王五）新馆藏书"
    )
    story = articles(one(tmp_path, "a.html", page))[0]
    assert (story.byline.text, story.dateline.text) == ("（记者王五）", "本报北京7月3日电")


EDITORS = "　".join(
    f"{n}版责编：{a}　{b}　{c}" for n, a, b, c in ("一赵钱孙", "二李周吴", "三郑王冯", "四陈褚卫")
)


@pytest.mark.parametrize("told", ["本版责编：赵 六", EDITORS * 2])
def test_the_editors_of_a_page_are_furniture(tmp_path: Path, told: str) -> None:
    page = EPAPER.format(author="", kicker="")
    start, end = page.index("<!--enpcontent-->"), page.index("<!--/enpcontent-->")
    page = page[:start] + "<!--enpcontent-->" + page[end:]
    page = page.replace("新馆开馆<br/>湘江东岸", told).replace("<p>——记开馆日</p>", "")
    (item,) = articles(one(tmp_path, "a.html", page))
    assert (item.kind, item.headline.text) == (ArticleKind.FURNITURE, told)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_any_other_html_gives_its_main_text_without_its_scripts(
    tmp_path: Path, encoding: str
) -> None:
    item = one(tmp_path, "a.htm", WEB.encode(encoding))
    assert item.page.source.date == dt.date(2021, 5, 28)
    (story,) = articles(item)
    assert story.headline.text == "市图书馆新馆开馆"
    assert "".join(p.text for p in story.paragraphs) == BODY.replace("<p>", "").replace("</p>", "")
    assert "脚本" not in item.page.text
    assert "又一句" not in item.page.text


def test_a_short_page_of_html_is_not_lost(tmp_path: Path) -> None:
    item = one(tmp_path, "a.html", "<p>停水通知</p><div>明日<b>停水</b>。</div><script>x</script>")
    assert item.page.text == "停水通知\n\n明日停水。"


def test_html_that_only_scripts_would_fill_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body><script>draw('新闻')</script></body></html>")
    assert "may be made by scripts" in skipped(tmp_path)["a.html"]


def test_markdown_headings_begin_articles(tmp_path: Path) -> None:
    item = one(
        tmp_path,
        "a.md",
        "# 湘江日报\n\n## 市图书馆**新馆**开馆\n\n新馆在[湘江](http://x)\n东岸。\n\n### 藏书\n\n"
        "- 120万册\n\n## 大桥通车\n\n大桥长1公里。\n",
    )
    assert [told(a) for a in articles(item)] == [
        ("", "市图书馆新馆开馆", [], "", ["新馆在湘江东岸。", "藏书", "120万册"]),
        ("", "大桥通车", [], "", ["大桥长1公里。"]),
    ]


def test_markdown_without_headings_is_text_to_be_taken_apart(tmp_path: Path) -> None:
    item = one(tmp_path, "a.md", "\n\n".join(LIBRARY))
    assert (item.page.text, item.stated) == ("\n\n".join(LIBRARY), ())


def test_word_headings_begin_articles_and_table_rows_are_lines(tmp_path: Path) -> None:
    title, *body = LIBRARY
    item = one(tmp_path, "a.docx", word([("Heading 1", title), *(("", line) for line in body)]))
    (story,) = articles(item)
    assert told(story) == ("", title, [], "", [*body, "册数\t120万"])
    assert story.dateline.text == "本报讯"


def test_json_lines_are_pages_with_their_fields(tmp_path: Path) -> None:
    rows = [
        {
            "date": "2026-04-27",
            "page": 1,
            "section": "要闻",
            "kicker": "喜事",
            "title": "新馆开馆",
            "subtitle": "读者三千",
            "author": "本报记者 张三",
            "paragraphs": ["新馆藏书120万册。", "座位2600个。"],
        },
        {
            "标题": "大桥通车",
            "正文": "桥长1公里。\n今日通车。",
            "报纸": "湘江日报",
            "版次": "第02版",
        },
        {"id": 3, "text": "\n".join(LIBRARY)},
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines[2:2] = ["", "{broken", '["a list"]', '{"id": 7}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    first, second, third = loaded(tmp_path)
    assert facts(first) == ("a.jsonl#1", "", dt.date(2026, 4, 27), 1)
    assert first.page.text.startswith(
        "2026-04-27 1 要闻\n\n喜事\n新馆开馆\n读者三千\n本报记者 张三\n"
    )
    assert [told(a) for a in articles(first)] == [
        ("喜事", "新馆开馆", ["读者三千"], "本报记者 张三", ["新馆藏书120万册。", "座位2600个。"])
    ]
    assert facts(second) == ("a.jsonl#2", "湘江日报", None, 2)
    assert told(articles(second)[0])[1::3] == ("大桥通车", ["桥长1公里。", "今日通车。"])
    assert (third.page.source.file, third.page.text) == ("a.jsonl#7", "\n".join(LIBRARY))
    assert {file: reason[:27] for file, reason in skipped(tmp_path).items()} == {
        "a.jsonl#4": "is no JSON: Expecting prope",
        "a.jsonl#5": "is list, and a JSON object ",
        "a.jsonl#6": "has no title and no text, o",
    }


def test_json_lines_of_something_else_are_named_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1, "vector": [1]}\n{"id": 2}\n')
    assert skipped(tmp_path) == {
        "a.jsonl": "line 1: has no title and no text, only id, vector; name the columns title and "
        "text"
    }


@pytest.mark.parametrize(("separator", "encoding"), [(",", "gb18030"), ("\t", "utf-8-sig")])
def test_csv_rows_are_pages_with_their_fields(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    rows = [
        ["日期", "标题", "作者", "正文"],
        ["2021年5月28日", "新馆开馆", "张三", '"新馆，藏书。\n座位2600个。"'],
        ["", "", "李四", ""],
        ["", "大桥通车", "", "桥长1公里。"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    first, last = loaded(tmp_path)
    assert facts(first) == ("a.csv#2", "", dt.date(2021, 5, 28), None)
    assert told(articles(first)[0]) == (
        "",
        "新馆开馆",
        [],
        "张三",
        ["新馆，藏书。", "座位2600个。"],
    )
    assert last.page.source.file == "a.csv#4"
    assert list(skipped(tmp_path)) == ["a.csv#3"]


def test_csv_without_known_columns_says_which_it_has(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,price\n1,2\n")
    assert skipped(tmp_path) == {
        "a.csv": "has no title and no text, only id, price; name the columns title and text"
    }


def test_xml_records_are_pages_with_their_fields(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(
        """<?xml version="1.0" encoding="gb2312"?>
<rss><channel><title>湘江日报</title><description>新闻</description>
<item><title>新馆开馆</title><author>张三</author><pubDate>Mon, 27 Apr 2026 08:00:00 +0800</pubDate>
<description><![CDATA[<p>新馆藏书<b>120万册</b>。</p><p>座位2600个。</p>]]></description></item>
<item><title>大桥通车</title><content><p>桥长<em>1</em>公里。</p><!-- 注 -->
<p>今日通车。</p></content></item></channel></rss>""".encode("gb18030")
    )
    first, second = loaded(tmp_path)
    assert facts(first) == ("a.xml#1", "", dt.date(2026, 4, 27), None)
    assert told(articles(first)[0]) == (
        *("", "新馆开馆", [], "张三"),
        ["新馆藏书120万册。", "座位2600个。"],
    )
    assert told(articles(second)[0])[4] == ["桥长1公里。", "今日通车。"]


def test_xml_without_records_is_one_page_of_text(tmp_path: Path) -> None:
    item = one(tmp_path, "a.xml", "<page><line>市长开会</line><line>今日，市长开会。</line></page>")
    assert (item.page.text, item.stated) == ("市长开会\n\n今日，市长开会。", ())


def test_entities_of_xml_reach_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("秘密")
    outside = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{tmp_path}/secret">]><a><b>开会。</b>&x;</a>'
    folder = tmp_path / "pages"
    folder.mkdir()
    assert "秘密" not in one(folder, "a.xml", outside).page.text


@pytest.mark.parametrize("order", [1, -1])
def test_pdf_columns_are_read_one_after_the_other(tmp_path: Path, order: int) -> None:
    drawn = sorted(TWO_COLUMNS, key=lambda line: order * line[1])  # in rows, from above or below
    item = one(tmp_path, "1999-05-04.pdf", pdf([drawn]))
    assert item.page.text == (
        "湘江两岸同日传喜讯\n\n" + "\n".join(LEFT) + "\n\n" + "\n".join(RIGHT)
    )
    assert facts(item) == ("1999-05-04.pdf#p1", "", dt.date(1999, 5, 4), None)


def test_every_page_of_a_pdf_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([TWO_COLUMNS, [], [(50, 700, 12, "第三页。")]]))
    assert [facts(item)[::3] for item in loaded(tmp_path)] == [("a.pdf#p1", 1), ("a.pdf#p3", 3)]
    assert list(skipped(tmp_path)) == ["a.pdf#p2"]


def test_two_stories_below_each_other_keep_their_columns_apart() -> None:
    def line(text: str, left: float, top: float, width: float) -> Line:
        return Line(text, left, top - 10, left + width, top, (None,) * len(text))

    page = [line("题一", 0, 100, 90), line("题二", 0, 60, 90)]
    page += [line(f"一{c}{r}", 50 * c, 88 - 12 * r, 40) for r in range(2) for c in range(2)]
    page += [line(f"二{c}{r}", 50 * c, 48 - 12 * r, 40) for r in range(3) for c in range(2)]
    assert [[line.text for line in group] for group in reading_order(page)] == [
        *(["题一"], ["一00", "一01"], ["一10", "一11"]),
        *(["题二"], ["二00", "二01", "二02"], ["二10", "二11", "二12"]),
    ]
    assert reading_order([]) == []


def test_a_zip_is_read_with_the_names_of_chinese_systems(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("1999/05/04/p2.txt", "\n".join(LIBRARY))
        package.writestr("__MACOSX/._p2.txt", b"\0\1")
        package.writestr("pic.jpg", b"\xff\xd8")
        package.writestr("inner.zip", b"PK")
        package.writestr("rows.jsonl", '{"title": "甲", "text": "乙。"}\n{"id": 1}')
        package.writestr("empty.txt", b"")
        package.writestr("XXXX.txt", "市长开会")
    data = file.getvalue().replace(b"XXXX.txt", "头版".encode("gb18030") + b".txt")
    (tmp_path / "b.zip").write_bytes(data)
    assert [facts(item) for item in loaded(tmp_path)] == [
        ("b.zip!/1999/05/04/p2.txt", "", dt.date(1999, 5, 4), 2),
        ("b.zip!/rows.jsonl#1", "", None, None),
        ("b.zip!/头版.txt", "", None, None),
    ]
    reasons = skipped(tmp_path)
    assert {name: reason.split(";")[0] for name, reason in reasons.items()} == {
        "b.zip!/empty.txt": "is empty",
        "b.zip!/inner.zip": "is a zip inside a zip",
        "b.zip!/pic.jpg": "is .jpg, and read are "
        ".txt .md .html .htm .xml .pdf .docx .jsonl .csv .zip",
        "b.zip!/rows.jsonl#2": "has no title and no text, only id",
    }


def test_archive_toml_names_a_file_or_one_page_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([TWO_COLUMNS, TWO_COLUMNS]))
    (tmp_path / "b.html").write_text(EPAPER.format(author="", kicker=""))
    (tmp_path / "archive.toml").write_text(
        '[[pages]]\nfile = "a.pdf"\nnewspaper = "晚报"\ndate = 1999-05-04\n'
        '[[pages]]\nfile = "a.pdf#p2"\npage = 7\n[[pages]]\nfile = "b.html"\npage = 9\n'
        '[[pages]]\nfile = "a.pdf#p3"\npage = 8\n'
    )
    assert [facts(item) for item in loaded(tmp_path)] == [
        ("a.pdf#p1", "晚报", dt.date(1999, 5, 4), 1),
        ("a.pdf#p2", "晚报", dt.date(1999, 5, 4), 7),
        ("b.html", "湘江日报", dt.date(2026, 7, 4), 9),
    ]
    assert skipped(tmp_path) == {
        "archive.toml": '[[pages]] file = "a.pdf#p3" matches no page of the archive'
    }


def test_loading_twice_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([TWO_COLUMNS]))
    (tmp_path / "a.docx").write_bytes(word([("Title", "甲"), ("", "乙。")]))
    (tmp_path / "a.html").write_text(WEB)
    (tmp_path / "b.html").write_text(EPAPER.format(author="", kicker=""))
    assert loaded(tmp_path) == loaded(tmp_path)
    assert len(loaded(tmp_path)) == 4


def test_boxes_say_where_a_part_of_a_pdf_page_is_printed() -> None:
    data = pdf([[], TWO_COLUMNS])
    (page,) = [part for part in formats.read("a.pdf", data) if not isinstance(part, FileSkipped)]
    start = page.text.index("桥长")
    found = pdf_loader.boxes(data, 2, [(start, page.text.index("可以"))])
    (number, first), (_, second) = found
    assert number == 2
    assert first[:1] + first[2:3] == pytest.approx((330 + 9 * 12, 330 + 11 * 12), abs=1)
    assert second[:1] + second[2:3] == pytest.approx((330, 330 + 9 * 12), abs=1)
    assert (first[1], second[1]) == pytest.approx((680 - 2, 664 - 2), abs=2)
    assert pdf_loader.boxes(data, 2, [(start, start)]) == []
    for number, slices in ((3, [(0, 1)]), (1, [(0, 1)]), (2, [(0, 10_000)])):
        with pytest.raises(ValueError, match="asked for"):
            pdf_loader.boxes(data, number, slices)


def test_every_printed_character_of_a_pdf_page_has_a_box_that_holds_it() -> None:
    data = pdf([TWO_COLUMNS])
    (page,) = formats.read("a.pdf", data)
    assert isinstance(page, Part)
    for at, char in enumerate(page.text):
        boxes = pdf_loader.boxes(data, 1, [(at, at + 1)])
        assert len(boxes) == (not char.isspace()), (at, char)
