"""The pieces of the tokenizer that Chinese newspapers need, and the tokenizer made of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from embeddings.packed import Pieces

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
LATIN_PIECES = 21_000
"""ASCII pieces kept, the likeliest: names, abbreviations and units in Chinese text, and English
words; the others fall apart into shorter pieces that are kept."""

_SPACE = "▁"  # what a space is written as in a piece
_ALPHABETS = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "BOPOMOFO", "FULLWIDTH")
_HELD = "\ufdd0"  # noncharacter that stands for ～ during NFKC


def needed(pieces: Pieces) -> npt.NDArray[np.int64]:
    """Ids of the pieces to keep, ascending: the rule is on characters, and for Latin on scores.

    Kept are the special pieces, pieces wholly of Han characters, digits, punctuation and symbols,
    single letters of the alphabets that newspapers print, and the likeliest LATIN_PIECES pieces of
    ASCII letters.
    """
    kept = [i for i, piece in enumerate(pieces.text) if piece in SPECIALS or _in_chinese(piece)]
    latin = [i for i, piece in enumerate(pieces.text) if _is_ascii_word(piece)]
    latin.sort(key=lambda i: -float(pieces.scores[i]))
    return np.array(sorted({*kept, *latin[:LATIN_PIECES]}), dtype=np.int64)


def _in_chinese(piece: str) -> bool:
    letters = piece.replace(_SPACE, "")
    return all(map(_is_cjk, letters)) or (len(letters) == 1 and _is_letter(letters))


@cache
def _is_cjk(character: str) -> bool:
    """Whether it is Han (々 and 〇 too), or a digit, punctuation mark or symbol of any script."""
    name = unicodedata.name(character, "")
    han = name.startswith(("CJK ", "IDEOGRAPHIC "))
    return han or unicodedata.category(character)[0] in "NPSZ"


@cache
def _is_letter(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_ALPHABETS)


def _is_ascii_word(piece: str) -> bool:
    letters = piece.replace(_SPACE, "")
    return letters.isascii() and any(map(str.isalpha, letters)) and piece not in SPECIALS


def tokenizer(vocabulary: Sequence[tuple[str, float]]) -> Tokenizer:
    """The Unigram tokenizer over (piece, score), which begins with SPECIALS in their order.

    Text is normalised by NMT's rules for white space, NFKC and collapsed spaces, as sentencepiece's
    `nmt_nfkc`, which keeps the full-width ～ (Kudo and Richardson, "SentencePiece", 2018). Encodes
    `<s> A </s>`, and a pair as `<s> A </s> B </s>`.
    """
    made = Tokenizer(models.Unigram(list(vocabulary), unk_id=SPECIALS.index("<unk>")))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.Replace("～", _HELD),
            normalizers.NFKC(),
            normalizers.Replace(_HELD, "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(_SPACE, prepend_scheme="always")
    made.decoder = decoders.Metaspace(_SPACE, prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B:0 </s>:0",
        special_tokens=[(piece, SPECIALS.index(piece)) for piece in ("<s>", "</s>")],
    )
    made.add_special_tokens(list(SPECIALS))
    return made
