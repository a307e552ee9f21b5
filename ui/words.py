"""What the page says, in the two languages it speaks; the archive's own words stay as they are."""

from __future__ import annotations

import datetime as dt

Words = dict[str, str]

ZH: Words = {
    "title": "问报纸",
    "tagline": "答案一字不改，出自报纸原文",
    "placeholder": "想知道什么？",
    "question": "问题",
    "send": "提问",
    "clear": "新对话",
    "conversation": "对话",
    "holdings": "馆藏",
    "examples": "可以这样问",
    "pages": "{n} 版",
    "articles": "{n} 篇",
    "you": "你问",
    "understood": "理解为",
    "searching": "正在检索……",
    "reading": "正在细读 {n} 段原文……",
    "failed": "出错了，这个问题没有答出来。服务器的日志里有原因。",
    "sure": "肯定",
    "likely": "可能",
    "not_found": "未找到",
    "others": "其他可能的答案",
    "value": "换算成日期或数值",
    "probability": "概率 {n}%",
    "refusal": "报纸里没有找到答案。",
    "searched": "检索的是",
    "unknown": "这些词在全部报纸中都没有出现",
    "near": "以下段落只是相近，不是答案",
    "cite": "打开出处 {n}：{source}",
    "cite_near": "打开相近段落 {n}：{source}",
    "evidence": "原文",
    "empty": "点一个出处编号，这里打开它所在的整篇报道，引文处有标记。",
    "close": "关闭原文",
    "repaired": "整理版",
    "raw": "原始文本",
    "view": "显示方式",
    "photo": "图片新闻",
    "page": "第{n}版",
    "near_note": "只是相近",
    "copy": "复制引文",
    "copied": "已复制",
    "details": "位置与分数",
    "offsets": "字符 {n}",
    "scores": "向量相似度 {dense}，BM25 {bm25}，综合 {score}",
}

EN: Words = {
    "title": "Ask the newspapers",
    "tagline": "Every answer is quoted word for word from the page",
    "placeholder": "What would you like to know?",
    "question": "Question",
    "send": "Ask",
    "clear": "New conversation",
    "conversation": "Conversation",
    "holdings": "In the archive",
    "examples": "Questions to start with",
    "pages": "pages: {n}",
    "articles": "articles: {n}",
    "you": "You asked",
    "understood": "Understood as",
    "searching": "Searching …",
    "reading": "Reading {n} passages …",
    "failed": "Something went wrong and this question was not answered. The server's log says why.",
    "sure": "Certain",
    "likely": "Likely",
    "not_found": "Not found",
    "others": "Other candidates",
    "value": "as a date or a number",
    "probability": "probability {n} %",
    "refusal": "The newspapers do not say.",
    "searched": "Searched for",
    "unknown": "Words that stand nowhere in the archive",
    "near": "Only near to the question, not an answer",
    "cite": "Open source {n}: {source}",
    "cite_near": "Open near passage {n}: {source}",
    "evidence": "The article",
    "empty": "Choose a source number: its whole article opens here with the quotation marked.",
    "close": "Close the article",
    "repaired": "Repaired",
    "raw": "Raw text",
    "view": "Shown as",
    "photo": "Photograph",
    "page": "page {n}",
    "near_note": "Only near",
    "copy": "Copy citation",
    "copied": "Copied",
    "details": "Place and scores",
    "offsets": "characters {n}",
    "scores": "vector similarity {dense}, BM25 {bm25}, fused {score}",
}

TRANSLATIONS = {"zh": ZH, "zh-CN": ZH, "zh-TW": ZH, "en": EN}
"""By the names that browsers give; any other language falls back to English."""


def spoken(accept_language: str) -> Words:
    """The words for a browser's Accept-Language header: its first language decides."""
    return ZH if accept_language.strip().lower().startswith("zh") else EN


def day(date: dt.date, words: Words) -> str:
    """A date as the language writes it: 2021年5月28日, 28 May 2021."""
    if words is ZH:
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {date:%B %Y}"
