"""The masthead with the drawer of kept conversations.

The browser fills the drawer: the server does not know of them.
"""

from __future__ import annotations

from ui.markup import attribute, safe
from ui.words import Words

_SAID_BY_SCRIPT = (
    *("rename", "remove", "remove_sure", "export_md", "export_json", "untitled", "full", "save"),
)


def drawer(words: Words, user: str = "") -> str:
    """The drawer and what opens it, the page's name, and the way to the other language.

    The drawer's script finds its words in it. `user` is who is logged in, and can log out there.
    """
    told = " ".join(
        f'data-{name.replace("_", "-")}="{attribute(words[name])}"' for name in _SAID_BY_SCRIPT
    )
    name, close = words["conversations"], words["close_drawer"]
    return (
        f'<button type="button" class="open" aria-haspopup="dialog" title="{name}" '
        f'aria-label="{name}"><span></span><span></span><span></span></button>'
        f'<dialog aria-label="{name}" {told}><header><h2>{name}</h2>'
        f'<button type="button" class="plain close" aria-label="{close}" title="{close}">×</button>'
        f'</header><p class="kept">{words["kept"]}</p><p class="full" role="alert" hidden></p>'
        f'<p class="nothing">{words["none_kept"]}</p><ol class="list"></ol>'
        f"{_account(words, user)}</dialog>"
        f'<h1 id="title" data-language="{words["code"]}">{words["title"]}</h1>'
        f'<button type="button" class="language" lang="{words["other_code"]}" '
        f'data-language="{words["other_code"]}">{words["other_language"]}</button>'
    )


def _account(words: Words, user: str) -> str:
    if not user:
        return ""
    return (
        f'<form class="account" method="post" action="logout">{safe(user)}'
        f'<button class="plain">{words["log_out"]}</button></form>'
    )
