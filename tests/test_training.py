"""What the reader is trained on: windows that hold their answers, and their tokens."""

import json
import random
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from embeddings import bundled
from qa import weights
from qa.span_model import NULL, from_encoder
from qa.training import asked, cloze, features, near_misses, records, runs, windows
from qa.training.loop import learning_rate

CONTEXT = (
    "衡阳市图书馆新馆于2021年5月开放。新馆藏书八十万册,由王小明担任馆长。"
    "开馆当天有三千名读者到场。新馆每周一闭馆。"
)
QUESTION = records.Question(
    "新馆的馆长是谁?", CONTEXT, "衡阳市图书馆", "王小明", CONTEXT.index("王小明")
)


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(bundled.model_folder())


def test_a_window_that_lost_its_marks_still_holds_its_answer() -> None:
    window = windows.unmarked(
        records.Window("谁?", "新馆开放。藏书1,000册,由王小明任馆长。", 15, 18)
    )
    assert window.passage == "新馆开放藏书1,000册由王小明任馆长"
    assert window.passage[window.start : window.end] == "王小明"
    nothing = windows.unmarked(records.Window("谁?", "新馆开放。", 0, 0))
    assert (nothing.start, nothing.end) == (0, 0)


@pytest.mark.parametrize("chars", [20, 40, 60, 500])
def test_a_window_around_the_answer_holds_it_and_whole_sentences(chars: int) -> None:
    window = windows.around(QUESTION, chars, random.Random(chars))
    assert window.passage[window.start : window.end] == "王小明"
    assert window.passage in CONTEXT
    assert window.passage.endswith("。")
    assert len(window.passage) <= max(chars, len("新馆藏书八十万册,由王小明担任馆长。"))


def test_windows_without_the_answer_do_not_hold_it() -> None:
    made = [
        maker(QUESTION, 60, random.Random(seed))
        for maker in (windows.beside, windows.without)
        for seed in range(8)
    ]
    found = [window for window in made if window]
    assert found
    assert all((w.start, w.end) == (0, 0) and "王小明" not in w.passage for w in found)


def test_a_heading_moves_the_answer_with_it() -> None:
    window = windows.headed(windows.around(QUESTION, 40, random.Random(1)), "新馆开放", "■记者 李")
    assert window.passage.startswith("新馆开放\n■记者 李\n")
    assert window.passage[window.start : window.end] == "王小明"


def test_a_question_of_another_year_has_no_answer() -> None:
    asked = records.Question("2021年新馆哪月开放?", CONTEXT, "", "5月", CONTEXT.index("5月"))
    window = windows.swapped(asked, [], 60, random.Random(0))
    assert window is not None
    assert "2021年" not in window.question
    assert (window.start, window.end) == (0, 0)


def test_a_first_sentence_stands_above_what_lacks_it() -> None:
    first = CONTEXT[: CONTEXT.index("。") + 1]
    window = windows.around(QUESTION, 20, random.Random(1))
    led = windows.led(window, QUESTION)
    assert led.passage == f"{first}\n{window.passage}"
    assert led.passage[led.start : led.end] == "王小明"
    assert windows.led(led, QUESTION) == led
    opened = records.Question("新馆哪月开放?", CONTEXT, "", "5月", CONTEXT.index("5月"))
    without = records.Window(opened.question, CONTEXT[-9:], 0, 0)
    assert windows.led(without, opened) == without  # that sentence holds the answer


ASKED = ("分馆的馆长是谁?", "新馆的院长是谁?", "这座剧场藏书多少册?", "展厅每周哪天闭馆?")


def test_near_misses_have_an_answer_only_where_both_sides_changed() -> None:
    vocabulary = near_misses.Vocabulary((*ASKED, QUESTION.question))
    whole = windows.headed(windows.around(QUESTION, 500, random.Random(1)), "新馆开放")
    made = [near_misses.near_miss(whole, vocabulary, random.Random(seed)) for seed in range(200)]
    kinds = set()
    for window in filter(None, made):
        asked, told = window.question != whole.question, window.passage != whole.passage
        kinds.add((asked, told))
        answer = window.passage[window.start : window.end]
        assert answer == ("王小明" if asked and told else "")
        if told:
            assert "王小明" in window.passage
            assert any(word not in window.passage for word in ("新馆", "馆长"))
    assert kinds == {(True, False), (False, True), (True, True)}


def test_no_near_miss_where_question_and_passage_share_no_word() -> None:
    vocabulary = near_misses.Vocabulary(ASKED)
    window = records.Window("谁唱了歌?", CONTEXT, 0, 4)
    assert all(
        near_misses.near_miss(window, vocabulary, random.Random(seed)) is None for seed in range(9)
    )


