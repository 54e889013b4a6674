"""`rencai supervision verify`: the same cases again?"""

from __future__ import annotations

from rencai.command import FINDINGS, FINE, command
from rencai.messages import LANGUAGES, Message
from rencai.policy.commands.inputs import json_option
from rencai.prose import Line
from rencai.supervision.commands.inputs import draw_argument, frame_argument, seed_of, seed_option
from rencai.supervision.drawn import Draw
from rencai.terminal import language, print_json, print_lines, say


@command(
    "verify",
    about=Message("Draws again from frame and seed, and shows every difference from a draw that was kept."),
    examples=("rencai supervision verify draw.json decisions.parquet --seed seed.txt",),
)
@draw_argument
@frame_argument
@seed_option
@json_option
def verify(draw_file: str, frame: str, seed_file: str, as_json: bool) -> int:
    found = Draw.load(draw_file).verify(frame, seed_of(seed_file))
    if as_json:
        said = [{lang: message.text(lang) for lang in LANGUAGES} for message in found.differences]
        print_json({"ok": found.holds, "differences": said})
    elif found.holds:
        print_lines([Line("text", say(Message("The draw holds: frame and seed give the same cases.")), state="met")])
    else:
        head = Line("text", say(Message("The draw does not hold:")), state="error")
        print_lines([head, *(Line("item", message.text(language()), 1, "·") for message in found.differences)])
    return FINE if found.holds else FINDINGS
