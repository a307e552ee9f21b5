"""Why a file is not taken, or an archive cannot be used, in Chinese: the errors speak English.

What the command line and the log say stays as it is; only the page asks here.
"""

from __future__ import annotations

import re

from ui.words import ZH, Words

_LONGEST = 3000
"""Characters of a reason that is looked up: a longer one was made to be long, and stays English."""

_TABLE = [
    (re.compile(english, re.DOTALL), chinese)
    for english, chinese in (
        # text
        (r"is empty", "是空的，没有文字"),
        (r"holds NUL characters: a binary file", "含有 NUL 字符，是二进制文件"),
        (r"holds NUL bytes: a binary file", "含有 NUL 字节，是二进制文件"),
        (r"is not UTF-8 \(byte (?P<at>\d+)\)", "不是 UTF-8（字节位置 {at}）"),
        (
            r"(?P<reason>[^,]+)(?:, nor [^;]+)?, and no Chinese in any encoding; save it as UTF-8",
            "{reason}，按别的编码也读不出中文；请另存为 UTF-8",
        ),
        (
            r"starts as (?P<encoding>\S+) and breaks at byte (?P<at>\d+)",
            "开头标明是 {encoding}，到字节位置 {at} 却读不下去",
        ),
        (
            r"is binary or damaged: (?P<odd>\d+) of its (?P<all>\d+) characters are control or "
            r"replacement characters; take it from its source again",
            "是二进制文件或已损坏：{all} 个字符中有 {odd} 个是控制符或替代符；请重新取得原文件",
        ),
        (r"holds half a character \((?P<code>\S+)\)", "含有半个字符（{code}）"),
        (
            r"is garbled: (?P<right>\S+) text that was read as (?P<wrong>\S+) and saved so; it "
            r"should begin “(?P<opening>.*)”; take it from its source again",
            "是乱码：原是 {right} 编码，被当作 {wrong} 读取并保存，"
            "开头本应是“{opening}”；请重新取得原文件",
        ),
        (
            r"is garbled: of its Chinese characters only (?P<share>\S+) are common ones, as in "
            r"text read in a wrong encoding; take it from its source again",
            "是乱码：汉字中只有 {share} 是常用字，像是读错了编码；请重新取得原文件",
        ),
        # JSON lines, CSV, XML, HTML, Word
        (r"line (?P<line>\d+): (?P<reason>(?!line \d).+)", "第 {line} 行：{reason}"),
        (
            r"is no JSON: (?P<error>.+) at character (?P<at>\d+); write one object a line",
            "字符位置 {at} 不是 JSON（{error}）；请每行写一个对象",
        ),
        (r"is (?P<type>\w+), and a JSON object was expected", "是 {type}，应为 JSON 对象"),
        (r"is nested too deep", "嵌套太深"),
        (
            r"Exceeds the limit \((?P<most>\d+) digits\) for integer string conversion.*",
            "有一个整数超过 {most} 位",
        ),
        (
            r"has no title and no text, only nothing; name the columns title and text",
            "没有标题，也没有正文；请把这两列命名为 title 和 text",
        ),
        (
            r"has no title and no text, only (?P<found>.+); name the columns title and text",
            "没有标题，也没有正文，只有 {found}；请把这两列命名为 title 和 text",
        ),
        (
            r"is no CSV that can be read: (?P<error>.+); save it as CSV again",
            "不是能读取的 CSV（{error}）；请重新存为 CSV",
        ),
        (
            r"is no XML that can be read: (?P<error>.+); save it again",
            "不是能读取的 XML（{error}）；请重新保存",
        ),
        (r"holds no HTML; save it as \.txt if it is text", "没有 HTML；如果是文本，请存为 .txt"),
        (
            r"shows no text: it may be made by scripts; save the page as displayed",
            "没有可见的文字，可能要由脚本生成；请保存显示出来的网页",
        ),
        (
            r"is no Word document that can be read \((?P<error>.+)\); open it and save it as "
            r"\.docx again",
            "不是能读取的 Word 文档（{error}）；请打开后重新存为 .docx",
        ),
        (
            r"file '.+' is not a Word file, content type is '(?P<type>.+)'",
            "不是 Word 文档（内容类型是 {type}）",
        ),
        # PDF
        (
            r"is encrypted: it opens with a password only; save it without one",
            "已加密，要有密码才能打开；请另存为不加密的文件",
        ),
        (
            r"is cut off: its end is missing; take it from its source again",
            "不完整，缺少结尾；请重新取得原文件",
        ),
        (
            r"is no PDF that can be read; take it from its source again",
            "不是能读取的 PDF；请重新取得原文件",
        ),
        (r"has no page; take it from its source again", "一页也没有；请重新取得原文件"),
        (
            r"its page holds no text, only pictures; run OCR over the scan first",
            "只有图像，没有文字；请先对扫描件做文字识别（OCR）",
        ),
        (
            r"its (?P<pages>\d+) pages hold no text, only pictures; run OCR over the scan first",
            "{pages} 页都只有图像，没有文字；请先对扫描件做文字识别（OCR）",
        ),
        (
            r"holds no text, only pictures; run OCR over it first",
            "只有图像，没有文字；请先做文字识别（OCR）",
        ),
        (
            r"has (?P<pages>\d+) pages, and page (?P<page>\d+) is asked for",
            "只有 {pages} 页，没有第 {page} 页",
        ),
        (
            r"page (?P<page>\d+) has (?P<most>\d+) characters, and more are asked for",
            "第 {page} 页只有 {most} 个字符，没有更多",
        ),
        # zip
        (
            r"is no zip file that can be read: (?P<error>.+); pack it again",
            "不是能读取的压缩包（{error}）；请重新打包",
        ),
        (
            r"would grow from (?P<packed>\d+) to (?P<size>\d+) bytes, over (?P<times>\d+) times, "
            r"as a zip bomb does; if it is a page, put it beside the zip",
            "解压后会从 {packed} 字节增到 {size} 字节，超过 {times} 倍，像是压缩炸弹；"
            "如果确是版面，请放在压缩包外面",
        ),
        (
            r"has a path that leads out of the zip; pack it with a plain path",
            "路径指向压缩包之外；请用普通路径重新打包",
        ),
        (
            r"is (?P<size>\d+ MB) long, over the (?P<most>\d+) MB of a page; split it by page",
            "有 {size}，超过一个版面的 {most} MB；请按版面拆分",
        ),
        (
            r"is over the (?P<most>\d+) MB of a page; split it by page",
            "超过一个版面的 {most} MB；请按版面拆分",
        ),
        (r"is encrypted; unpack it with its password", "已加密；请用密码解开"),
        (r"cannot be unpacked: (?P<error>.*); pack it again", "解压失败（{error}）；请重新打包"),
        (r"holds no files; pack the pages again", "里面没有文件；请重新打包"),
        (r"is a zip inside a zip; unpack the outer one", "是压缩包里的压缩包；请先解开外层"),
        # files and folders
        (
            r"is without a suffix, and read are (?P<kinds>[^;]+); convert it",
            "没有扩展名；能读取的是 {kinds}，请转换格式",
        ),
        (
            r"is (?P<suffix>\S+), and read are (?P<kinds>[^;]+); convert it",
            "是 {suffix} 文件；能读取的是 {kinds}，请转换格式",
        ),
        (
            r"(?P<reason>.+) \((?P<more>\d+) more \S+ files besides\)",
            "{reason}（同类文件另有 {more} 个）",
        ),
        (r"has a name that is not in UTF-8; rename it", "文件名不是 UTF-8；请改名"),
        (r"stands there twice; only the first was read", "重复出现，只读了第一个"),
        (r"is not a regular file", "不是普通文件"),
        (
            r"is (?P<size>\d+ MB) long, over the (?P<most>\d+) MB that are read; split it",
            "有 {size}，超过可以读取的 {most} MB；请拆分",
        ),
        (r"(?P<reason>.+): the folder cannot be opened", "文件夹打不开（{reason}）"),
        (r"Permission denied", "没有读取的权限"),
        (r"Too many levels of symbolic links", "符号链接的层数太多"),
        (r"No such file or directory", "文件已不存在"),
        (r"Input/output error", "读取时出错"),
        # pages
        (
            r"no article was found in it; is it a newspaper page\?",
            "没有找到报道；这是报纸的版面吗？",
        ),
        (
            r"holds what belongs to the page itself \(its editors, its name\) and no article",
            "只有版面自身的内容（编辑、报名等），没有报道",
        ),
        # what is given in the browser
        (
            r"these files were added or removed already; give them again",
            "这些文件已经加入或放弃；请重新选择",
        ),
        (
            r"(?P<count>\d+) uploads wait to be confirmed; confirm or remove one of them first",
            "已有 {count} 批文件等待确认；请先确认或放弃其中一批",
        ),
        (
            r"(?P<count>\d+) files at once; expected 1 to (?P<most>\d+)",
            "一次给了 {count} 个文件；应为 1 到 {most} 个",
        ),
        (
            r"(?P<size>\d+) bytes in all; expected at most (?P<most>\d+)",
            "共 {size} 字节；最多 {most} 字节",
        ),
        (
            r"(?P<file>.+): has (?P<size>\d+) bytes; expected at most (?P<most>\d+)",
            "{file}：有 {size} 字节；最多 {most} 字节",
        ),
        (
            r"(?P<file>.+): is still growing; expected at most (?P<most>\d+) bytes",
            "{file}：还在变大；最多 {most} 字节",
        ),
        (r"(?P<file>.+): is not a file", "{file}：不是文件"),
        (
            r"(?P<file>.+): expected one of (?P<kinds>[^:]+)",
            "{file}：不收这种文件；可以加入 {kinds}",
        ),
        (
            r"(?P<root>.+): the archive that ships is not added to; build and serve one of your "
            r"own",
            "{root}：自带的档案不能加入版面；请建立自己的档案，再用它启动服务器",
        ),
        (
            r"(?P<root>.+): expected a folder that the server may write to; new pages would go "
            r"into its folder (?P<folder>\S+)",
            "{root}：应为服务器可以写入的文件夹；新的版面要存进其中的 {folder}",
        ),
        # archive.toml and words.txt
        (
            r"\[\[pages\]\] file = (?P<pattern>\".*\") matches no page of the archive",
            "[[pages]] file = {pattern} 与档案里的版面都不相符",
        ),
        (r"(?P<path>.+): cannot be read as TOML: (?P<error>.+)", "{path}：不是 TOML（{error}）"),
        (
            r"(?P<path>.+): pages: expected \[\[pages\]\] tables, found (?P<found>.+)",
            "{path}：pages 应为 [[pages]] 表，实为 {found}",
        ),
        (
            r"(?P<path>.+?): (?P<where>.*)file: expected a path or pattern, found (?P<found>.+)",
            "{path}：{where}file 应为路径或通配式，实为 {found}",
        ),
        (
            r"(?P<path>.+?): (?P<where>.*)date: expected a date without quotes, as 1999-05-04, "
            r"found (?P<found>.+)",
            "{path}：{where}date 应为不带引号的日期，如 1999-05-04，实为 {found}",
        ),
        (
            r"(?P<path>.+?): (?P<where>.*)page: expected a number from 1, found (?P<found>.+)",
            "{path}：{where}page 应为从 1 起的整数，实为 {found}",
        ),
        (
            r"(?P<path>.+?): (?P<key>.+): expected a name in quotes, found (?P<found>.+)",
            "{path}：{key} 应为引号里的名称，实为 {found}",
        ),
        (
            r"(?P<path>.+?): (?P<key>.+): is not a known key; expected (?P<known>.+)",
            "{path}：不认识 {key}；可用的是 {known}",
        ),
        (r"(?P<path>.+): is not in UTF-8; save it as UTF-8", "{path}：不是 UTF-8；请存为 UTF-8"),
        (
            r"(?P<path>.+), line (?P<line>\d+): (?P<found>.+) is not one word of letters; write "
            r"one word a line, with a - before it where it shall be none",
            "{path} 第 {line} 行：{found} 不是一个词；请每行写一个词，不算词的在前面加 -",
        ),
        # archives
        (
            r"(?P<root>.+): another process is building this archive; wait for it to end",
            "{root}：另一个程序正在建立这个档案；请等它结束",
        ),
        (
            r"(?P<root>.+): none of its (?P<count>\d+) files could be used(?P<each>.*)",
            "{root}：{count} 个文件都不能用{each}",
        ),
        (
            r"(?P<root>.+): there is no such folder; give the folder that holds the pages",
            "{root}：没有这个文件夹；请指定存放版面的文件夹",
        ),
        (
            r"(?P<root>.+): no page in it, no files; add pages as (?P<kinds>[^\n]+)(?P<each>.*)",
            "{root}：里面没有版面；可以加入 {kinds}{each}",
        ),
        (
            r"(?P<root>.+): no page in it, only (?P<others>[^;]+) files; add pages as "
            r"(?P<kinds>[^\n]+)(?P<each>.*)",
            "{root}：里面没有版面，只有 {others} 文件；可以加入 {kinds}{each}",
        ),
        (
            r"(?P<root>.+): no archive was built from here; run `(?P<command>.+)`",
            "{root}：这里还没有建立档案；请运行 `{command}`",
        ),
        (
            r"(?P<root>.+?): (?P<reason>.+); run `(?P<command>.+)` to build it anew",
            "{root}：{reason}；请运行 `{command}` 重新建立",
        ),
        (
            r"the index has format (?P<found>.+), and this version reads (?P<expected>.+)",
            "索引的格式是 {found}，这个版本读取的是 {expected}",
        ),
        (
            r"its manifest counts (?P<passages>\d+) passages, its vector index (?P<vectors>\d+), "
            r"its BM25 index (?P<rows>\d+)",
            "清单记有 {passages} 段，向量索引有 {vectors} 段，BM25 索引有 {rows} 段",
        ),
        (
            r"the index was built with .+ is asked for",
            "索引是用另一个版本、模型或设置建立的",
        ),
        (
            r"(?P<path>.+): the reader's weights cannot be read \((?P<error>.+)\)",
            "{path}：阅读模型的权重读不出来（{error}）",
        ),
        (
            r"(?P<path>.+): its SHA-256 is \S+, and (?P<stated>.+) states \S+; the file is "
            r"damaged: check it out again",
            "{path}：文件已损坏，SHA-256 与 {stated} 所记的不同；请重新取得",
        ),
        # kept conversations
        (
            r"a kept answer cannot be read \((?P<error>.+)\); ask its question anew",
            "保存的回答读不出来（{error}）；请重新提问",
        ),
        (
            r"a kept conversation has format (?P<found>.+), and this version reads "
            r"(?P<expected>.+); export it with the version that made it, or delete it",
            "保存的对话是格式 {found}，这个版本读取的是 {expected}；请用原来的版本导出，或者删除",
        ),
        (
            r"a kept conversation cannot be read \((?P<error>.+)\); delete it",
            "保存的对话读不出来（{error}）；请删除",
        ),
    )
]
"""English of a whole reason -> Chinese. The group `reason` is a reason itself, `each` holds lines
of a file and its reason; what libraries say stays in their words."""


def reason(text: str, words: Words) -> str:
    """A reason in the language of the page; the English itself where no Chinese is known for it."""
    return _chinese(text) if words is ZH else text


def _chinese(text: str) -> str:
    if len(text) > _LONGEST:
        return text
    for english, chinese in _TABLE:
        if match := english.fullmatch(text):
            return chinese.format(**{k: _part(k, v) for k, v in match.groupdict().items()})
    return text


def _part(group: str, text: str) -> str:
    if group == "reason":
        return _chinese(text)
    return "".join(map(_line, text.splitlines())) if group == "each" else text


def _line(line: str) -> str:
    file, _, why = line.strip().partition(": ")
    return f"；{file}：{_chinese(why)}" if why else file