def test_tokens_of_a_window_are_those_of_its_answer(tokenizer: PreTrainedTokenizerBase) -> None:
    window = windows.around(QUESTION, 60, random.Random(2))
    none = records.Window("谁?", window.passage, 0, 0)
    data, inexact = features.featurise([window, none], tokenizer, 128)
    assert inexact == 0
    assert tokenizer.decode(data.windows.row(0)[data.start[0] : data.end[0] + 1]) == "王小明"
    assert (data.start[1], data.end[1]) == (NULL, NULL)
    ids, mask, readable, start, end = features.batch(data, [0, 1], tokenizer.pad_token_id)
    assert ids.shape == mask.shape == readable.shape
    assert mask.sum(1).tolist() == data.windows.lengths.tolist()
    assert (ids[~mask] == tokenizer.pad_token_id).all()
    shown = tokenizer.decode(ids[0][readable[0]][1:])
    assert shown.replace(" ", "") == window.passage
    assert (start.tolist(), end.tolist()) == (data.start.tolist(), data.end.tolist())


def test_an_epoch_has_every_row_once(tokenizer: PreTrainedTokenizerBase) -> None:
    rows = [records.Window("谁?", CONTEXT[: 10 + i], 0, 0) for i in range(23)]
    data, _ = features.featurise(rows, tokenizer, 128)
    order = list(features.epoch_order(data.windows.lengths, 4, 1))
    assert sorted(chain.from_iterable(order)) == list(range(23))
    assert order != list(features.epoch_order(data.windows.lengths, 4, 2))


def test_the_learning_rate_rises_stays_and_falls_to_zero() -> None:
    rates = [learning_rate(step, 1000, 1.0) for step in (0, 99, 500, 600, 800, 1000)]
    assert rates == pytest.approx([0.01, 1.0, 1.0, 1.0, 0.5, 0.0])


ARTICLE = {
    "title": "图书馆新馆开放",
    "paragraphs": [
        "衡阳市图书馆新馆共有三个展厅,自开放以来已经接待读者约3000余人次,藏书达到80万册。",
        "开馆仪式于2021年5月27日在雁峰区文化广场举行,新馆项目由湖南建工集团承建,历时两年完成。",
        "新馆设立了古籍、地方志、儿童读物等专门阅览区,市民可以凭身份证办理借阅证件。",
    ],
}


def test_cloze_questions_state_what_was_taken_out() -> None:
    made = {
        (q.question, q.answer)
        for seed in range(60)
        for q in cloze.questions([ARTICLE], 3, 60, random.Random(seed))
    }
    assert {answer for _, answer in made} >= {
        "约3000余人次",
        "2021年5月27日",
        "雁峰区文化广场",
        "湖南建工集团",
    }
    for question, answer in made:
        assert question.endswith("?")
        assert answer not in question or question.endswith("吗?")


def test_cloze_answers_stand_once_in_their_passage() -> None:
    for seed in range(20):
        for q in cloze.questions([ARTICLE], 3, 60, random.Random(seed)):
            assert q.context[q.start : q.start + len(q.answer)] == q.answer
            assert q.context.count(q.answer) == 1
            assert q.title == "图书馆新馆开放"


def test_whole_clauses_answer_what_was_said_why_and_whether() -> None:
    article = {
        "title": "图书馆新馆开放",
        "paragraphs": [
            "图书馆馆长王小明表示,新馆将把古籍阅览室延长开放到晚上九点,方便市民下班以后读书。"
            "为方便老年读者借书,新馆在一楼设立大字版图书专柜。读者凭身份证办理借阅证件。"
        ],
    }
    made = {
        (q.question, q.answer)
        for seed in range(80)
        for q in cloze.questions([article], 3, 200, random.Random(seed))
    }
    answers = {answer for _, answer in made}
    said = "新馆将把古籍阅览室延长开放到晚上九点,方便市民下班以后读书"
    assert answers >= {said, "为方便老年读者借书", "读者凭身份证办理借阅证件"}
    assert ("图书馆馆长王小明怎么看?", said) in made
    assert all(question.endswith("?") for question, _ in made)


def test_runs_are_averaged_weight_by_weight(tmp_path: Path) -> None:
    for name, value in (("one", 1.0), ("two", 4.0)):
        (tmp_path / name).mkdir()
        state = {"a": torch.full((2,), value, dtype=torch.bfloat16), "b": torch.tensor([-value])}
        torch.save(state, tmp_path / name / runs.RESULT)
    mean = runs.mean([tmp_path / "one", tmp_path / "two"])
    assert {name: weight.tolist() for name, weight in mean.items()} == {
        "a": [2.5, 2.5],
        "b": [-2.5],
    }


def test_packed_weights_are_a_run_to_go_on_from() -> None:
    started = runs.mean([weights.FOLDER])
    assert started.keys() == from_encoder(bundled.model_folder()).state_dict().keys()
    head = weights.unpack(weights.FOLDER)["head.weight"]
    assert torch.equal(started["head.weight"], head)


PRINTED = {
    "date": "2026-04-01",
    "page": 7,
    "title": "新馆开放",
    "paragraphs": ["本报四月一日电", CONTEXT, "分馆的馆长李华说,分馆九月开放。"],
}


def asked_about(folder: Path, *questions: tuple[str, list[str]]) -> Path:
    """A file like asked.jsonl, with an article to tune on before the one asked about."""
    listed = [{"question": question, "answers": answers} for question, answers in questions]
    entry = {name: PRINTED[name] for name in ("date", "page", "title")} | {"paragraphs": [1, 3]}
    lines = [entry | {"questions": []}, entry | {"questions": listed}]
    path = folder / "asked.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_what_was_asked_is_joined_to_its_article(tmp_path: Path) -> None:
    file = asked_about(
        tmp_path,
        ("分馆啥时候开门？", ["九月"]),
        ("新馆藏书花了多少钱？", []),
        ("谁管分馆？", ["李华"]),
    )
    assert asked.pieces([PRINTED], tune=False, since=2, file=file) == []
    assert asked.pieces([PRINTED], tune=False, until=1, file=file) == []
    (piece,) = asked.pieces([PRINTED], tune=False, since=1, file=file)
    assert piece.context == f"{CONTEXT}\n分馆的馆长李华说,分馆九月开放。"
    held = [(q.question, q.answer, q.context[q.start :][:2]) for q in asked.questions([piece])]
    assert held == [("分馆啥时候开门?", "九月", "九月"), ("谁管分馆?", "李华", "李华")]
    (window,) = asked.unanswered([piece], 40, random.Random(1))
    assert "新馆藏书八十万册" in window.passage
    assert (window.start, window.end) == (0, 0)
    (one,) = asked.as_squad([piece])["data"][0]["paragraphs"]
    assert [qa["is_impossible"] for qa in one["qas"]] == [False, True, False]
    for found in (answer for qa in one["qas"] for answer in qa["answers"]):
        assert one["context"][found["answer_start"] :].startswith(found["text"])


def test_what_was_asked_of_an_agency_is_joined_by_its_id(tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    told = {"question": "谁管分馆？", "answers": ["李华"]}
    entry = {"id": "1:2", "questions": [told, {"question": "有多少书？", "answers": []}]}
    file.write_text(f"{json.dumps(entry)}\n" * 2, "utf-8")
    article = {"id": "1:2", "date": None, "text": "分馆的馆长李华说,分馆九月开放。"}
    (piece,) = asked.pieces([PRINTED, article], tune=False, file=file)
    assert (piece.title, piece.context) == ("", article["text"])
    other = replace(piece, context="新馆开放")
    asked_of_all = asked.of_articles([other, piece], [PRINTED, article])
    assert asked_of_all == [told | {"doc": article["text"]}]


def test_articles_that_are_not_those_asked_about_are_refused(tmp_path: Path) -> None:
    file = asked_about(tmp_path, ("谁管分馆？", ["王华"]))
    with pytest.raises(ValueError, match=r"asked.jsonl:2: “王华” is not in “新馆开放”"):
        asked.pieces([PRINTED], tune=False, file=file)
    with pytest.raises(ValueError, match=r"asked.jsonl:2: the news files have no article"):
        asked.pieces([], tune=False, file=file)


def test_an_answer_stands_in_the_sentence_most_like_its_question() -> None:
    told = "一月,新馆开放。王华任新馆馆长。分馆也在一月之后开放,王华还是分馆的馆长。"
    assert asked.place(told, "分馆的馆长是谁？", "王华") == told.rindex("王华")
    assert asked.place(told, "谁任新馆馆长？", "王华") == told.index("王华")


def test_the_questions_asked_are_fit_to_train_on() -> None:
    """Each is asked once of its article, and about one in three has no answer."""
    entries = [json.loads(line) for line in asked.FILE.read_text("utf-8").splitlines()]
    names = ("id", "title", "date", "page", "context")
    keys = [tuple(e.get(name) for name in names) for e in entries]
    assert len(set(keys)) == len(keys)
    answered = []
    for entry in entries:
        asked_once = {q["question"] for q in entry["questions"]}
        assert len(asked_once) == len(entry["questions"]) > 0
        answered += [bool(q["answers"]) for q in entry["questions"]]
    assert 0.5 < sum(answered) / len(answered) < 0.7
